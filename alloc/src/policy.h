// Who may use a page: what becomes of pages that are full, and where a thread finds one that has room.
//
// private (as mimalloc v2): a page stays with its thread until that thread ends. What others free waits on its remote list, and the free that
//   makes room puts the page on the thread's stack of ready pages.
// shared (as mimalloc v3): a page that becomes full belongs to nobody. The free that makes room lists it for its bin, and a thread
//   that needs a page claims a listed one before it takes a fresh one. The last few full pages of a bin stay with the thread all the
//   same (NEAP_RETAIN), and more of them while the thread frees into pages that it let go: see full.h.
// In both, the pages of a thread that ended are released, listed once there is room, and claimed by whoever needs one.
// A class's two bins (size_class.h) lend each other pages before a fresh one is taken: what is expected to be short-lived goes into any room beside
// long-lived blocks, which it leaves again; what is expected to be long-lived goes into pages that nobody has allocated from while as much was
// allocated elsewhere as is in use, so that what lives there is old, too. Else the one bin's room would stay empty whenever an expectation changes.
#ifndef NEAP_ALLOC_POLICY_H
#define NEAP_ALLOC_POLICY_H

#include "theap.h"

struct Policy {
  bool keeps;  // full pages stay with the theap
  bool claims; // takes pages that nobody owns
};

extern const Policy neap__policy_private;
extern const Policy neap__policy_shared;
// The pages of a first-class heap stay with it, and it takes no page from elsewhere.
extern const Policy neap__policy_heap;

// The threads' own. const after init
extern const Policy *neap__policy;

// Claims a listed page, which is of the bin from now on, and queues it first. NULL: there is none.
Page *neap__policy_claim(Theap *theap, unsigned bin);
// Gives an owned page that is in no list, and has no live block, back to the arena.
void neap__policy_give_back(Page *page, Counters *counters);
// Lets go of an owned page that is in no list; lists it if there is room, gives it back if it is empty.
void neap__policy_release(Page *page, Counters *counters);
// Sets the hint for a page that has just become LISTED. It may be somebody else's by now: only its place is used.
void neap__policy_hint(const Page *page, unsigned bin);

#endif
