// expect: neap: invalid free of @: not a block of neap's, or freed long ago
#include "crime.h"

static int global;

int main(void) {
  neap_free(announced(&global));
  return 0;
}
