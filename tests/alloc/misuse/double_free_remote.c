// expect: neap: double free of @ (size class 64)
#include "crime.h"

static void *frees_twice(void *block) {
  neap_free(block);
  neap_free(hidden(block));
  return NULL;
}

int main(void) {
  pthread_t thread;
  void *block = announced(neap_malloc(64));
  void *neighbour = neap_malloc(64);
  pthread_create(&thread, NULL, frees_twice, block);
  pthread_join(thread, NULL);
  neap_free(neighbour);
  return 0;
}
