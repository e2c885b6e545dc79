// expect: neap: double free of @ (size class 160)
#include "crime.h"

int main(void) {
  void *block = announced(neap_malloc(150));
  void *others[100];
  for (int i = 0; i < 100; i++) {
    others[i] = neap_malloc(150);
  }
  neap_free(block);
  for (int i = 0; i < 100; i++) {
    neap_free(others[i]);
  }
  neap_free(hidden(block));
  return 0;
}
