// Growing, shrinking, moving.
#include "block.h"
#include "fast.h"
#include "hardened.h"
#include "mapping.h"
#include "neap.h"
#include "span.h"
#include <errno.h>
#include <string.h>

// Whether a block of `size` bytes does for a request: it fits, no more than a quarter lies idle, and it lies as malloc promises. Who shrinks a block
// wants the memory back, and to copy a block that has a class costs less than to keep it.
static bool block_fits(const void *pointer, size_t size, size_t request) {
  bool lies_well = (uintptr_t)pointer % BLOCK_ALIGNMENT == 0;
  return lies_well && request <= size && (request >= size - size / 4 || size == BLOCK_ALIGNMENT);
}

// In its place, or by moving its mapping. NULL: neither is possible.
static void *block_resize(void *pointer, const BlockPlace *place, size_t size) {
  switch (place->home) {
    case HOME_PAGE: return block_fits(pointer, place->size, size) ? pointer : NULL;
    case HOME_SPAN:
      if (size > CLASS_MAX_SIZE && size <= SPAN_MAX_SIZE &&
          neap__span_resize((Span *)place->page, size)) {
        return pointer;
      }
      return NULL;
    case HOME_MAPPING: return size > SPAN_MAX_SIZE ? neap__mapping_resize(pointer, size) : NULL;
  }
  return NULL;
}

// A block of the heap, or of none.
static void *block_new(neap_heap_t *heap, size_t size, const void *caller) {
  return heap ? neap_heap_malloc(heap, size) : malloc_fast(size, caller);
}

static void *block_realloc(neap_heap_t *heap, void *pointer, size_t size, const void *caller) {
  if (!pointer) {
    return block_new(heap, size, caller);
  }
  if (size > PTRDIFF_MAX) {
    errno = ENOMEM;
    return NULL;
  }
  BlockPlace place = neap__block_find(pointer, "invalid realloc of ");
  void *resized = option_hardened() ? (size == place.size ? pointer : NULL)
                                    : block_resize(pointer, &place, size);
  if (resized) {
    return resized;
  }
  void *moved = block_new(heap, size, caller);
  if (!moved) {
    return size <= place.size ? pointer : NULL; // shrinking need not fail
  }
  memcpy(moved, pointer, size_min(size, place.size));
  free_fast(pointer);
  return moved;
}

void *neap__realloc(void *pointer, size_t size, const void *caller) {
  return block_realloc(NULL, pointer, size, caller);
}

void *neap_realloc(void *pointer, size_t size) {
  return neap__realloc(pointer, size, CALLER());
}

void *neap_heap_realloc(neap_heap_t *heap, void *pointer, size_t size) {
  return block_realloc(heap, pointer, size, CALLER());
}

void *neap__reallocarray(void *pointer, size_t count, size_t size, const void *caller) {
  size_t total;
  if (!size_multiply(count, size, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  return neap__realloc(pointer, total, caller);
}

void *neap_reallocarray(void *pointer, size_t count, size_t size) {
  return neap__reallocarray(pointer, count, size, CALLER());
}
