// Looking at a process from outside, through /proc. Reading statm costs microseconds; smaps_rollup walks the page tables under the
// process's memory lock (some 35 ns a page), so it is for marks only. Threads: no shared state.
#ifndef NEAP_BENCH_SAMPLE_H
#define NEAP_BENCH_SAMPLE_H

#include "base/err.h"
#include "base/str.h"

#include <sys/types.h>

// Bytes.
typedef struct Footprint {
  uint64_t
      footprint; // Pss_Dirty + SwapPss + VmPTE: what the machine would gain if the process went away and nobody else changed
  uint64_t rss;  // what `top` shows
  uint64_t lazy_free;      // in RSS, not in the footprint: the kernel may take it back at any time
  uint64_t anonymous_huge; // of it in huge pages
} Footprint;

bool sample_footprint(pid_t pid, Footprint *footprint, Err *err)
    __attribute__((warn_unused_result));

// Resident bytes now; 0 when the process is gone.
uint64_t sample_rss(pid_t pid);

// Of them those that are no file pages and no shared memory.
uint64_t sample_private(pid_t pid);

// CPU time of all its threads so far, ended ones included, in nanoseconds; 0 when the process is gone.
uint64_t sample_cpu_ns(pid_t pid);

// How long its threads that are still there were ready to run and had no processor, of all time; 0 if the kernel does not count it.
uint64_t sample_wait_ns(pid_t pid);

// How often all its threads together have gone to sleep of their own accord, so that each wake-up counts once; 0 when it is gone.
uint64_t sample_sleeps(pid_t pid);

// Whether the file at the real path `path` is missing from what is mapped into the process. One that has ended has nothing mapped, and shows nothing.
bool sample_is_unmapped(pid_t pid, const char *path);

// The same for texts, as the kernel writes them. `false`: something needed is not in there.
bool sample_parse_rollup(Str text, Footprint *footprint);
bool sample_maps_has(Str maps, const char *path);

// The number behind "NAME:" in a file such as /proc/PID/status, its kB as bytes; false when there is no such line.
bool sample_field(Str text, const char *name, uint64_t *bytes);

// Reads a whole file of /proc or /sys, whose size the system does not tell. `out` is emptied first.
bool sample_read(const char *path, Buf *out, Err *err) __attribute__((warn_unused_result));

#endif
