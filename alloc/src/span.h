// Spans: blocks above 64 KiB and up to 1 MiB, as runs of 4 KiB units with a record of their own.
// Threads: any; one block is one thread's at a time, space is guarded by the arena's lock for spans.
#ifndef NEAP_ALLOC_SPAN_H
#define NEAP_ALLOC_SPAN_H

#include "page.h"

enum { SPAN_MAX_SIZE = 1024 * 1024 };

// A block of `size` bytes, more than CLASS_MAX_SIZE and at most SPAN_MAX_SIZE, at a multiple of `alignment` <= SPAN_MAX_SIZE.
// *is_zero tells whether it is known to be zero. NULL: out of memory.
void *neap__span_new(size_t size, size_t alignment, bool *is_zero);
// Frees the block at `pointer`; a pointer that is not its start is told, and the program ends.
void neap__span_free(Span *span, void *pointer);
// Makes the block `size` bytes long where it is (within the same limits). false: there is no room behind it.
bool neap__span_resize(Span *span, size_t size);

static inline size_t span_size(const Span *span) {
  return (size_t)load_relaxed(&span->unit_count) * UNIT_SIZE;
}

// A pointer into a span's memory, or into a slice without a block: one line, then abort.
_Noreturn void neap__span_crime(const Span *span, const void *pointer);

#endif
