// A library that takes over malloc, for arms of tests: hands every call on to libc. With HEAP_WASTE it asks for a quarter more than it
// is asked for and touches it, so that there is a difference to find.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// NOLINTBEGIN(readability-identifier-naming): glibc's names
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

// NOLINTEND(readability-identifier-naming)

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): glibc's header has its own

void *malloc(size_t size) {
#ifdef HEAP_WASTE
  size_t more = size + size / 4;
  char *block = __libc_malloc(more);
  if (block) memset(block + size, 1, more - size);
  return block;
#else
  return __libc_malloc(size);
#endif
}

void *calloc(size_t count, size_t size) {
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  return __libc_realloc(block, size);
}

void free(void *block) {
  __libc_free(block);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
