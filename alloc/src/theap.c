#include "theap.h"

#include "options.h"
#include "policy.h"
#include <string.h>

Page neap__page_none;

// The slots of `direct` whose requests the class serves.
static void direct_update(Theap *theap, unsigned size_class) {
  size_t block_size = class_block_size(size_class);
  if (block_size > DIRECT_MAX) {
    return;
  }
  Page *first = theap->queues[size_class].first;
  size_t from = size_class ? class_block_size(size_class - 1) / BLOCK_ALIGNMENT + 1 : 0;
  for (size_t slot = from; slot <= block_size / BLOCK_ALIGNMENT; slot++) {
    theap->direct[slot] = first ? first : &neap__page_none;
  }
}

void neap__theap_init(Theap *theap, const Policy *policy) {
  memset(theap, 0, offsetof(Theap, policy));
  theap->policy = policy;
  for (size_t slot = 0; slot < DIRECT_COUNT; slot++) {
    theap->direct[slot] = &neap__page_none;
  }
}

static void page_enters(Theap *theap, Page *page) {
  ASSERT(load_relaxed(&page->place) == PLACE_NONE && page_state_peek(&page->state) & STATE_OWNED);
  // relaxed, then release: who sees the place sees the theap; pairs with the acquire in page_is_mine
  store_relaxed(&page->theap, theap);
  store_release(&page->place, PLACE_QUEUE);
  store_relaxed(&page->fast_owner, theap); // relaxed: only `theap`'s own thread finds itself here
}

void neap__theap_queue_first(Theap *theap, Page *page) {
  PageQueue *queue = &theap->queues[page_class(page)];
  page_enters(theap, page);
  page->previous = NULL;
  page->next = queue->first;
  if (queue->first) {
    queue->first->previous = page;
  } else {
    queue->last = page;
  }
  queue->first = page;
  queue->count++;
  direct_update(theap, page_class(page));
}

void neap__theap_queue_last(Theap *theap, Page *page) {
  PageQueue *queue = &theap->queues[page_class(page)];
  if (!queue->first) {
    neap__theap_queue_first(theap, page);
    return;
  }
  page_enters(theap, page);
  page->next = NULL;
  page->previous = queue->last;
  queue->last->next = page;
  queue->last = page;
  queue->count++;
}

static void queue_remove(PageQueue *queue, Page *page) {
  if (page->previous) {
    page->previous->next = page->next;
  } else {
    queue->first = page->next;
  }
  if (page->next) {
    page->next->previous = page->previous;
  } else {
    queue->last = page->previous;
  }
  page->next = page->previous = NULL;
  queue->count--;
}

void neap__theap_unqueue(Theap *theap, Page *page) {
  ASSERT(load_relaxed(&page->place) == PLACE_QUEUE && load_relaxed(&page->theap) == theap);
  PageQueue *queue = &theap->queues[page_class(page)];
  bool first = queue->first == page;
  queue_remove(queue, page);
  if (load_relaxed(&page->kept)) {
    store_relaxed(&page->kept, false);
    page_add_used(page, 0u - 1);
  }
  store_relaxed(&page->fast_owner, NULL); // relaxed: as in page_enters
  store_relaxed(&page->place, PLACE_NONE);
  if (first) {
    direct_update(theap, page_class(page));
  }
}

static void queue_to_front(Theap *theap, Page *page) {
  PageQueue *queue = &theap->queues[page_class(page)];
  if (queue->first == page) {
    return;
  }
  queue_remove(queue, page);
  page->next = queue->first;
  queue->first->previous = page;
  queue->first = page;
  queue->count++;
  direct_update(theap, page_class(page));
}

static void page_give_back(Theap *theap, Page *page) {
  add_single_writer(&theap->counters.classes[page_class(page)].freed, 1);
  neap__page_free(page);
}

// How many full pages of the class stay in the queue.
static uint32_t retained_max(const Page *page) {
  return page->slice.slice_count > 1 ? 1 : (uint32_t)neap__option_number(OPTION_RETAIN);
}

// A page of the queue with a free block, now first. Resident blocks come before fresh ones, but a few of them are no room: a thread that
// frees and allocates at random would come here each time. The queue begins with the page that was used last, so of the full pages on the
// way the first few are kept, and the others leave.
static Page *queue_page(Theap *theap, unsigned size_class) {
  Page *fresh = NULL;
  uint32_t full = 0;
  Page *next = theap->queues[size_class].first;
  for (uint32_t looked = 0; next && looked < QUEUE_LOOK + full; looked++) {
    Page *page = next;
    next = page->next;
    neap__page_collect(page);
    if (page_can_extend(page)) {
      fresh = fresh ? fresh : page;
    } else if (page_has_room(page)) {
      queue_to_front(theap, page);
      return page;
    } else if (full < retained_max(page)) {
      full++;
    } else {
      theap->policy->page_full(theap, page);
    }
  }
  if (fresh) {
    queue_to_front(theap, fresh);
    if (!fresh->free) {
      neap__page_extend(fresh);
    }
  }
  return fresh;
}

// When there is no other memory: a page of the queue with any free block, now first. NULL: none.
static Page *queue_last_resort(Theap *theap, unsigned size_class) {
  for (Page *page = theap->queues[size_class].first; page; page = page->next) {
    neap__page_collect(page);
    if (page->free) {
      queue_to_front(theap, page);
      return page;
    }
  }
  return NULL;
}

// What was kept for the next allocation and has not been used for a while goes back.
static void theap_beat(Theap *theap) {
  if (theap->for_heap) { // all frees are remote: nobody has noticed empty pages
    neap__theap_collect(theap, false);
    return;
  }
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page = theap->queues[size_class].first;
    if (!page || !load_relaxed(&page->kept)) {
      continue;
    }
    if (page_used(page) > 0) {
      page->kept_beats = 0;
    } else if (++page->kept_beats >= KEPT_BEATS_MAX) {
      neap__theap_unqueue(theap, page);
      page_give_back(theap, page);
    }
  }
}

static Page *page_fresh(Theap *theap, unsigned size_class) {
  Page *page = neap__page_new(size_class);
  if (!page) {
    return NULL;
  }
  add_single_writer(&theap->counters.classes[size_class].fresh, 1);
  neap__page_extend(page);
  neap__theap_queue_first(theap, page);
  return page;
}

Page *neap__theap_page(Theap *theap, unsigned size_class) {
  if (++theap->slow_count % BEAT_EVERY == 0) {
    theap_beat(theap);
  }
  Page *page = queue_page(theap, size_class);
  while (!page && theap->policy->page_find(theap, size_class)) {
    page = queue_page(theap, size_class);
  }
  page = page ? page : page_fresh(theap, size_class);
  return page ? page : queue_last_resort(theap, size_class);
}

void neap__theap_page_emptied(Theap *theap, Page *page) {
  ASSERT(page_used(page) == 0);
  if (theap->queues[page_class(page)].count == 1) {
    store_relaxed(&page->kept, true);
    page->kept_beats = 0;
    page_add_used(page, 1);
    return;
  }
  neap__theap_unqueue(theap, page);
  page_give_back(theap, page);
}

static void theap_collect_queue(Theap *theap, unsigned size_class, bool all) {
  bool let_go = all && theap->policy == &neap__policy_shared;
  Page *next = theap->queues[size_class].first;
  while (next) {
    Page *page = next;
    next = page->next;
    neap__page_collect(page);
    bool empty = page_used(page) == 0;
    bool keep = empty && !all && theap->queues[size_class].count == 1;
    if (empty && !keep) {
      neap__theap_unqueue(theap, page);
      page_give_back(theap, page);
    } else if (let_go && !empty) {
      neap__theap_unqueue(theap, page);
      neap__policy_release(page, &theap->counters);
    }
  }
}

void neap__theap_collect(Theap *theap, bool all) {
  theap->policy->collect(theap, all);
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    theap_collect_queue(theap, size_class, all);
  }
}

void neap__theap_abandon(Theap *theap) {
  theap->policy->abandon(theap);
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page;
    while ((page = theap->queues[size_class].first)) {
      neap__theap_unqueue(theap, page);
      store_relaxed(&page->theap, NULL); // relaxed: a hint for those who free
      neap__policy_release(page, &theap->counters);
    }
  }
}

static void page_destroy(Theap *theap, Page *page) {
  page_state_destroy(&page->state);
  page->free = NULL;
  store_relaxed(&page->used, 0);
  store_relaxed(&page->place, PLACE_NONE);
  page_give_back(theap, page);
}

void neap__theap_destroy(Theap *theap) {
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page;
    while ((page = theap->queues[size_class].first)) {
      neap__theap_unqueue(theap, page);
      page_destroy(theap, page);
    }
    while ((page = theap->full[size_class])) {
      theap->full[size_class] = page->next;
      page_destroy(theap, page);
    }
  }
  store_relaxed(&theap->ready, NULL); // they were in the full lists
}

void neap__theap_check(Theap *theap) {
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    const PageQueue *queue = &theap->queues[size_class];
    uint32_t count = 0;
    const Page *previous = NULL;
    for (Page *page = queue->first; page; page = page->next) {
      CHECK(load_relaxed(&page->place) == PLACE_QUEUE && page_class(page) == size_class);
      CHECK(load_relaxed(&page->theap) == theap && load_relaxed(&page->fast_owner) == theap);
      CHECK(page_state_peek(&page->state) & STATE_OWNED);
      CHECK(page->previous == previous);
      neap__page_check(page);
      previous = page;
      count++;
    }
    CHECK(queue->last == previous && queue->count == count);
    for (Page *page = theap->full[size_class]; page; page = page->next) {
      CHECK(load_relaxed(&page->place) == PLACE_FULL && load_relaxed(&page->theap) == theap);
      CHECK(page_state_peek(&page->state) & (STATE_WATCHED | STATE_NOTIFYING));
      neap__page_check(page);
    }
  }
  for (size_t slot = 0; slot < DIRECT_COUNT; slot++) {
    const Page *first = theap->queues[size_class(slot * BLOCK_ALIGNMENT)].first;
    CHECK(theap->direct[slot] == (first ? first : &neap__page_none));
  }
}
