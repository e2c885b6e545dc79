// What libneap-count.so leaves in the file that NEAP_COUNT names: who reads it maps it, too. Nothing in it is a pointer.
#ifndef NEAP_BENCH_TRACE_COUNT_H
#define NEAP_BENCH_TRACE_COUNT_H

#include <stdatomic.h>
#include <stdint.h>

enum { COUNT_PROCESSES_MAX = 4096 };

// One for every process; those that have ended stay.
typedef struct CountProcess {
  _Atomic(int64_t) pid;    // 0: the place is free
  _Atomic(int64_t) bytes;  // asked for and not freed
  _Atomic(int64_t) blocks; //
  int64_t unused[5];       // no two share a cache line
} CountProcess;

#endif
