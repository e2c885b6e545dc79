#include "full.h"

#include "options.h"
#include "os.h"
#include "policy.h"
#include "spare.h"

enum { REGAINED_MAX = 1024, REGAINED_FORGOTTEN = 16, MISSED_MAX = 64 };

static void full_add(Theap *theap, Page *page) {
  page_queue_add_first(&theap->full[page_bin(page)], page);
  store_relaxed(&page->fast_owner, page_fast_owner(page, theap)); // relaxed: as in page_enters
  store_relaxed(&page->place, PLACE_FULL);
}

static void full_remove(Theap *theap, Page *page) {
  page_queue_remove(&theap->full[page_bin(page)], page);
  page_rebase(page, 0);
  neap__theap_let_go(theap, page);
}

// A kept page that is no longer watched: back to the queue, empty and so spare or back to the arena, or watched again.
static void full_settle(Theap *theap, Page *page) {
  page_rebase(page, 0);
  do {
    neap__page_collect(page);
    if (page_used(page) == 0) {
      full_remove(theap, page);
      neap__spare_put(theap, page);
      return;
    }
    if (page_has_room(page)) {
      full_remove(theap, page);
      neap__theap_queue_last(theap, page);
      return;
    }
  } while (!page_state_watch(&page->state));
  page_rebase(page, page->total - page->room);
}

// false: somebody is about to put it on the stack, or has.
static bool full_release(Theap *theap, Page *page) {
  if (!page_state_unwatch(&page->state)) {
    return false;
  }
  full_remove(theap, page);
  neap__policy_release(page, &theap->counters);
  return true;
}

static uint32_t full_limit(const Theap *theap, const Page *page) {
  if (theap->policy->keeps) {
    return UINT32_MAX;
  }
  size_t always = page->slice.slice_count > 1 ? 1 : neap__option_number(OPTION_RETAIN);
  return (uint32_t)always + theap->regained[page_bin(page)];
}

void neap__full_enter(Theap *theap, Page *page) {
  neap__theap_unqueue(theap, page);
  uint32_t limit = full_limit(theap, page);
  if (limit == 0) {
    neap__policy_release(page, &theap->counters);
    return;
  }
  const PageQueue *kept = &theap->full[page_bin(page)];
  full_add(theap, page);
  full_settle(theap, page);
  if (kept->count > limit) {
    full_release(theap, kept->last);
  }
}

void neap__full_has_room(Theap *theap, Page *page) {
  if (page_state_unwatch(&page->state)) {
    full_settle(theap, page);
  } else { // others tell us of the same page; if it has not arrived yet, it will
    page_rebase(page, 0);
    neap__full_drain(theap);
  }
}

void neap__full_claimed(Theap *theap, const Page *page) {
  bool own = load_relaxed(&page->theap) == theap;
  bool soon = page->total - page_used(page) < 2u * page->room;
  uint16_t *regained = &theap->regained[page_bin(page)];
  *regained += own && soon && *regained < REGAINED_MAX;
}

void neap__full_turned(Theap *theap, const Page *page) {
  unsigned bin = page_bin(page);
  if (theap->missed[bin] < page->total) {
    return;
  }
  uint32_t pages = theap->missed[bin] / page->total;
  theap->missed[bin] -= pages * page->total;
  if (theap->regained[bin] < MISSED_MAX) {
    uint32_t more = theap->regained[bin] + pages;
    theap->regained[bin] = (uint16_t)(more < MISSED_MAX ? more : MISSED_MAX);
  }
}

void neap__full_forget(Theap *theap, unsigned bin) {
  theap->regained[bin] -= (theap->regained[bin] + REGAINED_FORGOTTEN - 1) / REGAINED_FORGOTTEN;
}

// The theap cannot end before it has taken the page off its stack, so it is still the one that asked.
void neap__full_ready(Page *page) {
  Theap *theap =
      load_relaxed(&page->theap); // relaxed: const while NOTIFYING, acquired with the state
  Page *head = load_relaxed(&theap->ready);
  do {
    store_relaxed(&page->ready_next, head);
  } while (!cas_release(&theap->ready, &head, page)); // release: publishes ready_next
}

bool neap__full_drain(Theap *theap) {
  if (!load_relaxed(&theap->ready)) { // relaxed: a hint; the exchange acquires
    return false;
  }
  // acquire: pairs with the release in neap__full_ready
  Page *page = exchange_acquire(&theap->ready, NULL);
  while (page) {
    Page *next = load_relaxed(&page->ready_next); // relaxed: published with the stack's head
    ASSERT(load_relaxed(&page->place) == PLACE_FULL && load_relaxed(&page->theap) == theap);
    page_state_notified(&page->state);
    full_settle(theap, page);
    page = next;
  }
  return true;
}

void neap__full_collect(Theap *theap, bool all) {
  neap__full_drain(theap);
  for (unsigned bin = 0; all && bin < BIN_COUNT; bin++) {
    Page *next = theap->full[bin].first;
    while (next) {
      Page *page = next;
      next = page->next;
      if (!theap->policy->keeps) {
        full_release(theap, page);
      } else if (page_state_unwatch(&page->state)) {
        full_settle(theap, page);
      }
    }
  }
}

// Lets go of the bin's full pages. false: somebody is about to put one of them on the stack.
static bool full_abandon(Theap *theap, unsigned bin) {
  Page *next = theap->full[bin].first;
  while (next) {
    Page *page = next;
    next = page->next;
    if (page_state_unwatch(&page->state)) {
      full_remove(theap, page);
      store_relaxed(&page->theap, NULL); // relaxed: a hint for those who free
      neap__policy_release(page, &theap->counters);
    }
  }
  return theap->full[bin].first == NULL;
}

void neap__full_abandon(Theap *theap) {
  neap__full_drain(theap);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    while (!full_abandon(theap, bin)) {
      neap__os_yield(); // between two instructions of another thread's free
      neap__full_drain(theap);
    }
  }
}

void neap__full_after_fork(Theap *theap) {
  store_relaxed(&theap->ready, NULL);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    Page *next = theap->full[bin].first;
    while (next) {
      Page *page = next;
      next = page->next;
      page_state_forget(&page->state);
      full_settle(theap, page);
    }
  }
}
