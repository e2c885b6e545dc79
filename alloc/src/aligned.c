// Alignment beyond 16 bytes. No block ever begins in the middle of another: the size is chosen so that all blocks of its class are aligned.
#include "block.h"
#include "fast.h"
#include "hardened.h"
#include "neap.h"
#include <errno.h>

// What no class is for, and all in a hardened process. NULL: out of memory. `alignment` is a power of two.
static void *aligned_slow(size_t alignment, size_t size) {
  if (hardened()) {
    return neap__hardened_malloc(size, alignment);
  }
  if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX) {
    errno = ENOMEM;
    return NULL;
  }
  bool is_zero;
  size_t least = (size_t)CLASS_MAX_SIZE + 1; // spans are longer than any class
  void *block =
      neap__block_new_large(size_max(size, least), size_max(alignment, UNIT_SIZE), &is_zero);
  if (!block) {
    errno = ENOMEM;
  }
  return block;
}

static void *aligned_new(size_t alignment, size_t size, const void *caller) {
  if (LIKELY(size_has_aligned_class(size, alignment)) && !hardened()) {
    return malloc_fast(size_aligned(size, alignment), caller);
  }
  gate_enter(neap__theap);
  gate_pass(neap__theap);
  void *block = aligned_slow(alignment, size);
  gate_leave(neap__theap); // perhaps just made
  tide_allocated();
  return block;
}

void *neap__aligned_alloc(size_t alignment, size_t size, const void *caller) {
  if (!is_power_of_two(alignment)) {
    errno = EINVAL;
    return NULL;
  }
  return aligned_new(alignment, size, caller);
}

void *neap_aligned_alloc(size_t alignment, size_t size) {
  return neap__aligned_alloc(alignment, size, CALLER());
}

int neap_posix_memalign(void **pointer, size_t alignment, size_t size) {
  if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0) {
    return EINVAL;
  }
  int saved = errno;
  void *block = aligned_new(alignment, size, CALLER());
  errno = saved; // the result tells, and errno stays
  if (!block) {
    return ENOMEM;
  }
  *pointer = block;
  return 0;
}
