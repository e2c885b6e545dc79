// expect: neap: free block overwritten at @ (size class 96)
#include "crime.h"

int main(void) {
  uint64_t *block = announced(neap_malloc(96));
  neap_free(block);
  ((uint64_t *)hidden(block))[1] = 0;
  for (int i = 0; i < 1000; i++) {
    hidden(neap_malloc(96));
  }
  return 0;
}
