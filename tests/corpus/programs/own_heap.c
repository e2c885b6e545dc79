// A malloc that a program brings along, as redis brings jemalloc: it refuses to look at a block that is not its own.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// NOLINTBEGIN(readability-identifier-naming): glibc's names
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);

// NOLINTEND(readability-identifier-naming)

enum { OURS = 0x6f757273 };

typedef struct Header {
  _Alignas(16) uint64_t ours;
  size_t size;
} Header;

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): glibc's header has its own

size_t malloc_usable_size(void *block) {
  if (block == NULL) return 0;
  Header *header = (Header *)block - 1;
  if (header->ours != OURS) abort();
  return header->size;
}

void *malloc(size_t size) {
  Header *header = size < SIZE_MAX - sizeof(Header) ? __libc_malloc(sizeof(Header) + size) : NULL;
  if (header == NULL) return NULL;
  *header = (Header){ OURS, size };
  return header + 1;
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  void *block = __builtin_mul_overflow(count, size, &bytes) ? NULL : malloc(bytes);
  return block ? memset(block, 0, bytes) : NULL;
}

void free(void *block) {
  if (block == NULL) return;
  malloc_usable_size(block);
  __libc_free((Header *)block - 1);
}

void *realloc(void *block, size_t size) {
  void *moved = malloc(size);
  size_t before = malloc_usable_size(block);
  if (moved == NULL || block == NULL) return moved;
  memcpy(moved, block, before < size ? before : size);
  free(block);
  return moved;
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
