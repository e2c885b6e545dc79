// expect: neap: invalid free of @: not the start of a block; one starts 1 bytes before (size class 112)
#include "crime.h"

int main(void) {
  char *block = neap_malloc(100);
  neap_free(announced(block + 1));
  return 0;
}
