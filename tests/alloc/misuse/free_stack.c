// expect: neap: invalid free of @: not a block of neap's, or freed long ago
#include "crime.h"

int main(void) {
  int local = 0;
  neap_free(announced(&local));
  return 0;
}
