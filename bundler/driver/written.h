// The files that a process has written, so that none is written again with the same content.
#ifndef NEAP_DRIVER_WRITTEN_H
#define NEAP_DRIVER_WRITTEN_H

#include "base/map.h"

#include <xxhash.h>

typedef struct Written {
  Map files; // path → WrittenFile, both owned
} Written;

#define WRITTEN_EMPTY ((Written){ MAP_EMPTY })

// Whether the file at `path` was written with content of that hash, and nobody touched it since.
bool written_is_same(const Written *written, const char *path, XXH128_hash_t hash);

// Remembers that it was written now.
void written_put(Written *written, const char *path, XXH128_hash_t hash);

void written_clear(Written *written);

#endif
