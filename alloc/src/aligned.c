// Alignment of another kind than malloc's 16 bytes. No block ever begins in the middle of another: the size is chosen so that all blocks of its class are aligned.
#include "fast.h"
#include "neap.h"
#include <errno.h>

void *neap__aligned_alloc(size_t alignment, size_t size, const void *caller) {
  if (!is_power_of_two(alignment)) {
    errno = EINVAL;
    return NULL;
  }
  return aligned_fast(size, alignment, caller);
}

void *neap_aligned_alloc(size_t alignment, size_t size) {
  return neap__aligned_alloc(alignment, size, CALLER());
}

int neap_posix_memalign(void **pointer, size_t alignment, size_t size) {
  if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0) {
    return EINVAL;
  }
  int saved = errno;
  // programs pass the size of a pointer by habit, and may count on what every malloc gives them
  void *block = aligned_fast(size, size_max(alignment, BLOCK_ALIGNMENT), CALLER());
  errno = saved; // the result tells, and errno stays
  if (!block) {
    return ENOMEM;
  }
  *pointer = block;
  return 0;
}
