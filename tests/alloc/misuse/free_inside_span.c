// expect: neap: invalid free of @: not the start of a block
#include "crime.h"

int main(void) {
  char *block = neap_malloc(200000);
  neap_free(announced(block + 70000));
  return 0;
}
