// The C library's malloc family as symbols; override_glibc.c has what glibc alone has. Left out of sanitizer builds, which bring a malloc of their own.
#include "fast.h"
#include "neap.h"
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
  return malloc_fast(size, CALLER());
}

EXPORT void free(void *pointer) {
  free_fast(pointer);
}

EXPORT void *calloc(size_t count, size_t size) {
  return neap__calloc(count, size, CALLER());
}

EXPORT void *realloc(void *pointer, size_t size) {
  return neap__realloc(pointer, size, CALLER());
}

EXPORT void *reallocarray(void *pointer, size_t count, size_t size) {
  return neap__reallocarray(pointer, count, size, CALLER());
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
  return neap__aligned_alloc(alignment, size, CALLER());
}

EXPORT int posix_memalign(void **pointer, size_t alignment, size_t size) {
  return neap_posix_memalign(pointer, alignment, size);
}

EXPORT void *memalign(size_t alignment, size_t size) {
  return neap__aligned_alloc(size_max(alignment, BLOCK_ALIGNMENT), size, CALLER());
}

EXPORT void *valloc(size_t size) {
  return neap__aligned_alloc((size_t)getpagesize(), size, CALLER());
}

EXPORT size_t malloc_usable_size(void *pointer) {
  return neap_usable_size(pointer);
}

EXPORT void free_sized(void *pointer, size_t size) {
  neap_free_sized(pointer, size);
}

EXPORT void free_aligned_sized(void *pointer, size_t alignment, size_t size) {
  neap_free_aligned_sized(pointer, alignment, size);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
