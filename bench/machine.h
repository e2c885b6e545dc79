// The machine and how quiet it is, as far as it bears on the figures. Threads: no shared state.
#ifndef NEAP_BENCH_MACHINE_H
#define NEAP_BENCH_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Machine {
  char kernel[65];     // "6.1.0-18-amd64"
  char hardware[65];   // "x86_64"
  char huge_pages[16]; // "always", "madvise", "never", or "unknown"
  uint32_t processors; // that we may use
  uint64_t memory_bytes;
  double load;              // running threads in the last minute, on average
  uint64_t available_bytes; // memory that programs could still have
  uint64_t ticks;           // of all processors since the system started
  uint64_t stolen_ticks;    // of them: the host gave them to another machine
} Machine;

Machine machine_look(void);

// Whether others keep so much of it busy that times are weak evidence.
bool machine_is_busy(const Machine *machine);

#endif
