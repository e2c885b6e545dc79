#include "commands.h"

#include "driver/explain.h"

#include <stdio.h>

static const char usage[] =
    "Usage: neap explain [CODE]\n"
    "\n"
    "Says what a code such as NEAP1301 means, with an example and the remedy. Without CODE: lists "
    "all codes.\n";

int cmd_explain(int argc, char **argv) {
  if (argc < 2) {
    explain_list(stdout);
    return 0;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    fputs(usage, stdout);
    return 0;
  }
  if (argc > 2) {
    fprintf(stderr, "neap explain: one code at a time\n%s", usage);
    return 2;
  }
  DiagCode code;
  if (!explain_code(str_of(argv[1]), &code)) {
    fprintf(stderr, "neap explain: there is no code \"%s\"; neap explain lists all\n", argv[1]);
    return 2;
  }
  explain_print(code, stdout);
  return 0;
}
