#include "size_class.h"

#include <assert.h>

static_assert(BLOCK_ALIGNMENT >= _Alignof(max_align_t), "every block suits every type");

// Sixteen sizes from 16 × step + 1 on.
#define SIXTEEN(step, class) [16 * (step) + 1 ... 16 * (step) + 16] = (class)
#define TWICE(step, class)   SIXTEEN(step, class), SIXTEEN((step) + 1, class)
#define FOUR(step, class)    TWICE(step, class), TWICE((step) + 2, class)

const uint8_t neap__small_classes[SMALL_TABLE_MAX + 1] = {
  SIXTEEN(0, 0),   SIXTEEN(1, 1),   SIXTEEN(2, 2),   SIXTEEN(3, 3),   SIXTEEN(4, 4),
  SIXTEEN(5, 5),   SIXTEEN(6, 6),   SIXTEEN(7, 7),   SIXTEEN(8, 8),   SIXTEEN(9, 9),
  SIXTEEN(10, 10), SIXTEEN(11, 11), SIXTEEN(12, 12), SIXTEEN(13, 13), SIXTEEN(14, 14),
  SIXTEEN(15, 15), TWICE(16, 16),   TWICE(18, 17),   TWICE(20, 18),   TWICE(22, 19),
  TWICE(24, 20),   TWICE(26, 21),   TWICE(28, 22),   TWICE(30, 23),   FOUR(32, 24),
  FOUR(36, 25),    FOUR(40, 26),    FOUR(44, 27),    FOUR(48, 28),    FOUR(52, 29),
  FOUR(56, 30),    FOUR(60, 31),
};
