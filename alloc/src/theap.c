#include "theap.h"

#include "full.h"
#include "gate.h"
#include "policy.h"
#include "sites.h"
#include "spare.h"
#include <string.h>

Page neap__page_none = { .free = BLOCK_NONE };

void neap__theap_init(Theap *theap, const Policy *policy) {
  memset(theap->queues, 0, offsetof(Theap, policy) - offsetof(Theap, queues));
  store_relaxed(&theap->slow_count, 0);
  theap->sample_skip = 0;
  theap->sample_in = 0;
  theap->policy = policy;
  neap__theap_close_fast(theap);
  theap->fast_closed = false; // there are no pages
}

static void list_set_fast(Theap *theap, const PageQueue *list) {
  for (Page *page = list->first; page; page = page->next) {
    store_relaxed(&page->fast_owner, page_fast_owner(page, theap));
  }
}

static void pages_set_fast(Theap *theap) {
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    list_set_fast(theap, &theap->queues[bin]);
    list_set_fast(theap, &theap->full[bin]);
  }
}

void neap__theap_close_fast(Theap *theap) {
  theap->fast_closed = true;
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    store_relaxed(&theap->current[bin], &neap__page_none);
  }
  pages_set_fast(theap);
}

void neap__theap_open_fast(Theap *theap) {
  theap->fast_closed = false;
  pages_set_fast(theap);
}

static void page_enters(Theap *theap, Page *page) {
  ASSERT(load_relaxed(&page->place) == PLACE_NONE && page_state_peek(&page->state) & STATE_OWNED);
  // relaxed: only the theap's own thread finds itself here; others take it for a hint. The place by release, for page_is_mine.
  store_relaxed(&page->theap, theap);
  store_release(&page->place, PLACE_QUEUE);
  store_relaxed(&page->fast_owner, page_fast_owner(page, theap));
}

void neap__theap_queue_first(Theap *theap, Page *page) {
  page_enters(theap, page);
  page_queue_add_first(&theap->queues[page_bin(page)], page);
}

void neap__theap_queue_last(Theap *theap, Page *page) {
  page_enters(theap, page);
  page_queue_add_last(&theap->queues[page_bin(page)], page);
}

void neap__theap_let_go(Theap *theap, Page *page) {
  store_relaxed(&page->let_go_at, neap__sites_clock()); // relaxed: a hint
  store_relaxed(&page->fast_owner, NULL);               // relaxed: as in page_enters
  store_relaxed(&page->place, PLACE_NONE);
  _Atomic(Page *) *current = &theap->current[page_bin(page)];
  if (load_relaxed(current) == page) {
    store_relaxed(current, &neap__page_none);
  }
}

void neap__theap_unqueue(Theap *theap, Page *page) {
  ASSERT(load_relaxed(&page->place) == PLACE_QUEUE && load_relaxed(&page->theap) == theap);
  page_queue_remove(&theap->queues[page_bin(page)], page);
  page_rebase(page, 0);
  neap__theap_let_go(theap, page);
}

static void queue_to_front(Theap *theap, Page *page) {
  PageQueue *queue = &theap->queues[page_bin(page)];
  if (queue->first != page) {
    page_queue_remove(queue, page);
    page_queue_add_first(queue, page);
  }
}

// A page of the queue with a free block, now first. Resident blocks come before fresh ones, but a few of them are no room: a thread that
// frees and allocates at random would come here each time.
static Page *queue_page(Theap *theap, unsigned bin) {
  Page *fresh = NULL;
  Page *next = theap->queues[bin].first;
  for (uint32_t looked = 0; next && looked < QUEUE_LOOK; looked++) {
    Page *page = next;
    next = page->next;
    neap__page_collect(page);
    if (page_can_extend(page)) {
      fresh = fresh ? fresh : page;
    } else if (page_has_room(page)) {
      queue_to_front(theap, page);
      return page;
    } else {
      neap__full_enter(theap, page);
    }
  }
  if (fresh) {
    queue_to_front(theap, fresh);
    if (!page_has_free(fresh)) {
      neap__page_extend(fresh);
      store_relaxed(&fresh->fast_owner, page_fast_owner(fresh, theap)); // its last hole may be gone
    }
  }
  return fresh;
}

// When there is no other memory: a page of the queue with any free block, now first. NULL: none.
static Page *queue_last_resort(Theap *theap, unsigned bin) {
  for (Page *page = theap->queues[bin].first; page; page = page->next) {
    neap__page_collect(page);
    if (page_has_free(page)) {
      queue_to_front(theap, page);
      return page;
    }
  }
  return NULL;
}

// What was kept for the next allocation and has not been used for a while goes back.
static void theap_beat(Theap *theap) {
  if (theap->for_heap ||
      option_hardened()) { // all frees are remote: nobody has noticed empty pages
    neap__theap_collect(theap, false);
    return;
  }
  neap__spare_beat(theap);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    Page *page = theap->queues[bin].first;
    neap__full_forget(theap, bin);
    if (!page || load_relaxed(&page->base) != PAGE_KEPT) {
      continue;
    }
    if (page_used(page) > 0) {
      page->kept_beats = 0;
    } else if (++page->kept_beats >= KEPT_BEATS_MAX) {
      neap__theap_unqueue(theap, page);
      neap__policy_give_back(page, &theap->counters);
    }
  }
}

// From the arena, which gets as much of other bins' spare pages before; and all of them, if that leaves no place for the page.
static Page *page_new(Theap *theap, unsigned bin) {
  // a thread's first page of a bin, of which there are many, is seldom filled
  bool sparse = !theap->queues[bin].first && !theap->full[bin].first;
  neap__spare_give(theap, neap__page_slices(bin));
  Page *page = neap__page_new(bin, sparse);
  if (!page && theap->spare_slices > 0) {
    neap__spare_give(theap, theap->spare_slices);
    page = neap__page_new(bin, sparse);
  }
  return page;
}

static Page *page_fresh(Theap *theap, unsigned bin) {
  Page *page = neap__spare_take(theap, bin);
  if (!page) {
    page = page_new(theap, bin);
    if (!page) {
      return NULL;
    }
    add_single_writer(&theap->counters.bins[bin].fresh, 1);
    neap__page_extend(page);
  }
  neap__full_turned(theap, page);
  neap__theap_queue_first(theap, page);
  return page;
}

// Brings a page from elsewhere into the queue. false: there is none.
static bool page_find(Theap *theap, unsigned bin) {
  if (neap__full_drain(theap) && theap->queues[bin].first) {
    return true;
  }
  return theap->policy->claims && neap__policy_claim(theap, bin);
}

Page *neap__theap_page(Theap *theap, unsigned bin) {
  add_single_writer(&theap->slow_count, 1);
  if (load_relaxed(&theap->slow_count) % BEAT_EVERY == 0) {
    theap_beat(theap);
  }
  Page *page = queue_page(theap, bin);
  while (!page && page_find(theap, bin)) {
    page = queue_page(theap, bin);
  }
  page = page ? page : page_fresh(theap, bin);
  return page ? page : queue_last_resort(theap, bin);
}

void neap__theap_page_counted_down(Theap *theap, Page *page) {
  if (load_relaxed(&page->place) == PLACE_FULL) {
    neap__full_has_room(theap, page);
  } else if (theap->queues[page_bin(page)].count == 1) {
    page->kept_beats = 0;
    page_rebase(page, PAGE_KEPT);
  } else {
    neap__theap_unqueue(theap, page);
    neap__spare_put(theap, page);
  }
}

static void theap_collect_queue(Theap *theap, unsigned bin, bool all) {
  bool let_go = all && !theap->policy->keeps;
  Page *next = theap->queues[bin].first;
  while (next) {
    Page *page = next;
    next = page->next;
    neap__page_collect(page);
    bool empty = page_used(page) == 0;
    bool keep = empty && !all && theap->queues[bin].count == 1;
    if (empty && !keep) {
      neap__theap_unqueue(theap, page);
      neap__policy_give_back(page, &theap->counters);
    } else if (let_go && !empty) {
      neap__theap_unqueue(theap, page);
      neap__policy_release(page, &theap->counters);
    }
  }
}

void neap__theap_collect(Theap *theap, bool all) {
  neap__full_collect(theap, all);
  neap__spare_give(theap, theap->spare_slices);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    theap_collect_queue(theap, bin, all);
  }
}

void neap__theap_abandon(Theap *theap) {
  neap__full_abandon(theap);
  neap__spare_give(theap, theap->spare_slices);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    Page *page;
    while ((page = theap->queues[bin].first)) {
      neap__theap_unqueue(theap, page);
      store_relaxed(&page->theap, NULL); // relaxed: a hint for those who free
      neap__policy_release(page, &theap->counters);
    }
  }
}

static void page_destroy(Theap *theap, Page *page) {
  page_state_destroy(&page->state);
  page->free = BLOCK_NONE;
  store_relaxed(&page->base, 0);
  store_relaxed(&page->countdown, 0);
  neap__theap_let_go(theap, page);
  neap__policy_give_back(page, &theap->counters);
}

void neap__theap_destroy(Theap *theap) {
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    Page *page;
    while ((page = theap->queues[bin].first)) {
      neap__theap_unqueue(theap, page);
      page_destroy(theap, page);
    }
    while ((page = theap->full[bin].first)) {
      page_queue_remove(&theap->full[bin], page);
      page_destroy(theap, page);
    }
  }
  store_relaxed(&theap->ready, NULL); // they were in the full lists
}

static void list_check(Theap *theap, const PageQueue *list, PagePlace place, unsigned bin) {
  uint32_t count = 0;
  const Page *previous = NULL;
  for (Page *page = list->first; page; page = page->next) {
    CHECK(load_relaxed(&page->place) == place && page_bin(page) == bin);
    CHECK(load_relaxed(&page->theap) == theap);
    CHECK(load_relaxed(&page->fast_owner) == page_fast_owner(page, theap));
    CHECK(page_state_peek(&page->state) & STATE_OWNED);
    bool told = page_state_peek(&page->state) & (STATE_WATCHED | STATE_NOTIFYING);
    CHECK(told == (place == PLACE_FULL));
    CHECK(page->previous == previous);
    neap__page_check(page);
    previous = page;
    count++;
  }
  CHECK(list->last == previous && list->count == count);
}

static uint32_t spares_check(const Theap *theap, unsigned bin) {
  uint32_t slices = 0;
  for (Page *page = theap->spares[bin]; page; page = page->next) {
    CHECK(load_relaxed(&page->place) == PLACE_SPARE && page_bin(page) == bin);
    CHECK(page_used(page) == 0 && page_has_free(page));
    CHECK(page_state_peek(&page->state) == STATE_OWNED);
    neap__page_check(page);
    slices += page->slice.slice_count;
  }
  return slices;
}

void neap__theap_check(Theap *theap) {
  uint32_t spare_slices = 0;
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    list_check(theap, &theap->queues[bin], PLACE_QUEUE, bin);
    list_check(theap, &theap->full[bin], PLACE_FULL, bin);
    spare_slices += spares_check(theap, bin);
    const Page *current = load_relaxed(&theap->current[bin]);
    CHECK(current == &neap__page_none || load_relaxed(&current->theap) == theap);
  }
  CHECK(theap->spare_slices == spare_slices && theap->spare_idle <= spare_slices);
}
