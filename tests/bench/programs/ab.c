// `neap ab` without the bundler, for tests of the A/B run alone. As in `neap`, the command's name may stand first.
#include "commands.h"

#include <string.h>

int main(int argc, char **argv) {
  int skipped = argc > 1 && strcmp(argv[1], "ab") == 0 ? 1 : 0;
  return cmd_ab(argc - skipped, argv + skipped);
}
