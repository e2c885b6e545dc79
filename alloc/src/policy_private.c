// Pages stay with their thread until it ends: see policy.h.
#include "os.h"
#include "policy.h"

static void full_add(Theap *theap, Page *page) {
  Page **list = &theap->full[page_class(page)];
  store_relaxed(&page->place, PLACE_FULL);
  page->previous = NULL;
  page->next = *list;
  if (*list) {
    (*list)->previous = page;
  }
  *list = page;
}

static void full_remove(Theap *theap, Page *page) {
  if (page->previous) {
    page->previous->next = page->next;
  } else {
    theap->full[page_class(page)] = page->next;
  }
  if (page->next) {
    page->next->previous = page->previous;
  }
  page->next = page->previous = NULL;
  store_relaxed(&page->place, PLACE_NONE);
}

// A page of the full list that is no longer watched: back to the queue, back to the arena, or watched again.
static void full_settle(Theap *theap, Page *page) {
  do {
    neap__page_collect(page);
    if (page_used(page) == 0) {
      full_remove(theap, page);
      add_single_writer(&theap->counters.classes[page_class(page)].freed, 1);
      neap__page_free(page);
      return;
    }
    if (page_has_room(page)) {
      full_remove(theap, page);
      neap__theap_queue_last(theap, page);
      return;
    }
  } while (!page_state_watch(&page->state));
}

static void private_page_full(Theap *theap, Page *page) {
  neap__theap_unqueue(theap, page);
  full_add(theap, page);
  full_settle(theap, page);
}

// Takes all pages off the stack that others made room in.
static void ready_drain(Theap *theap) {
  // acquire: pairs with the release in private_page_ready
  Page *page = exchange_acquire(&theap->ready, NULL);
  while (page) {
    Page *next = load_relaxed(&page->ready_next); // relaxed: published with the stack's head
    ASSERT(load_relaxed(&page->place) == PLACE_FULL && load_relaxed(&page->theap) == theap);
    page_state_notified(&page->state);
    full_settle(theap, page);
    page = next;
  }
}

// The theap cannot end before it has taken the page off its stack, so it is still the one that asked.
static void private_page_ready(Page *page) {
  Theap *theap =
      load_relaxed(&page->theap); // relaxed: const while NOTIFYING, acquired with the state
  Page *head = load_relaxed(&theap->ready);
  do {
    store_relaxed(&page->ready_next, head);
  } while (!cas_release(&theap->ready, &head, page)); // release: publishes ready_next
}

static Page *heap_page_find(Theap *theap, unsigned size_class) {
  if (!load_relaxed(&theap->ready)) { // relaxed: a hint; the exchange acquires
    return NULL;
  }
  ready_drain(theap);
  return theap->queues[size_class].first;
}

static Page *private_page_find(Theap *theap, unsigned size_class) {
  Page *page = heap_page_find(theap, size_class);
  return page ? page : neap__policy_claim(theap, size_class); // pages of threads that ended
}

// As for blocks that others free, one block is no room: the page would be full again at once.
static void private_page_has_room(Theap *theap, Page *page) {
  if (!page_has_room(page)) {
    return;
  }
  if (page_state_unwatch(&page->state)) {
    full_settle(theap, page);
  } else {
    ready_drain(
        theap); // somebody else tells us of the same page; if it has not arrived yet, it will
  }
}

static void private_collect(Theap *theap, bool all) {
  ready_drain(theap);
  for (unsigned size_class = 0; all && size_class < CLASS_COUNT; size_class++) {
    Page *next = theap->full[size_class];
    while (next) {
      Page *page = next;
      next = page->next;
      if (page_state_unwatch(&page->state)) {
        full_settle(theap, page);
      }
    }
  }
}

// Lets go of the class's full pages. false: somebody is about to put one of them on the stack.
static bool full_abandon(Theap *theap, unsigned size_class) {
  Page *next = theap->full[size_class];
  while (next) {
    Page *page = next;
    next = page->next;
    if (page_state_unwatch(&page->state)) {
      full_remove(theap, page);
      store_relaxed(&page->theap, NULL); // relaxed: a hint for those who free
      neap__policy_release(page, &theap->counters);
    }
  }
  return theap->full[size_class] == NULL;
}

static void private_abandon(Theap *theap) {
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    while (!full_abandon(theap, size_class)) {
      neap__os_yield(); // between two instructions of another thread's free
      ready_drain(theap);
    }
  }
}

static void private_after_fork(Theap *theap) {
  store_relaxed(&theap->ready, NULL);
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *next = theap->full[size_class];
    while (next) {
      Page *page = next;
      next = page->next;
      page_state_forget(&page->state);
      full_settle(theap, page);
    }
  }
}

const Policy neap__policy_private = {
  .page_full = private_page_full,
  .page_find = private_page_find,
  .page_has_room = private_page_has_room,
  .page_ready = private_page_ready,
  .collect = private_collect,
  .abandon = private_abandon,
  .after_fork = private_after_fork,
};

const Policy neap__policy_heap = {
  .page_full = private_page_full,
  .page_find = heap_page_find,
  .page_has_room = private_page_has_room,
  .page_ready = private_page_ready,
  .collect = private_collect,
  .abandon = private_abandon,
  .after_fork = private_after_fork,
};
