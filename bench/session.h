// All of one A/B run as data: what was asked, on what machine, what came out. Filled by ab.c, read by the reports.
#ifndef NEAP_BENCH_SESSION_H
#define NEAP_BENCH_SESSION_H

#include "arm.h"
#include "browser.h"
#include "edits.h"
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

enum { PRINT_SIZE = 17 };

typedef struct Session {
  const AbOptions *options;
  Workload workload;
  char *workload_text; // owned
  char *entry;         // owned; absolute
  char *program;       // owned, as are the next two
  char *libneap;
  char *launcher;
  char *scratch;       // owned; a folder, removed at the end
  Edits edits;         // of watch:N and churn:N
  Browser browser;     // of dev-server
  uint64_t live_bytes; // when the rest begins, asked for and not freed; 0: not known
  uint64_t live_blocks;
  uint32_t blocks;
  uint32_t threads;
  uint32_t at_once; // so many runs may go on beside each other, of which one works
  bool has_groups;  // each run has a control group of its own
  uint64_t seed;
  uint32_t part;          // from 1; which part of the blocks is run here
  uint32_t part_count;    // 0: all of them
  Machine machine;        // before the first run
  Machine machine_now;    // after the last block
  uint64_t earlier_ticks; // of the processors while blocks that were taken from reports ran
  uint64_t earlier_stolen_ticks;
  int64_t started_at; // seconds since 1970

  // Arms as given, and behind them the control: the baseline's twin, run like any other.
  Arm arms[AB_ARMS_MAX + 1];
  uint32_t arm_count; // with the control
  ArmTexts arm_texts; // as given or the defaults, crossed with the factors, without the control
  // What the program and each arm's library are, by content: 16 hexadecimal digits, empty for libc.
  char program_print[PRINT_SIZE];
  char library_prints[AB_ARMS_MAX + 1][PRINT_SIZE];
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

// Frees the texts; the list is empty again.
void arm_texts_clear(ArmTexts *texts);

// Makes the plan, or what of it belongs to the session's part, and room for its runs.
void session_make_plan(Session *session);

// Takes a block that is done already, one run for each arm in the plan's order, which the session owns from then on. Blocks must come in
// rising order. false: the block is none of this session's, and nothing was taken.
bool session_adopt(Session *session, uint32_t block, Run *runs);

// Frees what the session owns. The folder for scratch files is the caller's to remove.
void session_clear(Session *session);

// Of all processors during the runs, and how many of them went to other machines on the host.
uint64_t session_ticks(const Session *session);
uint64_t session_stolen_ticks(const Session *session);

// The metric's values under `arm` in whole blocks, in order of blocks, into `values` (room for AB_BLOCKS_MAX).
void session_values(const Session *session, uint32_t metric, uint32_t arm, double *values);

#endif
