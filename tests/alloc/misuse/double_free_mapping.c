// expect: neap: invalid free of @: not a block of neap's, or freed long ago
#include "crime.h"

int main(void) {
  void *block = announced(neap_malloc((size_t)5 << 20));
  neap_free(block);
  neap_free(hidden(block));
  return 0;
}
