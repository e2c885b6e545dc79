// One run: the workload once under one arm, with everything that was seen from outside. Threads: the main one only.
#ifndef NEAP_BENCH_RUN_H
#define NEAP_BENCH_RUN_H

#include "arm.h"
#include "child.h"
#include "metric.h"
#include "rest.h"

// Memory over time, for drawing.
typedef struct CurvePoint {
  double at_seconds; // since the mark `start`
  uint64_t rss;
} CurvePoint;

typedef struct PhaseTime {
  MarkName begin;
  double from_seconds; // since the mark `start`
  double to_seconds;
} PhaseTime;

typedef struct Run {
  double values[METRIC_COUNT_MAX]; // NAN: not measured
  VEC(CurvePoint) curve;
  VEC(RestPoint) rest; // from idle-begin to the last idle mark; seconds since the mark `start`
  VEC(PhaseTime) phases;
  double sampler_share; // of one processor, that looking at the program took; NAN: not known
  ChildEnd end;
  char *
      allocator; // owned; what libneap told of itself at exit, a JSON object; NULL: another allocator
} Run;

typedef struct RunSpec {
  const Arm *arm;
  const Workload *workload;
  const char *program;
  const char *launcher;
  const char *entry;
  const char *const
      *build_options; // further ones for `neap build`, or the command's arguments; NULL-terminated
  uint32_t threads;
  uint32_t timeout_seconds; // without any mark, apart from the rest
  const char *scratch;      // a folder for files that last as long as the call
} RunSpec;

typedef enum RunResult {
  RUN_OK,
  RUN_FAILED,  // the workload failed
  RUN_UNFIT,   // it cannot be measured here, or the arm's library is not there
  RUN_STOPPED, // Ctrl-C or SIGTERM
} RunResult;

// Ended by run_clear, whatever the result. When it is not RUN_OK, `err` has one line.
RunResult run_once(Run *run, const RunSpec *spec, Err *err) __attribute__((warn_unused_result));
void run_clear(Run *run);

#endif
