// Runs the litmus tests: what the explorer finds must be what is known, with and without reduction.
#include "child.h"
#include "litmus.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { OUTCOMES_MAX = 256, TEXT_BYTES = OUTCOMES_MAX * 5 };

// Two explorations of a scenario, in memory that their processes share.
typedef struct Compared {
  const Scenario *scenario;
  Result *result;
} Compared;

static bool outcomes[OUTCOMES_MAX];

void litmus_saw(const int got[4]) {
  outcomes[got[0] * 64 + got[1] * 16 + got[2] * 4 + got[3]] = true;
}

static void outcomes_print(char *text) {
  text[0] = '\0';
  for (unsigned i = 0; i < OUTCOMES_MAX; i++) {
    if (outcomes[i]) {
      size_t length = strlen(text);
      (void)snprintf(text + length, TEXT_BYTES - length, "%s%u%u%u%u", length ? " " : "", i / 64,
                     i / 16 % 4, i / 4 % 4, i % 4);
    }
  }
}

static int litmus_run(const void *argument) {
  const Litmus *test = argument;
  bool race = strcmp(test->outcomes, "race") == 0;
  Result result = explorer_run(&test->scenario);
  if (race) {
    return result.failed ? EXIT_HOLDS : EXIT_FOUND;
  }
  char text[TEXT_BYTES];
  outcomes_print(text);
  bool same = strcmp(text, test->outcomes) == 0;
  printf("%-24s %s: %" PRIu64 " executions, %" PRIu64 " cut\n", test->scenario.name,
         same ? "as it should be" : "WRONG", result.executions, result.cut);
  if (!same) {
    printf("  expected %s\n  found    %s\n", test->outcomes, text);
  }
  return same && !result.failed ? EXIT_HOLDS : EXIT_FOUND;
}

static int report_outcomes(const void *argument) {
  const Compared *compared = argument;
  Result result = explorer_run(compared->scenario);
  printf("%-24s %s %8" PRIu64 " executions, %6" PRIu64 " cut, %" PRIu64 " outcomes\n",
         compared->scenario->name, explorer_settings.reduce ? "reduced" : "all    ",
         result.executions, result.cut, result.outcomes);
  *compared->result = result;
  return EXIT_HOLDS;
}

// The reduction may leave out only what comes to the same.
static bool compare(const Scenario *scenario) {
  Result *results =
      mmap(NULL, 2 * sizeof *results, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (results == MAP_FAILED) {
    return false;
  }
  explorer_settings.count_outcomes = true;
  for (int reduce = 0; reduce < 2; reduce++) {
    explorer_settings.reduce = reduce;
    Compared compared = { scenario, &results[reduce] };
    in_child(report_outcomes, &compared);
  }
  bool same = results[0].complete && results[1].complete &&
              results[0].outcomes == results[1].outcomes &&
              results[0].outcomes_sum == results[1].outcomes_sum;
  munmap(results, 2 * sizeof *results);
  if (!same) {
    printf("%-24s WRONG\n", scenario->name);
  }
  return same;
}

int main(void) {
  int bad = 0;
  explorer_settings.brief = true;
  for (size_t i = 0; i < litmus_compared_count; i++) {
    bad += !compare(&litmus_compared[i]);
  }
  explorer_settings.count_outcomes = false;
  for (int reduce = 1; reduce >= 0; reduce--) {
    explorer_settings.reduce = reduce;
    printf("%s\n", reduce ? "with reduction" : "without reduction");
    for (size_t i = 0; i < litmus_count; i++) {
      bad += in_child(litmus_run, &litmus_tests[i]) != EXIT_HOLDS;
    }
  }
  return bad ? 1 : 0;
}
