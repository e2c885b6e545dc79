#include "size_class.h"

#include <assert.h>

static_assert(BLOCK_ALIGNMENT >= _Alignof(max_align_t), "every block suits every type");

unsigned neap__size_class_aligned(size_t size, size_t alignment) {
  if (!size_has_class(size)) {
    return CLASS_COUNT;
  }
  for (unsigned index = size_class(size); index < CLASS_COUNT; index++) {
    if (class_block_size(index) % alignment == 0) {
      return index;
    }
  }
  return CLASS_COUNT;
}
