#include "policy.h"

#include "full.h"
#include "holes.h"
#include "sites.h"

enum { OLD_LOOKS = 128 }; // hints that are looked at for a page that has grown old

const Policy neap__policy_private = { .keeps = true, .claims = true };
const Policy neap__policy_shared = { .keeps = false, .claims = true };
const Policy neap__policy_heap = { .keeps = true, .claims = false };

const Policy *neap__policy = &neap__policy_shared;

void neap__policy_hint(const Page *page, unsigned bin) {
  Region *region = region_of(page);
  neap__hint_set(&region->pages.listed[bin], record_slice(&page->slice));
}

void neap__policy_give_back(Page *page, Counters *counters) {
  add_single_writer(&counters->bins[page_bin(page)].freed, 1);
  neap__page_free(page);
}

void neap__policy_release(Page *page, Counters *counters) {
  ASSERT(load_relaxed(&page->place) == PLACE_NONE && load_relaxed(&page->fast_owner) == NULL);
  unsigned bin = page_bin(page);
  while (true) {
    neap__page_collect(page);
    uint32_t used = page_used(page);
    if (used == 0) {
      neap__policy_give_back(page, counters);
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

// The hint has been taken. true: the page is the caller's, and now of `bin`; it was listed for `listed`.
static bool page_claim(Theap *theap, Page *page, unsigned listed, unsigned bin) {
  if (!neap__page_claim(page)) {
    return false; // the hint was stale
  }
  if (page_bin(page) != listed) { // given back and taken anew for another since the hint was set
    neap__policy_release(page, &theap->counters);
    return false;
  }
  store_relaxed(&page->bin, (uint8_t)bin); // relaxed: the release that lists it next publishes it
  add_single_writer(&theap->counters.bins[bin].claims, 1);
  neap__holes_claimed(page);
  neap__full_claimed(theap, page);
  neap__full_turned(theap, page);
  neap__theap_queue_first(theap, page);
  return true;
}

// A page that is listed for a bin becomes one of `bin`, which may be the other one of the class.
static Page *claim_listed(Theap *theap, unsigned listed, unsigned bin) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    size_t slice;
    while (region->kind == REGION_PAGES &&
           (slice = neap__hint_take(&region->pages.listed[listed])) != BITS_NONE) {
      Page *page = (Page *)region_record(region, slice);
      if (page_claim(theap, page, listed, bin)) {
        return page;
      }
    }
  }
  return NULL;
}

typedef struct OldSearch {
  Theap *theap;
  unsigned bin;   // a long-lived one
  size_t in_use;  // bytes
  uint32_t looks; // that are left
} OldSearch;

// Whether nobody has allocated from the page while as much was allocated elsewhere as is in use.
static bool page_is_old(const Page *page, size_t in_use) {
  uint16_t age = (uint16_t)(neap__sites_clock() - load_relaxed(&page->let_go_at));
  return age > in_use / MIB;
}

static Page *claim_old_between(OldSearch *search, Region *region, size_t from, size_t end) {
  unsigned listed = bin_class(search->bin);
  HintMap *map = &region->pages.listed[listed];
  size_t slice = from;
  while (search->looks > 0 && (slice = neap__hint_next(map, slice)) < end) {
    search->looks--;
    Page *page = (Page *)region_record(region, slice);
    if (page_is_old(page, search->in_use) && neap__hint_clear(map, slice) &&
        page_claim(search->theap, page, listed, search->bin)) {
      return page;
    }
    slice++;
  }
  return NULL;
}

// What lives in an old page has outlived the rest: it becomes a page of long-lived blocks. A few are looked at, from anywhere on.
static Page *claim_old(Theap *theap, unsigned bin) {
  OldSearch search = {
    .theap = theap, .bin = bin, .in_use = neap__arena_in_use(), .looks = OLD_LOOKS
  };
  Page *page = NULL;
  uint32_t drawn = load_relaxed(&theap->slow_count) * 0x9e3779b1u;
  size_t count = neap__region_count();
  for (size_t i = 0; i < count && !page; i++) {
    Region *region = neap__region_at((drawn + i) % count);
    if (region->kind == REGION_PAGES) {
      size_t from = drawn / count % region->slice_count;
      page = claim_old_between(&search, region, from, region->slice_count);
      page = page ? page : claim_old_between(&search, region, 0, from);
    }
  }
  return page;
}

Page *neap__policy_claim(Theap *theap, unsigned bin) {
  Page *page = claim_listed(theap, bin, bin);
  if (page || bin_class(bin) >= LONG_LIVED_CLASSES) {
    return page;
  }
  return bin_is_long_lived(bin) ? claim_old(theap, bin)
                                : claim_listed(theap, bin + CLASS_COUNT, bin);
}
