// expect: neap: invalid free of @: not the start of a block
#include "crime.h"

int main(void) {
  uintptr_t block = (uintptr_t)hidden(neap_malloc(10));
  uintptr_t region = block & ~(((uintptr_t)1 << 28) - 1); // where the books are
  neap_free(announced((void *)(region + 4096)));
  return 0;
}
