// Bitmaps: runs of bits, guarded by somebody's lock; and hints, which are atomic and may lie.
// A hint says "look there"; the truth stands in the page's state. It may be set for nothing (whoever looks there clears it), and it is
// set only after the truth is, so that nothing stays unlisted for ever: who looks clears first and then looks at the state.
// Threads: runs: the caller's lock. Hints: any, wait-free.
#ifndef NEAP_ALLOC_BITMAP_H
#define NEAP_ALLOC_BITMAP_H

#include "atomics.h"
#include "base.h"

#define BITS_NONE SIZE_MAX

static inline bool bit_get(const uint64_t *bits, size_t index) {
  return (bits[index / 64] >> (index % 64)) & 1;
}

// First index >= from, below `count`, whose bit is as wanted; `count` if there is none.
size_t neap__bits_next(const uint64_t *bits, size_t count, size_t from, bool wanted);
// First index >= from, a multiple of `alignment`, where `run` clear bits begin; BITS_NONE if there is none.
size_t neap__bits_find_clear_run(const uint64_t *bits, size_t count, size_t from, size_t run,
                                 size_t alignment);
void neap__bits_set(uint64_t *bits, size_t index, size_t run);
void neap__bits_clear(uint64_t *bits, size_t index, size_t run);
size_t neap__bits_count(const uint64_t *bits, size_t index, size_t run); // set bits in the run

enum { HINT_WORDS = 64, HINT_BITS = HINT_WORDS * 64 };

// One hint for each slice of a region.
typedef struct HintMap {
  _Atomic uint64_t summary;           // atomic; bit w: words[w] may be non-zero
  _Atomic uint64_t words[HINT_WORDS]; // atomic
} HintMap;

void neap__hint_set(HintMap *map, size_t index);
// Finds a set bit and clears it. BITS_NONE: none found.
size_t neap__hint_take(HintMap *map);

// A set bit at `from` or behind it, or BITS_NONE. For a look at what is there before it is taken.
size_t neap__hint_next(const HintMap *map, size_t from);
// Clears the bit; false: somebody else has.
bool neap__hint_clear(HintMap *map, size_t index);

#endif
