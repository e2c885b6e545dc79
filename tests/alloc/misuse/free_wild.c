// expect: neap: invalid free of @: not a block of neap's, or freed long ago
#include "crime.h"

int main(void) {
  neap_free(announced((void *)(uintptr_t)0xdeadbeefcafebab0u));
  return 0;
}
