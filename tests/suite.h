// The end of every unit test program: runs a suite of libcheck and says how it went.
#ifndef NEAP_TESTS_SUITE_H
#define NEAP_TESTS_SUITE_H

#include <check.h>
#include <stddef.h>

// Takes the suite. The result is the program's exit status.
static inline int suite_run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}

// A suite of one case with all the tests. The caller owns it.
static inline Suite *suite_of(const char *name, const TTest *const *tests, size_t count) {
  const double seconds = 60; // for each test

  Suite *suite = suite_create(name);
  TCase *cases = tcase_create(name);
  tcase_set_timeout(cases, seconds);
  for (size_t i = 0; i < count; i++) {
    tcase_add_test(cases, tests[i]);
  }
  suite_add_tcase(suite, cases);
  return suite;
}

// The program whose suite has these tests and no more.
#define SUITE_MAIN(name, ...)                                                                      \
 int main(void) {                                                                                  \
  const TTest *const tests[] = { __VA_ARGS__ };                                                    \
  return suite_run(suite_of(name, tests, sizeof tests / sizeof *tests));                           \
 }

#endif
