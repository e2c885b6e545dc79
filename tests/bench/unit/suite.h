// What every test program here ends with: run one suite of tests, each in a process of its own.
#ifndef NEAP_TESTS_BENCH_SUITE_H
#define NEAP_TESTS_BENCH_SUITE_H

#include <check.h>
#include <stddef.h>

static inline int suite_run(const char *name, const TTest *const *tests, size_t count) {
  Suite *suite = suite_create(name);
  TCase *cases = tcase_create(name);
  tcase_set_timeout(cases, 60);
  for (size_t i = 0; i < count; i++) {
    tcase_add_test(cases, tests[i]);
  }
  suite_add_tcase(suite, cases);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}

#define SUITE_MAIN(name, ...)                                                                      \
 int main(void) {                                                                                  \
  const TTest *const tests[] = { __VA_ARGS__ };                                                    \
  return suite_run(name, tests, sizeof tests / sizeof *tests);                                     \
 }

#endif
