// libneap itself is loaded at run time beside another malloc, used by threads that outlive the last dlclose, and forgotten, many times.
//   loaded [ROUNDS]
#include "support.h"
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

typedef void *Malloc(size_t size);
typedef void Free(void *block);

static sem_t used, closed;

static void *uses_library(void *argument) {
  Malloc *allocate = (Malloc *)dlsym(argument, "neap_malloc");
  Free *release = (Free *)dlsym(argument, "neap_free");
  EXPECT(allocate && release);
  void *block = allocate(1000);
  EXPECT(block != NULL);
  release(block);
  sem_post(&used);
  sem_wait(&closed); // and its end comes after the library's
  return NULL;
}

static void load_use_unload(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  EXPECT(library != NULL);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, uses_library, library) == 0);
  sem_wait(&used);
  EXPECT(dlclose(library) == 0);
  sem_post(&closed);
  pthread_join(thread, NULL);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 300;
  sem_init(&used, 0, 0);
  sem_init(&closed, 0, 0);
  for (long round = 0; round < rounds; round++) {
    load_use_unload(LIBRARY_PATH);
  }
  return 0;
}
