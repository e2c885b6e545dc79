// The full pages that a theap keeps. They are out of its queue, so that nobody looks at them in vain, and come back when there is room: local
// frees count down to it (Page.countdown), and of what others free, the free that makes room puts the page on the theap's stack of ready
// pages (page_state.h: WATCHED, NOTIFYING).
//
// The private policy keeps all. The shared one keeps the last ones: frees into these cost no atomic operation, and often a thread
// frees next what it allocated last. A thread that frees and allocates at random in more pages than it keeps claims again and again the pages
// that it has just let go, with hardly any room yet; one that frees what it made and then makes as much again pays for every block of the pages
// that it let go. Such a thread keeps more, as many as it would have needed, and forgets that by and by. (It is counted when the thread turns to
// another page: one that frees much and then sleeps is whose pages others want.)
// Threads: the theap's own, but for neap__full_ready.
#ifndef NEAP_ALLOC_FULL_H
#define NEAP_ALLOC_FULL_H

#include "theap.h"

// The thread is about to free a block into a page that it does not own: perhaps it has let go of it.
static inline void full_missed(Theap *theap, const Page *page) {
  // relaxed: only the theap's own thread finds itself here
  if (load_relaxed(&page->theap) == theap) {
    theap->missed[page_bin(page)]++;
  }
}

// A queued page without room, wholly extended, leaves the queue, unless blocks have arrived meanwhile.
void neap__full_enter(Theap *theap, Page *page);
// Local frees have made room in a kept page: back to the queue with it.
void neap__full_has_room(Theap *theap, Page *page);
// Another thread has made room in a page of the theap: any thread. The theap may meanwhile have ended.
void neap__full_ready(Page *page);
// Brings the pages that others made room in back to the queues. false: there were none.
bool neap__full_drain(Theap *theap);
// The theap has claimed a page, or taken a fresh one: perhaps it should not have let go of others.
void neap__full_claimed(Theap *theap, const Page *page);
void neap__full_turned(Theap *theap, const Page *page);
// From time to time: what was learnt so fades.
void neap__full_forget(Theap *theap, unsigned bin);

// What others freed is collected. `all`: of every page, and the shared policy lets go of them.
void neap__full_collect(Theap *theap, bool all);
// The thread ends: lets go of all.
void neap__full_abandon(Theap *theap);
// In the child of a fork: what vanished threads had begun to tell will not arrive any more.
void neap__full_after_fork(Theap *theap);

#endif
