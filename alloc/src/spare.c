#include "spare.h"

#include "options.h"
#include "policy.h"
#include "thread.h"

// Slices. Who destroys a heap looks for its pages among those with blocks.
static size_t spare_limit(const Theap *theap) {
  bool none = !theap->policy->claims || option_hardened();
  size_t part = neap__option_number(OPTION_SPARE_KIB) / size_max(neap__theaps_in_use(), 1);
  return none ? 0 : part * KIB / SLICE_SIZE;
}

void neap__spare_put(Theap *theap, Page *page) {
  ASSERT(page_used(page) == 0 && load_relaxed(&page->place) == PLACE_NONE);
  unsigned bin = page_bin(page);
  uint32_t slices = theap->spare_slices + page->slice.slice_count;
  if (slices > spare_limit(theap) || page_has_holes(page)) {
    neap__policy_give_back(page, &theap->counters);
    return;
  }
  store_relaxed(&page->place, PLACE_SPARE); // relaxed: nobody has a block of it
  page->next = theap->spares[bin];
  theap->spares[bin] = page;
  theap->spare_slices = slices;
}

Page *neap__spare_take(Theap *theap, unsigned bin) {
  Page *page = theap->spares[bin];
  if (!page) {
    return NULL;
  }
  theap->spares[bin] = page->next;
  page->next = NULL;
  store_relaxed(&page->place, PLACE_NONE); // relaxed: as in spare_put
  store_relaxed(&page->swept, 0);          // relaxed: a hint; its memory is in use again
  theap->spare_slices -= page->slice.slice_count;
  theap->spare_idle = size_min(theap->spare_idle, theap->spare_slices);
  return page;
}

void neap__spare_give(Theap *theap, size_t slices) {
  size_t left = theap->spare_slices > slices ? theap->spare_slices - slices : 0;
  for (unsigned bin = 0; theap->spare_slices > left; bin++) {
    Page *page;
    while (theap->spare_slices > left && (page = neap__spare_take(theap, bin))) {
      neap__policy_give_back(page, &theap->counters);
    }
  }
}

void neap__spare_beat(Theap *theap) {
  size_t limit = spare_limit(theap); // there may be more threads by now
  size_t excess = theap->spare_slices > limit ? theap->spare_slices - limit : 0;
  neap__spare_give(theap, size_max(theap->spare_idle, excess));
  theap->spare_idle = theap->spare_slices;
}
