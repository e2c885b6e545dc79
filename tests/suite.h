// The end of every unit test program: runs a suite of libcheck and says how it went.
#ifndef NEAP_TESTS_SUITE_H
#define NEAP_TESTS_SUITE_H

#include <check.h>

// Takes the suite. The result is the program's exit status.
static inline int suite_run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}

#endif
