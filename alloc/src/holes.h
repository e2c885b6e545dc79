// Holes: 4 KiB pieces of a partly used page whose memory has gone back to the system.
//
// A piece becomes a hole when every block that overlaps it is free. These blocks leave the free list; they come back, hole by hole, when the page
// has no other free block (neap__page_extend). So a hole costs nothing until it is needed, and then the one fault that fresh memory costs too.
// What a hole swallowed has no seal any more: the owner of a page with holes frees on the slow path, which looks at the bits.
//
// What was fetched again stays for a while: a program that works now and then, on the same few pages as a rule, would pay for them each time.
//
// Invariant: a block that overlaps a hole is free and in no list. Each slice's record has the bits of its own 16 pieces.
// Threads: the page's owner makes and fills them; any thread that frees reads a bit, of whose piece its own block is part.
#ifndef NEAP_ALLOC_HOLES_H
#define NEAP_ALLOC_HOLES_H

#include "page.h"

// The record of the page's n-th slice, of which only the slice's own part is in use.
static inline Slice *page_slice(const Page *page, unsigned slice) {
  return (Slice *)((uintptr_t)page + ((uintptr_t)slice << RECORD_SHIFT));
}

static inline bool page_has_holes(const Page *page) {
  unsigned any = 0;
  for (unsigned slice = 0; slice < page->slice.slice_count; slice++) {
    any |= load_relaxed(&page_slice(page, slice)->holes);
  }
  return any != 0;
}

// Whether any of `size` bytes of a page, size > 0, lies in a hole. Needs: window_known.
static inline bool overlaps_hole(const void *pointer, size_t size) {
  uintptr_t at = (uintptr_t)pointer;
  uintptr_t last = at + size - 1;
  unsigned any = 0;
  while (at <= last) { // slice by slice, one or two
    uintptr_t end = size_min(at | (SLICE_SIZE - 1), last);
    unsigned from = at / UNIT_SIZE % UNITS_PER_SLICE;
    unsigned to = end / UNIT_SIZE % UNITS_PER_SLICE;
    // relaxed: the bits of a live block's pieces are clear, and stay
    any |= load_relaxed(&record_at((const void *)at)->holes) & ((2u << to) - (1u << from));
    at = end + 1;
  }
  return any != 0;
}

// Whether a block of the page that begins there is free, as far as one can tell. One that a hole has swallowed need not begin in it.
static inline bool page_block_is_free(const Page *page, const void *pointer) {
  return overlaps_hole(pointer, page->block_size) || block_is_sealed(page, pointer);
}

static inline bool page_can_extend(const Page *page) {
  return page_capacity(page) < page->total || page_has_holes(page);
}

// Time is cut into stretches by whoever makes holes: he begins a new one. Threads: one at a time.
void neap__holes_next_stretch(void);
// Whether holes of the page were filled in this stretch: it is to be left alone. A hint.
bool neap__holes_filled_lately(const Page *page);
// Or in the one before.
bool neap__holes_filled_before(const Page *page);

// Some of a page's holes, as each slice's record has them.
typedef struct HoleSet {
  uint16_t pieces[MEDIUM_SLICES];
} HoleSet;

HoleSet neap__holes_all(const Page *page);
// Fills those that are still holes, and fetches their memory, before anybody needs it. Counts as filled lately once somebody claims the page. Needs: to
// own the page. Result: bytes.
size_t neap__holes_fetch(Page *page, const HoleSet *set);
// To be called by who claims the page for its blocks.
void neap__holes_claimed(Page *page);

// Makes holes of all free pieces, and gives back what of the page has not been used yet. Needs: all frees of others collected. Result: bytes
// given back.
size_t neap__holes_make(Page *page);
// Whether it should: it may find more than the last time, since the owner had the page, whose blocks have come or gone, and has not been filled lately.
// A hint, kept in Page.swept.
bool neap__holes_due(const Page *page);
// Fills the lowest holes until blocks have come back to the free list. false: there was none.
bool neap__holes_fill(Page *page);
// Forgets them: nothing of the page is in use.
void neap__holes_forget(Page *page);

// Bytes in holes, as any thread may guess them.
static inline size_t neap__holes_bytes(const Page *page) {
  unsigned count = 0;
  for (unsigned slice = 0; slice < MEDIUM_SLICES; slice++) {
    const Slice *record = page_slice(page, slice);
    bool own = slice == 0 || load_relaxed(&record->lead_distance) == slice;
    count += own ? (unsigned)__builtin_popcount(load_relaxed(&record->holes)) : 0;
  }
  return (size_t)count * UNIT_SIZE;
}

// Blocks that overlap a hole.
uint32_t neap__holes_blocks(const Page *page);

#endif
