#include "policy.h"

#include "full.h"

const Policy neap__policy_private = { .keeps = true, .claims = true };
const Policy neap__policy_shared = { .keeps = false, .claims = true };
const Policy neap__policy_heap = { .keeps = true, .claims = false };

const Policy *neap__policy = &neap__policy_shared;

void neap__policy_hint(const Page *page, unsigned size_class) {
  Region *region = region_of(page);
  neap__hint_set(&region->pages.listed[size_class], record_slice(&page->slice));
}

void neap__policy_release(Page *page, Counters *counters) {
  ASSERT(load_relaxed(&page->place) == PLACE_NONE && load_relaxed(&page->fast_owner) == NULL);
  unsigned size_class = page_class(page);
  while (true) {
    neap__page_collect(page);
    uint32_t used = page_used(page);
    if (used == 0) {
      add_single_writer(&counters->classes[size_class].freed, 1);
      neap__page_free(page);
      return;
    }
    uint32_t free_count = page->total - used;
    bool listed = free_count >= page->room;
    if (page_state_release(&page->state, free_count, listed)) {
      add_single_writer(&counters->classes[size_class].releases, 1);
      if (listed) { // the page is no longer ours: only its place and class, which we remember
        neap__policy_hint(page, size_class);
      }
      return;
    }
  }
}

// Looks at one hint. true: the page is the caller's, and of the class.
static bool page_claim(Theap *theap, Page *page, unsigned size_class) {
  RemoteList list;
  if (!page_state_claim(&page->state, &list)) {
    return false; // the hint was stale
  }
  neap__page_take_remote(page, list, true);
  if (page_class(page) !=
      size_class) { // given back and taken anew for another class since the hint was set
    neap__policy_release(page, &theap->counters);
    return false;
  }
  return true;
}

Page *neap__policy_claim(Theap *theap, unsigned size_class) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    if (region->kind != REGION_PAGES) {
      continue;
    }
    size_t slice;
    while ((slice = neap__hint_take(&region->pages.listed[size_class])) != BITS_NONE) {
      Page *page = (Page *)region_record(region, slice);
      if (page_claim(theap, page, size_class)) {
        add_single_writer(&theap->counters.classes[size_class].claims, 1);
        neap__full_claimed(theap, page);
        neap__theap_queue_first(theap, page);
        return page;
      }
    }
  }
  return NULL;
}
