// The page: a run of slices that holds blocks of one bin, which are of one size class; and what its owner does with it.
//
// A page's memory holds blocks only, from its start, at multiples of their size; its record lies in the region's array. A free block
// holds in its first word the next one of its list, and in its second a seal: next ^ seal = address ^ key. A block in use has no valid
// seal, so a second free and most stray writes are seen when the block is next touched. Free lists grow 4 KiB at a time, so that
// memory never used is never touched.
//
// Equations: used + free blocks + those in holes (holes.h) = capacity <= total, where used = countdown + base, and counts blocks in the remote list too until the owner
// collects them. A local free that brings `countdown` to 0 has the owner look at the page: `base` is 0 if that is when the page is
// empty, -1 if that is not to happen (a thread's last page of a class, kept while empty), total - room while it waits for room.
#ifndef NEAP_ALLOC_PAGE_H
#define NEAP_ALLOC_PAGE_H

#include "arena.h"
#include "atomics.h"
#include "base.h"
#include "page_state.h"
#include <assert.h>

typedef struct Theap Theap;

// Where the owner keeps the page.
typedef enum PagePlace {
  PLACE_NONE,  // in no list: unowned, or in somebody's hands
  PLACE_QUEUE, // in its theap's queue of the class: may have room
  PLACE_FULL,  // in its theap's list of full pages: see full.h
  PLACE_SPARE, // empty, in its theap's list of spare pages: see spare.h
} PagePlace;

typedef struct Page {
  // What malloc and free read, whoever owns the page; it seldom changes, so that it lies in all their caches.
  Slice slice;
  _Atomic(Theap *) fast_owner; // atomic; the owner while the page is in one of its lists, else NULL
  uint64_t key;                // const while in use
  uint64_t inverse;            // const while in use: 2^64 / block_size, rounded down, + 1
  _Atomic uint64_t bound;      // owner writes, as `capacity`: see page_block_starts
  char *start;                 // const while in use
  _Atomic(Theap *) theap;      // owner writes: the owner, or the last one
  uint16_t total;              // const while in use: blocks that fit
  uint16_t room;             // const while in use: free blocks that make the page worth turning to
  _Atomic uint16_t capacity; // owner writes: blocks that have been in a free list at least once
  _Atomic uint8_t bin;       // who claims the page writes it; atomic for those who look by a hint
  _Atomic uint8_t place;     // owner writes; a PagePlace

  // What changes with each block that comes or goes: on a line of its own.
  _Alignas(CACHE_LINE) Block *free; // owner; never NULL while in use
  PageState state;                  // atomic
  _Atomic uint32_t
      countdown;         // owner writes; others read it for statistics: blocks in use beyond `base`
  _Atomic uint32_t base; // owner writes: blocks in use when `countdown` is 0
  struct Page *next, *previous;      // owner: the list that `place` names
  _Atomic(struct Page *) ready_next; // who sets NOTIFYING, then the owner: the stack of ready pages
  _Atomic uint64_t swept;            // holes.c, and of unowned pages tide.c
  uint32_t block_size;               // const while in use
  uint8_t kept_beats;                // owner: for how long it has been kept while empty
  _Atomic uint8_t filled_in;         // owner writes, the tide's hint: see neap__holes_filled_lately
  _Atomic uint16_t
      let_go_at; // owner writes, others' hint: neap__sites_clock when a theap last had it
} Page;

// A run of units; its record stands in the page's place.
typedef struct Span {
  Slice slice;
  char *start;                 // const while in use
  _Atomic uint32_t unit_count; // who holds the block writes it
  bool was_clean;              // const while in use
  _Atomic(struct Heap *)
      heap; // atomic; written under LOCK_HEAPS: the first-class heap it belongs to, or NULL
  struct Span *next, *previous; // guarded by LOCK_HEAPS: the heap's spans
} Span;

static_assert(sizeof(Page) == RECORD_SIZE, "records are found by a shift");
static_assert(sizeof(Span) <= RECORD_SIZE, "spans use the same records");
static_assert(offsetof(Page, free) == CACHE_LINE, "what changes is not on the line that all read");

enum { KEY_SHIFT = 56 }; // above it, no address has a bit

enum { HIGHEST_BYTE = 7 }; // of a word in memory: both processors are little-endian

static inline Page *page_of(const void *pointer) {
  return (Page *)record_of(pointer);
}

static inline RecordKind page_kind(const Page *page) {
  return (RecordKind)load_acquire(
      &page->slice.kind); // acquire: pairs with the release of who filled the record
}

// Whether a pointer into the page's memory is where a block begins that has been in a free list: neither the middle of a block, nor one that
// was never handed out, nor the rest of the page behind the last block.
// After Lemire, Kaser, Kurz, "Faster remainder by direct computation" (2019). With inverse = floor(2^64 / size) + 1 and e = inverse × size mod
// 2^64, which is from 1 to size: offset × inverse mod 2^64 is n × e for the n-th block's start, and at least `inverse`, more than any n × e, for
// all other offsets. So one comparison with capacity × e answers both questions.
static inline bool page_block_starts_at(const Page *page, uint64_t offset) {
  // relaxed: whoever holds a block got it after the bound had been raised above it
  return offset * page->inverse < load_relaxed(&page->bound);
}

static inline bool page_block_starts(const Page *page, const void *pointer) {
  return page_block_starts_at(page, (uint64_t)((const char *)pointer - page->start));
}

static inline bool block_is_sealed(const Page *page, const Block *block) {
  return block->seal == block_seal(block, block->next, page->key);
}

// A test that reads the seal's highest byte alone: to read a word of which the program has just written a part takes long, and a byte comes from one write.
// Wrong for one in 16 of the bytes that begin with the bits 1000 (see key_next), which no number near 0, address or letter of ASCII does.
static inline bool block_may_be_sealed(const Page *page, const Block *block) {
  return ((const uint8_t *)&block->seal)[HIGHEST_BYTE] == (uint8_t)(page->key >> KEY_SHIFT);
}

static inline bool page_has_free(const Page *page) {
  return page->free != BLOCK_NONE;
}

void neap__page_overwritten(const Page *page, const Block *block) __attribute__((noreturn, cold));

// Takes the head of the free list into *taken. false: there is none, or it was overwritten.
static inline bool page_try_pop(Page *page, void **taken) {
  Block *block = page->free;
  Block *next = block->next;
  // not block_is_sealed: its order of operations leaves the compiler one less
  if (UNLIKELY((block->seal ^ (uint64_t)(uintptr_t)next ^ (uint64_t)(uintptr_t)block) !=
               page->key)) {
    return false;
  }
  page->free = next;
  count_up(&page->countdown);
  block->seal = 0; // and no program that fills only part of it makes it valid: see key_next
  memory_unpoison(block, page->block_size);
  *taken = block;
  return true;
}

// As page_try_pop, for a page that has a free block.
static inline void *page_pop(Page *page) {
  void *block;
  if (UNLIKELY(!page_try_pop(page, &block))) {
    neap__page_overwritten(page, page->free);
  }
  return block;
}

// Puts a block on the free list. The caller sees to `countdown`.
static inline void page_push(Page *page, Block *block) {
  block_join(block, page->free, page->key);
  page->free = block;
  memory_poison(block + 1, page->block_size - sizeof(Block));
}

// How many slices a page of the bin has.
size_t neap__page_slices(unsigned bin);
// A fresh page of the bin, owned by the caller, in no list, with no block extended yet. `sparse`: perhaps few blocks will be. NULL: out of memory.
Page *neap__page_new(unsigned bin, bool sparse);
// Gives an owned page without live blocks back to the arena.
void neap__page_free(Page *page);

// Grows the free list by the blocks of a hole, or else by those of the next 4 KiB. false: neither is there.
bool neap__page_extend(Page *page);
// Moves what others freed to the free list.
void neap__page_collect(Page *page);
// Takes a page that nobody owns, with what others freed. false: it is not listed any more.
bool neap__page_claim(Page *page);
// As neap__page_collect, for the list that a claim took off the state word.
void neap__page_take_remote(Page *page, RemoteList list, bool was_unowned);

// Blocks in use and in the remote list, seen by the owner.
static inline uint32_t page_used(const Page *page) {
  return load_relaxed(&page->countdown) + load_relaxed(&page->base);
}

static inline void page_set_used(Page *page, uint32_t used) {
  store_relaxed(&page->countdown, used - load_relaxed(&page->base));
}

// Has the owner look when the page has `base` blocks in use (PAGE_KEPT: never).
static inline void page_rebase(Page *page, uint32_t base) {
  store_relaxed(&page->countdown, page_used(page) - base);
  store_relaxed(&page->base, base);
}

#define PAGE_KEPT UINT32_MAX

static inline uint32_t page_capacity(const Page *page) {
  return load_relaxed(&page->capacity);
}

static inline unsigned page_bin(const Page *page) {
  return load_relaxed(&page->bin);
}

static inline unsigned page_class(const Page *page) {
  return bin_class(page_bin(page));
}

// Whether enough blocks are free, in the free list or not extended yet, that it is worth turning to the page. To the owner.
static inline bool page_has_room(const Page *page) {
  return page->total - page_used(page) >= page->room;
}

// Asserts the equations and walks the free list. Needs: owned by the caller.
void neap__page_check(Page *page);
// After a fork, for a page whose owner vanished: counts the free list anew; a list that was cut in half is dropped.
void neap__page_repair(Page *page);

// Blocks in use as any thread may guess them without owning the page. For statistics.
uint32_t neap__page_live_estimate(Page *page);

// Crimes of the program: one line, then abort.
_Noreturn void neap__page_crime_double_free(const Page *page, const void *pointer);
_Noreturn void neap__page_crime_interior(const Page *page, const void *pointer);
// `verb`: as in neap__block_find.
_Noreturn void neap__page_crime_freed(const Page *page, const void *pointer, const char *verb);

#endif
