// expect: neap: invalid realloc of @: freed already (size class 80)
#include "crime.h"

int main(void) {
  void *block = announced(neap_malloc(80));
  neap_free(block);
  announced(neap_realloc(hidden(block), 1000));
  return 0;
}
