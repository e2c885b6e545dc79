// `neap ab` without the bundler, for tests of the A/B run alone.
#include "commands.h"

int main(int argc, char **argv) {
  return cmd_ab(argc, argv);
}
