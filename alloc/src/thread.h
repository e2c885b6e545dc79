// Birth and death of threads as libneap sees them, the process's own start, and fork.
//
// A thread's theap is made when the thread first allocates, and abandoned by a pthread key's destructor. What the thread allocates after
// that (from other destructors) gets a theap anew; should the last round of destructors be over, that theap stays behind and is found by
// the next thread that is born. Freeing never needs a theap.
#ifndef NEAP_ALLOC_THREAD_H
#define NEAP_ALLOC_THREAD_H

#include "theap.h"

// What a thread without a theap has: nothing fits, so that allocation takes the slow way. Never written.
extern Theap neap__theap_none;

extern THREAD_LOCAL Theap *neap__theap;

static inline bool theap_is_real(const Theap *theap) {
  return theap != &neap__theap_none;
}

// What Page.fast_owner does not tell of pages with holes, and of a hardened process's. The place is read first: who takes a page over writes the theap before the
// place.
static inline bool page_is_mine(const Page *page, const Theap *theap) {
  PagePlace place =
      (PagePlace)load_acquire(&page->place); // acquire: pairs with the release in page_enters
  return place != PLACE_NONE && load_relaxed(&page->theap) == theap && theap_is_real(theap);
}

// The calling thread's theap, made if there is none, and entered (gate.h). NULL: out of memory.
Theap *neap__thread_begin(void);

// The counters to use where there may be no theap.
Counters *neap__thread_counters(void);

// Reads the options, once. Allocation does it by itself.
void neap__process_begin(void);

// Whether the thread's destructors have run once: what it takes now, nobody may give back.
bool neap__thread_ended(void);

// A theap without pages for a first-class heap. NULL: out of memory. And back again.
Theap *neap__theap_for_heap(void);
void neap__theap_from_heap(Theap *theap);

// All theaps ever made, by next_made; NULL: none.
Theap *neap__theaps(void);
// How many threads have one: a moment's value.
uint32_t neap__theaps_in_use(void);
// Counters of frees by threads without a theap.
Counters *neap__counters_without_theap(void);

#endif
