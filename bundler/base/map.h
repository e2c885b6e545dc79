// A hash map from text to a pointer or a number, open addressing with linear probing, hashed by xxh3.
// Keys are borrowed: they must outlive the map. Threads: none of its own; whoever holds it locks.
#ifndef NEAP_BASE_MAP_H
#define NEAP_BASE_MAP_H

#include "base/str.h"

typedef struct MapEntry {
  Str key; // key.data is NULL in an empty place; the empty text is a key like any other
  uint64_t hash;

  union {
    void *pointer;
    uintptr_t number;
  };
} MapEntry;

typedef struct Map {
  MapEntry *entries;
  uint32_t count;
  uint32_t cap; // a power of two, or 0
} Map;

#define MAP_EMPTY ((Map){ NULL, 0, 0 })

// The entry of `key`, or NULL. Valid until the next map_put.
MapEntry *map_get(const Map *map, Str key);

// The entry of `key`, made with pointer NULL when it was not there (`*added` tells; may be NULL). Valid until the next map_put.
MapEntry *map_put(Map *map, Str key, bool *added);

// Frees the table, not keys or values.
void map_clear(Map *map);

// Visits the entries in no promised order: sort before anything of it reaches an output.
#define map_each(entry, map)                                                                       \
 for (MapEntry *entry = (map)->entries, *entry##_end = entry ? entry + (map)->cap : entry;         \
      entry != entry##_end; entry++)                                                               \
  if (entry->key.data != NULL)

#endif
