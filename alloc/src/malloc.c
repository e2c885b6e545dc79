// Allocation: the fast path and what is behind it.
#include "block.h"
#include "fast.h"
#include "hardened.h"
#include "heap.h"
#include "mapping.h"
#include "neap.h"
#include "options.h"
#include "sites.h"
#include "span.h"
#include <errno.h>
#include <string.h>

// The process's own start must not be left to the first large block only: options hold for those too.
void *neap__block_new_large(size_t size, size_t alignment, bool *is_zero) {
  neap__process_begin();
  if (size <= SPAN_MAX_SIZE && alignment <= SPAN_MAX_SIZE) {
    neap__sites_allocated(size);
    return neap__span_new(size, alignment, is_zero);
  }
  *is_zero = true;
  return neap__mapping_new(size, alignment, 0);
}

void *neap__block_new_in_bin(unsigned bin) {
  Theap *theap = neap__theap;
  if (UNLIKELY(!theap_is_real(theap))) {
    theap = neap__thread_begin();
    if (!theap) {
      return NULL;
    }
  }
  Page *page = theap->queues[bin].first;
  if (!page || !page_has_free(page)) {
    page = neap__theap_page(theap, bin);
    if (!page) {
      return NULL;
    }
    neap__sites_turned(theap, page);
  }
  if (LIKELY(!option_hardened() && theap->sample_skip == 0)) { // else the next one comes here too
    store_relaxed(&theap->current[bin], page);
  }
  return page_pop(page);
}

// A block for a site, in pages of its kind; or now and then one that is noted.
static void *block_for_site(unsigned size_class, unsigned slot) {
  Theap *theap = neap__theap;
  if (theap->sample_skip > 0) {
    void *block = neap__sites_sample(theap, size_class, slot);
    if (block) {
      return block;
    }
  }
  return neap__block_new_in_bin(site_bin(size_class, slot));
}

static void *malloc_slow(size_t size, size_t alignment, const void *caller) {
  if (hardened()) {
    return neap__hardened_malloc(size, size_max(alignment, BLOCK_ALIGNMENT));
  }
  void *block = NULL;
  if (size_has_aligned_class(size, alignment)) {
    unsigned of_class = size_aligned_class(size, alignment);
    block = of_class < LONG_LIVED_CLASSES ? block_for_site(of_class, site_slot(caller, size))
                                          : neap__block_new_in_bin(of_class);
  } else if (size <= PTRDIFF_MAX && alignment <= PTRDIFF_MAX) {
    bool is_zero;
    size_t least = (size_t)CLASS_MAX_SIZE + 1; // spans are longer than any class
    block = neap__block_new_large(size_max(size, least), size_max(alignment, UNIT_SIZE), &is_zero);
  }
  if (UNLIKELY(!block)) {
    errno = ENOMEM;
  }
  return block;
}

NOINLINE void *neap__malloc_slow(size_t size, size_t alignment, const void *caller) {
  Theap *theap = neap__theap;
  gate_pass(theap);
  void *block = malloc_slow(size, alignment, caller);
  gate_leave(neap__theap); // perhaps just made
  tide_allocated();
  return block;
}

void *neap_malloc(size_t size) {
  return malloc_fast(size, CALLER());
}

void *neap__calloc(size_t count, size_t size, const void *caller) {
  size_t total;
  if (UNLIKELY(!size_multiply(count, size, &total))) {
    errno = ENOMEM;
    return NULL;
  }
  bool is_zero = false;
  void *block;
  if (LIKELY(size_has_class(total)) || hardened()) {
    block = malloc_fast(total, caller);
    is_zero = !size_has_class(total); // a mapping
  } else {
    block = neap__block_new_large(total, UNIT_SIZE, &is_zero);
    tide_allocated();
    if (!block) {
      errno = ENOMEM;
    }
  }
  if (block && !is_zero) {
    memset(block, 0, total);
  }
  return block;
}

void *neap_calloc(size_t count, size_t size) {
  return neap__calloc(count, size, CALLER());
}

void *neap_zalloc(size_t size) {
  return neap__calloc(1, size, CALLER());
}

size_t neap_good_size(size_t size) {
  if (hardened()) {
    return size;
  }
  if (size_has_class(size)) {
    return class_block_size(size_class(size));
  }
  return size > PTRDIFF_MAX ? size : align_up(size, UNIT_SIZE);
}

const char *neap_version(void) {
  return NEAP_VERSION;
}

bool neap_option_set(const char *name, const char *value) {
  return neap__option_set(name, value);
}

const char *neap_option_get(const char *name) {
  return neap__option_get(name);
}
