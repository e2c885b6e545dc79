// Counters of one thread, folded on reading. The fast paths count nothing: what is live is read off the pages.
// Threads: one writes (add_single_writer), any reads a moment's value.
#ifndef NEAP_ALLOC_COUNTERS_H
#define NEAP_ALLOC_COUNTERS_H

#include "atomics.h"
#include "base.h"
#include "size_class.h"

typedef struct BinCounters {
  _Atomic uint64_t fresh;    // pages taken from the arena
  _Atomic uint64_t freed;    // pages given back to it
  _Atomic uint64_t claims;   // pages claimed that others had released or abandoned
  _Atomic uint64_t releases; // pages let go
} BinCounters;

typedef struct Counters {
  BinCounters bins[BIN_COUNT];
  _Atomic uint64_t remote_frees[BIN_COUNT]; // blocks freed into pages of others, or of nobody
} Counters;

#endif
