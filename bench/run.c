#include "run.h"

#include "guide.h"
#include "start.h"

#include "base/fs.h"
#include "base/mem.h"
#include "stats.h"

#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

// Looking may take this share of the time at most; of several that go on beside each other all together may.
enum { SAMPLER_SHARE = 100 };

static uint64_t pause_after(const RunTask *task, uint64_t look_ns) {
  return look_ns * SAMPLER_SHARE * (task->spec->at_once ? task->spec->at_once : 1);
}

static bool is_command(const RunTask *task) {
  return task->spec->workload->kind == WORK_COMMAND;
}

static uint64_t own_cpu_ns(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}

// --- Marks to values ---

static void add_phase(RunTask *task, MarkName begin, uint64_t end_ns) {
  PhaseTime phase = { begin, task_seconds(task->start_ns, task->last_ns),
                      task_seconds(task->start_ns, end_ns) };
  vec_push(&task->run->phases, phase);
}

static bool look_at_library(const RunTask *task, Err *err) {
  const Arm *arm = task->spec->arm;
  if (arm->library == NULL || !sample_is_unmapped(task->child.pid, arm->library)) return true;
  return err_set(err, "arm %s: %s is not in the running program", arm->name, arm->library);
}

static void look_at_processes(RunTask *task) {
  task->processes.len = 0;
  if (is_command(task)) {
    tree_look(&task->processes, task->child.launcher);
  } else {
    vec_push(&task->processes, task->child.pid);
  }
}

// `mark` follows rightly on the last one.
static void take_mark(RunTask *task, const Mark *mark) {
  double *values = task->run->values;
  look_at_processes(task);
  uint64_t cpu_ns = tree_cpu_ns(&task->processes);
  // What is saved from outside counts from then on, also the time until the program saw it.
  double wall = task_seconds(task->saved_ns ? task->saved_ns : task->last_ns, mark->at_ns);
  switch (mark->name) {
    case MARK_START: task->start_ns = mark->at_ns; break;
    case MARK_COLD_END:
      values[METRIC_COLD_WALL] = wall;
      if (cpu_ns != 0) values[METRIC_COLD_CPU] = task_seconds(task->phase_cpu_ns, cpu_ns);
      add_phase(task, MARK_COLD_BEGIN, mark->at_ns);
      break;
    case MARK_REBUILD_END:
      vec_push(&task->rebuild_walls, wall);
      task->rebuild_cpu_ns += cpu_ns - task->phase_cpu_ns;
      add_phase(task, MARK_REBUILD_BEGIN, mark->at_ns);
      break;
    case MARK_IDLE_BEGIN:
      task->sleeps_before = tree_sleeps(&task->processes);
      unlink(task->stats_at_rest); // of a rest between saves
      break;
    case MARK_IDLE_END: add_phase(task, MARK_IDLE_BEGIN, mark->at_ns); break;
    default: break;
  }
  if (cpu_ns != 0) task->phase_cpu_ns = cpu_ns;
  task->last = mark->name;
  task->last_ns = mark->at_ns;
}

// One pair of marks around all rebuilds gives their mean, a pair around each the median.
static void reduce_rebuilds(RunTask *task) {
  uint32_t rebuilds = task->spec->workload->rebuilds;
  if (task->rebuild_walls.len == 0) return;
  double *values = task->run->values;
  values[METRIC_REBUILD_WALL] = task->rebuild_walls.len == rebuilds
                                    ? stats_median(task->rebuild_walls.items, rebuilds)
                                    : task->rebuild_walls.items[0] / rebuilds;
  values[METRIC_REBUILD_CPU] = (double)task->rebuild_cpu_ns / 1e9 / rebuilds;
}

// --- Looking ---

// A command's curve is of what its processes do not share: one file page may be in all of them.
static void take_curve_point(RunTask *task) {
  uint64_t before_ns = own_cpu_ns();
  look_at_processes(task);
  uint64_t rss = is_command(task) ? tree_private(&task->processes) : sample_rss(task->child.pid);
  if (is_command(task) && rss > task->most_private) task->most_private = rss;
  if (rss == 0 || task->start_ns == 0) return;
  CurvePoint point = { task_seconds(task->start_ns, task_now_ns()), rss };
  vec_push(&task->run->curve, point);
  task->look_pause_ns = pause_after(task, own_cpu_ns() - before_ns);
}

bool run_is_resting(const RunTask *task) {
  return task->last >= MARK_IDLE_BEGIN;
}

// Milliseconds until the next idle mark; −1 when there is none to come.
static int until_idle_mark(const RunTask *task) {
  const Workload *workload = task->spec->workload;
  if (task->last != MARK_IDLE_BEGIN || task->idle_marks_taken == workload->idle_mark_count)
    return -1;
  double due = workload->idle_marks[task->idle_marks_taken];
  double left = due - task_seconds(task->last_ns, task_now_ns());
  return left <= 0 ? 0 : (int)ceil(left * 1000);
}

enum { WORKING_MS = 20, RESTING_MS = 200 }; // between looks

// Looks at the footprint for the curve of the rest. A look takes milliseconds when much is mapped: the next waits so long that all of
// them together take a hundredth of the time.
static bool look_at_rest(RunTask *task, Footprint *footprint, Err *err) {
  uint64_t before_ns = task_now_ns();
  if (!tree_footprint(&task->processes, footprint, err)) return false;
  uint64_t pause_ns = pause_after(task, task_now_ns() - before_ns);
  uint64_t least_ns = (uint64_t)RESTING_MS * 1000000;
  task->rest_look_ns = before_ns + (pause_ns > least_ns ? pause_ns : least_ns);
  RestPoint point = { task_seconds(task->start_ns, before_ns), footprint->footprint };
  vec_push(&task->run->rest, point);
  return true;
}

// A look between the marks, when one is due. That the program is gone is told elsewhere.
static void take_rest_point(RunTask *task) {
  bool is_resting = task->last == MARK_IDLE_BEGIN &&
                    task->idle_marks_taken < task->spec->workload->idle_mark_count;
  if (!is_resting || task_now_ns() < task->rest_look_ns) return;
  Footprint footprint;
  Err err = ERR_NONE;
  if (!look_at_rest(task, &footprint, &err)) err_clear(&err);
}

static bool take_idle_mark(RunTask *task, Err *err) {
  Footprint footprint;
  if (!look_at_rest(task, &footprint, err)) return false;
  double *values =
      task->run->values + METRIC_IDLE_FIRST + (size_t)METRIC_IDLE_VALUES * task->idle_marks_taken;
  values[0] = (double)footprint.footprint;
  values[1] = (double)footprint.rss;
  values[2] = (double)footprint.anonymous_huge;
  uint64_t hidden;
  if (cgroup_hidden(&task->group, footprint.lazy_free, &hidden)) values[3] = (double)hidden;
  task->idle_marks_taken++;
  task->run->values[METRIC_WAKEUPS] = (double)(tree_sleeps(&task->processes) - task->sleeps_before);
  guide_rested(task);
  return true;
}

uint64_t run_due_ns(const RunTask *task) {
  uint64_t period_ns = (uint64_t)(run_is_resting(task) ? RESTING_MS : WORKING_MS) * 1000000;
  if (period_ns < task->look_pause_ns) period_ns = task->look_pause_ns;
  uint64_t due_ns = task->looked_ns + period_ns;
  int left_ms = until_idle_mark(task);
  if (left_ms < 0) return due_ns;
  uint64_t mark_ns = task_now_ns() + (uint64_t)left_ms * 1000000;
  return mark_ns < due_ns ? mark_ns : due_ns;
}

// --- The end ---

static const char *signal_words(int number) {
  const char *words = sigdescr_np(number);
  return words ? words : "unknown signal";
}

// How a command ended: of itself and well, or by us after its rest.
static RunResult judge_command(const RunTask *task, Err *err) {
  const Workload *workload = task->spec->workload;
  if (task->idle_marks_taken == workload->idle_mark_count) return RUN_OK;
  err_set(
      err,
      "arm %s: the program ended before it had rested for %g s; for one that ends leave idle: out",
      task->spec->arm->name, workload->idle_marks[workload->idle_mark_count - 1]);
  return RUN_FAILED;
}

static MarkName last_mark_expected(const Workload *workload) {
  if (workload->idle_mark_count != 0) return MARK_IDLE_END;
  return workload->rebuilds != 0 ? MARK_REBUILD_END : MARK_COLD_END;
}

static RunResult judge_end(RunTask *task, Err *err) {
  const RunSpec *spec = task->spec;
  const ChildEnd *end = &task->child.end;
  const char *arm = spec->arm->name;
  if (task->child.failure) {
    err_set(err, "%s cannot be started: %s", spec->program, task->child.failure);
    return RUN_UNFIT;
  }
  if (!end->known) {
    err_set(err, "arm %s: the program was killed together with neap-launch", arm);
    return RUN_FAILED;
  }
  if (task->is_stopped) return RUN_OK;
  if (end->by_signal || end->code != 0) {
    char *words = guide_last_words(task->printed);
    if (end->by_signal) {
      err_set(err, "arm %s: the program crashed after the mark %s (signal %d, %s)%s", arm,
              mark_text(task->last), end->code, signal_words(end->code), words);
    } else {
      err_set(err, "arm %s: %s%s ended with status %d%s", arm,
              is_command(task) ? "" : "the build of ", spec->entry, end->code, words);
    }
    mem_free(words);
    return RUN_FAILED;
  }
  if (is_command(task)) return judge_command(task, err);
  if (task->last != last_mark_expected(spec->workload) ||
      task->idle_marks_taken != spec->workload->idle_mark_count) {
    err_set(err, "arm %s: the program ended well but too early, after the mark %s", arm,
            mark_text(task->last));
    return RUN_FAILED;
  }
  return RUN_OK;
}

static void take_end(RunTask *task) {
  Run *run = task->run;
  run->end = task->child.end;
  run->values[METRIC_PEAK] = fmax((double)run->end.peak_bytes, (double)task->most_private);
  run->values[METRIC_FAULTS] = (double)(run->end.minor_faults + run->end.major_faults);
  if (is_command(task)) {
    run->values[METRIC_COLD_WALL] = run->end.wall_seconds;
    run->values[METRIC_COLD_CPU] = run->end.user_seconds + run->end.system_seconds;
  }
  // A program that ends with its cold build may be gone before its clock is read.
  if (isnan(run->values[METRIC_COLD_CPU])) {
    run->values[METRIC_COLD_CPU] =
        run->end.user_seconds + run->end.system_seconds - (double)task->phase_cpu_ns / 1e9;
  }
  reduce_rebuilds(task);
  Rest rest = rest_measure(run->rest.items, run->rest.len, (double)RESTING_MS / 1000);
  run->values[METRIC_HALF_RETURN] = rest.half;
  run->values[METRIC_RETURN] = rest.nine_tenths;
  run->values[METRIC_IDLE_AREA] = rest.byte_seconds;
}

// What libneap wrote, in one line; NULL when it wrote nothing.
static char *read_statistics(const char *path) {
  json_t *root = json_load_file(path, 0, NULL);
  if (root == NULL) return NULL;
  char *text = json_dumps(root, JSON_PRESERVE_ORDER);
  char *copy = text ? str_copy(str_of(text)) : NULL;
  free(text); // jansson's
  json_decref(root);
  return copy;
}

// --- From start to end ---

// A rebuild without what was saved: the next one may have it, unless the code is broken.
static RunResult pass_over(RunTask *task, const Mark *mark, Err *err) {
  char *words = guide_last_words(task->printed);
  bool is_broken = *words != '\0';
  if (is_broken) err_set(err, "arm %s: the rebuild failed%s", task->spec->arm->name, words);
  mem_free(words);
  if (!run_is_resting(task)) task->last = mark->name;
  return is_broken ? RUN_FAILED : RUN_OK;
}

static RunResult handle_mark(RunTask *task, const Mark *mark, Err *err) {
  // A command has started before it could say so, and may rest without having built anything.
  if (is_command(task) && task->start_ns == 0) task->start_ns = mark->at_ns;
  if (!guide_counts(task, mark)) return pass_over(task, mark, err);
  if (!is_command(task) && !mark_may_follow(task->last, mark->name)) {
    err_set(err, "arm %s: the program's marks are out of order: %s after %s", task->spec->arm->name,
            mark_text(mark->name), mark_text(task->last));
    return RUN_FAILED;
  }
  take_mark(task, mark);
  take_curve_point(task);
  take_rest_point(task);
  task->looked_ns = task_now_ns();
  if (is_command(task)) return RUN_OK; // proven by its bindings
  if (mark->name == MARK_START && !look_at_library(task, err)) return RUN_UNFIT;
  return guide_mark(task, err);
}

// Nothing came: is it time for an idle mark, or has it waited too long?
static RunResult handle_quiet(RunTask *task, Err *err) {
  take_curve_point(task);
  task->looked_ns = task_now_ns();
  RunResult result = guide_quiet(task, err);
  if (result != RUN_OK) return result;
  take_rest_point(task);
  if (until_idle_mark(task) == 0 && !take_idle_mark(task, err)) return RUN_UNFIT;
  double silent = task_seconds(task->heard_ns, task_now_ns());
  uint32_t patience = task->spec->timeout_seconds;
  if (run_is_resting(task)) patience += workload_idle_seconds(task->spec->workload);
  if (silent <= patience) return RUN_OK;
  err_set(err, "arm %s: the program gave no sign for %u s after the mark %s", task->spec->arm->name,
          patience, mark_text(task->last));
  return RUN_FAILED;
}

bool run_step(RunTask *task, uint64_t until_ns, RunResult *result, Err *err) {
  uint64_t due_ns = run_due_ns(task);
  uint64_t now = task_now_ns();
  if (until_ns > due_ns) until_ns = due_ns;
  uint64_t wait_ns = until_ns > now ? until_ns - now : 0;
  ChildEvent event = child_next(&task->child, (int)((wait_ns + 999999) / 1000000));
  *result = RUN_OK;
  switch (event.type) {
    case CHILD_QUIET:
      if (task_now_ns() >= due_ns) *result = handle_quiet(task, err);
      break;
    case CHILD_MARK:
      task->heard_ns = task_now_ns();
      *result = handle_mark(task, &event.mark, err);
      break;
    case CHILD_NO_MARK:
      err_set(err, "arm %s: the program wrote a line that is no mark", task->spec->arm->name);
      *result = RUN_FAILED;
      break;
    case CHILD_STOP:
      err_set(err, "stopped");
      *result = RUN_STOPPED;
      break;
    case CHILD_ENDED:
      *result = judge_end(task, err);
      if (*result == RUN_OK) take_end(task);
      return true;
  }
  return *result != RUN_OK;
}

// Its files stand beside those of other runs that go on.
static char *scratch_file(const RunSpec *spec, const char *name) {
  return str_format("%s/%u-%s", spec->scratch, spec->number, name);
}

RunTask *run_begin(Run *run, const RunSpec *spec, Err *err) {
  *run = (Run){ 0 };
  for (int i = 0; i < METRIC_COUNT_MAX; i++) {
    run->values[i] = NAN;
  }
  RunTask *task = MEM_NEW_ZEROED(RunTask);
  task->run = run;
  task->spec = spec;
  task->out = scratch_file(spec, "bundle.js");
  task->printed = scratch_file(spec, "printed");
  task->stats = scratch_file(spec, "stats");
  task->stats_at_rest = scratch_file(spec, "stats-at-rest");
  task->visited = scratch_file(spec, "visited");
  task->begun_ns = task->heard_ns = task->looked_ns = task_now_ns();
  task->begun_cpu_ns = own_cpu_ns();
  // Without one it is not known what it would have shown.
  if (spec->has_group) (void)cgroup_make(&task->group, spec->number);
  StartWords words = start_words(spec, task->out);
  char **settings = start_environment(spec, task->stats, task->stats_at_rest);
  ChildSpec child = { spec->launcher, (const char *const *)settings,
                      (const char *const *)words.items, task->printed, task->group.door };
  bool good = spec->edits == NULL || edits_restore(spec->edits, err);
  good = good && child_start(&task->child, &child, err);
  arm_environment_free(settings);
  vec_each (word, &words) {
    mem_free(*word);
  }
  vec_clear(&words);
  if (good) return task;
  task->child = (Child){ .report_fd = -1, .marks_fd = -1 };
  run_end(task);
  return NULL;
}

void run_end(RunTask *task) {
  Run *run = task->run;
  if (task->child.launcher != 0) {
    run->sampler_share =
        (double)(own_cpu_ns() - task->begun_cpu_ns) / (double)(task_now_ns() - task->begun_ns);
    child_clear(&task->child);
  }
  if (task->is_visited) child_clear(&task->visitor);
  cgroup_end(&task->group);
  run->allocator = read_statistics(task->stats_at_rest);
  run->allocator_rests = run->allocator != NULL;
  if (run->allocator == NULL) run->allocator = read_statistics(task->stats);
  char *files[] = { task->out, task->printed, task->stats, task->stats_at_rest, task->visited };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    unlink(files[i]);
    mem_free(files[i]);
  }
  vec_clear(&task->rebuild_walls);
  vec_clear(&task->processes);
  mem_free(task);
}

RunResult run_once(Run *run, const RunSpec *spec, Err *err) {
  RunResult result = RUN_UNFIT;
  RunTask *task = run_begin(run, spec, err);
  if (task == NULL) return result;
  while (!run_step(task, UINT64_MAX, &result, err)) {
  }
  run_end(task);
  return result;
}

void run_clear(Run *run) {
  vec_clear(&run->curve);
  vec_clear(&run->rest);
  vec_clear(&run->phases);
  mem_free(run->allocator);
}
