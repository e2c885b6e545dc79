// Threads come and go, one at a time and fifty at a time: after the first tenth of them, resident memory at rest grows by no more than 5 % (of
// fewer than 100,000 threads, whose first tenth has not met every case yet: 25 %). What stays between waves depends on when the tide comes by.
//   threads [COUNT]
#include "life.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

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

static void waves(size_t *next, size_t threads, size_t at_once) {
  for (size_t i = 0; i < threads / at_once; i++, *next += at_once) {
    wave(*next, at_once);
  }
}

// Result: resident memory once the program rests: as soon as it is at most BOUND, else when it has not fallen for a second.
static size_t resident_at_rest(size_t bound) {
  size_t least = life_resident_bytes();
  for (int unchanged = 0; least > bound && unchanged < 50; unchanged++) {
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    size_t now = life_resident_bytes();
    if (now < least) {
      least = now;
      unchanged = 0;
    }
  }
  return least;
}

static void come_and_go(size_t total, size_t at_once) {
  pthread_barrier_init(&all_alive, NULL, (unsigned)at_once);
  size_t next = 1;
  waves(&next, total / 10, at_once);
  size_t first = resident_at_rest(0);
  size_t bound = first + first / (total < 100000 ? 4 : 20);
  waves(&next, total - total / 10, at_once);
  size_t busy = life_resident_bytes();
  size_t last = resident_at_rest(bound);
  pthread_barrier_destroy(&all_alive);
  printf("%zu threads, %zu at once: %zu KiB resident at rest after a tenth, %zu after all (%zu "
         "before the rest)\n",
         total, at_once, first >> 10, last >> 10, busy >> 10);
  EXPECT(LIFE_SANITIZED || last <= bound);
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
