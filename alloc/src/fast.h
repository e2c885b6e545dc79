// The two fast paths, inline so that neap_malloc and malloc are each one function without a further call.
// malloc: thread's theap -> current page of the class -> pop. free: record -> own page? -> push; it is the current one now. No lock, no atomic
// read-modify-write.
#ifndef NEAP_ALLOC_FAST_H
#define NEAP_ALLOC_FAST_H

#include "gate.h"
#include "sites.h"
#include "thread.h"
#include "tide.h"

// Fast and slow ways are one call, begun in the one and ended in the other: between gate_enter and gate_leave.
// All that malloc_fast and aligned_fast do not: larger sizes, empty pages, threads without a theap. NULL: out of memory, errno is ENOMEM.
// `alignment` is a power of two.
void *neap__malloc_slow(size_t size, size_t alignment, const void *caller);
// All that free_fast does not: NULL, other threads' pages, spans, own mappings, crimes. Keeps errno.
void neap__free_slow(void *pointer);
// A local free brought its page's countdown to 0.
void neap__free_counted_down(Page *page);

// Where the call that is under way came from, in a function that a program calls.
#define CALLER() __builtin_return_address(0)

static inline unsigned class_bin(unsigned of_class, size_t size, const void *caller) {
  return of_class < LONG_LIVED_CLASSES ? site_bin(of_class, site_slot(caller, size)) : of_class;
}

static inline void *malloc_fast(size_t size, const void *caller) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  unsigned bin;
  if (LIKELY(size <= SMALL_TABLE_MAX)) {
    bin = neap__small_classes[size];
    if (UNLIKELY(!site_is_plain(caller))) {
      bin = site_bin(bin, site_slot(caller, size));
    }
  } else if (size_has_class(size)) {
    bin = class_bin(size_class(size), size, caller);
  } else {
    return neap__malloc_slow(size, BLOCK_ALIGNMENT, caller);
  }
  void *block;
  // relaxed: written by this thread, or behind the gate
  Page *page = load_relaxed(&theap->current[bin]);
  if (LIKELY(page_try_pop(page, &block))) {
    gate_leave(theap);
    return block;
  }
  return neap__malloc_slow(size, BLOCK_ALIGNMENT, caller);
}

// `alignment` is a power of two, smaller than malloc's or larger.
static inline void *aligned_fast(size_t size, size_t alignment, const void *caller) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  void *block;
  if (LIKELY(size_has_aligned_class(size, alignment))) {
    unsigned bin = class_bin(size_aligned_class(size, alignment), size, caller);
    // relaxed: written by this thread, or behind the gate
    if (LIKELY(page_try_pop(load_relaxed(&theap->current[bin]), &block))) {
      gate_leave(theap);
      return block;
    }
  }
  return neap__malloc_slow(size, alignment, caller);
}

// As neap_calloc and neap_realloc, for what calls them in a program's stead.
void *neap__calloc(size_t count, size_t size, const void *caller);
void *neap__realloc(void *pointer, size_t size, const void *caller);
void *neap__reallocarray(void *pointer, size_t count, size_t size, const void *caller);
void *neap__aligned_alloc(size_t alignment, size_t size, const void *caller);

// The owner frees a block, which begins where one may.
static inline void free_local(Theap *theap, Page *page, void *pointer) {
  // the block just freed is the best to take next: it is in the cache
  store_relaxed(&theap->current[page_bin(page)], page);
  page_push(page, pointer);
  if (UNLIKELY(count_down(&page->countdown))) {
    neap__free_counted_down(page);
    return;
  }
  gate_leave(theap);
}

// Whether the block belongs to a page of the theap's own, and is `offset` bytes from its start. Needs: window_known.
static inline bool page_is_own(const Theap *theap, const void *pointer, Page **page,
                               uint64_t *offset) {
  // the record of the block's own slice, which as a rule leads
  *page = (Page *)record_at(pointer);
  *offset = (uintptr_t)pointer % SLICE_SIZE;
  // relaxed: equal only if this thread itself wrote it. In a record that does not lead a page no theap stands
  if (LIKELY(load_relaxed(&(*page)->fast_owner) == theap)) {
    return true;
  }
  *page = page_of(pointer);
  if (load_relaxed(&(*page)->fast_owner) != theap) {
    return false;
  }
  *offset = (uint64_t)((const char *)pointer - (*page)->start);
  return true;
}

static inline void free_fast(void *pointer) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  if (LIKELY(window_known(pointer))) {
    Page *page;
    uint64_t offset;
    if (LIKELY(page_is_own(theap, pointer, &page, &offset)) &&
        LIKELY(page_block_starts_at(page, offset)) && LIKELY(!block_may_be_sealed(page, pointer))) {
      free_local(theap, page, pointer);
      return;
    }
  }
  neap__free_slow(pointer);
}

#endif
