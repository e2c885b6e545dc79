// What a preloaded library that observes blocks is made of: family.c, which stands before libc's malloc, and one observer (record.c, count.c).
// Threads: any. Of signal handlers nothing is expected that malloc does not allow either.
#ifndef NEAP_BENCH_TRACE_FAMILY_H
#define NEAP_BENCH_TRACE_FAMILY_H

#include "format.h"

#include <stddef.h>

// glibc's own names of what family.c stands before: for memory that is not observed.
// NOLINTBEGIN(readability-identifier-naming,bugprone-reserved-identifier)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);
// NOLINTEND(readability-identifier-naming,bugprone-reserved-identifier)

// What an observer says of a block; 0: nothing.
typedef uint64_t FamilyTag;

// A block was made: TRACE_MALLOC, TRACE_CALLOC or TRACE_ALIGNED, of `size` bytes as asked for; or another size was given to the block with `tag`; or the block
// with that tag is about to be freed. By the observer.
FamilyTag family_made(TraceKind kind, size_t size, size_t alignment);
FamilyTag family_resized(FamilyTag tag, size_t size);
void family_freed(FamilyTag tag);

#endif
