#include "schedule.h"

#include "live.h"
#include "output.h"
#include "task.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { DEFAULT_TIMEOUT_SECONDS = 300 };

// --- One job ---

typedef VEC(const char *) OptionWords; // borrowed; NULL-terminated

static OptionWords option_words(const Session *session, const char *more) {
  OptionWords words = VEC_EMPTY;
  bool is_command = session->workload.kind == WORK_COMMAND;
  for (size_t i = is_command ? 1 : 0; i < session->options->build_option_count; i++) {
    vec_push(&words, session->options->build_options[i]);
  }
  if (more) vec_push(&words, more);
  vec_push(&words, NULL);
  return words;
}

static RunSpec spec_of(const Session *session, uint32_t arm, const Workload *workload,
                       const OptionWords *words) {
  uint32_t timeout_seconds = session->options->timeout_seconds;
  return (RunSpec){
    .arm = &session->arms[arm],
    .workload = workload,
    .program = session->program,
    .launcher = session->launcher,
    .entry = session->entry,
    .build_options = words->items,
    .threads = session->threads,
    .timeout_seconds = timeout_seconds ? timeout_seconds : DEFAULT_TIMEOUT_SECONDS,
    .scratch = session->scratch,
    .at_once = session->at_once,
    .has_group = session->has_groups,
    .edits = workload->kind == WORK_WATCH ? &session->edits : NULL,
    .visitor = session->browser.script,
    .node = session->browser.node,
  };
}

RunResult schedule_warm_up(const Session *session, const char *metafile, Err *err) {
  Workload cold = { 0 };
  Run run;
  char *more = metafile ? str_format("--metafile=%s", metafile) : NULL;
  OptionWords words = option_words(session, more);
  RunSpec spec = spec_of(session, BASELINE, &cold, &words);
  RunResult result = run_once(&run, &spec, err);
  run_clear(&run);
  vec_clear(&words);
  mem_free(more);
  return result;
}

RunResult schedule_count(Session *session, const char *library, Err *err) {
  OptionWords words = option_words(session, NULL);
  RunSpec spec = spec_of(session, BASELINE, &session->workload, &words);
  RunResult result = live_count(session, &spec, library, err);
  vec_clear(&words);
  return result;
}

// --- Progress ---

typedef struct Going {
  uint32_t job;
  RunSpec spec;
  RunTask *task; // NULL: the place is free
} Going;

typedef struct Schedule {
  Session *session;
  OptionWords words;
  Going *going;  // session->at_once places
  bool *is_done; // of each job
  uint32_t next; // job to be started
  uint64_t began_ns;
  uint32_t runs_before;
} Schedule;

// On a terminal one line that is painted over; elsewhere a line for each block.
static void tell_progress(const Schedule *schedule) {
  const Session *session = schedule->session;
  const Job *job = &session->plan.jobs[schedule->next];
  bool is_terminal = isatty(STDERR_FILENO) == 1;
  if (!is_terminal && job->place != 0) return;
  fprintf(stderr, "%sblock %u of %u", is_terminal ? "\r\033[K" : "", job->block + 1,
          session->blocks);
  if (is_terminal) fprintf(stderr, ", run %u of %u", job->place + 1, session->arm_count);
  if (session->runs_done != schedule->runs_before) {
    double each = task_seconds(schedule->began_ns, task_now_ns()) /
                  (session->runs_done - schedule->runs_before);
    fprintf(stderr, ", %.0f s left", each * (session->plan.count - session->runs_done));
  }
  fputs(is_terminal ? "" : "\n", stderr);
}

static void end_progress(void) {
  if (isatty(STDERR_FILENO) == 1) fputs("\r\033[K", stderr);
}

// --- Side by side ---

static RunResult start_next(Schedule *schedule, Going *place, Err *err) {
  Session *session = schedule->session;
  tell_progress(schedule);
  place->job = schedule->next++;
  place->spec =
      spec_of(session, session->plan.jobs[place->job].arm, &session->workload, &schedule->words);
  place->spec.number = place->job;
  place->task = run_begin(&session->runs[place->job], &place->spec, err);
  return place->task ? RUN_OK : RUN_UNFIT;
}

// Runs count in the plan's order, and a report is due whenever a block is whole.
static RunResult count_done(Schedule *schedule, Err *err) {
  Session *session = schedule->session;
  while (session->runs_done < session->plan.count && schedule->is_done[session->runs_done]) {
    session->runs_done++;
    session->blocks_done = session->runs_done / session->arm_count;
    if (session->runs_done % session->arm_count != 0) continue;
    session->machine_now = machine_look();
    if (!output_save_json(session, err)) return RUN_UNFIT;
  }
  return RUN_OK;
}

// How much more is held at the end of the rest than lives.
static void add_ratio(const Session *session, Run *run) {
  uint32_t marks = session->workload.idle_mark_count;
  if (session->live_bytes == 0 || marks == 0) return;
  size_t last = METRIC_IDLE_FIRST + (size_t)METRIC_IDLE_VALUES * (marks - 1);
  run->values[METRIC_RATIO] = run->values[last] / (double)session->live_bytes;
}

// A group that could not be made, or not be read, shows nothing: then the figure is there for no run.
static void forget_hidden(Session *session, const Run *run) {
  for (uint32_t i = 0; i < session->workload.idle_mark_count; i++) {
    Metric *hidden = &session->metrics.items[metric_hidden(i)];
    hidden->measured &= isfinite(run->values[metric_hidden(i)]) != 0;
  }
}

static RunResult step(Schedule *schedule, Going *place, uint64_t until_ns, Err *err) {
  RunResult result;
  if (!run_step(place->task, until_ns, &result, err)) return RUN_OK;
  run_end(place->task);
  place->task = NULL;
  schedule->is_done[place->job] = result == RUN_OK;
  if (result == RUN_OK) {
    add_ratio(schedule->session, &schedule->session->runs[place->job]);
    forget_hidden(schedule->session, &schedule->session->runs[place->job]);
  }
  if (result != RUN_OK) run_clear(&schedule->session->runs[place->job]);
  return result == RUN_OK ? count_done(schedule, err) : result;
}

// The one that works, or else the one that is to be looked at first; NULL: none goes on.
static Going *choose(const Schedule *schedule, Going **free_place, uint64_t *first_due_ns) {
  Going *chosen = NULL;
  bool is_working = false;
  *free_place = NULL;
  *first_due_ns = UINT64_MAX; // of those that rest
  for (uint32_t i = 0; i < schedule->session->at_once; i++) {
    Going *place = &schedule->going[i];
    if (place->task == NULL) {
      *free_place = place;
    } else if (!run_is_resting(place->task)) {
      chosen = place;
      is_working = true;
    } else if (run_due_ns(place->task) < *first_due_ns) {
      *first_due_ns = run_due_ns(place->task);
      if (!is_working) chosen = place;
    }
  }
  if (is_working) *free_place = NULL;
  return chosen;
}

static RunResult look_at_those_resting(Schedule *schedule, Err *err) {
  for (uint32_t i = 0; i < schedule->session->at_once; i++) {
    Going *place = &schedule->going[i];
    if (place->task == NULL || !run_is_resting(place->task)) continue;
    RunResult result = step(schedule, place, 0, err);
    if (result != RUN_OK) return result;
  }
  return RUN_OK;
}

static RunResult run_all(Schedule *schedule, Err *err) {
  Session *session = schedule->session;
  while (session->runs_done < session->plan.count) {
    Going *free_place;
    uint64_t first_due_ns;
    const Going *chosen = choose(schedule, &free_place, &first_due_ns);
    RunResult result = RUN_OK;
    if (free_place && schedule->next < session->plan.count) {
      result = start_next(schedule, free_place, err);
    } else {
      bool is_working = !run_is_resting(chosen->task);
      result = step(schedule, (Going *)chosen, is_working ? first_due_ns : UINT64_MAX, err);
      if (result == RUN_OK) result = look_at_those_resting(schedule, err);
    }
    if (result != RUN_OK) return result;
  }
  return RUN_OK;
}

// Kills what still goes on, and forgets what came too early to count.
static void abandon(Schedule *schedule) {
  Session *session = schedule->session;
  for (uint32_t i = 0; i < session->at_once; i++) {
    Going *place = &schedule->going[i];
    if (place->task == NULL) continue;
    run_end(place->task);
    run_clear(&session->runs[place->job]);
  }
  for (uint32_t job = session->runs_done; job < session->plan.count; job++) {
    if (schedule->is_done[job]) run_clear(&session->runs[job]);
  }
}

RunResult schedule_run(Session *session, Err *err) {
  if (!output_save_json(session, err)) return RUN_UNFIT;
  Schedule schedule = {
    .session = session,
    .words = option_words(session, NULL),
    .going = (Going *)mem_alloc_zeroed(session->at_once, sizeof(Going)),
    .is_done = (bool *)mem_alloc_zeroed((size_t)session->plan.count + 1, sizeof(bool)),
    .next = session->runs_done,
    .began_ns = task_now_ns(),
    .runs_before = session->runs_done,
  };
  RunResult result = run_all(&schedule, err);
  if (result != RUN_OK) abandon(&schedule);
  end_progress();
  vec_clear(&schedule.words);
  mem_free(schedule.going);
  mem_free(schedule.is_done);
  return result;
}
