// expect: neap: invalid realloc of @: not a block of neap's, or freed long ago
#include "crime.h"

int main(void) {
  int local = 0;
  void *block = neap_realloc(announced(&local), 1000);
  (void)block;
  return 0;
}
