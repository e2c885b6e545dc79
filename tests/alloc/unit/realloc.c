// Who shrinks a block gets its memory back, whatever the size; and what was in it stays.
#include "neap.h"
#include "support.h"
#include <check.h>
#include <string.h>

// No more than a quarter of a block lies idle, but what rounding to size classes leaves.
START_TEST(test_a_shrunk_block_holds_little_more_than_asked) {
  for (size_t large = 1; large <= (size_t)128 * 1024; large += 1 + large / 7) {
    for (size_t small = 1; small <= large; small += 1 + small / 3) {
      unsigned char *block = neap_malloc(large);
      ck_assert_ptr_nonnull(block);
      memset(block, (int)(small & 0x7f), large);
      block = neap_realloc(block, small);
      ck_assert_ptr_nonnull(block);
      size_t kept = 0;
      while (kept < small && block[kept] == (small & 0x7f)) {
        kept++;
      }
      ck_assert_uint_eq(kept, small);
      size_t most = small + small / 3 + 16;
      ck_assert_uint_le(neap_usable_size(block), most < (size_t)64 * 1024 ? most : most + 4096);
      neap_free(block);
    }
  }
}

END_TEST

START_TEST(test_a_block_stays_where_it_is_for_a_little_less) {
  char *block = neap_malloc(1024);
  ck_assert_ptr_eq(neap_realloc(block, 1000), block);
  ck_assert_ptr_eq(neap_realloc(block, 768), block);
  neap_free(block);
}

END_TEST

int main(void) {
  TCase *tests = tcase_create("realloc");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_a_shrunk_block_holds_little_more_than_asked);
  tcase_add_test(tests, test_a_block_stays_where_it_is_for_a_little_less);
  return run_tests(tests, "realloc");
}
