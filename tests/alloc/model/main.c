// The model checker's program.
//   alloc-protocol [--full]                explores every scenario to the end; the short ones, or all
//   alloc-protocol --mutations             (the build with bugs) each must be found
//   alloc-protocol --scenario NAME [--mutation NAME] [--most N] [--all] [--show] [--replay SCHEDULE]
//   alloc-protocol --list
#include "child.h"
#include "mutations.h"
#include "scenarios.h"
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int neap__mutation;

bool neap__mutates(int mutation) {
  return neap__mutation == mutation;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int explore(const void *argument) {
  const Scenario *scenario = argument;
  double started = seconds();
  Result result = explorer_run(scenario);
  printf("%-24s %s: %" PRIu64 " executions, %" PRIu64 " cut, %d operations at most, %.1f s\n",
         scenario->name,
         result.failed     ? "FAILED"
         : result.complete ? "every order holds"
                           : "not finished",
         result.executions, result.cut, result.longest, seconds() - started);
  return result.failed ? EXIT_FOUND : EXIT_HOLDS;
}

// `full`: also those that take minutes.
static int explore_all(bool full) {
  int bad = 0;
  for (size_t i = 0; i < scenario_count; i++) {
    if (full || scenarios[i].length == SHORT) {
      bad += in_child(explore, &scenarios[i]) != EXIT_HOLDS;
    }
  }
  return bad ? EXIT_FOUND : EXIT_HOLDS;
}

// --- mutations

static const Scenario *scenario_named(const char *name) {
  for (size_t i = 0; i < scenario_count; i++) {
    if (strcmp(scenarios[i].name, name) == 0) {
      return &scenarios[i];
    }
  }
  (void)fprintf(stderr, "no scenario %s; see --list\n", name);
  exit(EXIT_TROUBLE);
}

static bool mutation_choose(const char *name) {
  for (int i = 0; i < neap__mutation_count; i++) {
    if (strcmp(neap__mutations[i].name, name) == 0) {
      neap__mutation = i + 1;
      return true;
    }
  }
  (void)fprintf(stderr, "no mutation %s in this build; see --list\n", name);
  return false;
}

// In a line: what the explorer finds wrong.
static int seek_mutation(const void *argument) {
  const Scenario *scenario = argument;
  explorer_settings.brief = true;
  if (explorer_run(scenario).failed) {
    return EXIT_FOUND;
  }
  printf("NOT FOUND by %s\n", scenario->name);
  return EXIT_HOLDS;
}

// Each is found, and without them the same sources hold: looked at briefly, as it is alloc-protocol that looks at all of it.
static int mutations_all(void) {
  const uint64_t brief = 5000;

  int survived = 0;
  for (int i = 0; i < neap__mutation_count; i++) {
    neap__mutation = i + 1;
    const Mutation *mutation = &neap__mutations[i];
    printf("%-28s ", mutation->name);
    survived += in_child(seek_mutation, scenario_named(mutation->scenario)) != EXIT_FOUND;
  }
  neap__mutation = 0;
  printf("%d mutations, %d not found; without them:\n", neap__mutation_count, survived);
  explorer_settings.most = brief;
  int bad = explore_all(false);
  return survived || neap__mutation_count == 0 ? EXIT_FOUND : bad;
}

// --- the command line

static int list(void) {
  for (size_t i = 0; i < scenario_count; i++) {
    printf("scenario %-24s %s\n", scenarios[i].name, scenarios[i].about);
  }
  for (int i = 0; i < neap__mutation_count; i++) {
    printf("mutation %-28s %s\n", neap__mutations[i].name, neap__mutations[i].about);
  }
  return 0;
}

int main(int argc, char **argv) {
  static const struct option options[] = {
    { "mutations", no_argument, NULL, 'm' },  { "list", no_argument, NULL, 'L' },
    { "full", no_argument, NULL, 'f' },       { "scenario", required_argument, NULL, 's' },
    { "all", no_argument, NULL, 'a' },        { "mutation", required_argument, NULL, 'M' },
    { "show", no_argument, NULL, 'S' },       { "replay", required_argument, NULL, 'r' },
    { "most", required_argument, NULL, 'n' }, { NULL, 0, NULL, 0 },
  };
  const char *scenario = NULL;
  int mode = 0;
  int option;
  while ((option = getopt_long(argc, argv, "", options, NULL)) !=
         -1) { // NOLINT(concurrency-mt-unsafe): one thread
    switch (option) {
      case 's': scenario = optarg; break;
      case 'a': explorer_settings.reduce = false; break;
      case 'S': explorer_settings.show = true; break;
      case 'r': explorer_settings.replay = optarg; break;
      case 'n': explorer_settings.most = strtoull(optarg, NULL, 10); break;
      case 'M':
        if (!mutation_choose(optarg)) {
          return EXIT_TROUBLE;
        }
        break;
      case '?': return EXIT_TROUBLE;
      default: mode = option;
    }
  }
  if (scenario) {
    return in_child(explore, scenario_named(scenario));
  }
  switch (mode) {
    case 'm': return mutations_all();
    case 'L': return list();
    default: return explore_all(mode == 'f');
  }
}
