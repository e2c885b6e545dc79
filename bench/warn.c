#include "warn.h"

#include "compare.h"

#include <inttypes.h>
#include <math.h>

// Takes the text over.
static void add(WarningList *warnings, const char *id,
                char *text) { // NOLINT(readability-non-const-parameter)
  Warning warning = { id, text };
  vec_push(warnings, warning);
}

// --- The machine ---

static void look_at_machine(const Session *session, WarningList *warnings) {
  const double stolen_limit = 0.01;
  const double available_limit = 0.1;
  const Machine *before = &session->machine;
  const Machine *now = &session->machine_now;
  if (machine_is_busy(before)) {
    add(warnings, "busy",
        str_format("%.1f threads of others ran beside: times are weak evidence, memory is not",
                   before->load));
  }
  uint64_t ticks = session_ticks(session);
  if (ticks != 0) {
    double share = (double)session_stolen_ticks(session) / (double)ticks;
    if (share > stolen_limit) {
      add(warnings, "steal",
          str_format("the host gave %.0f %% of the processors' time to other machines: times are "
                     "weak evidence",
                     share * 100));
    }
  }
  if (now->ticks != 0 &&
      (double)now->available_bytes < available_limit * (double)now->memory_bytes) {
    add(warnings, "memory",
        str_format("less than a tenth of the memory is left: the kernel may be taking pages back"));
  }
}

// --- Runs ---

static void look_at_switches(const Session *session, WarningList *warnings) {
  const double times = 10;
  const double floor = 1000; // below, a run lost too little time to matter
  double *switches = (double *)mem_alloc(session->runs_done * sizeof *switches);
  for (uint32_t i = 0; i < session->runs_done; i++) {
    switches[i] = (double)session->runs[i].end.involuntary_switches;
  }
  double limit = fmax(times * stats_median(switches, session->runs_done), floor);
  uint32_t disturbed = 0;
  for (uint32_t i = 0; i < session->runs_done; i++) {
    disturbed += switches[i] > limit;
  }
  mem_free(switches);
  if (disturbed == 0) return;
  add(warnings, "switches",
      str_format("%" PRIu32 " of %" PRIu32
                 " runs lost the processor ten times as often as the others",
                 disturbed, session->runs_done));
}

static void look_at_disk(const Session *session, WarningList *warnings) {
  uint32_t waited = 0;
  for (uint32_t i = 0; i < session->runs_done; i++) {
    waited += session->runs[i].end.major_faults != 0;
  }
  if (waited == 0) return;
  add(warnings, "disk",
      str_format("%" PRIu32 " of %" PRIu32 " runs waited for the disk (major page faults)", waited,
                 session->runs_done));
}

// Short runs are started, read and ended in little time: the share of all runs together counts.
static void look_at_sampler(const Session *session, WarningList *warnings) {
  const double limit = 0.01;
  double *shares = (double *)mem_alloc(session->runs_done * sizeof *shares);
  for (uint32_t i = 0; i < session->runs_done; i++) {
    shares[i] = session->runs[i].sampler_share;
  }
  double share = stats_median(shares, session->runs_done);
  mem_free(shares);
  if (!(share > limit)) return;
  add(warnings, "sampler",
      str_format(
          "looking at the program took %.1f %% of a processor: short times are weak evidence",
          share * 100));
}

// What is left of huge pages of which parts went back: the footprint lacks it, for no process shows it.
static void look_at_hidden(const Session *session, WarningList *warnings) {
  const double least = 2 * 1024 * 1024;
  double values[AB_BLOCKS_MAX];
  uint32_t marks = session->workload.idle_mark_count;
  uint32_t metric = marks != 0 ? metric_hidden(marks - 1) : 0;
  if (marks == 0 || !session->metrics.items[metric].measured || session->blocks_done == 0) return;
  for (uint32_t arm = 0; arm < session_control(session); arm++) {
    session_values(session, metric, arm, values);
    double hidden = stats_median(values, session->blocks_done);
    if (!(hidden > least)) continue;
    add(warnings, "hidden",
        str_format("%s holds %.1f MiB more in huge pages of which parts went back: no process "
                   "shows it, and the footprint lacks it",
                   session->arms[arm].name, hidden / (1024 * 1024)));
  }
}

// --- Drift ---

typedef struct Drift {
  uint32_t metric;
  uint32_t arm;
  Trend trend;
} Drift;

typedef VEC(Drift) DriftList;

// The trends of all figures that are shown, over the blocks; those that have none (all equal) are left out.
static DriftList trends(const Session *session) {
  DriftList list = VEC_EMPTY;
  double values[AB_BLOCKS_MAX];
  for (uint32_t metric = 0; metric < session->metrics.count; metric++) {
    if (!metric_is_shown(&session->metrics.items[metric])) continue;
    for (uint32_t arm = 0; arm < session_control(session); arm++) {
      session_values(session, metric, arm, values);
      Drift drift = { metric, arm, stats_trend(values, session->blocks_done) };
      if (isfinite(drift.trend.p)) vec_push(&list, drift);
    }
  }
  return list;
}

// Makes the p-values those after Holm.
static void adjust(DriftList *list) {
  double *p_values = (double *)mem_alloc_zeroed(list->len + 1, sizeof(double));
  double *next = p_values;
  vec_each (drift, list) {
    *next++ = drift->trend.p;
  }
  stats_holm(p_values, list->len, p_values);
  next = p_values;
  vec_each (drift, list) {
    drift->trend.p = *next++;
  }
  mem_free(p_values);
}

static void look_at_drift(const Session *session, WarningList *warnings) {
  const double level = 0.01;
  DriftList list = trends(session);
  adjust(&list);
  vec_each (drift, &list) {
    if (!(drift->trend.p < level)) continue;
    add(warnings, "drift",
        str_format("%s of %s %s from block to block (tau %+.2f, p %.2g after Holm)",
                   session->metrics.items[drift->metric].name, session->arms[drift->arm].name,
                   drift->trend.tau > 0 ? "rises" : "falls", drift->trend.tau, drift->trend.p));
  }
  vec_clear(&list);
}

// --- All ---

static void look_at_gates(const Session *session, WarningList *warnings) {
  uint32_t blocks = compare_blocks_for_gates(session);
  if (session->blocks >= blocks) return;
  add(warnings, "gates",
      str_format("%" PRIu32 " blocks cannot show that a gate is broken; with these gates and arms "
                 "it takes %" PRIu32,
                 session->blocks, blocks));
}

WarningList warn_list(const Session *session) {
  WarningList warnings = VEC_EMPTY;
  look_at_gates(session, &warnings);
  look_at_machine(session, &warnings);
  if (session->runs_done == 0) return warnings;
  look_at_switches(session, &warnings);
  look_at_disk(session, &warnings);
  look_at_sampler(session, &warnings);
  look_at_hidden(session, &warnings);
  look_at_drift(session, &warnings);
  return warnings;
}

void warn_clear(WarningList *warnings) {
  vec_each (warning, warnings) {
    mem_free(warning->text);
  }
  vec_clear(warnings);
}
