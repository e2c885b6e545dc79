// Thread death: blocks live on, pages are used again by others, memory does not grow with the number of threads, and a thread may allocate
// and free in its very last destructors.
#include "neap.h"

#include "arena.h"
#include "support.h"
#include "thread.h"
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#ifdef __SANITIZE_THREAD__ // takes twenty times as long
enum { THREADS = 100, WAVES = 40 };
#else
enum { THREADS = 400, WAVES = 150 };
#endif
enum { BLOCKS = 500, BLOCK_SIZE = 200 };

static char *blocks[THREADS][BLOCKS];

static void *leaves_blocks(void *argument) {
  char **mine = argument;
  for (int i = 0; i < BLOCKS; i++) {
    mine[i] = neap_malloc(BLOCK_SIZE);
    EXPECT(mine[i] != NULL);
    memset(mine[i], i, BLOCK_SIZE);
  }
  for (int i = 0; i < BLOCKS; i += 2) { // every page is left half empty
    neap_free(mine[i]);
  }
  return NULL;
}

static void run(void *(*body)(void *), void *argument) {
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, body, argument) == 0);
  pthread_join(thread, NULL);
}

// What one dead thread left half empty, the next fills.
static void blocks_outlive_threads(void) {
  for (int i = 0; i < THREADS; i++) {
    run(leaves_blocks, blocks[i]);
  }
  size_t live = (size_t)THREADS * BLOCKS / 2 * 208;
  size_t taken = neap__arena_counts(REGION_PAGES).taken_bytes;
  EXPECT(taken < live + live / 4 + ((size_t)4 << 20));
  for (int i = 0; i < THREADS; i++) {
    for (int j = 1; j < BLOCKS; j += 2) {
      EXPECT(blocks[i][j][0] == (char)j && blocks[i][j][BLOCK_SIZE - 1] == (char)j);
      neap_free(blocks[i][j]);
    }
  }
  neap_collect(true);
  size_t rest = neap__arena_counts(REGION_PAGES).taken_bytes;
  EXPECT(rest < (size_t)2 << 20);
  neap__arena_check();
}

static void *busy(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument | 1;
  char *held[64] = { 0 };
  for (int i = 0; i < 3000; i++) {
    size_t at = random_below(&random, 64);
    neap_free(held[at]);
    held[at] = neap_malloc(1 + random_below(&random, 20000));
    EXPECT(held[at] != NULL);
    held[at][0] = 1;
  }
  for (int i = 0; i < 64; i++) {
    neap_free(held[i]);
  }
  return NULL;
}

// Thousands of threads: theaps and pages are used again.
static void threads_come_and_go(void) {
  enum { AT_ONCE = 12 };

  for (int wave = 0; wave < WAVES; wave++) {
    pthread_t threads[AT_ONCE];
    for (uintptr_t i = 0; i < AT_ONCE; i++) {
      void *seed = (void *)((uintptr_t)wave * AT_ONCE + i + 1);
      EXPECT(pthread_create(&threads[i], NULL, busy, seed) == 0);
    }
    for (int i = 0; i < AT_ONCE; i++) {
      pthread_join(threads[i], NULL);
    }
  }
  int theaps = 0;
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    theaps++;
  }
  EXPECT(theaps <= AT_ONCE + 4);
  EXPECT(stats_number("threads") <= 3);
  neap_collect(true);
  EXPECT(neap__arena_counts(REGION_PAGES).taken_bytes < (size_t)2 << 20);
}

#ifndef __SANITIZE_THREAD__ // for which a thread is over before the last destructors: it would see races with them
static pthread_key_t late_key;
static char *from_late[8];

// Runs in every round of destructors, before or after libneap's own.
static void late_destructor(void *argument) {
  uintptr_t round = (uintptr_t)argument;
  from_late[round] = neap_malloc(100);
  EXPECT(from_late[round] != NULL);
  memset(from_late[round], 1, 100);
  neap_free(neap_malloc(300));
  if (round + 1 < 8) {
    pthread_setspecific(late_key, (void *)(round + 1));
  }
}

static void *uses_key(void *argument) {
  pthread_setspecific(late_key, (void *)(uintptr_t)1);
  neap_free(neap_malloc(50));
  return argument;
}

static void destructors_may_allocate(void) {
  EXPECT(pthread_key_create(&late_key, late_destructor) == 0);
  for (int i = 0; i < 50; i++) {
    run(uses_key, NULL);
    for (int round = 0; round < 8; round++) {
      neap_free(from_late[round]);
      from_late[round] = NULL;
    }
  }
  usleep(100000); // a joined thread takes a moment to be gone for the system too
  run(busy, (void *)(uintptr_t)7);
  EXPECT(stats_number("threads") <= 3); // theaps of the last round are found again
}
#endif

int main(void) {
  blocks_outlive_threads();
  threads_come_and_go();
#ifndef __SANITIZE_THREAD__
  destructors_may_allocate();
#endif
  return 0;
}
