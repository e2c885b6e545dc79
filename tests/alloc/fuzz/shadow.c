#include "shadow.h"

#include "support.h"
#include <stdint.h>
#include <stdlib.h>

Shadow shadow;

// Blocks begin at multiples of 16, so that in larger ones a byte at each of those tells what lies across.
enum { WHOLE = 4096, STRIDE = 16 };

static size_t next_watched(size_t at, size_t usable) {
  bool edge = at < WHOLE / 2 || at + WHOLE / 2 >= usable;
  return usable <= WHOLE || edge ? at + 1 : at + STRIDE - at % STRIDE;
}

static unsigned char pattern(const Held *held, size_t at) {
  return (unsigned char)(held->tag + at * 37 + (at >> 8));
}

static void held_fill(Held *held) {
  static unsigned char tags;
  held->tag = ++tags;
  for (size_t at = 0; at < held->usable; at = next_watched(at, held->usable)) {
    held->start[at] = pattern(held, at);
  }
}

// The old content in `block`, as far as both reach.
static void expect_content(const Held *old, const unsigned char *block, size_t size) {
  size_t limit = size < old->usable ? size : old->usable;
  for (size_t at = 0; at < limit; at = next_watched(at, old->usable)) {
    EXPECT(block[at] == pattern(old, at));
  }
}

static void expect_zero(const unsigned char *block, size_t size) {
  for (size_t at = 0; at < size; at++) {
    EXPECT(block[at] == 0);
  }
}

static void held_hold(Held *held, void *block, size_t alignment, size_t size, neap_heap_t *heap) {
  *held = (Held){ .start = block,
                  .size = size,
                  .usable = neap_usable_size(block),
                  .alignment = alignment,
                  .heap = heap };
  EXPECT(held->usable >= size && held->usable > 0);
  EXPECT(neap_heap_of(block) == heap);
  held_fill(held);
  shadow.bytes += held->usable;
}

void held_take(Held *held, void *block, size_t alignment, size_t size, neap_heap_t *heap,
               bool zero) {
  EXPECT((uintptr_t)block % alignment == 0);
  if (zero) {
    expect_zero(block, size);
  }
  held_hold(held, block, alignment, size, heap);
}

void held_check(const Held *held) {
  expect_content(held, held->start, held->usable);
  EXPECT(neap_usable_size(held->start) == held->usable);
  EXPECT(neap_owns(held->start));
  EXPECT(!neap_owns(held->start + 1) && !neap_owns(held->start + held->usable / 2 + 1));
  EXPECT(neap_heap_of(held->start) == held->heap);
}

void held_moved(Held *held, void *block, size_t size, neap_heap_t *heap) {
  Held old = *held;
  shadow.bytes -= old.usable;
  expect_content(&old, block, size < old.size ? size : old.size);
  held_hold(held, block, 16, size, heap);
}

void held_drop(Held *held) {
  shadow.bytes -= held->usable;
  *held = (Held){ 0 };
}

void shadow_check(void) {
  for (size_t i = 0; i < SLOTS; i++) {
    if (shadow.held[i].start) {
      held_check(&shadow.held[i]);
    }
  }
}

// --- Visiting

typedef struct Visited {
  const Held *sorted[SLOTS];
  bool met[SLOTS];
  size_t count, strangers;
} Visited;

static int by_address(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)(*(const Held *const *)a)->start;
  uintptr_t y = (uintptr_t)(*(const Held *const *)b)->start;
  return (x > y) - (x < y);
}

static bool is_heap(const void *block) {
  for (size_t i = 0; i < HEAPS; i++) {
    if (shadow.heaps[i] == block) {
      return true;
    }
  }
  return false;
}

static bool visit(void *block, size_t size, void *argument) {
  Visited *visited = argument;
  const Held wanted = { .start = block };
  const Held *key = &wanted;
  const Held **found =
      bsearch(&key, visited->sorted, visited->count, sizeof *visited->sorted, by_address);
  if (!found) {
    visited->strangers += !is_heap(block);
    return true;
  }
  bool *met = &visited->met[found - visited->sorted];
  EXPECT(!*met && size == (*found)->usable);
  *met = true;
  return true;
}

// Where libneap is the program's malloc, others have blocks too.
static bool strangers_allowed(neap_heap_t *heap) {
  void *block = malloc(1); // NOLINT(clang-analyzer-optin.portability.UnixAPI)
  bool ours = neap_owns(block);
  free(block);
  return ours && !heap;
}

void shadow_visit(neap_heap_t *heap) {
  static Visited visited;
  visited = (Visited){ 0 };
  for (size_t i = 0; i < SLOTS; i++) {
    if (shadow.held[i].start && (!heap || shadow.held[i].heap == heap)) {
      visited.sorted[visited.count++] = &shadow.held[i];
    }
  }
  qsort(visited.sorted, visited.count, sizeof *visited.sorted, by_address);
  EXPECT(neap_visit_blocks(heap, visit, &visited));
  for (size_t i = 0; i < visited.count; i++) {
    EXPECT(visited.met[i]);
  }
  EXPECT(visited.strangers == 0 || strangers_allowed(heap));
}

// --- Ends of heaps

void shadow_heap_deleted(neap_heap_t *heap) {
  for (size_t i = 0; i < SLOTS; i++) {
    Held *held = &shadow.held[i];
    if (held->start && held->heap == heap) {
      held->heap = NULL;
      held_check(held);
    }
  }
}

void shadow_heap_destroyed(neap_heap_t *heap) {
  for (size_t i = 0; i < SLOTS; i++) {
    Held *held = &shadow.held[i];
    if (held->start && held->heap == heap) {
      EXPECT(!neap_owns(held->start));
      held_drop(held);
    }
  }
}
