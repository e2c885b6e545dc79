#include "commands.h"

#include "bench/bench.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "Usage: neap doctor\n"
    "\n"
    "Says what would spoil an A/B run (neap ab) on this machine, and how to mend it.\n"
    "\n"
    "Exit status: 0 it can be measured here, 2 the call is at fault, 5 it cannot.\n";

int cmd_doctor(int argc, char **argv) {
  if (argc < 2) return doctor_run();
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    fputs(usage, stdout);
    return 0;
  }
  fprintf(stderr, "neap doctor: it takes no \"%s\"\n%s", argv[1], usage);
  return AB_USAGE;
}
