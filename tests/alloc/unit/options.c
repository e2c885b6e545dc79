// Options: defaults, setting in code, refusal of what makes no sense, and too late.
#include "options.h"

#include "neap.h"
#include "support.h"
#include <check.h>

START_TEST(test_values_and_refusals) {
  ck_assert(!neap_option_set("NEAP_NO_SUCH", "1"));
  ck_assert_ptr_null(neap_option_get("NEAP_NO_SUCH"));
  ck_assert(!neap_option_set("PAGE_POLICY", "both"));
  ck_assert(!neap_option_set("KEEP_PERCENT", "1001"));
  ck_assert(!neap_option_set("KEEP_PERCENT", "-1"));
  ck_assert(!neap_option_set("KEEP_PERCENT", ""));
  ck_assert(!neap_option_set("KEEP_KIB", "99999999999999999999999"));
  ck_assert_str_eq(neap_option_get("NEAP_KEEP_PERCENT"), "7");
  ck_assert_str_eq(neap_option_get("KEEP_KIB"), "4096");
  ck_assert_uint_eq(neap__option_number(OPTION_KEEP_PERCENT), 7);
}

END_TEST

START_TEST(test_too_late) {
  neap_free(neap_malloc(1));
  ck_assert(!neap_option_set("KEEP_PERCENT", "5"));
}

END_TEST

int main(void) {
  TCase *tests = tcase_create("options");
  tcase_add_test(tests, test_values_and_refusals);
  tcase_add_test(tests, test_too_late);
  return run_tests(tests, "options");
}
