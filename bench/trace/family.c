// libc's malloc family with an observer before it, preloaded: who is told of every block, and gives each a tag that it is told with when the
// block goes. A block is eight bytes larger than asked for; its last bytes hold the tag. Nothing here allocates for itself.
#include "family.h"

#include <dlfcn.h>
#include <errno.h>
#include <gnu/lib-names.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

static __thread bool is_looking __attribute__((tls_model("initial-exec"))); // for libc's functions

// Memory for what is allocated while we look for libc's functions.
static _Alignas(16) char spare[4096];
static atomic_size_t spare_used;

typedef size_t UsableSize(void *);

// libc's own answer, ours among it, by a name that it shares with us, and perhaps with a malloc that the program brings along and that is looked at before
// libc. Whoever finds it may allocate on the way: of that there is a little.
static size_t real_usable_size(void *block) {
  static UsableSize *found;
  if (found == NULL) {
    is_looking = true;
    void *libc = dlopen(LIBC_SO, RTLD_LAZY | RTLD_NOLOAD); // held until the end
    found = (UsableSize *)dlsym(libc ? libc : RTLD_NEXT, "malloc_usable_size");
    is_looking = false;
  }
  return found(block);
}

static FamilyTag *tag_of(void *block) {
  return (FamilyTag *)((char *)block + real_usable_size(block)) - 1;
}

static bool is_spare(const void *block) {
  return (const char *)block >= spare && (const char *)block < spare + sizeof spare;
}

static void *take_spare(size_t size) {
  size_t before = atomic_fetch_add(&spare_used, (size + 15) / 16 * 16);
  return before + size <= sizeof spare ? spare + before : NULL;
}

static void *keep(void *block, FamilyTag tag) {
  if (block) memcpy(tag_of(block), &tag, sizeof tag);
  return block;
}

static FamilyTag read_tag(void *block) {
  FamilyTag tag;
  memcpy(&tag, tag_of(block), sizeof tag);
  return tag;
}

static bool with_room(size_t size, size_t *larger) {
  return !__builtin_add_overflow(size, sizeof(FamilyTag), larger) || (errno = ENOMEM, false);
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc calls them otherwise
SHOWN void *malloc(size_t size) {
  size_t larger;
  if (is_looking) return take_spare(size);
  void *block = with_room(size, &larger) ? __libc_malloc(larger) : NULL;
  return block ? keep(block, family_made(TRACE_MALLOC, size, 0)) : NULL;
}

SHOWN void *calloc(size_t count, size_t size) {
  size_t bytes;
  size_t larger;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  if (is_looking) return take_spare(bytes); // zeroed: nobody had it before
  void *block = with_room(bytes, &larger) ? __libc_calloc(1, larger) : NULL;
  return block ? keep(block, family_made(TRACE_CALLOC, bytes, 0)) : NULL;
}

static void *aligned(size_t alignment, size_t size) {
  size_t larger;
  void *block = with_room(size, &larger) ? __libc_memalign(alignment, larger) : NULL;
  return block ? keep(block, family_made(TRACE_ALIGNED, size, alignment)) : NULL;
}

SHOWN void free(void *block) {
  if (block == NULL || is_spare(block)) return;
  int error = errno;
  family_freed(read_tag(block));
  __libc_free(block);
  errno = error;
}

// Of the spare memory only what follows can be read, so it is no harm to copy too much.
static void *move_spare(const void *block, size_t size) {
  size_t most = (size_t)(spare + sizeof spare - (const char *)block);
  void *moved = malloc(size);
  if (moved) memcpy(moved, block, size < most ? size : most);
  return moved;
}

SHOWN size_t malloc_usable_size(void *block) {
  return block && !is_spare(block) ? real_usable_size(block) - sizeof(FamilyTag) : 0;
}

SHOWN void *realloc(void *block, size_t size) {
  if (block == NULL) return malloc(size);
  if (is_spare(block)) return move_spare(block, size);
  if (size == 0) { // as glibc has it
    free(block);
    return NULL;
  }
  size_t larger;
  FamilyTag tag = read_tag(block);
  void *resized = with_room(size, &larger) ? __libc_realloc(block, larger) : NULL;
  return resized ? keep(resized, family_resized(tag, size)) : NULL;
}

SHOWN void *reallocarray(void *block, size_t count, size_t size) {
  size_t bytes;
  if (!__builtin_mul_overflow(count, size, &bytes)) return realloc(block, bytes);
  errno = ENOMEM;
  return NULL;
}

static bool is_alignment(size_t alignment) {
  return alignment != 0 && (alignment & (alignment - 1)) == 0;
}

SHOWN void *memalign(size_t alignment, size_t size) {
  if (!is_alignment(alignment)) alignment = 16;
  return aligned(alignment, size);
}

SHOWN void *aligned_alloc(size_t alignment, size_t size) {
  if (is_alignment(alignment)) return aligned(alignment, size);
  errno = EINVAL;
  return NULL;
}

SHOWN int posix_memalign(void **into, size_t alignment, size_t size) {
  if (!is_alignment(alignment) || alignment % sizeof(void *) != 0) return EINVAL;
  int error = errno;
  void *block = aligned(alignment, size);
  errno = error;
  if (block == NULL) return ENOMEM;
  *into = block;
  return 0;
}

SHOWN void *valloc(size_t size) {
  return aligned((size_t)sysconf(_SC_PAGESIZE), size);
}

SHOWN void *pvalloc(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return aligned(page, (size + page - 1) / page * page);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
