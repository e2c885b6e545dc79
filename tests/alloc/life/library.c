// A library that allocates is loaded and unloaded, 10,000 times: what it made outlives it, threads use it and end after it, and memory does
// not grow (but for a page or two that are just empty: 256 KiB, 25 bytes a round).
//   library [ROUNDS]
#include "life.h"

#include <dlfcn.h>
#include <pthread.h>

typedef char *Give(size_t size);
typedef void Take(char *block, size_t size);

static void *plugin;
static char *from_thread;

static void *uses_plugin(void *argument) {
  Give *give = (Give *)dlsym(plugin, "plugin_give");
  EXPECT(give != NULL);
  from_thread = give(40000);
  return argument;
}

// The thread's storage of the library's is freed when both are gone.
static void thread_uses_plugin(void) {
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, uses_plugin, NULL) == 0);
  pthread_join(thread, NULL);
}

static void load_and_unload(const char *path, size_t round) {
  size_t size = 1 + round * 37 % 5000;
  plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  EXPECT(plugin != NULL);
  Give *give = (Give *)dlsym(plugin, "plugin_give");
  Take *take = (Take *)dlsym(plugin, "plugin_take");
  EXPECT(give && take);
  char *outlives = give(size);
  take(life_block(size), size);
  bool threaded = round % 50 == 0;
  if (threaded) {
    thread_uses_plugin();
  }
  EXPECT(dlclose(plugin) == 0);
  life_check_and_free(outlives, size);
  if (threaded) {
    life_check_and_free(from_thread, 40000);
  }
}

int main(int argc, char **argv) {
  life_begin();
  long rounds = life_count(argc, argv, LIFE_SANITIZED ? 500 : 10000);
  size_t settled = 0;
  for (long round = 0; round < rounds; round++) {
    load_and_unload(PLUGIN_PATH, (size_t)round);
    settled = round == rounds / 10 ? life_resident_bytes() : settled;
  }
  size_t now = life_resident_bytes();
  printf("%zu KiB resident, %zu after a tenth of the rounds\n", now >> 10, settled >> 10);
  EXPECT(LIFE_SANITIZED || now < settled + ((size_t)256 << 10));
  return 0;
}
