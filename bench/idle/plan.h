// What a load allocates, and what of it survives: for who plays it, and for who counts what it must cost. Threads: pure functions.
#ifndef NEAP_BENCH_IDLE_PLAN_H
#define NEAP_BENCH_IDLE_PLAN_H

#include "work.h"

#include <stdbool.h>

enum { PLAN_MODULE_MAX = 512 * 64 }; // blocks of a module

typedef enum Pattern {
  PATTERN_OWN,
  PATTERN_CROSS,
  PATTERN_QUEUE,
  PATTERN_BUNDLER,
  PATTERN_COUNT,
} Pattern;

typedef enum Sizes {
  SIZES_BUNDLER, // a bundler's: many small ones, and half of the bytes in large ones
  SIZES_EVEN,    // each doubling from 16 bytes to 8 KiB equally likely
  SIZES_COUNT,
} Sizes;

typedef struct Load {
  Pattern pattern;
  Sizes sizes;
  uint64_t kept_one_of; // one run of so many survives; 0: nothing does
  uint64_t run;         // neighbours in order of allocation that live or die together
  bool distinct;        // survivors have a call site of their own
  uint64_t mib;         // of each burst
  uint64_t bursts;
  uint64_t threads; // even
  uint64_t seed;
} Load;

// Blocks of each thread in each burst.
uint64_t plan_blocks(const Load *load);

// Where a thread's sizes begin.
Roll plan_hand_roll(const Load *load, uint64_t hand);
size_t plan_size(const Load *load, Roll *roll);

// Of `kept_one_of` runs in order one survives; which, is drawn. `place`: in the order of all threads' blocks.
bool plan_survives(const Load *load, uint64_t place);

// Of the bundler pattern: how many blocks the module has, and where its sizes begin; that does not depend on who draws it.
uint64_t plan_module(const Load *load, uint64_t module, Roll *roll);

#endif
