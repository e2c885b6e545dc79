// Every request gets the smallest class that holds it, and classes are as close as promised.
#include "size_class.h"

#include "support.h"
#include <check.h>

START_TEST(test_smallest_that_fits) {
  for (size_t size = 0; size <= CLASS_MAX_SIZE; size++) {
    unsigned index = size_class(size);
    bool fits = index < CLASS_COUNT && class_block_size(index) >= size;
    bool is_aligned = class_block_size(index) % BLOCK_ALIGNMENT == 0;
    unsigned below = index - (index > 0 && index < LINEAR_CLASSES ? 2 : 1);
    bool smallest = index == 0 || class_block_size(below) < size;
    if (!fits || !is_aligned || !smallest) {
      ck_abort_msg("%zu bytes got class %u", size, index);
    }
  }
}

END_TEST

START_TEST(test_the_table_says_the_same) {
  for (size_t size = 0; size <= SMALL_TABLE_MAX; size++) {
    ck_assert_uint_eq(neap__small_classes[size], size_class(size));
  }
}

END_TEST

START_TEST(test_steps) {
  ck_assert_uint_eq(class_block_size(0), 16);
  ck_assert_uint_eq(class_block_size(CLASS_COUNT - 1), CLASS_MAX_SIZE);
  for (unsigned index = 1; index < CLASS_COUNT; index++) {
    size_t size = class_block_size(index);
    size_t below = class_block_size(index - 1);
    ck_assert_uint_eq(size % (size > LINEAR_MAX ? BLOCK_ALIGNMENT : LINEAR_STEP), 0);
    ck_assert_uint_gt(size, below);
    if (size > LINEAR_MAX) { // eight per doubling: no step is more than an eighth
      ck_assert_uint_le((size - below) * 8, below);
    } else {
      ck_assert_uint_eq(size - below, LINEAR_STEP);
    }
  }
}

END_TEST

START_TEST(test_powers_of_two_are_classes) {
  for (size_t size = 16; size <= CLASS_MAX_SIZE; size *= 2) {
    ck_assert_uint_eq(class_block_size(size_class(size)), size);
  }
}

END_TEST

START_TEST(test_aligned) {
  for (size_t alignment = 1; alignment <= CLASS_MAX_SIZE; alignment *= 2) {
    for (size_t size = 0; size <= CLASS_MAX_SIZE; size += size < 256 ? 1 : 371) {
      unsigned index = size_aligned_class(size, alignment);
      unsigned expected = 0;
      while (class_block_size(expected) < size || class_block_size(expected) % alignment != 0) {
        expected++;
      }
      ck_assert_uint_eq(index, expected);
    }
  }
  ck_assert(!size_has_aligned_class(16, (size_t)2 * CLASS_MAX_SIZE));
  ck_assert(!size_has_aligned_class((size_t)CLASS_MAX_SIZE + 1, 16));
}

END_TEST

int main(void) {
  TCase *tests = tcase_create("size class");
  tcase_add_test(tests, test_smallest_that_fits);
  tcase_add_test(tests, test_the_table_says_the_same);
  tcase_add_test(tests, test_steps);
  tcase_add_test(tests, test_powers_of_two_are_classes);
  tcase_add_test(tests, test_aligned);
  return run_tests(tests, "size class");
}
