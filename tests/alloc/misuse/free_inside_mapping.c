// expect: neap: invalid free of @: not a block of neap's, or freed long ago
#include "crime.h"

int main(void) {
  char *block = neap_malloc((size_t)5 << 20);
  neap_free(announced(block + 4096));
  return 0;
}
