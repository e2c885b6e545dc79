// What a load must leave resident at least, where blocks of one size lie together and stay where they are.
#ifndef NEAP_BENCH_IDLE_FLOOR_H
#define NEAP_BENCH_IDLE_FLOOR_H

#include "plan.h"

// Bytes of the 4 KiB pieces that hold a survivor of the last burst, were the blocks laid one behind the other in the order of allocation, each thread's apart (a
// bundler's modules one behind the other) and each size class (steps of 16 bytes, then eight for each doubling) in pages of its own, and were there
// nothing else in the process. An allocator of that kind that neither moves blocks nor knows which ones will survive comes down to less by chance alone.
// Where survivors have a call site of their own it may know: then they alone are laid.
uint64_t floor_bytes(const Load *load);

#endif
