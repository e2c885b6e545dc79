// expect: neap: double free of @ (size class 48)
#include "crime.h"

int main(void) {
  void *block = announced(neap_malloc(40));
  neap_free(block);
  neap_free(hidden(block));
  return 0;
}
