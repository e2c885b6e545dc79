#include "support.h"

#include "neap.h"
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t test_seed(void) {
  const char *text = getenv("NEAP_SEED");
  uint64_t seed = text ? strtoull(text, NULL, 10) : 20261123;
  printf("NEAP_SEED=%" PRIu64 "\n", seed);
  return seed ? seed : 1;
}

uint64_t random_next(uint64_t *state) {
  uint64_t value = *state;
  value ^= value >> 12;
  value ^= value << 25;
  value ^= value >> 27;
  *state = value;
  return value * 0x2545f4914f6cdd1du;
}

size_t random_below(uint64_t *state, size_t limit) {
  return (size_t)(random_next(state) >> 16) % limit;
}

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

void expect_failed(const char *what, const char *file, int line) {
  fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
  exit(EXIT_FAILURE);
}
