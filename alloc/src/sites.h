// Allocation sites whose blocks outlive the rest, learnt while the program runs. Such blocks get pages of their own (bins, size_class.h), so that
// the few that live when the program rests do not hold the pages of the many that died.
//
// A site is the place malloc was called from, and the power of two of the size; a hash of both, so sites may share a slot. Of one block in some
// thousand bytes birth and end are noted against a clock of allocated bytes. Such a block lies in a page apart (Slice.is_sampled), which has no
// fast owner, so that every free there comes by here, and no other free does more than before. At its end a block has outlived the rest if since its
// birth as many bytes were allocated as are in use: what was born with it is gone by then, as a rule. If it was less than half as many, it has not; between
// these it says nothing: a phase that frees at its end all that it made has blocks of any age up to its own length. Outlived the rest has also what still
// lives when twice as many were allocated, or when the program rests.
//
//   a site's blocks are expected to be long-lived   once nearly all that were noted were, and there were some, in more than one epoch of EPOCH_BYTES, or
//                                                   there were such blocks of its caller, of whatever size; once that holds for blocks of three
//                                                   sizes of a caller, it holds for its sizes of which nothing is known
//   ... no longer                                   once a third of those noted of late were not
//
// Evidence fades by halving, so that what changes is learnt anew. A wrong guess costs space, never correctness.
// Return addresses tell nothing where all allocate through one function (a wrapper that is not inlined, a C library's strdup): then only the size
// tells blocks apart. Blocks above LONG_LIVED_MAX_SIZE fill most of their 4 KiB pieces by themselves.
// After Barrett, Zorn, "Using lifetime predictors to improve memory allocation performance" (1993), who learn from a run before; sampling by
// bytes, as heap profilers do it, is what makes it possible while the program runs.
// Threads: any. One lock (LOCK_SITES), taken for blocks that are noted alone.
#ifndef NEAP_ALLOC_SITES_H
#define NEAP_ALLOC_SITES_H

#include "theap.h"

enum { SITE_SLOTS = 1 << 16, SITE_CALLERS = 1 << 12 };

// What a block of the site adds to its class's bin: 0, or CLASS_COUNT if it is expected to be long-lived. Atomic; a hint.
extern _Atomic uint8_t neap__site_bins[SITE_SLOTS];
// How many slots that callers with these low bits may have are so expected: as a rule none, which the fast path finds out before it knows the size.
extern _Atomic uint8_t neap__site_callers[SITE_CALLERS];

// `caller`: a return address. Cheap, for it is on the fast path: sites are told apart by their low bits. The size changes the highest four alone.
static inline unsigned site_slot(const void *caller, size_t size) {
  return (uint16_t)((uintptr_t)caller ^ (uintptr_t)bit_high(size | (BLOCK_ALIGNMENT - 1)) << 12);
}

// Whether none of the caller's blocks, of whatever size, is expected to be long-lived.
static inline bool site_is_plain(const void *caller) {
  // relaxed: as in site_bin
  return load_relaxed(&neap__site_callers[(uintptr_t)caller % SITE_CALLERS]) == 0;
}

// Needs: the class of a size up to LONG_LIVED_MAX_SIZE.
static inline unsigned site_bin(unsigned size_class, unsigned slot) {
  return size_class + load_relaxed(&neap__site_bins[slot]); // relaxed: it decides only on the place
}

// Once the options are read.
void neap__sites_begin(void);

// The clock: MiB that were allocated so far. It stands still where nothing is learnt.
uint16_t neap__sites_clock(void);
// The theap has turned to the page, of which so much is free as the clock moves on. Sometimes the thread's next blocks may then be noted:
// Theap.sample_skip.
void neap__sites_turned(Theap *theap, const Page *page);
// As many bytes in a span.
void neap__sites_allocated(size_t bytes);

// A block that is noted, or NULL: not yet, or there is no memory for it. Needs: theap->sample_skip > 0.
void *neap__sites_sample(Theap *theap, unsigned size_class, unsigned slot);
// A block of a page that is_sampled is about to be freed.
void neap__sites_ended(const void *block);
// Gives back what is free in the pages of noted blocks; result: bytes of holes. `rests`: the program does; what is noted and lives has outlived the rest.
size_t neap__sites_rest(bool rests);

typedef struct SiteCounts {
  uint64_t sampled; // blocks noted
  uint64_t right,
      wrong; // of those whose site was expected to make long-lived blocks: those that were, and were not
  uint64_t slots; // expected now to make long-lived blocks
} SiteCounts;

SiteCounts neap__sites_counts(void);

// For fork.
void neap__sites_lock(void);
void neap__sites_unlock(void);
// In the child, the lock given back.
void neap__sites_after_fork(void);

// Asserts that what is noted can be found. For tests and NEAP_CHECKS=full.
void neap__sites_check(void);

#endif
