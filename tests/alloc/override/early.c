// A library whose constructor runs before libneap's when that is preloaded: the family works, and what it gave out lives on.
#include "early.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 300 };

static char *kept[KEPT];
static int failures;

static void expect(int condition) {
  failures += !condition;
}

__attribute__((constructor)) static void allocate_early(void) {
  free(NULL);
  free(malloc(0)); // NOLINT(clang-analyzer-optin.portability.UnixAPI): that is asked here
  for (size_t i = 0; i < KEPT; i++) {
    kept[i] = (char *)malloc(i * i + 1);
    expect(kept[i] != NULL && malloc_usable_size(kept[i]) >= i * i + 1);
    memset(kept[i], (int)i, i * i + 1);
    free(calloc(i + 1, 24));
  }
  kept[0] = (char *)realloc(kept[0], 100);
  expect(kept[0] != NULL && kept[0][0] == 0);
}

int early_failures(void) {
  for (size_t i = 0; i < KEPT; i++) {
    expect(kept[i][i * i] == (char)i || i == 0);
    free(kept[i]);
  }
  return failures;
}
