// The phase marks that the measured program writes: a line `mark NAME MONOTONIC_NS` each, in this order:
//   start, cold-begin, cold-end, (rebuild-begin, rebuild-end)*, [idle-begin, idle-end]
// One pair of rebuild marks may stand around each rebuild or around all. Threads: no shared state.
#ifndef NEAP_BENCH_MARK_H
#define NEAP_BENCH_MARK_H

#include "base/str.h"

typedef enum MarkName {
  MARK_NONE, // nothing was marked yet
  MARK_START,
  MARK_COLD_BEGIN,
  MARK_COLD_END,
  MARK_REBUILD_BEGIN,
  MARK_REBUILD_END,
  MARK_IDLE_BEGIN,
  MARK_IDLE_END,
} MarkName;

typedef struct Mark {
  MarkName name;
  uint64_t at_ns; // CLOCK_MONOTONIC
} Mark;

// Reads one line without its newline; false when it is no mark.
bool mark_parse(Mark *mark, Str line);

// Whether `next` may follow `last`.
bool mark_may_follow(MarkName last, MarkName next);

// As it stands in the line.
const char *mark_text(MarkName name);

#endif
