// Request <-> size class <-> block size. 87 classes: steps of 8 from 16 up to 128 bytes, then 8 per doubling up to 64 KiB. Those that are no
// multiple of 16 serve who asks for an alignment of 8 or less: malloc itself promises 16.
// Why 8: four per doubling, as is common, costs 8.5 % of the live bytes on a bundler's mix of sizes, eight cost 4.3 %.
// Threads: pure functions.
#ifndef NEAP_ALLOC_SIZE_CLASS_H
#define NEAP_ALLOC_SIZE_CLASS_H

#include "base.h"

// Blocks up to this size live in pages of one slice: at least 16 in each, for a thread pays for every page that it turns to. (tests/alloc/model has its own.)
#ifndef NEAP_SMALL_MAX_SIZE
# define NEAP_SMALL_MAX_SIZE (4 * 1024)
#endif

enum {
  BLOCK_ALIGNMENT = 16,
  LINEAR_STEP = 8,
  LINEAR_CLASSES = 15, // 16, 24, … 128
  CLASSES_PER_DOUBLING = 8,
  LINEAR_MAX = 128,
  CLASS_MAX_SIZE = 64 * 1024, // larger requests are spans
  CLASS_COUNT = 87,
  SMALL_MAX_SIZE = NEAP_SMALL_MAX_SIZE,
};

static inline bool size_has_class(size_t size) {
  return size <= CLASS_MAX_SIZE;
}

// The smallest class whose blocks hold `size` bytes at multiples of BLOCK_ALIGNMENT; 0 bytes take the smallest block. `size` has a class.
static inline unsigned size_class(size_t size) {
  if (size <= LINEAR_MAX) {
    return size <= BLOCK_ALIGNMENT
               ? 0
               : (unsigned)((size - 1) / BLOCK_ALIGNMENT * (BLOCK_ALIGNMENT / LINEAR_STEP));
  }
  unsigned doubling = bit_high(size - 1); // 7 for 129 … 256
  unsigned step = (unsigned)((size - 1) >> (doubling - 3)) & (CLASSES_PER_DOUBLING - 1);
  return LINEAR_CLASSES + (doubling - 7) * CLASSES_PER_DOUBLING + step;
}

static inline size_t class_block_size(unsigned class_index) {
  if (class_index < LINEAR_CLASSES) {
    return BLOCK_ALIGNMENT + (size_t)class_index * LINEAR_STEP;
  }
  unsigned above = class_index - LINEAR_CLASSES;
  size_t base = (size_t)LINEAR_MAX << (above / CLASSES_PER_DOUBLING);
  return base + (base / CLASSES_PER_DOUBLING) * (above % CLASSES_PER_DOUBLING + 1);
}

// Bins: the sets of pages that are kept apart. One for each class; and for each class up to LONG_LIVED_MAX_SIZE a second one, of blocks that are
// expected to outlive the rest (sites.h). Bins below CLASS_COUNT are the classes themselves.
enum {
  LONG_LIVED_MAX_SIZE = 8 * 1024,
  LONG_LIVED_CLASSES = LINEAR_CLASSES + 6 * CLASSES_PER_DOUBLING,
  BIN_COUNT = CLASS_COUNT + LONG_LIVED_CLASSES,
};

static inline unsigned bin_class(unsigned bin) {
  return bin < CLASS_COUNT ? bin : bin - CLASS_COUNT;
}

static inline bool bin_is_long_lived(unsigned bin) {
  return bin >= CLASS_COUNT;
}

// size_class by table, for the fast path.
enum { SMALL_TABLE_MAX = 1024 };

extern const uint8_t neap__small_classes[SMALL_TABLE_MAX + 1];

// Whether some class has blocks of at least `size` bytes at multiples of `alignment`, a power of two; and the smallest one that has. Blocks lie at multiples
// of their size from a page's start; and a class that holds a multiple of a power of two from BLOCK_ALIGNMENT on has itself such a size, for the distance
// between two classes is either a multiple of it or one of its parts.
static inline bool size_has_aligned_class(size_t size, size_t alignment) {
  return size_has_class(size) && alignment <= CLASS_MAX_SIZE;
}

static inline unsigned size_aligned_class(size_t size, size_t alignment) {
  if (alignment <= LINEAR_STEP && size > BLOCK_ALIGNMENT && size <= LINEAR_MAX) {
    return (unsigned)((size - BLOCK_ALIGNMENT - 1) / LINEAR_STEP) + 1;
  }
  return size_class(align_up(size_max(size, 1), alignment));
}

#endif
