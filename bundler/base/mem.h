// Allocation for the bundler and the A/B run: plain malloc, one block at a time, sizes checked, and one end when
// memory runs out. Always inlined, so that every call site stays distinct for an allocator that learns from sites.
// Threads: any. Errors: none returns NULL; when memory is exhausted the program ends with one line and status 2
// (outputs are renamed into place only when whole, so nothing is lost).
#ifndef NEAP_BASE_MEM_H
#define NEAP_BASE_MEM_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MEM_INLINE static inline __attribute__((always_inline))

// Ends the program: `size` bytes could not be had.
_Noreturn void mem_exhausted(size_t size);

// `size` bytes, not cleared. The caller owns them and gives them to mem_free.
MEM_INLINE void *mem_alloc(size_t size) {
  void *block = malloc(size);
  if (__builtin_expect(block == NULL, 0)) mem_exhausted(size);
  return block;
}

// `count` × `size` bytes, cleared.
MEM_INLINE void *mem_alloc_zeroed(size_t count, size_t size) {
  void *block = calloc(count, size);
  if (__builtin_expect(block == NULL, 0)) mem_exhausted(count * size);
  return block;
}

// One object of `size` bytes, cleared, whose members need no alignment beyond 8: an allocator that has blocks of 24 or 40 bytes can then use them,
// which malloc's promise of 16 rules out.
MEM_INLINE void *mem_new_zeroed(size_t size) {
  size_t whole = (size + 7) & ~(size_t)7; // C11: a multiple of the alignment
  void *block = aligned_alloc(8, whole);
  if (__builtin_expect(block == NULL, 0)) mem_exhausted(size);
  return memset(block, 0, size);
}

// Makes `block` (or NULL) hold `count` × `size` bytes; what it held stays. The old pointer is dead afterwards.
MEM_INLINE void *mem_resize(void *block, size_t count, size_t size) {
  void *resized = reallocarray(block, count, size);
  if (__builtin_expect(resized == NULL && count != 0 && size != 0, 0)) mem_exhausted(count * size);
  return resized;
}

// A copy of `size` bytes with a zero byte behind them.
MEM_INLINE char *mem_copy_text(const char *data, size_t size) {
  char *copy = (char *)mem_alloc(size + 1);
  if (size != 0) memcpy(copy, data, size);
  copy[size] = '\0';
  return copy;
}

MEM_INLINE void mem_free(void *block) {
  free(block);
}

#define MEM_NEW(Type)        ((Type *)mem_alloc(sizeof(Type)))
#define MEM_NEW_ZEROED(Type) ((Type *)mem_new_zeroed(sizeof(Type)))

#endif
