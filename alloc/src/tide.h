// The tide: when a program rests, its memory goes back to the system, with no call from the program and no line of code run by its threads.
//
// A thread of its own ticks while something happens on the slow paths, and for a few ticks more, and once after LATE_TICKS, then sleeps for good until
// something does. At a tick
//   - a thread that has not used its theap since the last ticks has it swept behind its gate (gate.h): what others freed is collected, empty pages go back;
//     under the shared policy all other pages are let go, so that others may claim them; under private they stay, and get holes;
//   - once nothing at all has happened for STILL_TICKS: listed pages get holes (holes.h), and free slices and units go back;
//   - after LATE_TICKS: also what was kept because a program that works now and then would fetch it again each time: a little of what is free, and holes
//     filled since the last such tick. When the program goes on, the thread fetches these holes ahead, while the program begins; see HoleSet.
// Where the system denies the barrier that gates need, threads that sleep keep their pages; all else is the same.
//
// The thread is made by an allocation, never by a free, once START_BYTES are in use; it blocks all signals. A fork's child makes its own when it has
// grown as much again. NEAP_TIDE=0: there is none, and neap_tide_tick does a tick's work.
// Threads: any. All work is done under the tide's lock (gate.h), which a fork takes too.
#ifndef NEAP_ALLOC_TIDE_H
#define NEAP_ALLOC_TIDE_H

#include "atomics.h"
#include "base.h"

typedef enum TideState {
  TIDE_OFF, // there is to be no thread, nor has the program called neap_tide_tick
  TIDE_SEEN, // the thread runs, or the program ticks by itself, and something has happened since the last tick
  TIDE_AWAKE,  // likewise, and nothing has
  TIDE_ASLEEP, // it sleeps until something happens
  TIDE_NONE,   // it has not been made yet
} TideState;

extern _Atomic uint32_t neap__tide_state; // atomic; a TideState, and the futex of the thread

void neap__tide_note(bool may_start);

// Something has happened: to be called by slow paths, outside the gate and without a lock.
static inline void tide_allocated(void) {
  if (UNLIKELY(load_relaxed(&neap__tide_state) > TIDE_SEEN)) { // relaxed: it decides nothing here
    neap__tide_note(true);
  }
}

static inline void tide_freed(void) {
  if (UNLIKELY(load_relaxed(&neap__tide_state) > TIDE_SEEN)) { // relaxed: as above
    neap__tide_note(false);
  }
}

// Called by the tide's thread, without a lock, each time it is about to sleep: the program rests, and nothing is left to be given back for now. stats.c
// has it.
void neap__tide_rests(void);

// Once the options are read, and in the child of a fork: the thread is gone.
void neap__tide_begin(void);

typedef struct TideCounts {
  uint64_t ticks;
  uint64_t theaps_swept;
  uint64_t pages_swept;
  uint64_t hole_bytes;    // given back as holes
  uint64_t fetched_bytes; // of these, fetched again ahead
} TideCounts;

TideCounts neap__tide_counts(void);

#endif
