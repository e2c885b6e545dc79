// What a program under the A/B run does for it: it tells where in its script it is, and rests where the script says so.
#ifndef NEAP_BASE_BENCH_MARK_H
#define NEAP_BASE_BENCH_MARK_H

#include <stdint.h>

enum { BENCH_NO_MARKS = 0 };

// Writes the line `mark NAME NANOSECONDS` (of the monotonic clock) to the descriptor; nothing for BENCH_NO_MARKS. No allocation, no stdio: marks stand
// around phases without either. Threads: any.
void bench_mark(uint32_t fd, const char *name);

// Sleeps for so many seconds, whatever signals come.
void bench_rest(uint32_t seconds);

#endif
