// Threads come and go, one at a time and fifty at a time: after the first tenth of them, resident memory grows by less than 5 % (of fewer than
// 100,000 threads, whose first tenth has not met every case yet, and which a busy machine delays by chance: 25 %, half a KiB a thread).
//   threads [COUNT]
#include "life.h"

#include <pthread.h>
#include <stdatomic.h>

enum { AT_ONCE = 50, MAILBOXES = 64, LETTER = 333 };

static _Atomic(char *) mailboxes[MAILBOXES];
static pthread_barrier_t all_alive; // all threads of a wave have allocated and are alive at once

// Allocates of all kinds, and swaps a block with whoever came by before.
static void *comes_and_goes(void *argument) {
  size_t seed = (size_t)(uintptr_t)argument;
  for (size_t i = 0; i < 12; i++) {
    size_t size = 1 + (seed * 131 + i * 977) % (i % 6 ? 3000 : 20000);
    life_check_and_free(life_block(size), size);
  }
  if (seed % 16 == 0) {
    life_check_and_free(life_block(200000), 200000);
  }
  pthread_barrier_wait(&all_alive);
  char *letter = atomic_exchange(&mailboxes[seed % MAILBOXES], life_block(LETTER));
  if (letter) {
    life_check_and_free(letter, LETTER);
  }
  return NULL;
}

static void wave(size_t first, size_t count) {
  pthread_t threads[AT_ONCE];
  for (size_t i = 0; i < count; i++) {
    EXPECT(pthread_create(&threads[i], NULL, comes_and_goes, (void *)(uintptr_t)(first + i)) == 0);
  }
  for (size_t i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
  }
}

// Runs a tenth of the threads. Result: the least resident memory between waves, as free memory goes back now and then, on a busy machine later.
static size_t tenth(size_t number, size_t count, size_t at_once) {
  size_t waves = count / at_once;
  size_t least = SIZE_MAX;
  for (size_t i = 0; i < waves; i++) {
    wave((number * waves + i) * at_once + 1, at_once);
    if (i % (waves / 20 + 1) == 0) {
      size_t resident = life_resident_bytes();
      least = resident < least ? resident : least;
    }
  }
  return least;
}

static void come_and_go(size_t total, size_t at_once) {
  pthread_barrier_init(&all_alive, NULL, (unsigned)at_once);
  size_t leasts[11];
  for (size_t i = 0; i < 11; i++) {
    leasts[i] = tenth(i, total / 10, at_once);
  }
  pthread_barrier_destroy(&all_alive);
  printf("%zu threads, %zu at once: %zu KiB resident in the first tenth, %zu then, %zu at last\n",
         total, at_once, leasts[0] >> 10, leasts[1] >> 10, leasts[10] >> 10);
  EXPECT(LIFE_SANITIZED || leasts[10] < leasts[1] + leasts[1] / (total < 100000 ? 4 : 20));
}

int main(int argc, char **argv) {
  life_begin();
  size_t total = (size_t)life_count(argc, argv, LIFE_SANITIZED ? 1000 : 10000);
  come_and_go(total, 1);
  come_and_go(total, AT_ONCE);
  for (int i = 0; i < MAILBOXES; i++) {
    life_free(mailboxes[i]);
  }
  return 0;
}
