// What the micro-benchmarks of allocators share: the work to do, the threads that do it, cheap random numbers. They call plain malloc and
// free, so whichever allocator is preloaded does the work; the amount of work is fixed, and so is its order on each thread.
#ifndef NEAP_BENCH_ALLOC_WORK_H
#define NEAP_BENCH_ALLOC_WORK_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { WORK_THREADS_MAX = 64 };

typedef struct Job {
  int threads;         // 1 to WORK_THREADS_MAX
  size_t size_bytes;   // of each block; 0: the benchmark's own mixture
  uint64_t operations; // of all threads together; one is a block's allocation and its end
  uint64_t seed;
} Job;

// --- Random numbers that cost about a nanosecond ---

typedef struct Roll {
  uint64_t state;
} Roll;

// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
static inline uint32_t roll_next(Roll *roll) {
  roll->state += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t mixed = (roll->state ^ roll->state >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
  return (uint32_t)(mixed >> 32);
}

// A number in [0, bound), as good as equally likely; bound > 0.
static inline uint32_t roll_below(Roll *roll, uint32_t bound) {
  return (uint32_t)((uint64_t)roll_next(roll) * bound >> 32);
}

// A size in [low, high]; small ones are more likely, as in programs: half are in the lowest quarter.
static inline size_t roll_size(Roll *roll, size_t low, size_t high) {
  uint64_t drawn = roll_next(roll) >> 8;
  return low + (size_t)((high - low + 1) * (drawn * drawn >> 24) >> 24);
}

// --- Blocks ---

// Ends the program with one line: `size` bytes could not be had.
_Noreturn void work_exhausted(size_t size);

// Writes to both ends of a block, as whoever asked for it would, and refuses NULL.
static inline void *work_touch(void *block, size_t size) {
  if (__builtin_expect(block == NULL, 0)) work_exhausted(size);
  volatile char *bytes = (volatile char *)block;
  bytes[0] = 1;
  bytes[size - 1] = 1;
  return block;
}

// `size` > 0 bytes from malloc, touched.
static inline void *work_get(size_t size) {
  return work_touch(malloc(size), size);
}

// The file that this program's malloc is in.
const char *work_allocator(void);

// --- Threads ---

typedef struct Seat {
  const Job *job;
  void *shared;   // what the benchmark gave to work_run
  int index;      // 0 to job->threads − 1
  uint64_t share; // this thread's part of the operations, the same for all
  Roll roll;
} Seat;

// Fills a seat; `turn` tells apart threads that sit on the same one after another.
Seat work_seat(const Job *job, void *shared, int index, uint64_t turn);

// Runs `body` once on each seat, on a thread of its own, and waits for all. A single seat is taken by the caller, so that the process
// stays without threads.
void work_run(const Job *job, void *shared, uint64_t turn, void (*body)(Seat *seat));

// --- The benchmarks, each in the file of its name; each gives back how many operations were done ---

uint64_t bench_pair(const Job *job);
uint64_t bench_batch(const Job *job);
uint64_t bench_calloc(const Job *job);
uint64_t bench_realloc(const Job *job);
uint64_t bench_aligned(const Job *job);
uint64_t bench_larson(const Job *job);
uint64_t bench_xmalloc(const Job *job);
uint64_t bench_mstress(const Job *job);
uint64_t bench_rptest(const Job *job);
uint64_t bench_cache_scratch(const Job *job);
uint64_t bench_cache_thrash(const Job *job);
uint64_t bench_sh6(const Job *job);
uint64_t bench_sh8(const Job *job);
uint64_t bench_alloc_test(const Job *job);
uint64_t bench_cfrac(const Job *job);
uint64_t bench_espresso(const Job *job);
uint64_t bench_churn(const Job *job);

#endif
