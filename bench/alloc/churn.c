// Threads that come and go: each allocates a little, frees most of it, leaves some to the thread that takes its seat next, and ends.
#include "work.h"

enum { BLOCKS = 200, LEFT = 20 };

typedef struct Estate {
  void *left[WORK_THREADS_MAX][LEFT];
} Estate;

static void live_shortly(Seat *seat) {
  void **left = ((Estate *)seat->shared)->left[seat->index];
  void *blocks[BLOCKS];
  for (size_t i = 0; i < LEFT; i++) {
    free(left[i]);
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = work_get(roll_size(&seat->roll, 16, 1024));
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    if (i < LEFT) {
      left[i] = blocks[i * (BLOCKS / LEFT)];
    }
    if (i % (BLOCKS / LEFT) != 0) free(blocks[i]);
  }
}

// At least two threads, so that they are threads.
uint64_t bench_churn(const Job *job) {
  static Estate estate;
  Job several = *job;
  if (several.threads < 2) several.threads = 2;
  uint64_t lives = job->operations / BLOCKS / (uint64_t)several.threads + 1;
  for (uint64_t life = 0; life < lives; life++) {
    work_run(&several, &estate, life, live_shortly);
  }
  for (size_t i = 0; i < WORK_THREADS_MAX; i++) {
    for (size_t j = 0; j < LEFT; j++) {
      free(estate.left[i][j]);
    }
  }
  return lives * BLOCKS * (uint64_t)several.threads;
}
