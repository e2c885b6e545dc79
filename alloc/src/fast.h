// The two fast paths, inline so that neap_malloc and malloc are each one function without a further call.
// malloc: thread's theap -> first page of the class -> pop. free: record -> same owner? -> push. No lock, no atomic read-modify-write.
#ifndef NEAP_ALLOC_FAST_H
#define NEAP_ALLOC_FAST_H

#include "thread.h"

// All that malloc_fast does not: larger sizes, empty pages, threads without a theap. NULL: out of memory, errno is ENOMEM.
void *neap__malloc_slow(size_t size);
// All that free_fast does not: NULL, other threads' pages, spans, own mappings, crimes. Keeps errno.
void neap__free_slow(void *pointer);
// A local free emptied its page.
void neap__free_emptied(Page *page);

static inline void *malloc_fast(size_t size) {
  if (LIKELY(size <= DIRECT_MAX)) {
    Page *page = neap__theap->direct[(size + BLOCK_ALIGNMENT - 1) / BLOCK_ALIGNMENT];
    Block *block = page->free;
    if (LIKELY(block != NULL)) {
      return page_pop(page, block);
    }
  }
  return neap__malloc_slow(size);
}

// The owner frees a block of a queued page.
static inline void free_local(Page *page, void *pointer) {
  Block *block = pointer;
  if (UNLIKELY(!page_block_starts(page, pointer))) {
    neap__page_crime_interior(page, pointer);
  }
  if (UNLIKELY(block_is_sealed(page, block))) {
    neap__page_crime_double_free(page, pointer);
  }
  page_push(page, block);
  uint32_t used = load_relaxed(&page->used) - 1;
  store_relaxed(&page->used, used);
  if (UNLIKELY(used == 0)) {
    neap__free_emptied(page);
  }
}

static inline void free_fast(void *pointer) {
  if (LIKELY(window_known(pointer))) {
    Page *page = page_of(pointer);
    // relaxed: equal only if this thread itself wrote it
    if (LIKELY(load_relaxed(&page->fast_owner) == neap__theap)) {
      free_local(page, pointer);
      return;
    }
  }
  neap__free_slow(pointer);
}

#endif
