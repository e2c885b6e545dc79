#include "policy.h"

#include "full.h"

const Policy neap__policy_private = { .keeps = true, .claims = true };
const Policy neap__policy_shared = { .keeps = false, .claims = true };
const Policy neap__policy_heap = { .keeps = true, .claims = false };

const Policy *neap__policy = &neap__policy_shared;

void neap__policy_hint(const Page *page, unsigned bin) {
  Region *region = region_of(page);
  neap__hint_set(&region->pages.listed[bin], record_slice(&page->slice));
}

void neap__policy_release(Page *page, Counters *counters) {
  ASSERT(load_relaxed(&page->place) == PLACE_NONE && load_relaxed(&page->fast_owner) == NULL);
  unsigned bin = page_bin(page);
  while (true) {
    neap__page_collect(page);
    uint32_t used = page_used(page);
    if (used == 0) {
      add_single_writer(&counters->bins[bin].freed, 1);
      neap__page_free(page);
      return;
    }
    uint32_t free_count = page->total - used;
    bool listed = free_count >= page->room;
    if (page_state_release(&page->state, free_count, listed)) {
      add_single_writer(&counters->bins[bin].releases, 1);
      if (listed) { // the page is no longer ours: only its place and bin, which we remember
        neap__policy_hint(page, bin);
      }
      return;
    }
  }
}

// Looks at one hint. true: the page is the caller's, and of the bin.
static bool page_claim(Theap *theap, Page *page, unsigned bin) {
  RemoteList list;
  if (!page_state_claim(&page->state, &list)) {
    return false; // the hint was stale
  }
  neap__page_take_remote(page, list, true);
  if (page_bin(page) != bin) { // given back and taken anew for another since the hint was set
    neap__policy_release(page, &theap->counters);
    return false;
  }
  return true;
}

Page *neap__policy_claim(Theap *theap, unsigned bin) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    if (region->kind != REGION_PAGES) {
      continue;
    }
    size_t slice;
    while ((slice = neap__hint_take(&region->pages.listed[bin])) != BITS_NONE) {
      Page *page = (Page *)region_record(region, slice);
      if (page_claim(theap, page, bin)) {
        add_single_writer(&theap->counters.bins[bin].claims, 1);
        neap__full_claimed(theap, page);
        neap__full_turned(theap, page);
        neap__theap_queue_first(theap, page);
        return page;
      }
    }
  }
  return NULL;
}
