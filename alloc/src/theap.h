// A theap is a thread's own set of pages: for each bin (size_class.h) a queue of pages that may have room.
// Its memory is never given back to the system, only reused for later threads, so that a stale pointer to a theap is harmless.
// Threads: one thread uses a theap, or another for it behind the gate (gate.h); beyond that, other threads write only `ready` and read counters
// and what is atomic as hints.
#ifndef NEAP_ALLOC_THEAP_H
#define NEAP_ALLOC_THEAP_H

#include "counters.h"
#include "holes.h"
#include "options.h"
#include "page_queue.h"
#include "size_class.h"

enum {
  QUEUE_LOOK = 8,   // pages of a queue that are looked at before a fresh one is taken
  BEAT_EVERY = 256, // slow allocations between two beats
  KEPT_BEATS_MAX = 2,
  QUARANTINE_BLOCKS = 64,
};

typedef struct Policy Policy;
typedef struct Heap Heap;

struct Theap {
  // owner: the thread
  // atomic, written by the owner or behind the gate: where the next block comes from: a page of one of the lists, or neap__page_none
  _Atomic(Page *) current[BIN_COUNT];
  PageQueue queues[BIN_COUNT]; // pages that may have room, PLACE_QUEUE; the one used last first
  PageQueue
      full[BIN_COUNT];     // PLACE_FULL, WATCHED or NOTIFYING; the one that became full last first
  Page *spares[BIN_COUNT]; // PLACE_SPARE, linked by `next`: see spare.h
  uint32_t spare_slices, spare_idle; // in all, and the least of it since the last beat
  uint16_t regained[BIN_COUNT];      // see full.h: pages that it keeps more
  uint32_t missed[BIN_COUNT];        // likewise: blocks it freed into pages that it had let go
  uint64_t quarantine_random;        // hardened.h

  const Policy *policy; // const while in use
  bool fast_closed;     // owner, or who is behind the gate: no page has a fast owner (gate.h)
  _Atomic uint32_t slow_count; // atomic; owner writes: slow allocations, for the beat
  // owner: sites.h
  uint8_t sample_skip; // slow allocations until one is noted; 0: not yet
  int64_t sample_in;   // bytes until then
  // gate.h
  _Atomic uint8_t inside; // atomic; owner writes: whether it is in a call
  _Atomic uint8_t gate;   // atomic; a GateState
  // who holds the tide's lock: tide.c
  uint8_t still_ticks;
  uint32_t fingerprint, swept_epoch;

  bool for_heap;        // const: serves first-class heaps (heap.c), else threads
  _Atomic(Heap *) heap; // atomic; written under LOCK_HEAPS: the heap it serves; NULL: none, or gone
  Theap *next_of_heap;  // guarded by LOCK_HEAPS: all theaps of its heap
  Theap *next_held;     // owner: the theaps of heaps that the thread holds
  uint32_t
      thread_id; // the system's; of a heap's theap, guarded by LOCK_HEAPS: who holds it, 0: nobody
  bool late;     // made after the thread's destructors had run once

  Theap *
      next_idle; // guarded by LOCK_THREADS: the list of unused theaps; LOCK_HEAPS: its heap's idle ones
  Theap *next_made; // const: all theaps ever made

  _Atomic bool in_use; // atomic; written under LOCK_THREADS: is a thread's own
  _Alignas(
      CACHE_LINE) _Atomic(Page *) ready; // atomic; private: stack of pages that others made room in
  void *quarantine[QUARANTINE_BLOCKS];   // owner: hardened.h; no page of memory until then
  _Alignas(CACHE_LINE) Counters counters; // written by the thread, read by all
};

// A page with nothing in it and room for nothing: what `current` points to when there is none. Never written.
extern Page neap__page_none;

// What fast_owner is of a page of the theap.
static inline Theap *page_fast_owner(const Page *page, Theap *theap) {
  return UNLIKELY(option_hardened()) || theap->fast_closed || page_has_holes(page) ? NULL : theap;
}

void neap__theap_init(Theap *theap, const Policy *policy);

// Closes the fast ways to the theap's pages, and opens them. Needs: no slow call of its thread meanwhile.
void neap__theap_close_fast(Theap *theap);
void neap__theap_open_fast(Theap *theap);

// Puts an owned page first (or last) into its bin's queue, or takes it out.
void neap__theap_queue_first(Theap *theap, Page *page);
void neap__theap_queue_last(Theap *theap, Page *page);
void neap__theap_unqueue(Theap *theap, Page *page);
// A page that has been taken out of its list is nobody's fast page any more.
void neap__theap_let_go(Theap *theap, Page *page);

// The page of the bin from which the next block comes; it has a free block and is first in its queue. NULL: out of memory.
Page *neap__theap_page(Theap *theap, unsigned bin);

// A local free brought the countdown to 0: a full page has room again; an empty one is kept, at hand if it is its bin's only one, or
// as a spare one, or given back.
void neap__theap_page_counted_down(Theap *theap, Page *page);

// Collects what others freed and gives empty pages back. `all`: also what is kept for the next allocation, and (shared) lets go
// of partly used pages, so that other threads may claim them.
void neap__theap_collect(Theap *theap, bool all);
// The thread ends: every page is given back or let go.
void neap__theap_abandon(Theap *theap);
// Gives every page back, whatever lives in it. Needs: no thread uses or frees a block of it.
void neap__theap_destroy(Theap *theap);

// Asserts every queue and page. For tests and NEAP_CHECKS=full.
void neap__theap_check(Theap *theap);

#endif
