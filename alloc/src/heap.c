#include "heap.h"

#include "block.h"
#include "full.h"
#include "gate.h"
#include "hardened.h"
#include "lock.h"
#include "mapping.h"
#include "neap.h"
#include "os.h"
#include "policy.h"
#include "span.h"
#include "thread.h"
#include <errno.h>
#include <string.h>

struct Heap {
  uint64_t number; // const: never used again, so that a mapping may name it
  // guarded by heaps_lock
  Theap *theaps;         // all, by next_of_heap
  Theap *idle;           // those that nobody holds, by next_idle
  Span *spans;           // doubly linked, any order
  Heap *next, *previous; // all heaps
  bool has_mappings;     // or had
  bool dying;            // somebody is taking it apart
};

static Lock heaps_lock = LOCK_WITH_RANK(LOCK_HEAPS);
// guarded by heaps_lock
static Heap *heaps;
static uint64_t last_number;

// The theaps of heaps that this thread holds, the last used one first. One whose heap is gone stays until it is next come by.
static THREAD_LOCAL Theap *held_theaps;

// --- theaps and their heap

// Takes one of the heap's idle theaps. NULL: there is none.
static Theap *heap_take_idle(Heap *heap, uint32_t thread_id) {
  lock_take(&heaps_lock);
  Theap *theap = heap->idle;
  if (theap) {
    heap->idle = theap->next_idle;
    theap->thread_id = thread_id;
  }
  lock_give(&heaps_lock);
  return theap;
}

static Theap *heap_add_theap(Heap *heap, uint32_t thread_id) {
  Theap *theap = neap__theap_for_heap();
  if (!theap) {
    return NULL;
  }
  lock_take(&heaps_lock);
  theap->thread_id = thread_id;
  theap->next_of_heap = heap->theaps;
  heap->theaps = theap;
  store_relaxed(&theap->heap,
                heap); // relaxed: who holds the theap wrote it, or took it under the lock
  lock_give(&heaps_lock);
  return theap;
}

// Nobody holds the theap any more: back to its heap, or out of use if that is gone. Needs: heaps_lock.
static void theap_let_go(Theap *theap) {
  Heap *heap = load_relaxed(&theap->heap);
  theap->thread_id = 0;
  if (heap) {
    theap->next_idle = heap->idle;
    heap->idle = theap;
  } else {
    neap__theap_from_heap(theap);
  }
}

static void theap_give(Theap *theap) {
  lock_take(&heaps_lock);
  theap_let_go(theap);
  lock_give(&heaps_lock);
}

// The theap of the heap that this thread holds, now first. On the way, theaps whose heap is gone are dropped.
static Theap *held_find(const Heap *heap) {
  Theap **at = &held_theaps;
  while (*at) {
    Theap *theap = *at;
    const Heap *of = load_relaxed(
        &theap->heap); // relaxed: only its being this heap matters, and then we hold it
    if (of && of != heap) {
      at = &theap->next_held;
      continue;
    }
    *at = theap->next_held;
    if (of) {
      theap->next_held = held_theaps;
      held_theaps = theap;
      return theap;
    }
    theap_give(theap);
  }
  return NULL;
}

static NOINLINE Theap *heap_theap_slow(Heap *heap) {
  Theap *theap = held_find(heap);
  if (theap) {
    return theap;
  }
  // its own theap's end is what tells us of the thread's
  if (!neap__thread_ended() && !theap_is_real(neap__theap)) {
    if (!neap__thread_begin()) {
      return NULL;
    }
    gate_leave(neap__theap);
  }
  uint32_t thread_id = neap__os_thread_id();
  theap = heap_take_idle(heap, thread_id);
  return theap ? theap : heap_add_theap(heap, thread_id);
}

// The theap from which the calling thread allocates. NULL: out of memory. To be followed by heap_theap_done.
static Theap *heap_theap(Heap *heap) {
  Theap *first = held_theaps;
  if (LIKELY(first && load_relaxed(&first->heap) == heap)) { // relaxed: as in held_find
    return first;
  }
  return heap_theap_slow(heap);
}

// The thread keeps the theap; one that has ended, and will not be told again, gives it back at once.
static void heap_theap_done(Theap *theap) {
  if (LIKELY(theap == held_theaps)) {
    return;
  }
  if (neap__thread_ended()) {
    theap_give(theap);
    return;
  }
  theap->next_held = held_theaps;
  held_theaps = theap;
}

void neap__heap_thread_end(void) {
  while (held_theaps) {
    Theap *theap = held_theaps;
    held_theaps = theap->next_held;
    theap_give(theap);
  }
}

Heap *neap__heap_of_page(const Page *page) {
  const Theap *theap = load_relaxed(&page->theap); // relaxed: const while the heap lives
  return theap && theap->for_heap ? load_relaxed(&theap->heap) : NULL;
}

uint64_t neap__heap_number(const Heap *heap) {
  return heap->number;
}

// --- blocks

static void *heap_new_in_class(Heap *heap, unsigned size_class) {
  Theap *theap = heap_theap(heap);
  if (!theap) {
    return NULL;
  }
  Page *page = theap->queues[size_class].first;
  if (!page || !page_has_free(page)) {
    page = neap__theap_page(theap, size_class);
  }
  void *block = page ? page_pop(page) : NULL;
  heap_theap_done(theap);
  return block;
}

static void span_link(Heap *heap, Span *span) {
  lock_take(&heaps_lock);
  span->next = heap->spans;
  if (heap->spans) {
    heap->spans->previous = span;
  }
  heap->spans = span;
  store_relaxed(&span->heap, heap); // relaxed: whoever frees the block got it from us
  lock_give(&heaps_lock);
}

// Needs: heaps_lock.
static void span_unlink(Heap *heap, Span *span) {
  if (span->previous) {
    span->previous->next = span->next;
  } else {
    heap->spans = span->next;
  }
  if (span->next) {
    span->next->previous = span->previous;
  }
  span->next = span->previous = NULL;
  store_relaxed(&span->heap, NULL); // relaxed: read again under the lock
}

void neap__heap_forget_span(Span *span) {
  if (!load_relaxed(&span->heap)) { // relaxed: a block does not enter a heap after its birth
    return;
  }
  lock_take(&heaps_lock);
  Heap *heap = load_relaxed(&span->heap);
  if (heap) { // not deleted meanwhile
    span_unlink(heap, span);
  }
  lock_give(&heaps_lock);
}

static void *heap_new_large(Heap *heap, size_t size, size_t alignment, bool *is_zero) {
  if (!option_hardened() && size <= SPAN_MAX_SIZE && alignment <= SPAN_MAX_SIZE) {
    void *block = neap__span_new(size, alignment, is_zero);
    if (block) {
      span_link(heap, (Span *)record_of(block));
    }
    return block;
  }
  *is_zero = true;
  lock_take(&heaps_lock);
  heap->has_mappings = true;
  lock_give(&heaps_lock);
  return neap__mapping_new(size, alignment, heap->number);
}

// `alignment` is a power of two.
static void *heap_new_raw(Heap *heap, size_t size, size_t alignment, bool *is_zero) {
  *is_zero = false;
  void *block = NULL;
  if (size_has_aligned_class(size, alignment)) {
    block = heap_new_in_class(heap, size_aligned_class(size, alignment));
  } else if (size <= PTRDIFF_MAX && alignment <= PTRDIFF_MAX) {
    size_t least = (size_t)CLASS_MAX_SIZE + 1; // spans are longer than any class
    block = heap_new_large(heap, size_max(size, least), size_max(alignment, UNIT_SIZE), is_zero);
  }
  if (!block) {
    errno = ENOMEM;
  }
  return block;
}

// The same, in either mode.
static void *heap_new_block(Heap *heap, size_t size, size_t alignment, bool *is_zero) {
  if (LIKELY(!option_hardened())) {
    return heap_new_raw(heap, size, alignment, is_zero);
  }
  if (size > PTRDIFF_MAX - TRAILER_SIZE) {
    errno = ENOMEM;
    return NULL;
  }
  void *block =
      heap_new_raw(heap, size + TRAILER_SIZE, size_max(alignment, BLOCK_ALIGNMENT), is_zero);
  if (block) {
    neap__hardened_begin(block, neap__block_raw_size(block), size);
  }
  return block;
}

void *neap_heap_malloc(neap_heap_t *heap, size_t size) {
  bool is_zero;
  return heap_new_block(heap, size, BLOCK_ALIGNMENT, &is_zero);
}

void *neap_heap_calloc(neap_heap_t *heap, size_t count, size_t size) {
  size_t total;
  if (!size_multiply(count, size, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  bool is_zero;
  void *block = heap_new_block(heap, total, BLOCK_ALIGNMENT, &is_zero);
  if (block && !is_zero) {
    memset(block, 0, total);
  }
  return block;
}

void *neap_heap_aligned_alloc(neap_heap_t *heap, size_t alignment, size_t size) {
  if (!is_power_of_two(alignment)) {
    errno = EINVAL;
    return NULL;
  }
  bool is_zero;
  return heap_new_block(heap, size, alignment, &is_zero);
}

// --- birth and death

neap_heap_t *neap_heap_new(void) {
  Heap *heap = neap_calloc(1, sizeof *heap);
  if (!heap) {
    return NULL;
  }
  lock_take(&heaps_lock);
  heap->number = ++last_number;
  heap->next = heaps;
  if (heaps) {
    heaps->previous = heap;
  }
  heaps = heap;
  lock_give(&heaps_lock);
  return heap;
}

// Nobody who collects or looks finds the heap after this.
static void heap_unlink(Heap *heap) {
  lock_take(&heaps_lock);
  heap->dying = true;
  if (heap->previous) {
    heap->previous->next = heap->next;
  } else {
    heaps = heap->next;
  }
  if (heap->next) {
    heap->next->previous = heap->previous;
  }
  lock_give(&heaps_lock);
}

// Takes the theap out of the list of those this thread holds, if it is there.
static void held_remove(Theap *theap) {
  Theap **at = &held_theaps;
  while (*at && *at != theap) {
    at = &(*at)->next_held;
  }
  if (*at) {
    *at = theap->next_held;
  }
}

// The theaps, empty now, go out of use, and the heap itself. One that another thread holds waits until that thread comes by it.
static void heap_finish(Heap *heap) {
  uint32_t thread_id = neap__os_thread_id();
  lock_take(&heaps_lock);
  Theap *next = heap->theaps;
  while (next) {
    Theap *theap = next;
    next = theap->next_of_heap;
    store_relaxed(&theap->heap, NULL); // relaxed: who holds it drops it, sooner or later
    if (theap->thread_id == thread_id) {
      held_remove(theap);
      theap_let_go(theap);
    } else if (theap->thread_id == 0) {
      theap_let_go(theap);
    }
  }
  lock_give(&heaps_lock);
  neap_free(heap);
}

// The first of the heap's spans, which now belongs to no heap. NULL: there are none left.
static Span *heap_take_span(Heap *heap) {
  lock_take(&heaps_lock);
  Span *span = heap->spans;
  if (span) {
    span_unlink(heap, span);
  }
  lock_give(&heaps_lock);
  return span;
}

void neap_heap_delete(neap_heap_t *heap) {
  if (!heap) {
    return;
  }
  heap_unlink(heap);
  for (Theap *theap = heap->theaps; theap; theap = theap->next_of_heap) {
    neap__theap_abandon(theap);
  }
  while (heap_take_span(heap)) {
  }
  if (heap->has_mappings) {
    neap__mapping_delete_heap(heap->number);
  }
  heap_finish(heap);
}

void neap_heap_destroy(neap_heap_t *heap) {
  if (!heap) {
    return;
  }
  heap_unlink(heap);
  for (Theap *theap = heap->theaps; theap; theap = theap->next_of_heap) {
    neap__theap_destroy(theap);
  }
  Span *span;
  while ((span = heap_take_span(heap))) {
    neap__span_free(span, span->start);
  }
  if (heap->has_mappings) {
    neap__mapping_destroy_heap(heap->number);
  }
  heap_finish(heap);
}

neap_heap_t *neap_heap_of(const void *pointer) {
  BlockPlace place = neap__block_find(pointer, "invalid heap request for ");
  switch (place.home) {
    case HOME_PAGE: return neap__heap_of_page(place.page);
    case HOME_SPAN: return load_relaxed(&((Span *)place.page)->heap); // relaxed: as in forget
    case HOME_MAPPING: break;
  }
  uint64_t number = neap__mapping_heap(pointer);
  lock_take(&heaps_lock);
  Heap *heap = heaps;
  while (heap && heap->number != number) {
    heap = heap->next;
  }
  lock_give(&heaps_lock);
  return heap;
}

// --- collection and fork

void neap__heap_collect(bool all) {
  lock_take(&heaps_lock); // so that nobody takes the heap apart meanwhile
  for (Theap *theap = held_theaps; theap; theap = theap->next_held) {
    const Heap *heap = load_relaxed(&theap->heap);
    if (heap && !heap->dying) {
      neap__theap_collect(theap, all);
    }
  }
  for (Heap *heap = heaps; heap; heap = heap->next) {
    for (Theap *theap = heap->idle; theap; theap = theap->next_idle) {
      neap__theap_collect(theap, all);
    }
  }
  lock_give(&heaps_lock);
}

void neap__heap_lock(void) {
  lock_take(&heaps_lock);
}

void neap__heap_unlock(void) {
  lock_give(&heaps_lock);
}

// Whether a thread that vanished had it in hand, so that its lists may be cut in half.
static bool theap_orphaned(const Theap *theap, uint32_t survivor) {
  if (!theap->for_heap) {
    return false;
  }
  const Heap *heap = load_relaxed(&theap->heap);
  return (theap->thread_id != 0 && theap->thread_id != survivor) || (heap && heap->dying);
}

// A page of an orphaned theap is queued anew.
static void page_come_home(Page *page, uint32_t survivor) {
  Theap *theap = load_relaxed(&page->theap);
  if (!theap || !theap_orphaned(theap, survivor) || !load_relaxed(&theap->heap)) {
    return;
  }
  store_relaxed(&page->fast_owner, NULL);
  store_relaxed(&page->place, PLACE_NONE);
  page->next = page->previous = NULL;
  neap__page_repair(page);
  neap__theap_queue_last(theap, page);
}

static void pages_come_home(uint32_t survivor) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
      Page *page = (Page *)region_record(region, slice);
      if (region->kind == REGION_PAGES && page_kind(page) == RECORD_PAGE &&
          page_state_peek(&page->state) & STATE_OWNED) {
        page_come_home(page, survivor);
      }
    }
  }
}

void neap__heap_after_fork(void) {
  uint32_t survivor = neap__os_thread_id();
  for (Theap *theap = held_theaps; theap; theap = theap->next_held) {
    theap->thread_id = survivor;
  }
  bool orphans = false;
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    if (theap_orphaned(theap, survivor)) {
      neap__theap_init(theap, &neap__policy_heap);
      store_relaxed(&theap->ready, NULL);
      orphans = true;
    } else if (theap->for_heap && load_relaxed(&theap->heap)) {
      neap__full_after_fork(theap);
    }
  }
  if (!orphans) {
    return;
  }
  pages_come_home(survivor);
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    if (theap_orphaned(theap, survivor)) {
      theap_give(theap);
    }
  }
}
