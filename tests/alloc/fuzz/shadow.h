// What must be in memory if libneap is right: an array that remembers of each block address, size, alignment, heap and content. Every
// expectation that fails ends the program with a line (EXPECT).
#ifndef NEAP_TESTS_FUZZ_SHADOW_H
#define NEAP_TESTS_FUZZ_SHADOW_H

#include "neap.h"
#include <stdbool.h>
#include <stddef.h>

enum { SLOTS = 4096, HEAPS = 4 };

typedef struct Held {
  unsigned char *start; // NULL: none
  size_t size;          // as asked for
  size_t usable;        // filled with the pattern
  size_t alignment;     // as asked for
  neap_heap_t *heap;    // NULL: the process's
  unsigned char tag;    // the pattern's
} Held;

typedef struct Shadow {
  Held held[SLOTS];
  neap_heap_t *heaps[HEAPS];
  size_t bytes; // usable, of all
} Shadow;

extern Shadow shadow;

// The slot takes the block: its place and size are right, and it is filled from there on. `zero`: it must be zero as far as asked for.
void held_take(Held *held, void *block, size_t alignment, size_t size, neap_heap_t *heap,
               bool zero);
// The block is as it was left.
void held_check(const Held *held);
// realloc gave `block` for it: what was in it is there, as far as it fits.
void held_moved(Held *held, void *block, size_t size, neap_heap_t *heap);
// The slot is empty; nothing is freed.
void held_drop(Held *held);

// All blocks are as they were left, and libneap knows each.
void shadow_check(void);
// Visiting the heap, or all for NULL, meets each block once.
void shadow_visit(neap_heap_t *heap);
// The heap was deleted, or destroyed.
void shadow_heap_deleted(neap_heap_t *heap);
void shadow_heap_destroyed(neap_heap_t *heap);

#endif
