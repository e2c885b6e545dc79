#include "size_class.h"

#include <assert.h>

static_assert(BLOCK_ALIGNMENT >= _Alignof(max_align_t), "every block suits every type");

// Sixteen sizes from 16 × step + 1 on.
#define SIXTEEN(step, class) [16 * (step) + 1 ... 16 * (step) + 16] = (class)
#define TWICE(step, class)   SIXTEEN(step, class), SIXTEEN((step) + 1, class)
#define FOUR(step, class)    TWICE(step, class), TWICE((step) + 2, class)

const uint8_t neap__small_classes[SMALL_TABLE_MAX + 1] = {
  SIXTEEN(0, 0),   SIXTEEN(1, 2),   SIXTEEN(2, 4),   SIXTEEN(3, 6),   SIXTEEN(4, 8),
  SIXTEEN(5, 10),  SIXTEEN(6, 12),  SIXTEEN(7, 14),  SIXTEEN(8, 15),  SIXTEEN(9, 16),
  SIXTEEN(10, 17), SIXTEEN(11, 18), SIXTEEN(12, 19), SIXTEEN(13, 20), SIXTEEN(14, 21),
  SIXTEEN(15, 22), TWICE(16, 23),   TWICE(18, 24),   TWICE(20, 25),   TWICE(22, 26),
  TWICE(24, 27),   TWICE(26, 28),   TWICE(28, 29),   TWICE(30, 30),   FOUR(32, 31),
  FOUR(36, 32),    FOUR(40, 33),    FOUR(44, 34),    FOUR(48, 35),    FOUR(52, 36),
  FOUR(56, 37),    FOUR(60, 38),
};
