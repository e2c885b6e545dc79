// A futex lock of one word, with a rank. Used on slow paths only; whoever holds one allocates nothing.
// Technique: Drepper, "Futexes Are Tricky" (2011), the second mutex: 0 free, 1 held, 2 held and somebody may sleep.
// Threads: blocking. Locks are taken in ascending rank, which builds with full checks verify.
#ifndef NEAP_ALLOC_LOCK_H
#define NEAP_ALLOC_LOCK_H

#include "atomics.h"
#include "base.h"
#include "os.h"

typedef enum LockRank {
  LOCK_TIDE = 1, // who may close gates (gate.h), and all of tide.c
  LOCK_INIT,     // options and keys, once per process
  LOCK_HEAPS,    // first-class heaps and what belongs to them
  LOCK_SITES,    // what is known of allocation sites
  LOCK_THREADS,  // the list of theaps
  LOCK_PAGES,    // regions of 64 KiB slices
  LOCK_SPANS,    // regions of 4 KiB units
  LOCK_MAPPINGS, // the table of own mappings
  LOCK_REGIONS,  // the table of regions
} LockRank;

typedef struct Lock {
  _Atomic uint32_t word; // atomic
  uint32_t rank;         // const after init
} Lock;

#define LOCK_WITH_RANK(lock_rank) ((Lock){ .word = 0, .rank = (lock_rank) })

#ifdef NEAP_CHECKS_FULL
// One bit for each rank that this thread holds.
extern THREAD_LOCAL uint32_t neap__ranks_held;

static inline void lock_note_taken(const Lock *lock) {
  CHECK(neap__ranks_held >> lock->rank == 0);
  neap__ranks_held |= (uint32_t)1 << lock->rank;
}

static inline void lock_note_given(const Lock *lock) {
  CHECK((neap__ranks_held >> lock->rank) & 1);
  neap__ranks_held &= ~((uint32_t)1 << lock->rank);
}
#else
static inline void lock_note_taken(const Lock *lock) {
  (void)lock;
}

static inline void lock_note_given(const Lock *lock) {
  (void)lock;
}
#endif

// The contended half of lock_take: spins a little, then sleeps.
void neap__lock_wait(Lock *lock);

static inline void lock_take(Lock *lock) {
  uint32_t expected = 0;
  // acquire: pairs with the release in lock_give
  if (UNLIKELY(!cas_acquire(&lock->word, &expected, 1))) {
    neap__lock_wait(lock);
  }
  lock_note_taken(lock);
}

static inline void lock_give(Lock *lock) {
  lock_note_given(lock);
  // release: publishes what the lock guards; pairs with the acquire in lock_take
  if (UNLIKELY(exchange_release(&lock->word, 0) == 2)) {
    neap__os_wake_one(&lock->word);
  }
}

#endif
