// Pages that become full belong to nobody: see policy.h.
#include "options.h"
#include "policy.h"

static void shared_page_full(Theap *theap, Page *page) {
  neap__theap_unqueue(theap, page);
  neap__policy_release(page, &theap->counters);
}

// A thread that frees its own old blocks would pay a compare-and-swap for each; it takes back a few of the pages they lie in, not
// all, or it would hoard them while it rests.
static bool shared_page_reclaim(Theap *theap, Page *page) {
  if (load_relaxed(&page->theap) != theap) { // relaxed: a guess; the claim decides
    return false;
  }
  unsigned size_class = page_class(page);
  size_t most = neap__option_number(OPTION_RECLAIM);
  if (page->slice.slice_count > 1) {
    most = size_min(most, 1);
  }
  if (theap->queues[size_class].count > most) {
    return false;
  }
  RemoteList list;
  if (!page_state_claim_any(&page->state, &list)) {
    return false;
  }
  neap__page_take_remote(page, list, true);
  neap__theap_queue_last(theap, page);
  add_single_writer(&theap->counters.classes[size_class].reclaims, 1);
  return true;
}

static void shared_nothing(Theap *theap) {
  (void)theap;
}

static void shared_collect(Theap *theap, bool all) {
  (void)theap;
  (void)all;
}

static void shared_never(Theap *theap, Page *page) {
  (void)theap;
  (void)page;
  CHECK(!"pages are full only while they belong to nobody");
}

static void shared_never_ready(Page *page) {
  shared_never(NULL, page);
}

const Policy neap__policy_shared = {
  .page_full = shared_page_full,
  .page_find = neap__policy_claim,
  .page_reclaim = shared_page_reclaim,
  .page_has_room = shared_never,
  .page_ready = shared_never_ready,
  .collect = shared_collect,
  .abandon = shared_nothing,
  .after_fork = shared_nothing,
};
