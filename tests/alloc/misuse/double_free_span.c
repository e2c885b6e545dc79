// expect: neap: double free of @ (a span of 102400 bytes)
#include "crime.h"

int main(void) {
  void *block = announced(neap_malloc(100000));
  neap_free(block);
  neap_free(hidden(block));
  return 0;
}
