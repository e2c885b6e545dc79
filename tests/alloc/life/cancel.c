// Cancelled threads: allocating and freeing are no cancellation points; cleanup handlers and destructors of keys may do both; nobody who comes
// after is kept waiting. Asynchronous cancellation only where it is legal, round code that allocates nothing.
//   cancel [THREADS]
#include "life.h"

#include <pthread.h>
#include <stdatomic.h>

static _Atomic bool ready;
static _Atomic long cleaned;
static pthread_key_t key;

static void cleanup(void *argument) {
  life_check_and_free(argument, 5000);
  life_check_and_free(life_block(90), 90);
  cleaned++;
}

static void key_destructor(void *argument) {
  life_check_and_free(argument, 70);
  life_check_and_free(life_block(30000), 30000);
}

// The cancellation is pending all the while, and acted upon at the only cancellation point.
static void *deferred(void *argument) {
  pthread_setspecific(key, life_block(70));
  pthread_cleanup_push(cleanup, life_block(5000));
  ready = true;
  for (size_t i = 0; i < 300; i++) {
    life_check_and_free(life_block(1 + i * 7), 1 + i * 7);
  }
  life_check_and_free(life_block(400000), 400000);
  life_check_and_free(life_block(2000000), 2000000);
  while (true) {
    pthread_testcancel();
  }
  pthread_cleanup_pop(0);
  return argument;
}

#ifndef __SANITIZE_THREAD__
static void *asynchronous(void *argument) {
  pthread_setspecific(key, life_block(70));
  pthread_cleanup_push(cleanup, life_block(5000));
  ready = true;
  volatile unsigned number = 1;
  while (number) { // runs into the cancellation wherever it is
    // NOLINTNEXTLINE(cert-pos47-c,concurrency-thread-canceltype-asynchronous): it is what is tested
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (int i = 0; i < 1000; i++) {
      number = number * 5 | 1;
    }
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, NULL);
    life_check_and_free(life_block(200), 200);
  }
  pthread_cleanup_pop(0);
  return argument;
}

#endif

static void cancel(void *(*body)(void *)) {
  ready = false;
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, body, NULL) == 0);
  while (!ready) {
  }
  EXPECT(pthread_cancel(thread) == 0);
  void *result;
  EXPECT(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
  life_check_and_free(life_block(5000), 5000);
}

int main(int argc, char **argv) {
  life_begin();
  long threads = life_count(argc, argv, LIFE_SANITIZED ? 20 : 60);
  EXPECT(pthread_key_create(&key, key_destructor) == 0);
  for (long i = 0; i < threads; i++) {
    cancel(deferred);
  }
  EXPECT(cleaned == threads);
#ifndef __SANITIZE_THREAD__ // which does not support it
  for (long i = 0; i < threads; i++) {
    cancel(asynchronous);
  }
  EXPECT(cleaned == 2 * threads);
#endif
  return 0;
}
