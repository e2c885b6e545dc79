// Spans and own mappings: sizes, alignment, growing in place, the table of mappings.
#include "span.h"

#include "mapping.h"
#include "support.h"
#include "thread.h"
#include <check.h>
#include <string.h>

START_TEST(test_a_span_is_as_long_as_asked_to_the_next_unit) {
  for (size_t size = CLASS_MAX_SIZE + 1; size <= SPAN_MAX_SIZE; size += 12345) {
    bool is_zero;
    char *block = neap__span_new(size, UNIT_SIZE, &is_zero);
    ck_assert_ptr_nonnull(block);
    Span *span = (Span *)record_of(block);
    ck_assert_ptr_eq(span->start, block);
    ck_assert_uint_eq(span_size(span), align_up(size, UNIT_SIZE));
    memset(block, 1, span_size(span));
    neap__span_free(span, block);
  }
}

END_TEST

START_TEST(test_a_span_shrinks_and_grows_where_it_is) {
  bool is_zero;
  char *block = neap__span_new((size_t)500 * KIB, UNIT_SIZE, &is_zero);
  Span *span = (Span *)record_of(block);
  memset(block, 7, span_size(span));
  ck_assert(neap__span_resize(span, (size_t)70 * KIB));
  ck_assert_uint_eq(span_size(span), align_up((size_t)70 * KIB, UNIT_SIZE));
  ck_assert(neap__span_resize(span, (size_t)400 * KIB));
  ck_assert_int_eq(block[70 * KIB - 1], 7);
  neap__span_free(span, block);
}

END_TEST

START_TEST(test_spans_keep_alignment) {
  for (size_t alignment = UNIT_SIZE; alignment <= SPAN_MAX_SIZE; alignment *= 2) {
    bool is_zero;
    char *block = neap__span_new((size_t)100 * KIB, alignment, &is_zero);
    ck_assert_ptr_nonnull(block);
    ck_assert_uint_eq((uintptr_t)block % alignment, 0);
    neap__span_free((Span *)record_of(block), block);
  }
}

END_TEST

enum { MAPPINGS = 700 };

START_TEST(test_mappings_are_found_until_they_are_freed) {
  uint64_t random = test_seed();
  static char *blocks[MAPPINGS];
  size_t count = neap__mapping_counts().count;
  for (int step = 0; step < 6 * MAPPINGS; step++) {
    size_t at = random_below(&random, MAPPINGS);
    if (!blocks[at]) {
      blocks[at] =
          neap__mapping_new((size_t)UNIT_SIZE * (1 + random_below(&random, 3)), UNIT_SIZE, 0);
      ck_assert_ptr_nonnull(blocks[at]);
      *blocks[at] = (char)at;
      count++;
      continue;
    }
    ck_assert_uint_ge(neap__mapping_size(blocks[at]), UNIT_SIZE);
    ck_assert_uint_eq(neap__mapping_size(blocks[at] + 1), 0);
    ck_assert_int_eq(*blocks[at], (char)at);
    if (random_below(&random, 3) == 0) {
      blocks[at] =
          neap__mapping_resize(blocks[at], (size_t)UNIT_SIZE * (1 + random_below(&random, 9)));
      ck_assert_int_eq(*blocks[at], (char)at);
      continue;
    }
    ck_assert(neap__mapping_free(blocks[at]));
    ck_assert(!neap__mapping_free(blocks[at]));
    blocks[at] = NULL;
    count--;
    ck_assert_uint_eq(neap__mapping_counts().count, count);
  }
  for (size_t at = 0; at < MAPPINGS; at++) {
    if (blocks[at]) {
      ck_assert(neap__mapping_free(blocks[at]));
    }
  }
}

END_TEST

START_TEST(test_a_mapping_grows_without_losing_content) {
  size_t size = (size_t)2 * MIB;
  char *block = neap__mapping_new(size, (size_t)4 * MIB, 0);
  ck_assert_uint_eq((uintptr_t)block % (4 * MIB), 0);
  for (; size <= 32 * MIB; size *= 2) {
    block[size - 1] = 3;
    block = neap__mapping_resize(block, size * 2);
    ck_assert_ptr_nonnull(block);
    ck_assert_int_eq(block[size - 1], 3);
    ck_assert_int_eq(block[size], 0);
  }
  ck_assert_ptr_null(neap__mapping_resize(block, (size_t)1 << 60));
  ck_assert_int_eq(block[2 * MIB - 1], 3);
  ck_assert(neap__mapping_free(block));
}

END_TEST

int main(void) {
  neap__process_begin();
  TCase *tests = tcase_create("span");
  tcase_add_test(tests, test_a_span_is_as_long_as_asked_to_the_next_unit);
  tcase_add_test(tests, test_a_span_shrinks_and_grows_where_it_is);
  tcase_add_test(tests, test_spans_keep_alignment);
  tcase_add_test(tests, test_mappings_are_found_until_they_are_freed);
  tcase_add_test(tests, test_a_mapping_grows_without_losing_content);
  return run_tests(tests, "span");
}
