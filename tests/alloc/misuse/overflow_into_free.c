// expect: neap: free block overwritten at @ (size class 32)
#include "crime.h"

int main(void) {
  char *blocks[64];
  for (int i = 0; i < 64; i++) {
    blocks[i] = neap_malloc(32);
  }
  neap_free(announced(blocks[11]));
  char *before = hidden(blocks[11] - 32); // a block in use
  for (int i = 32; i < 40; i++) {
    before[i] = 65;
  }
  for (int i = 0; i < 1000; i++) {
    blocks[i % 64] = hidden(neap_malloc(32));
  }
  return 0;
}
