// What the process holds after each phase of a build, for --mem-stats. Threads: none may build meanwhile.
#ifndef NEAP_DRIVER_MEMORY_H
#define NEAP_DRIVER_MEMORY_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// Bytes, as read at one moment.
typedef struct MemoryMark {
  const char *phase; // a literal
  uint64_t
      footprint; // Pss_Dirty + SwapPss + VmPTE: dirty memory, in swap or not, and its page tables
  uint64_t resident;
  uint64_t peak; // the highest resident so far
  uint64_t live; // in blocks that libneap has given out; 0: malloc is not libneap's
} MemoryMark;

// Owned by whoever declares it; ended by memory_log_clear.
typedef struct MemoryLog {
  bool on; // --mem-stats
  VEC(MemoryMark) marks;
} MemoryLog;

// What the process holds now. What /proc does not tell is 0. Costs milliseconds.
MemoryMark memory_mark(const char *phase);

// Notes what the process holds now; nothing, unless the log is on. What /proc does not tell stays 0. Costs milliseconds.
void memory_log_add(MemoryLog *log, const char *phase);

// A table with a line for each mark, if the log is on.
void memory_log_print(const MemoryLog *log, FILE *out);

void memory_log_clear(MemoryLog *log);

#endif
