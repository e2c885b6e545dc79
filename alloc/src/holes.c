#include "holes.h"

#include "os.h"

enum { BLOCKS_MAX = SLICE_SIZE / BLOCK_ALIGNMENT };

static_assert(MEDIUM_SLICES * SLICE_SIZE / SMALL_MAX_SIZE < BLOCKS_MAX, "small pages have most");

// One bit for each block of a page: it is free.
typedef struct FreeMap {
  uint64_t bits[BLOCKS_MAX / 64];
} FreeMap;

typedef struct BlockRange {
  uint32_t first, end;
} BlockRange;

// What Page.filled_in says besides: never, in fresh records; filled by neap__holes_fetch, and nobody has had the page since.
enum { FILLED_NEVER, FILLED_AHEAD, STRETCH_FIRST };

// Atomic. Where 254 of them look like none, a page waits for one more.
static _Atomic uint8_t stretch = STRETCH_FIRST;

static uint8_t stretch_after(uint8_t before) {
  return before == UINT8_MAX ? STRETCH_FIRST : (uint8_t)(before + 1);
}

void neap__holes_next_stretch(void) {
  store_relaxed(&stretch, stretch_after(load_relaxed(&stretch)));
}

bool neap__holes_filled_lately(const Page *page) {
  return load_relaxed(&page->filled_in) == load_relaxed(&stretch);
}

bool neap__holes_filled_before(const Page *page) {
  uint8_t filled_in = load_relaxed(&page->filled_in);
  return filled_in >= STRETCH_FIRST && stretch_after(filled_in) == load_relaxed(&stretch);
}

void neap__holes_claimed(Page *page) {
  if (load_relaxed(&page->filled_in) == FILLED_AHEAD) {
    store_relaxed(&page->filled_in, load_relaxed(&stretch));
  }
}

static size_t piece_count(const Page *page) {
  return (size_t)page->slice.slice_count * UNITS_PER_SLICE;
}

static bool hole_get(const Page *page, size_t piece) {
  return overlaps_hole(page->start + piece * UNIT_SIZE, UNIT_SIZE);
}

// Writes what only the owner writes.
static void hole_put(Page *page, size_t piece, bool value) {
  _Atomic uint16_t *holes = &page_slice(page, (unsigned)(piece / UNITS_PER_SLICE))->holes;
  unsigned bit = 1u << piece % UNITS_PER_SLICE;
  unsigned others = load_relaxed(holes) & ~bit;
  store_relaxed(holes, (uint16_t)(value ? others | bit : others));
}

// The blocks below the capacity that overlap the piece.
static BlockRange piece_blocks(const Page *page, size_t piece) {
  size_t capacity = page_capacity(page);
  size_t first = piece * UNIT_SIZE / page->block_size;
  size_t end = ((piece + 1) * UNIT_SIZE + page->block_size - 1) / page->block_size;
  return (BlockRange){ (uint32_t)size_min(first, capacity), (uint32_t)size_min(end, capacity) };
}

static bool block_overlaps_hole(const Page *page, uint32_t block) {
  return overlaps_hole(page->start + (size_t)block * page->block_size, page->block_size);
}

static Block *block_at(const Page *page, uint32_t block) {
  return (Block *)(page->start + (size_t)block * page->block_size);
}

uint32_t neap__holes_blocks(const Page *page) {
  uint32_t count = 0;
  uint32_t counted = 0; // all blocks below it
  for (size_t piece = 0; piece < piece_count(page); piece++) {
    if (hole_get(page, piece)) {
      BlockRange range = piece_blocks(page, piece);
      uint32_t first = range.first > counted ? range.first : counted;
      count += range.end - first;
      counted = range.end;
    }
  }
  return count;
}

// What is in the free list, and what the holes swallowed.
static void map_free(const Page *page, FreeMap *map) {
  uint32_t count = 0;
  for (Block *block = page->free; block != BLOCK_NONE; block = block->next) {
    size_t offset = (size_t)((char *)block - page->start);
    if (count++ >= page_capacity(page) || !page_block_starts_at(page, offset) ||
        !block_is_sealed(page, block)) {
      neap__page_overwritten(page, block);
    }
    neap__bits_set(map->bits, offset / page->block_size, 1);
  }
  for (size_t piece = 0; piece < piece_count(page); piece++) {
    if (hole_get(page, piece)) {
      BlockRange range = piece_blocks(page, piece);
      neap__bits_set(map->bits, range.first, range.end - range.first);
    }
  }
}

// Whether the piece can become a hole. Blocks that are still to be extended into it would begin in one: then not.
static bool piece_is_free(const Page *page, const FreeMap *map, size_t piece) {
  BlockRange range = piece_blocks(page, piece);
  bool extended = page_capacity(page) == page->total ||
                  (piece + 1) * UNIT_SIZE <= (size_t)page_capacity(page) * page->block_size;
  return extended && range.first < range.end && !hole_get(page, piece) &&
         neap__bits_next(map->bits, range.end, range.first, false) == range.end;
}

// The list again, upwards, without what overlaps a hole.
static void list_again(Page *page, const FreeMap *map) {
  page->free = BLOCK_NONE;
  for (uint32_t block = page_capacity(page); block-- > 0;) {
    if (bit_get(map->bits, block) && !block_overlaps_hole(page, block)) {
      page_push(page, block_at(page, block));
    }
  }
}

// What no block has lain in, if it was somebody's before the page took it.
static size_t give_back_rest(Page *page) {
  size_t from = align_up((size_t)page_capacity(page) * page->block_size, UNIT_SIZE);
  size_t end = piece_count(page) * UNIT_SIZE;
  size_t eighth = from / slice_eighth(&page->slice);
  uint8_t dirty = (uint8_t)(page->slice.dirty >> eighth << eighth);
  if (!dirty || from >= end || !neap__os_give_back(page->start + from, end - from)) {
    return 0;
  }
  page->slice.dirty ^= dirty; // of the first one, what is used is dirty all the same
  return end - from;
}

// Changes, as good as always, when blocks of the page come or go; but for those that come and go as on a stack.
static uint64_t page_fingerprint(const Page *page) {
  return (uintptr_t)page->free * 31 + page_used(page);
}

bool neap__holes_due(const Page *page) {
  return load_relaxed(&page->swept) != page_fingerprint(page) && !neap__holes_filled_lately(page);
}

size_t neap__holes_make(Page *page) {
  FreeMap map = { 0 };
  map_free(page, &map);
  size_t bytes = 0;
  size_t piece = 0;
  while (piece < piece_count(page)) {
    size_t end = piece;
    while (end < piece_count(page) && piece_is_free(page, &map, end)) {
      end++;
    }
    size_t run = (end - piece) * UNIT_SIZE;
    if (run > 0 && neap__os_give_back(page->start + piece * UNIT_SIZE, run)) {
      bytes += run;
      for (; piece < end; piece++) {
        hole_put(page, piece, true);
      }
    }
    piece = end + 1;
  }
  if (bytes > 0) {
    list_again(page, &map);
  }
  store_relaxed(&page->swept, page_fingerprint(page));
  return bytes + give_back_rest(page);
}

// false: no block has come back, as each overlaps another hole.
static bool hole_fill(Page *page, size_t piece) {
  bool filled = false;
  hole_put(page, piece, false);
  BlockRange range = piece_blocks(page, piece);
  for (uint32_t block = range.end; block-- > range.first;) {
    if (!block_overlaps_hole(page, block)) {
      page_push(page, block_at(page, block));
      filled = true;
    }
  }
  return filled;
}

HoleSet neap__holes_all(const Page *page) {
  HoleSet set = { 0 };
  for (unsigned slice = 0; slice < page->slice.slice_count; slice++) {
    set.pieces[slice] = load_relaxed(&page_slice(page, slice)->holes);
  }
  return set;
}

size_t neap__holes_fetch(Page *page, const HoleSet *set) {
  size_t bytes = 0;
  for (size_t piece = piece_count(page); piece-- > 0;) { // so that the lowest blocks come first
    bool wanted = set->pieces[piece / UNITS_PER_SLICE] >> piece % UNITS_PER_SLICE & 1;
    if (wanted && hole_get(page, piece)) {
      neap__os_fetch(page->start + piece * UNIT_SIZE, UNIT_SIZE);
      hole_fill(page, piece);
      bytes += UNIT_SIZE;
    }
  }
  store_relaxed(&page->filled_in, FILLED_AHEAD);
  store_relaxed(&page->swept, 0); // as many blocks are free as before, but of more memory
  return bytes;
}

bool neap__holes_fill(Page *page) {
  bool filled = false;
  for (size_t piece = 0; piece < piece_count(page) && !filled; piece++) {
    filled = hole_get(page, piece) && hole_fill(page, piece);
  }
  if (filled) {
    store_relaxed(&page->filled_in, load_relaxed(&stretch));
  }
  return filled;
}

void neap__holes_forget(Page *page) {
  for (unsigned slice = 0; slice < page->slice.slice_count; slice++) {
    store_relaxed(&page_slice(page, slice)->holes, 0);
  }
  store_relaxed(&page->filled_in, FILLED_NEVER);
}
