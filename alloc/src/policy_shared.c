// Pages that become full belong to nobody: see policy.h.
#include "policy.h"

static void shared_page_full(Theap *theap, Page *page) {
  neap__theap_unqueue(theap, page);
  neap__policy_release(page, &theap->counters);
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
  .page_has_room = shared_never,
  .page_ready = shared_never_ready,
  .collect = shared_collect,
  .abandon = shared_nothing,
  .after_fork = shared_nothing,
};
