#include "support.h"

#include "neap.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int run_tests(TCase *tests, const char *name) {
  tcase_set_timeout(tests, 120);
  Suite *suite = suite_create(name);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_set_fork_status(runner, CK_NOFORK);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

size_t stats_number(const char *key) {
  static char json[1 << 16];
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\": ", key);
  neap_stats_json(json, sizeof json);
  const char *at = strstr(json, quoted);
  return at ? strtoull(at + strlen(quoted), NULL, 10) : SIZE_MAX;
}
