// Where pages go that are full, and where a thread finds one that has room. One table of functions for each policy, chosen at the start;
// all else is the same code.
//
// In both, a thread keeps its last few full pages of a class (NEAP_RETAIN) in the queue: often it frees into them next, at no cost.
// private (as mimalloc v2): a page stays with its thread until that thread ends. When full it is set aside and watched; what others free
//   waits on its remote list, and the free that makes room puts it on the thread's stack of ready pages.
// shared (as mimalloc v3): a page that becomes full is released and belongs to nobody. The free that makes room lists it for its class,
//   and a thread that needs a page claims a listed one before it takes a fresh one.
// In both, the pages of a thread that ended are released, listed once there is room, and claimed by whoever needs one.
#ifndef NEAP_ALLOC_POLICY_H
#define NEAP_ALLOC_POLICY_H

#include "theap.h"

struct Policy {
  // A queued page without a free block, wholly extended, that the thread keeps at hand no longer. It leaves the queue, unless blocks have
  // arrived meanwhile.
  void (*page_full)(Theap *theap, Page *page);
  // A queued page of the class that has free blocks or can be extended, from elsewhere than the queue. NULL: there is none.
  Page *(*page_find)(Theap *theap, unsigned size_class);
  // A local free into a page of this theap that is not queued (private: full).
  void (*page_has_room)(Theap *theap, Page *page);
  // A page that another thread made room in. `theap` may meanwhile have ended.
  void (*page_ready)(Page *page);
  // Pages that are in no queue: bring those that others freed into back to the queues. `all`: every one of them.
  void (*collect)(Theap *theap, bool all);
  // The thread ends: lets go of pages that are in no queue.
  void (*abandon)(Theap *theap);
  // In the child of a fork: what vanished threads had begun to tell this theap will not arrive any more.
  void (*after_fork)(Theap *theap);
};

extern const Policy neap__policy_private;
extern const Policy neap__policy_shared;
// The pages of a first-class heap stay with it: as private, but takes no page from elsewhere.
extern const Policy neap__policy_heap;

// The threads' own. const after init
extern const Policy *neap__policy;

// What both share.

// Claims a listed page of the class and queues it first. NULL: there is none.
Page *neap__policy_claim(Theap *theap, unsigned size_class);
// Lets go of an owned page that is in no list; lists it if there is room, gives it back if it is empty.
void neap__policy_release(Page *page, Counters *counters);
// Sets the hint for a page that has just become LISTED. It may be somebody else's by now: only its place is used.
void neap__policy_hint(const Page *page, unsigned size_class);

#endif
