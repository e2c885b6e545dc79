// All of one A/B run as data: what was asked, on what machine, what came out. Filled by ab.c, read by the reports.
#ifndef NEAP_BENCH_SESSION_H
#define NEAP_BENCH_SESSION_H

#include "arm.h"
#include "gate.h"
#include "machine.h"
#include "metric.h"
#include "plan.h"
#include "run.h"

typedef VEC(char *) ArmTexts; // owned

// Whether a second run, with another order, found again what broke a gate.
typedef enum Confirmation {
  CONFIRM_NOT_TRIED,
  CONFIRM_FOUND_AGAIN,
  CONFIRM_NOT_FOUND
} Confirmation;

typedef struct Session {
  const AbOptions *options;
  Workload workload;
  char *workload_text; // owned
  char *entry;         // owned; absolute
  char *program;       // owned, as are the next two
  char *libneap;
  char *launcher;
  char *scratch; // owned; a folder, removed at the end
  uint32_t blocks;
  uint32_t threads;
  uint64_t seed;
  Machine machine;     // before the first run
  Machine machine_now; // after the last block
  int64_t started_at;  // seconds since 1970

  // Arms as given, and behind them the control: the baseline's twin, run like any other.
  Arm arms[AB_ARMS_MAX + 1];
  uint32_t arm_count; // with the control
  ArmTexts arm_texts; // as given or the defaults, crossed with the factors, without the control
  MetricList metrics;
  GateList gates;

  Plan plan;
  Run *runs;          // owned; one for each job of the plan that is done, in its order
  uint32_t runs_done; //
  uint32_t blocks_done;
  char *failure; // owned; why it ended early, or NULL
  Confirmation confirmation;
} Session;

enum { BASELINE = 0 };

static inline uint32_t session_control(const Session *session) {
  return session->arm_count - 1;
}

// The metric's values under `arm` in whole blocks, in order of blocks, into `values` (room for AB_BLOCKS_MAX).
void session_values(const Session *session, uint32_t metric, uint32_t arm, double *values);

#endif
