#include "floor.h"

enum {
  LINEAR_MAX = 128,
  STEP = 16,
  PER_DOUBLING = 8,
  CLASSES = 80,
  CLASS_MAX = 65536, // larger blocks have pieces of their own
  PIECE = 4096,
  SMALL_MAX = 8192,
  SMALL_PAGE = 65536,
  LARGE_PAGE = 524288,
};

// Where a thread is in each class.
typedef struct Strip {
  uint64_t blocks[CLASSES];     // laid so far
  uint64_t last_piece[CLASSES]; // with a survivor; one more than its number
} Strip;

static unsigned class_of(size_t size, size_t *block_size) {
  if (size <= LINEAR_MAX) {
    unsigned index = size <= STEP ? 0 : (unsigned)((size - 1) / STEP);
    *block_size = (index + 1) * (size_t)STEP;
    return index;
  }
  unsigned doubling = 63 - (unsigned)__builtin_clzll(size - 1);
  size_t step = (size_t)1 << (doubling - 3);
  unsigned index = (unsigned)((size - 1) / step) % PER_DOUBLING;
  *block_size = ((size_t)PER_DOUBLING + index + 1) * step;
  return LINEAR_MAX / STEP + (doubling - 7) * PER_DOUBLING + index;
}

// Lays a block; result: bytes of pieces that no survivor before it has touched.
static uint64_t lay(Strip *strip, size_t size, bool survives) {
  if (size > CLASS_MAX) return survives ? (size + PIECE - 1) / PIECE * PIECE : 0;
  size_t block_size;
  unsigned index = class_of(size, &block_size);
  uint64_t page = block_size <= SMALL_MAX ? SMALL_PAGE : LARGE_PAGE;
  uint64_t number = strip->blocks[index]++;
  if (!survives) return 0;
  uint64_t from = number / (page / block_size) * page + number % (page / block_size) * block_size;
  uint64_t first = from / PIECE + 1;
  uint64_t last = (from + block_size - 1) / PIECE + 1;
  uint64_t pieces = last + 1 - first - (strip->last_piece[index] == first);
  strip->last_piece[index] = last;
  return pieces * PIECE;
}

static uint64_t lay_range(const Load *load, Strip *strip, Roll *roll, uint64_t place,
                          uint64_t count) {
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < count; i++) {
    size_t size = plan_size(load, roll);
    bool survives = plan_survives(load, place + i);
    if (survives || !load->distinct) bytes += lay(strip, size, survives);
  }
  return bytes;
}

// The sizes of all bursts but the last, which is the one that stays.
static void skip_bursts(const Load *load, Roll *roll, uint64_t count) {
  for (uint64_t i = 0; i < (load->bursts - 1) * count; i++) {
    (void)plan_size(load, roll);
  }
}

static uint64_t lay_modules(const Load *load) {
  Strip strip = { 0 };
  uint64_t all = plan_blocks(load) * load->threads;
  uint64_t bytes = 0;
  uint64_t place = 0;
  for (uint64_t module = 0; place < all; module++) {
    Roll roll;
    uint64_t count = plan_module(load, module, &roll);
    bytes += lay_range(load, &strip, &roll, place, count);
    place += count;
  }
  return bytes;
}

uint64_t floor_bytes(const Load *load) {
  if (load->pattern == PATTERN_BUNDLER) return lay_modules(load);
  uint64_t shares = load->pattern == PATTERN_QUEUE ? 2 : 1; // half of the threads allocate for two
  uint64_t count = shares * plan_blocks(load);
  uint64_t bytes = 0;
  for (uint64_t hand = 0; hand < load->threads; hand += shares) {
    Strip strip = { 0 };
    Roll roll = plan_hand_roll(load, hand);
    skip_bursts(load, &roll, count);
    bytes += lay_range(load, &strip, &roll, hand * plan_blocks(load), count);
  }
  return bytes;
}
