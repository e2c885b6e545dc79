#include "run.h"

#include "sample.h"
#include "tree.h"

#include "base/fs.h"
#include "base/mem.h"
#include "stats.h"

#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

// Looking may take this share of the time at most.
enum { SAMPLER_SHARE = 100 };

// While one run goes on.
typedef struct Watch {
  Run *run;
  const RunSpec *spec;
  Child child;
  MarkName last;
  uint64_t start_ns;
  uint64_t last_ns;      // when the last mark was written
  uint64_t phase_cpu_ns; // CPU time at the begin of the phase
  uint64_t rebuild_cpu_ns;
  VEC(double) rebuild_walls;
  uint32_t idle_marks_taken;
  uint64_t rest_look_ns;  // when the footprint is due again
  uint64_t sleeps_before; // when the rest began
  Tree processes; // those that are looked at: the program, and for a command what it started
  uint64_t
      look_pause_ns; // between looks at the curve; more than usual when many processes make one expensive
  uint64_t most_private; // of a command, seen at any time
  uint64_t quiet_ns;     // since when it has been quiet, by the processor time of then
  uint64_t quiet_cpu_ns;
  bool is_stopped; // by us, after its rest
} Watch;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t own_cpu_ns(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}

static double seconds_between(uint64_t from_ns, uint64_t to_ns) {
  return (double)(int64_t)(to_ns - from_ns) / 1e9;
}

// --- Command line ---

typedef VEC(char *) TextList; // owned

static TextList command_argv(const RunSpec *spec) {
  TextList argv = VEC_EMPTY;
  vec_push(&argv, str_copy(str_of(spec->program)));
  for (const char *const *word = spec->build_options; *word; word++) {
    vec_push(&argv, str_copy(str_of(*word)));
  }
  vec_push(&argv, NULL);
  return argv;
}

static TextList workload_argv(const RunSpec *spec, const char *out) {
  TextList argv = VEC_EMPTY;
  vec_push(&argv, str_copy(str_of(spec->program)));
  vec_push(&argv, str_format("build"));
  vec_push(&argv, str_copy(str_of(spec->entry)));
  vec_push(&argv, str_format("--outfile=%s", out));
  vec_push(&argv, str_format("--threads=%u", spec->threads));
  vec_push(&argv, str_format("--log-level=error"));
  vec_push(&argv, str_format("--bench-marks=%d", CHILD_MARKS_FD));
  const char *rebuild = spec->workload->uneven ? "uneven" : "rebuild";
  if (spec->workload->rebuilds != 0)
    vec_push(&argv, str_format("--bench-%s=%u", rebuild, spec->workload->rebuilds));
  uint32_t idle_seconds = workload_idle_seconds(spec->workload);
  if (idle_seconds != 0) vec_push(&argv, str_format("--bench-idle=%u", idle_seconds));
  for (const char *const *option = spec->build_options; *option; option++) {
    vec_push(&argv, str_copy(str_of(*option)));
  }
  vec_push(&argv, NULL);
  return argv;
}

// --- Marks to values ---

static void add_phase(Watch *watch, MarkName begin, uint64_t end_ns) {
  PhaseTime phase = { begin, seconds_between(watch->start_ns, watch->last_ns),
                      seconds_between(watch->start_ns, end_ns) };
  vec_push(&watch->run->phases, phase);
}

static bool look_at_library(const Watch *watch, Err *err) {
  const Arm *arm = watch->spec->arm;
  if (arm->library == NULL || !sample_is_unmapped(watch->child.pid, arm->library)) return true;
  return err_set(err, "arm %s: %s is not in the running program", arm->name, arm->library);
}

static void look_at_processes(Watch *watch) {
  watch->processes.len = 0;
  if (watch->spec->workload->is_command) {
    tree_look(&watch->processes, watch->child.launcher);
  } else {
    vec_push(&watch->processes, watch->child.pid);
  }
}

// `mark` follows rightly on the last one.
static void take_mark(Watch *watch, const Mark *mark) {
  double *values = watch->run->values;
  look_at_processes(watch);
  uint64_t cpu_ns = tree_cpu_ns(&watch->processes);
  double wall = seconds_between(watch->last_ns, mark->at_ns);
  switch (mark->name) {
    case MARK_START: watch->start_ns = mark->at_ns; break;
    case MARK_COLD_END:
      values[METRIC_COLD_WALL] = wall;
      if (cpu_ns != 0) values[METRIC_COLD_CPU] = seconds_between(watch->phase_cpu_ns, cpu_ns);
      add_phase(watch, MARK_COLD_BEGIN, mark->at_ns);
      break;
    case MARK_REBUILD_END:
      vec_push(&watch->rebuild_walls, wall);
      watch->rebuild_cpu_ns += cpu_ns - watch->phase_cpu_ns;
      add_phase(watch, MARK_REBUILD_BEGIN, mark->at_ns);
      break;
    case MARK_IDLE_BEGIN: watch->sleeps_before = tree_sleeps(&watch->processes); break;
    case MARK_IDLE_END: add_phase(watch, MARK_IDLE_BEGIN, mark->at_ns); break;
    default: break;
  }
  if (cpu_ns != 0) watch->phase_cpu_ns = cpu_ns;
  watch->last = mark->name;
  watch->last_ns = mark->at_ns;
}

// One pair of marks around all rebuilds gives their mean, a pair around each the median.
static void reduce_rebuilds(Watch *watch) {
  uint32_t rebuilds = watch->spec->workload->rebuilds;
  if (watch->rebuild_walls.len == 0) return;
  double *values = watch->run->values;
  values[METRIC_REBUILD_WALL] = watch->rebuild_walls.len == rebuilds
                                    ? stats_median(watch->rebuild_walls.items, rebuilds)
                                    : watch->rebuild_walls.items[0] / rebuilds;
  values[METRIC_REBUILD_CPU] = (double)watch->rebuild_cpu_ns / 1e9 / rebuilds;
}

// --- Looking ---

// A command's curve is of what its processes do not share: one file page may be in all of them.
static void take_curve_point(Watch *watch) {
  uint64_t before_ns = own_cpu_ns();
  look_at_processes(watch);
  bool is_command = watch->spec->workload->is_command;
  uint64_t rss = is_command ? tree_private(&watch->processes) : sample_rss(watch->child.pid);
  if (is_command && rss > watch->most_private) watch->most_private = rss;
  if (rss == 0 || watch->start_ns == 0) return;
  CurvePoint point = { seconds_between(watch->start_ns, now_ns()), rss };
  vec_push(&watch->run->curve, point);
  watch->look_pause_ns = (own_cpu_ns() - before_ns) * SAMPLER_SHARE;
}

// Milliseconds until the next idle mark; −1 when there is none to come.
static int until_idle_mark(const Watch *watch) {
  const Workload *workload = watch->spec->workload;
  if (watch->last != MARK_IDLE_BEGIN || watch->idle_marks_taken == workload->idle_mark_count)
    return -1;
  double due = workload->idle_marks[watch->idle_marks_taken];
  double left = due - seconds_between(watch->last_ns, now_ns());
  return left <= 0 ? 0 : (int)ceil(left * 1000);
}

enum { WORKING_MS = 20, RESTING_MS = 200 }; // between looks

// Looks at the footprint for the curve of the rest. A look takes milliseconds when much is mapped: the next waits so long that all of
// them together take a hundredth of the time.
static bool look_at_rest(Watch *watch, Footprint *footprint, Err *err) {
  uint64_t before_ns = now_ns();
  if (!tree_footprint(&watch->processes, footprint, err)) return false;
  uint64_t pause_ns = (now_ns() - before_ns) * SAMPLER_SHARE;
  uint64_t least_ns = (uint64_t)RESTING_MS * 1000000;
  watch->rest_look_ns = before_ns + (pause_ns > least_ns ? pause_ns : least_ns);
  RestPoint point = { seconds_between(watch->start_ns, before_ns), footprint->footprint };
  vec_push(&watch->run->rest, point);
  return true;
}

// A look between the marks, when one is due. That the program is gone is told elsewhere.
static void take_rest_point(Watch *watch) {
  bool is_resting = watch->last == MARK_IDLE_BEGIN &&
                    watch->idle_marks_taken < watch->spec->workload->idle_mark_count;
  if (!is_resting || now_ns() < watch->rest_look_ns) return;
  Footprint footprint;
  Err err = ERR_NONE;
  if (!look_at_rest(watch, &footprint, &err)) err_clear(&err);
}

static bool take_idle_mark(Watch *watch, Err *err) {
  Footprint footprint;
  if (!look_at_rest(watch, &footprint, err)) return false;
  double *values =
      watch->run->values + METRIC_IDLE_FIRST + (size_t)METRIC_IDLE_VALUES * watch->idle_marks_taken;
  values[0] = (double)footprint.footprint;
  values[1] = (double)footprint.rss;
  values[2] = (double)footprint.anonymous_huge;
  watch->idle_marks_taken++;
  watch->run->values[METRIC_WAKEUPS] =
      (double)(tree_sleeps(&watch->processes) - watch->sleeps_before);
  if (watch->spec->workload->is_command &&
      watch->idle_marks_taken == watch->spec->workload->idle_mark_count) {
    watch->is_stopped = true;
    child_stop(&watch->child);
  }
  return true;
}

// How long to wait for the next mark before looking again.
static int next_look_ms(const Watch *watch) {
  int period = watch->last == MARK_IDLE_BEGIN ? RESTING_MS : WORKING_MS;
  int pause = (int)(watch->look_pause_ns / 1000000);
  if (period < pause) period = pause;
  int left = until_idle_mark(watch);
  return left >= 0 && left < period ? left : period;
}

// --- The end ---

static const char *signal_words(int number) {
  const char *words = sigdescr_np(number);
  return words ? words : "unknown signal";
}

// The last line that the program printed, after ": "; empty when it printed none.
static char *last_words(const char *path) {
  enum { WORDS_MAX = 300 };

  Buf printed = BUF_EMPTY;
  Err err = ERR_NONE;
  char *words = NULL;
  if (sample_read(path, &printed, &err)) {
    Str text = buf_str(&printed);
    while (text.len != 0 && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == ' ')) {
      text.len--;
    }
    // The first line of an error says what is wrong, its frame and count follow; so look for that.
    size_t start = str_find_str(text, STR("error"));
    Str line = str_slice(text, start == text.len ? 0 : start, text.len);
    line.len = str_find(line, '\n');
    if (line.len > WORDS_MAX) line.len = WORDS_MAX;
    if (line.len != 0) words = str_format(": %.*s", STR_ARG(line));
  }
  err_clear(&err);
  buf_clear(&printed);
  return words ? words : str_copy(STR_EMPTY);
}

// How a command ended: of itself and well, or by us after its rest.
static RunResult judge_command(const Watch *watch, Err *err) {
  const Workload *workload = watch->spec->workload;
  if (watch->idle_marks_taken == workload->idle_mark_count) return RUN_OK;
  err_set(
      err,
      "arm %s: the program ended before it had rested for %g s; for one that ends leave idle: out",
      watch->spec->arm->name, workload->idle_marks[workload->idle_mark_count - 1]);
  return RUN_FAILED;
}

static MarkName last_mark_expected(const Workload *workload) {
  if (workload->idle_mark_count != 0) return MARK_IDLE_END;
  return workload->rebuilds != 0 ? MARK_REBUILD_END : MARK_COLD_END;
}

static RunResult judge_end(Watch *watch, const char *output, Err *err) {
  const RunSpec *spec = watch->spec;
  const ChildEnd *end = &watch->child.end;
  const char *arm = spec->arm->name;
  if (watch->child.failure) {
    err_set(err, "%s cannot be started: %s", spec->program, watch->child.failure);
    return RUN_UNFIT;
  }
  if (!end->known) {
    err_set(err, "arm %s: the program was killed together with neap-launch", arm);
    return RUN_FAILED;
  }
  if (watch->is_stopped) return RUN_OK;
  if (end->by_signal || end->code != 0) {
    char *words = last_words(output);
    if (end->by_signal) {
      err_set(err, "arm %s: the program crashed after the mark %s (signal %d, %s)%s", arm,
              mark_text(watch->last), end->code, signal_words(end->code), words);
    } else {
      err_set(err, "arm %s: %s%s ended with status %d%s", arm,
              spec->workload->is_command ? "" : "the build of ", spec->entry, end->code, words);
    }
    mem_free(words);
    return RUN_FAILED;
  }
  if (spec->workload->is_command) return judge_command(watch, err);
  if (watch->last != last_mark_expected(spec->workload) ||
      watch->idle_marks_taken != spec->workload->idle_mark_count) {
    err_set(err, "arm %s: the program ended well but too early, after the mark %s", arm,
            mark_text(watch->last));
    return RUN_FAILED;
  }
  return RUN_OK;
}

static void take_end(Watch *watch) {
  Run *run = watch->run;
  run->end = watch->child.end;
  run->values[METRIC_PEAK] = fmax((double)run->end.peak_bytes, (double)watch->most_private);
  run->values[METRIC_FAULTS] = (double)(run->end.minor_faults + run->end.major_faults);
  if (watch->spec->workload->is_command) {
    run->values[METRIC_COLD_WALL] = run->end.wall_seconds;
    run->values[METRIC_COLD_CPU] = run->end.user_seconds + run->end.system_seconds;
  }
  // A program that ends with its cold build may be gone before its clock is read.
  if (isnan(run->values[METRIC_COLD_CPU])) {
    run->values[METRIC_COLD_CPU] =
        run->end.user_seconds + run->end.system_seconds - (double)watch->phase_cpu_ns / 1e9;
  }
  reduce_rebuilds(watch);
  Rest rest = rest_measure(run->rest.items, run->rest.len, (double)RESTING_MS / 1000);
  run->values[METRIC_HALF_RETURN] = rest.half;
  run->values[METRIC_RETURN] = rest.nine_tenths;
  run->values[METRIC_IDLE_AREA] = rest.byte_seconds;
}

// What libneap wrote at exit, in one line; NULL when it wrote nothing.
static char *read_allocator(const char *path) {
  json_t *root = json_load_file(path, 0, NULL);
  if (root == NULL) return NULL;
  char *text = json_dumps(root, JSON_PRESERVE_ORDER);
  char *copy = text ? str_copy(str_of(text)) : NULL;
  free(text); // jansson's
  json_decref(root);
  return copy;
}

// --- From start to end ---

static RunResult handle_mark(Watch *watch, const Mark *mark, Err *err) {
  // A command has started before it could say so, and may rest without having built anything.
  bool is_command = watch->spec->workload->is_command;
  if (is_command && watch->start_ns == 0) watch->start_ns = mark->at_ns;
  if (!is_command && !mark_may_follow(watch->last, mark->name)) {
    err_set(err, "arm %s: the program's marks are out of order: %s after %s",
            watch->spec->arm->name, mark_text(mark->name), mark_text(watch->last));
    return RUN_FAILED;
  }
  take_mark(watch, mark);
  take_curve_point(watch);
  take_rest_point(watch);
  if (is_command) return RUN_OK; // proven by its bindings
  return mark->name != MARK_START || look_at_library(watch, err) ? RUN_OK : RUN_UNFIT;
}

// A command that writes no marks starts when its pid is known, and rests once all its processes together have used less than a
// hundredth of a processor for a second: since the begin of that second.
static void watch_command(Watch *watch) {
  const uint64_t window_ns = 1000000000;
  const uint64_t busy_ns = window_ns / 100;
  uint64_t now = now_ns();
  uint64_t cpu_ns = tree_cpu_ns(&watch->processes);
  if (watch->start_ns == 0 && watch->child.pid != 0) {
    watch->start_ns = watch->last_ns = now;
    watch->last = MARK_START;
  }
  // Less than before: one of them has ended, after some work.
  bool is_busy = cpu_ns < watch->quiet_cpu_ns || cpu_ns - watch->quiet_cpu_ns > busy_ns;
  if (watch->quiet_ns == 0 || is_busy) {
    watch->quiet_ns = now;
    watch->quiet_cpu_ns = cpu_ns;
  }
  bool may_rest = watch->last == MARK_START && watch->spec->workload->idle_mark_count != 0;
  if (!may_rest || now - watch->quiet_ns < window_ns) return;
  watch->sleeps_before = tree_sleeps(&watch->processes);
  watch->last = MARK_IDLE_BEGIN;
  watch->last_ns = watch->quiet_ns;
}

// Nothing came: is it time for an idle mark, or has it waited too long?
static RunResult handle_quiet(Watch *watch, uint64_t heard_ns, Err *err) {
  take_curve_point(watch);
  if (watch->spec->workload->is_command) watch_command(watch);
  take_rest_point(watch);
  if (until_idle_mark(watch) == 0 && !take_idle_mark(watch, err)) return RUN_UNFIT;
  double silent = seconds_between(heard_ns, now_ns());
  uint32_t patience = watch->spec->timeout_seconds;
  if (watch->last == MARK_IDLE_BEGIN) patience += workload_idle_seconds(watch->spec->workload);
  if (silent <= patience) return RUN_OK;
  err_set(err, "arm %s: the program gave no sign for %u s after the mark %s",
          watch->spec->arm->name, patience, mark_text(watch->last));
  return RUN_FAILED;
}

static RunResult follow(Watch *watch, const char *output, Err *err) {
  uint64_t heard_ns = now_ns();
  for (;;) {
    ChildEvent event = child_next(&watch->child, next_look_ms(watch));
    RunResult result = RUN_OK;
    switch (event.type) {
      case CHILD_QUIET: result = handle_quiet(watch, heard_ns, err); break;
      case CHILD_MARK:
        heard_ns = now_ns();
        result = handle_mark(watch, &event.mark, err);
        break;
      case CHILD_NO_MARK:
        err_set(err, "arm %s: the program wrote a line that is no mark", watch->spec->arm->name);
        result = RUN_FAILED;
        break;
      case CHILD_STOP: err_set(err, "stopped"); return RUN_STOPPED;
      case CHILD_ENDED: return judge_end(watch, output, err);
    }
    if (result != RUN_OK) return result;
  }
}

static char **run_environment(const Arm *arm, const char *stats, bool is_command) {
  char **settings = arm_environment(arm);
  if (arm->kind != ARM_NEAP && !is_command) return settings;
  VEC(char *) more = VEC_EMPTY;
  // Of a command no statistics: its processes would overwrite each other's.
  vec_push(&more,
           is_command ? str_copy(STR(CHILD_MARKS_SETTING)) : str_format("NEAP_STATS=%s", stats));
  for (char **text = settings; *text; text++) {
    vec_push(&more, *text);
  }
  vec_push(&more, NULL);
  mem_free(settings);
  return more.items;
}

RunResult run_once(Run *run, const RunSpec *spec, Err *err) {
  *run = (Run){ 0 };
  for (int i = 0; i < METRIC_COUNT_MAX; i++) {
    run->values[i] = NAN;
  }
  char *out = str_format("%s/bundle.js", spec->scratch);
  char *output = str_format("%s/printed", spec->scratch);
  char *stats = str_format("%s/stats", spec->scratch);
  bool is_command = spec->workload->is_command;
  TextList argv = is_command ? command_argv(spec) : workload_argv(spec, out);
  char **settings = run_environment(spec->arm, stats, is_command);
  ChildSpec child_spec = { spec->launcher, (const char *const *)settings,
                           (const char *const *)argv.items, output };
  Watch watch = { .run = run, .spec = spec };
  RunResult result = RUN_UNFIT;
  if (child_start(&watch.child, &child_spec, err)) {
    uint64_t began_ns = now_ns();
    uint64_t cpu_ns = own_cpu_ns();
    result = follow(&watch, output, err);
    run->sampler_share = (double)(own_cpu_ns() - cpu_ns) / (double)(now_ns() - began_ns);
    if (result == RUN_OK) take_end(&watch);
    child_clear(&watch.child);
  }
  run->allocator = read_allocator(stats);
  unlink(stats);
  unlink(out);
  unlink(output);
  arm_environment_free(settings);
  vec_each (text, &argv) {
    mem_free(*text);
  }
  vec_clear(&argv);
  vec_clear(&watch.rebuild_walls);
  vec_clear(&watch.processes);
  mem_free(stats);
  mem_free(out);
  mem_free(output);
  return result;
}

void run_clear(Run *run) {
  vec_clear(&run->curve);
  vec_clear(&run->rest);
  vec_clear(&run->phases);
  mem_free(run->allocator);
}
