// The C library's malloc family as symbols. Left out of sanitizer builds, which bring a malloc of their own.
#include "fast.h"
#include "neap.h"
#include "stats.h"
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

// The C library's headers name these functions' parameters in their own way.
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)

#define EXPORT __attribute__((visibility("default")))

// From C23, which this C library does not declare.
void free_sized(void *pointer, size_t size);
void free_aligned_sized(void *pointer, size_t alignment, size_t size);

EXPORT void *malloc(size_t size) {
  return malloc_fast(size);
}

EXPORT void free(void *pointer) {
  free_fast(pointer);
}

EXPORT void *calloc(size_t count, size_t size) {
  return neap_calloc(count, size);
}

EXPORT void *realloc(void *pointer, size_t size) {
  return neap_realloc(pointer, size);
}

EXPORT void *reallocarray(void *pointer, size_t count, size_t size) {
  return neap_reallocarray(pointer, count, size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
  return neap_aligned_alloc(alignment, size);
}

EXPORT int posix_memalign(void **pointer, size_t alignment, size_t size) {
  return neap_posix_memalign(pointer, alignment, size);
}

EXPORT void *memalign(size_t alignment, size_t size) {
  return neap_aligned_alloc(alignment, size);
}

EXPORT void *valloc(size_t size) {
  return neap_aligned_alloc((size_t)getpagesize(), size);
}

EXPORT void *pvalloc(size_t size) {
  size_t page = (size_t)getpagesize();
  if (size > PTRDIFF_MAX - page) {
    errno = ENOMEM;
    return NULL;
  }
  return neap_aligned_alloc(page, align_up(size_max(size, 1), page));
}

EXPORT size_t malloc_usable_size(void *pointer) {
  return neap_usable_size(pointer);
}

// The sizes are the caller's word, and not needed: the record knows.
EXPORT void free_sized(void *pointer, size_t size) {
  (void)size;
  free_fast(pointer);
}

EXPORT void free_aligned_sized(void *pointer, size_t alignment, size_t size) {
  (void)alignment;
  (void)size;
  free_fast(pointer);
}

EXPORT int malloc_trim(size_t pad) {
  (void)pad;
  return neap_collect(true);
}

// glibc's knobs have no counterpart here: none is honoured, as a result of 0 says.
EXPORT int mallopt(int parameter, int value) {
  (void)parameter;
  (void)value;
  return 0;
}

EXPORT struct mallinfo2 mallinfo2(void) {
  Stats stats;
  neap__stats_read(&stats);
  return (struct mallinfo2){
    .arena = stats.taken_bytes + stats.dirty_bytes,
    .hblks = stats.mapping_count,
    .hblkhd = stats.mapping_bytes,
    .uordblks = stats.live_bytes - stats.mapping_bytes,
    .fordblks = stats.taken_bytes + stats.dirty_bytes + stats.mapping_bytes - stats.live_bytes,
    .keepcost = stats.dirty_bytes,
  };
}

static int int_saturated(size_t value) {
  return value > INT32_MAX ? INT32_MAX : (int)value;
}

// The old form, whose fields are too small: they stop at their highest value instead of wrapping round.
EXPORT struct mallinfo mallinfo(void) {
  struct mallinfo2 wide = mallinfo2();
  return (struct mallinfo){
    .arena = int_saturated(wide.arena),
    .hblks = int_saturated(wide.hblks),
    .hblkhd = int_saturated(wide.hblkhd),
    .uordblks = int_saturated(wide.uordblks),
    .fordblks = int_saturated(wide.fordblks),
    .keepcost = int_saturated(wide.keepcost),
  };
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
