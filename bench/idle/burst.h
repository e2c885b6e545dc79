// Bursts of allocation by several threads, and who survives them.
#ifndef NEAP_BENCH_IDLE_BURST_H
#define NEAP_BENCH_IDLE_BURST_H

#include "plan.h"

enum { BURST_THREADS_MAX = 64 };

typedef struct Survivor Survivor;

// What lives when the bursts are over. The lists run through the blocks themselves, so nothing else of the program's lives.
typedef struct Rest {
  uint64_t live_bytes; // as they were asked for
  uint64_t live_blocks;
  uint64_t thread_count;
  int threads[BURST_THREADS_MAX]; // the kernel's numbers; they sleep for ever
  Survivor *lists[BURST_THREADS_MAX];
} Rest;

// Plays all bursts, once in a process. `rest` is zero before. Afterwards the threads sleep for ever, and what was needed besides the survivors is
// unmapped. Ends the program if there is no memory or no thread to be had.
void burst_run(const Load *load, Rest *rest);

// Whether each survivor still has the bytes that were written to it, and none is missing.
bool burst_intact(const Rest *rest);

#endif
