// A library with a thread that wakes up every 20 ms, for the test of what sees that.
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static void *tick(void *unused) {
  (void)unused;
  for (;;) {
    struct timespec pause = { .tv_nsec = 20000000 };
    nanosleep(&pause, NULL);
  }
  return NULL;
}

__attribute__((constructor)) static void start(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, tick, NULL);
}
