// One run: the workload once under one arm, with everything that was seen from outside. Several may go on at the same time, of which one
// works and the others rest. Threads: the main one only.
#ifndef NEAP_BENCH_RUN_H
#define NEAP_BENCH_RUN_H

#include "arm.h"
#include "child.h"
#include "edits.h"
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
  char *allocator; // owned; what libneap told of itself, a JSON object; NULL: another allocator
  bool allocator_rests; // it told so at rest; else at the program's end
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
  const char *scratch;      // a folder for files that last as long as the run
  uint32_t number;          // of the run, for the names of those files
  uint32_t at_once;         // so many may go on beside each other
  bool has_group;           // it gets a control group of its own
  const Edits *edits;       // for watch:N and churn:N
  const char *visitor;      // for dev-server: the script that loads a page
  const char *node;         // what runs it
} RunSpec;

typedef enum RunResult {
  RUN_OK,
  RUN_FAILED,  // the workload failed
  RUN_UNFIT,   // it cannot be measured here, or the arm's library is not there
  RUN_STOPPED, // Ctrl-C or SIGTERM
} RunResult;

typedef struct RunTask RunTask; // one run that goes on

// Starts the program. `spec` and `run` must last until run_end; `run` is ended by run_clear, whatever the result.
// NULL: it could not be started, and `err` has one line.
RunTask *run_begin(Run *run, const RunSpec *spec, Err *err) __attribute__((warn_unused_result));

// Whether it needs no processor any more, but to be looked at when run_due_ns (of the monotonic clock) has come.
bool run_is_resting(const RunTask *task);
uint64_t run_due_ns(const RunTask *task);

// Waits for what happens next, until `until_ns` at most, and looks. true: it is over, with `result`; when that is not RUN_OK, `err` has one line.
bool run_step(RunTask *task, uint64_t until_ns, RunResult *result, Err *err)
    __attribute__((warn_unused_result));

// Kills what still runs.
void run_end(RunTask *task);

// All of it for one run alone.
RunResult run_once(Run *run, const RunSpec *spec, Err *err) __attribute__((warn_unused_result));

void run_clear(Run *run);

#endif
