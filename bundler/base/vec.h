// A typed growable array: VEC(Symbol) symbols = VEC_EMPTY; vec_push(&symbols, symbol); vec_each (s, &symbols) … s is a pointer.
// The array owns its items' memory, not what they point to. A pointer to an item dies at the next vec_push.
#ifndef NEAP_BASE_VEC_H
#define NEAP_BASE_VEC_H

#include "base/mem.h"

#include <stdint.h>

#define VEC(Type)                                                                                  \
 struct {                                                                                          \
  Type *items;                                                                                     \
  uint32_t len;                                                                                    \
  uint32_t cap;                                                                                    \
 }

// clang-format off
#define VEC_EMPTY { NULL, 0, 0 }

// clang-format on

MEM_INLINE void *vec_grow(void *items, uint32_t len, uint32_t *cap, size_t item_size) {
  if (len < *cap) return items;
  if (*cap > UINT32_MAX / 2 - 4) mem_exhausted(SIZE_MAX);
  *cap = *cap == 0 ? 4 : *cap + *cap / 2 + 1;
  return mem_resize(items, *cap, item_size);
}

#define vec_push(vec, ...)                                                                         \
 do {                                                                                              \
  (vec)->items = vec_grow((vec)->items, (vec)->len, &(vec)->cap, sizeof *(vec)->items);            \
  (vec)->items[(vec)->len++] = (__VA_ARGS__);                                                      \
 } while (0)

#define vec_pop(vec)  ((vec)->items[--(vec)->len])
#define vec_last(vec) (&(vec)->items[(vec)->len - 1])

// Gives back the room that was not used.
#define vec_trim(vec)                                                                              \
 do {                                                                                              \
  if ((vec)->len != 0 && (vec)->len < (vec)->cap) {                                                \
   (vec)->items = mem_resize((vec)->items, (vec)->len, sizeof *(vec)->items);                      \
   (vec)->cap = (vec)->len;                                                                        \
  }                                                                                                \
 } while (0)

#define vec_clear(vec)                                                                             \
 do {                                                                                              \
  mem_free((vec)->items);                                                                          \
  (vec)->items = NULL;                                                                             \
  (vec)->len = 0;                                                                                  \
  (vec)->cap = 0;                                                                                  \
 } while (0)

// The type is that of a pointer to an item, so that a const vector can be walked too.
#define vec_each(item, vec)                                                                        \
 for (__typeof__(*(vec)->items) *item = (vec)->items,                                              \
                                *item##_end = item ? item + (vec)->len : item;                     \
      item != item##_end; item++)

#endif
