// A library for library.c: it allocates when it is loaded, hands blocks out, keeps some for each thread, and frees when it is unloaded.
#include "life.h"

char *plugin_give(size_t size);
void plugin_take(char *block, size_t size);

static char *kept;
static __thread char of_thread[3000]; // the C library allocates it for each thread that comes by

__attribute__((constructor)) static void loaded(void) {
  kept = life_block(700);
}

__attribute__((destructor)) static void unloaded(void) {
  life_check_and_free(kept, 700);
}

char *plugin_give(size_t size) {
  of_thread[size % sizeof of_thread]++;
  return life_block(size);
}

void plugin_take(char *block, size_t size) {
  life_check_and_free(block, size);
}
