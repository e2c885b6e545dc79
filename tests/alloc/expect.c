// The part of the support that needs neither libneap nor check.
#include "support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

// Not by exit: it may happen in a destructor.
void expect_failed(const char *what, const char *file, int line) {
  fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
  fflush(stdout);
#ifdef EXPECT_ABORTS
  abort(); // libFuzzer writes the input that did it
#else
  _exit(EXIT_FAILURE);
#endif
}
