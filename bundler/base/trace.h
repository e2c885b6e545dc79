// Phase marks: who did what from when to when. Kept in memory per thread and written as Chrome trace events (JSON, read by
// Perfetto and chrome://tracing), and summed up for --timings. Off unless trace_start was called: then a span costs two clock readings.
#ifndef NEAP_BASE_TRACE_H
#define NEAP_BASE_TRACE_H

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

// Nanoseconds of the monotonic clock.
uint64_t trace_now(void);

// Starts collecting. Before other threads run.
void trace_start(void);

// A span of work on this thread: uint64_t t = trace_begin(); … trace_end(t, "parse", path). `name` must be a literal;
// `detail` is copied, may be NULL. Threads: any.
uint64_t trace_begin(void);
void trace_end(uint64_t begin, const char *name, const char *detail);

// Writes all events to `path` (whole or not at all). After the workers rested.
bool trace_write(const char *path, Err *err) __attribute__((warn_unused_result));

// Prints a table: phase, count, sum over threads, first begin to last end. After the workers rested.
void trace_print_timings(FILE *out);

// Frees what was collected and stops collecting.
void trace_clear(void);

#endif
