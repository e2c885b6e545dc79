#include "base/map.h"

#include "base/mem.h"

#include <xxhash.h>

static MapEntry *map_place(const Map *map, Str key, uint64_t hash) {
  uint32_t mask = map->cap - 1;
  uint32_t place = (uint32_t)hash & mask;
  for (;;) {
    MapEntry *entry = &map->entries[place];
    if (entry->key.data == NULL) return entry;
    if (entry->hash == hash && str_equal(entry->key, key)) return entry;
    place = (place + 1) & mask;
  }
}

static void map_grow(Map *map) {
  Map grown = { NULL, map->count, map->cap == 0 ? 8 : map->cap * 2 };
  if (grown.cap == 0) mem_exhausted(SIZE_MAX);
  grown.entries = (MapEntry *)mem_alloc_zeroed(grown.cap, sizeof(MapEntry));
  map_each (entry, map) {
    *map_place(&grown, entry->key, entry->hash) = *entry;
  }
  mem_free(map->entries);
  *map = grown;
}

MapEntry *map_get(const Map *map, Str key) {
  if (map->count == 0) return NULL;
  MapEntry *entry = map_place(map, key, XXH3_64bits(key.data, key.len));
  return entry->key.data ? entry : NULL;
}

MapEntry *map_put(Map *map, Str key, bool *added) {
  if ((map->count + 1) * 4ull > map->cap * 3ull) map_grow(map);
  uint64_t hash = XXH3_64bits(key.data, key.len);
  MapEntry *entry = map_place(map, key, hash);
  bool fresh = entry->key.data == NULL;
  if (fresh) {
    *entry = (MapEntry){ .key = { key.data ? key.data : "", key.len }, .hash = hash };
    map->count++;
  }
  if (added) *added = fresh;
  return entry;
}

void map_clear(Map *map) {
  mem_free(map->entries);
  *map = MAP_EMPTY;
}
