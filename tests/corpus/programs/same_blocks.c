// Whether trace B has all blocks of trace A, by kind and size, and few more: same-blocks A B
#include "bench/trace/trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 1 << 16, FEW = 600 };

static int64_t made[4][SIZES];
static int64_t freed[SIZES];

// Larger ones by their logarithm.
static uint64_t class_of(uint64_t size) {
  return size < SIZES - 64 ? size : SIZES - (uint64_t)__builtin_clzll(size);
}

static void count(const char *path, int64_t by) {
  Trace trace;
  Err err = ERR_NONE;
  if (!trace_open(&trace, path, &err)) {
    fprintf(stderr, "%s\n", err.text);
    err_clear(&err);
    trace_close(&trace);
    _Exit(1);
  }
  for (uint32_t i = 0; i < trace.thread_count; i++) {
    TraceCursor cursor = trace_begin_thread(&trace, i);
    TraceEvent event;
    while (trace_next(&cursor, &event, &err) == TRACE_STEP_EVENT) {
      if (event.kind <= TRACE_REALLOC) made[event.kind][class_of(event.size)] += by;
      if (event.kind == TRACE_FREE) freed[0] += by;
    }
  }
  trace_close(&trace);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  count(argv[1], -1);
  count(argv[2], 1);
  int64_t more = 0;
  for (int kind = 0; kind < 4; kind++) {
    for (int size = 0; size < SIZES; size++) {
      if (made[kind][size] < 0) {
        fprintf(stderr, "%" PRId64 " blocks of %d bytes, kind %d, are missing\n", -made[kind][size],
                size, kind);
        return 1;
      }
      more += made[kind][size];
    }
  }
  if (more <= FEW && freed[0] >= 0 && freed[0] <= FEW) return 0;
  fprintf(stderr, "%" PRId64 " blocks and %" PRId64 " frees too many\n", more, freed[0]);
  return 1;
}
