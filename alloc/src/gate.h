// The gate: how another thread gets hold of a theap whose own thread sleeps, without that thread's running a line of code.
//
// Every call that uses the theap raises `inside` at its beginning and lowers it at its end: two plain stores. Who wants the theap (under the tide's
// lock) sets `gate` to GATE_CLOSED, has the system put a memory barrier into every running thread of the process, and looks at `inside`: if it is
// down, no slow call of the thread can be under way, and the next one sees the gate and waits. Then the fast ways are closed: no page is current
// and none has a fast owner; after a second barrier the thread, if it is still not inside, cannot be in one of them either.
//
//   OPEN -> CLOSED      neap__gate_close          whoever holds the tide's lock
//   ASLEEP -> CLOSED
//   CLOSED -> ASLEEP    neap__gate_done           the same: fast ways stay closed until the thread comes by
//   CLOSED -> OPEN      neap__gate_close          the same, giving up because the thread is inside, before the fast ways are closed
//   ASLEEP -> OPEN      neap__gate_pass           the thread itself, in its next slow call; it opens the fast ways
//
// Orders: `inside` is lowered with release and read with acquire: all that the thread did. `gate` is written with release by both and read with
// acquire: all that was done behind it. That a raised `inside`, a closed gate or closed fast ways are not overlooked is what the barriers are for.
// Technique: asymmetric fences, as in Dice, Huang, Yang, "Asymmetric Dekker synchronization" (2001); membarrier(2).
#ifndef NEAP_ALLOC_GATE_H
#define NEAP_ALLOC_GATE_H

#include "theap.h"

typedef enum GateState {
  GATE_OPEN,
  GATE_ASLEEP, // fast ways are closed, and nobody else is at work here
  GATE_CLOSED, // whoever holds the tide's lock is
} GateState;

// A compiler's barrier: the processor's is the other side's matter.
#define GATE_KEEP_ORDER() __asm__ volatile("" ::: "memory")

// Around every use of the thread's own theap. Not to be nested: a call that may allocate by itself enters anew afterwards.
static inline void gate_enter(Theap *theap) {
  store_relaxed(&theap->inside, 1); // relaxed: see above
  GATE_KEEP_ORDER();
}

static inline void gate_leave(Theap *theap) {
  store_release(&theap->inside, 0); // release: pairs with the acquire in is_inside
}

// The half of gate_pass that is seldom gone.
void neap__gate_wait(Theap *theap);

// In every slow call, once inside: waits while another thread uses the theap. true: it had to wait, or the fast ways had been closed.
static inline bool gate_pass(Theap *theap) {
  // acquire: pairs with the release in neap__gate_done
  if (LIKELY(load_acquire(&theap->gate) == GATE_OPEN)) {
    return false;
  }
  neap__gate_wait(theap);
  return true;
}

// In the child of a fork, for a thread that vanished, perhaps inside. Its theap's lists hold nothing of worth.
static inline void gate_forget(Theap *theap) {
  store_relaxed(&theap->inside, 0); // relaxed: there is no other thread
  store_relaxed(&theap->gate, GATE_OPEN);
}

// Whether the system can do its part; asks it once.
bool neap__gate_works(void);

// Closes the gates of up to GATE_BATCH theaps for good use: result: how many of them are the caller's, which are moved to the front. Needs: the
// tide's lock, neap__gate_works.
enum { GATE_BATCH = 32 };

size_t neap__gate_close(Theap **theaps, size_t count);
// Lets go of one. Needs: the tide's lock.
void neap__gate_done(Theap *theap);

// The tide's lock: who holds it may close gates; whoever waits at one waits for it.
void neap__gate_lock(void);
void neap__gate_unlock(void);

#endif
