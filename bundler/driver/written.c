#include "driver/written.h"

#include "base/mem.h"

#include <sys/stat.h>

typedef struct WrittenFile {
  char *path; // owned: the key
  XXH128_hash_t hash;
  struct stat status; // right after it was written
} WrittenFile;

static bool same_file(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool written_is_same(const Written *written, const char *path, XXH128_hash_t hash) {
  MapEntry *entry = map_get(&written->files, str_of(path));
  if (entry == NULL) return false;
  const WrittenFile *file = (const WrittenFile *)entry->pointer;
  struct stat now;
  return XXH128_isEqual(file->hash, hash) && stat(path, &now) == 0 &&
         same_file(&file->status, &now);
}

void written_put(Written *written, const char *path, XXH128_hash_t hash) {
  MapEntry *entry = map_get(&written->files, str_of(path));
  WrittenFile *file = entry ? (WrittenFile *)entry->pointer : MEM_NEW_ZEROED(WrittenFile);
  file->hash = hash;
  if (stat(path, &file->status) != 0) file->status = (struct stat){ .st_size = -1 };
  if (entry) return;
  file->path = str_copy(str_of(path));
  map_put(&written->files, str_of(file->path), NULL)->pointer = file;
}

void written_clear(Written *written) {
  map_each (entry, &written->files) {
    WrittenFile *file = (WrittenFile *)entry->pointer;
    mem_free(file->path);
    mem_free(file);
  }
  map_clear(&written->files);
}
