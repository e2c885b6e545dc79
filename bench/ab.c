// The A/B run as a recipe: read what is asked, find what it needs, prove that each arm is in force, run once for warmth, run the
// blocks, report. `ab_run` at the end reads top-down; every step fills more of the Session.
#include "bench.h"

#include "compare.h"
#include "installed.h"
#include "interrupt.h"
#include "report.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_THREADS = 8, DEFAULT_TIMEOUT_SECONDS = 300 };

// How much is done where it is not said otherwise.
typedef struct Preset {
  const char *name;
  uint32_t blocks;
  const char *workload;
} Preset;

enum { PRESET_NONE, PRESET_QUICK };

// A quick run can break one gate with one arm; twenty blocks any number that one may think of.
static const Preset presets[] = {
  [PRESET_NONE] = { "", 8, "cold,rebuild:5,idle:1,3" },
  [PRESET_QUICK] = { "pr", 6, "cold,rebuild:3,idle:1" },
  { "ci", 12, "cold,rebuild:5,idle:1,3" },
  { "nightly", 20, "cold,rebuild:20,idle:90,180,270,360" },
};

static AbStatus run_session(const AbOptions *options);

// --- What is asked ---

static void arm_texts_clear(ArmTexts *texts) {
  vec_each (text, texts) {
    mem_free(*text);
  }
  vec_clear(texts);
}

static bool read_arm(Session *session, const char *text, Err *err) {
  Arm *arm = &session->arms[session->arm_count++];
  if (!arm_parse(arm, str_of(text), err)) return false;
  for (uint32_t i = 0; i + 1 < session->arm_count; i++) {
    if (strcmp(session->arms[i].name, arm->name) == 0)
      return err_set(err, "two arms are called %s; name one as NAME=%s", arm->name, text);
  }
  return true;
}

// An arm's text with ",SETTING=VALUE" behind it, and with the value in its name, if it has one: "new:0=PATH.so,NEAP_TIDE=0".
static char *with_setting(const char *text, Str setting, Str value) {
  Str whole = str_of(text);
  size_t equals = str_find(whole, '=');
  bool is_named = equals < str_find(whole, ',');
  Str name = str_slice(whole, 0, is_named ? equals : 0);
  Str rest = str_slice(whole, name.len, whole.len);
  return str_format("%.*s%s%.*s%.*s,%.*s=%.*s", STR_ARG(name), is_named ? ":" : "",
                    is_named ? (int)value.len : 0, value.data, STR_ARG(rest), STR_ARG(setting),
                    STR_ARG(value));
}

// Every text with ",NAME=VALUE" behind it, for each value of the factor "NAME=VALUE,VALUE…".
static bool cross(ArmTexts *texts, const char *factor, Err *err) {
  Str name = str_slice(str_of(factor), 0, str_find(str_of(factor), '='));
  Str values = str_slice(str_of(factor), name.len + 1, SIZE_MAX);
  if (name.len == 0 || values.len == 0)
    return err_set(err, "\"%s\" is not NAME=VALUE,VALUE, as in NEAP_TIDE=0,1", factor);
  ArmTexts crossed = VEC_EMPTY;
  vec_each (text, texts) {
    for (Str rest = values; rest.len != 0;) {
      Str value = str_slice(rest, 0, str_find(rest, ','));
      rest = str_slice(rest, value.len + 1, rest.len);
      vec_push(&crossed, with_setting(*text, name, value));
    }
  }
  arm_texts_clear(texts);
  *texts = crossed;
  return true;
}

// What is asked for, or the default, crossed with the factors. The control is the baseline by another number.
static bool read_arms(Session *session, Err *err) {
  static const char *const defaults[] = { "private", "shared" };
  const AbOptions *options = session->options;
  size_t count = options->arm_count != 0 ? options->arm_count : 2;
  for (size_t i = 0; i < count; i++) {
    const char *text = options->arm_count != 0 ? options->arms[i] : defaults[i];
    vec_push(&session->arm_texts, str_copy(str_of(text)));
  }
  for (size_t i = 0; i < options->factor_count; i++) {
    if (!cross(&session->arm_texts, options->factors[i], err)) return false;
  }
  if (session->arm_texts.len > AB_ARMS_MAX)
    return err_set(err, "there may be at most %d arms", AB_ARMS_MAX);
  vec_each (text, &session->arm_texts) {
    if (!read_arm(session, *text, err)) return false;
  }
  return arm_parse(&session->arms[session->arm_count++], str_of(session->arm_texts.items[BASELINE]),
                   err);
}

static bool read_gates(Session *session, Err *err) {
  for (size_t i = 0; i < session->options->gate_count; i++) {
    Gate gate;
    if (!gate_parse(&gate, session->options->gates[i], &session->metrics, err)) return false;
    vec_push(&session->gates, gate);
  }
  for (size_t i = 0; i < session->options->allowed_count; i++) {
    const char *text = session->options->allowed[i];
    if (!gate_allow(&session->gates, text, &session->metrics, err)) return false;
  }
  if (session->gates.len != 0 && session_control(session) < 2)
    return err_set(err, "a gate needs a second arm to judge; the first is the baseline");
  return true;
}

static const Preset *find_preset(const AbOptions *options, Err *err) {
  if (options->preset == NULL) return &presets[options->quick ? PRESET_QUICK : PRESET_NONE];
  for (size_t i = PRESET_QUICK; i < sizeof presets / sizeof *presets; i++) {
    if (strcmp(presets[i].name, options->preset) == 0) return &presets[i];
  }
  err_set(err, "there is no preset \"%s\"; there are pr, ci and nightly", options->preset);
  return NULL;
}

static bool read_call(Session *session, Err *err) {
  const AbOptions *options = session->options;
  const Preset *preset = find_preset(options, err);
  if (preset == NULL) return false;
  const char *text = options->workload ? options->workload : preset->workload;
  session->workload_text = str_copy(str_of(text));
  if (!workload_parse(&session->workload, str_of(text), err)) return false;
  session->metrics = metric_list_of(&session->workload);
  if (!read_arms(session, err) || !read_gates(session, err)) return false;
  session->blocks = options->blocks ? options->blocks : preset->blocks;
  session->threads = options->threads ? options->threads : DEFAULT_THREADS;
  session->seed = options->seed;
  if (session->seed == 0) {
    uint32_t drawn = 0;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) drawn = (uint32_t)time(NULL);
    session->seed = drawn % 1000000 + 1; // easy to type again
  }
  return true;
}

// --- What it needs ---

static bool find_programs(Session *session, const char *folder, Err *err) {
  const AbOptions *options = session->options;
  session->program = installed_program(folder, options->program);
  session->launcher = installed_launcher(folder, options->launcher);
  session->libneap = installed_libneap(folder, options->libneap);
  const char *const programs[] = { session->program, session->launcher };
  for (int i = 0; i < 2; i++) {
    if (access(programs[i], X_OK) == 0) continue;
    return err_set_errno(err, errno, "cannot run %s (build it: cmake --build --preset release)",
                         programs[i]);
  }
  for (uint32_t i = 0; i < session->arm_count; i++) {
    if (!arm_locate(&session->arms[i], session->libneap, err)) return false;
  }
  return true;
}

// The sample of the source tree that we were built in or from.
static char *find_sample(const char *folder) {
  char *near = fs_join(folder, STR("../../corpus/sample"));
  if (fs_is_folder(near)) return near;
  mem_free(near);
  return fs_is_folder(NEAP_SOURCE_FOLDER "/corpus/sample")
             ? str_copy(STR(NEAP_SOURCE_FOLDER "/corpus/sample"))
             : NULL;
}

static bool find_project(Session *session, const char *folder, Err *err) {
  const char *given = session->options->project;
  if (given == NULL) {
    session->entry = find_sample(folder);
    if (session->entry) return true;
    return err_set(err, "the sample project is not there; name a project with --project PATH");
  }
  session->entry = fs_absolute(given);
  if (access(session->entry, R_OK) != 0)
    return err_set_errno(err, errno, "cannot read the project %s", given);
  return true;
}

static bool make_scratch(Session *session, Err *err) {
  const char *folder = getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe): one thread
  char *path = str_format("%s/neap-ab-XXXXXX", folder && *folder ? folder : "/tmp");
  if (mkdtemp(path) == NULL) {
    err_set_errno(err, errno, "cannot make a folder %s", path);
    mem_free(path);
    return false;
  }
  session->scratch = path;
  return true;
}

// --- Running ---

// The job with that number, or the warm-up run: one cold build of the baseline, whose figures are thrown away.
static RunResult run_job(const Session *session, uint32_t arm, const Workload *workload, Run *run,
                         Err *err) {
  VEC(const char *) build_options = VEC_EMPTY;
  for (size_t i = 0; i < session->options->build_option_count; i++) {
    vec_push(&build_options, session->options->build_options[i]);
  }
  vec_push(&build_options, NULL);
  uint32_t timeout_seconds = session->options->timeout_seconds;
  RunSpec spec = {
    .arm = &session->arms[arm],
    .workload = workload,
    .program = session->program,
    .launcher = session->launcher,
    .entry = session->entry,
    .build_options = build_options.items,
    .threads = session->threads,
    .timeout_seconds = timeout_seconds ? timeout_seconds : DEFAULT_TIMEOUT_SECONDS,
    .scratch = session->scratch,
  };
  RunResult result = run_once(run, &spec, err);
  vec_clear(&build_options);
  return result;
}

static RunResult warm_up(const Session *session, Err *err) {
  Workload cold = { 0 };
  Run run;
  RunResult result = run_job(session, BASELINE, &cold, &run, err);
  run_clear(&run);
  return result;
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// On a terminal one line that is painted over; elsewhere a line for each block.
static void tell_progress(const Session *session, double started_at) {
  const Job *job = &session->plan.jobs[session->runs_done];
  bool is_terminal = isatty(STDERR_FILENO) == 1;
  if (!is_terminal && job->place != 0) return;
  fprintf(stderr, "%sblock %u of %u", is_terminal ? "\r\033[K" : "", job->block + 1,
          session->blocks);
  if (is_terminal) fprintf(stderr, ", run %u of %u", job->place + 1, session->arm_count);
  if (session->runs_done != 0) {
    double each = (seconds_now() - started_at) / session->runs_done;
    fprintf(stderr, ", %.0f s left", each * (session->plan.count - session->runs_done));
  }
  fputs(is_terminal ? "" : "\n", stderr);
}

static void end_progress(void) {
  if (isatty(STDERR_FILENO) == 1) fputs("\r\033[K", stderr);
}

typedef void Report(const Session *session, Buf *out);

// Writes what `report` makes to `path`; NULL: it was not asked for.
static bool save(const Session *session, Report *report, const char *path, Err *err) {
  if (path == NULL) return true;
  Buf text = BUF_EMPTY;
  report(session, &text);
  bool saved = fs_write(path, buf_str(&text), err);
  buf_clear(&text);
  return saved;
}

// Annotations go to standard output, the Markdown behind what the job's summary already has.
static bool tell_github(const Session *session, Err *err) {
  Buf text = BUF_EMPTY;
  report_github(session, &text);
  fwrite(text.data, 1, text.len, stdout);
  fflush(stdout);
  buf_clear(&text);
  const char *summary = getenv("GITHUB_STEP_SUMMARY"); // NOLINT(concurrency-mt-unsafe): one thread
  if (summary == NULL || *summary == '\0') return true;
  report_md(session, &text);
  FILE *file = fopen(summary, "ae");
  bool written = file && fwrite(text.data, 1, text.len, file) == text.len;
  if (file && fclose(file) != 0) written = false;
  buf_clear(&text);
  return written || err_set_errno(err, errno, "cannot write to the summary %s", summary);
}

static bool save_all(const Session *session, Err *err) {
  const AbOptions *options = session->options;
  return save(session, report_json, options->json, err) &&
         save(session, report_md, options->markdown, err) &&
         save(session, report_junit, options->junit, err) &&
         save(session, report_html, options->html, err) &&
         (!options->github || tell_github(session, err));
}

static RunResult run_blocks(Session *session, Err *err) {
  double started_at = seconds_now();
  while (session->runs_done < session->plan.count) {
    tell_progress(session, started_at);
    const Job *job = &session->plan.jobs[session->runs_done];
    Run *run = &session->runs[session->runs_done];
    RunResult result = run_job(session, job->arm, &session->workload, run, err);
    if (result != RUN_OK) {
      run_clear(run);
      return result;
    }
    session->runs_done++;
    session->blocks_done = session->runs_done / session->arm_count;
    if (session->runs_done % session->arm_count != 0) continue;
    session->machine_now = machine_look();
    if (!save(session, report_json, session->options->json, err)) return RUN_UNFIT;
  }
  return RUN_OK;
}

// --- The recipe ---

static AbStatus status_of(RunResult result) {
  switch (result) {
    case RUN_OK: return AB_OK;
    case RUN_FAILED: return AB_FAILED;
    case RUN_UNFIT: return AB_UNFIT;
    case RUN_STOPPED: break;
  }
  return (AbStatus)(128 + interrupt_signal());
}

static bool prove_arms(const Session *session, Err *err) {
  for (uint32_t i = 0; i < session_control(session); i++) {
    if (!arm_prove(&session->arms[i], session->program, session->launcher, session->scratch, err))
      return false;
  }
  return true;
}

static AbStatus prepare(Session *session, Err *err) {
  if (!read_call(session, err)) return AB_USAGE;
  char *folder = installed_folder();
  bool has_programs = find_programs(session, folder, err);
  bool has_project = has_programs && find_project(session, folder, err);
  mem_free(folder);
  if (!has_programs) return AB_UNFIT;
  if (!has_project) return AB_USAGE;
  if (!make_scratch(session, err)) return AB_UNFIT;
  session->machine = machine_look();
  session->started_at = (int64_t)time(NULL);
  session->plan = plan_make(session->blocks, session->arm_count, session->seed);
  session->runs = (Run *)mem_alloc_zeroed(session->plan.count, sizeof *session->runs);
  return AB_OK;
}

// The proof and the warm-up before, the blocks after the head is printed.
static AbStatus measure(Session *session, Err *err) {
  if (!prove_arms(session, err))
    return interrupt_signal() != 0 ? (AbStatus)(128 + interrupt_signal()) : AB_UNFIT;
  AbStatus status = status_of(warm_up(session, err));
  if (status != AB_OK) return status;
  Buf head = BUF_EMPTY;
  report_head(session, &head);
  fwrite(head.data, 1, head.len, stdout);
  fflush(stdout);
  buf_clear(&head);
  status = status_of(run_blocks(session, err));
  end_progress();
  return status;
}

static AbStatus judge(const Session *session) {
  GateResultList results = compare_gates(session);
  AbStatus status = compare_status(&results);
  vec_clear(&results);
  return status;
}

static void print_table(const Session *session) {
  Buf table = BUF_EMPTY;
  report_table(session, &table);
  printf("\n%.*s", STR_ARG(buf_str(&table)));
  fflush(stdout);
  buf_clear(&table);
}

static void session_clear(Session *session) {
  for (uint32_t i = 0; i < session->arm_count; i++) {
    arm_clear(&session->arms[i]);
  }
  for (uint32_t i = 0; i < session->runs_done; i++) {
    run_clear(&session->runs[i]);
  }
  if (session->scratch && rmdir(session->scratch) != 0)
    fprintf(stderr, "neap ab: the folder %s could not be removed\n", session->scratch);
  plan_clear(&session->plan);
  vec_clear(&session->gates);
  arm_texts_clear(&session->arm_texts);
  mem_free(session->runs);
  mem_free(session->workload_text);
  mem_free(session->entry);
  mem_free(session->program);
  mem_free(session->libneap);
  mem_free(session->launcher);
  mem_free(session->scratch);
  mem_free(session->failure);
}

// Runs once more, in another order, the arms and gates that were broken.
static AbStatus run_again(const Session *session) {
  VEC(const char *) arms = VEC_EMPTY;
  VEC(const char *) gates = VEC_EMPTY;
  bool taken[AB_ARMS_MAX] = { false };
  GateResultList results = compare_gates(session);
  vec_push(&arms, session->arm_texts.items[BASELINE]);
  vec_each (result, &results) {
    if (result->gate.allowed || result->comparison.verdict != VERDICT_REGRESSION) continue;
    if (!taken[result->arm]) vec_push(&arms, session->arm_texts.items[result->arm]);
    taken[result->arm] = true;
    bool is_new = gates.len == 0 || *vec_last(&gates) != result->gate.text;
    if (is_new) vec_push(&gates, result->gate.text);
  }
  vec_clear(&results);
  AbOptions options = *session->options;
  options.arms = arms.items;
  options.arm_count = arms.len;
  options.gates = gates.items;
  options.gate_count = gates.len;
  options.allowed_count = 0;
  options.factor_count = 0; // the arms have them
  options.workload = session->workload_text;
  options.blocks = session->blocks;
  options.seed = (uint32_t)session->seed + 1;
  options.confirm = false;
  options.github = false;
  options.json = options.html = options.markdown = options.junit = NULL;
  AbStatus status = run_session(&options); // once: it does not confirm
  vec_clear(&arms);
  vec_clear(&gates);
  return status;
}

// A regression stands when a second run breaks a gate too. What stopped that run is the status.
static AbStatus confirm(Session *session) {
  printf("\nA gate is broken. Once more, in another order:\n\n");
  AbStatus status = run_again(session);
  bool is_judged = status == AB_OK || status == AB_REGRESSION || status == AB_INCONCLUSIVE;
  if (!is_judged) return status;
  session->confirmation = status == AB_REGRESSION ? CONFIRM_FOUND_AGAIN : CONFIRM_NOT_FOUND;
  printf("\nThe second run %s.\n", status == AB_REGRESSION
                                       ? "found the regression again"
                                       : "did not find the regression: undecided");
  return judge(session);
}

// NOLINTNEXTLINE(misc-no-recursion): at most once, to confirm
static AbStatus run_session(const AbOptions *options) {
  Session session = { .options = options };
  Err err = ERR_NONE;
  AbStatus status = prepare(&session, &err);
  if (status == AB_OK) {
    status = measure(&session, &err);
    if (status != AB_OK) session.failure = str_copy(str_of(err.text));
    if (session.runs_done != 0) print_table(&session);
    if (status == AB_OK) status = judge(&session);
    if (status == AB_REGRESSION && options->confirm) status = confirm(&session);
    // A report that was asked for is there, however far the run came.
    if (!save_all(&session, &err)) status = AB_UNFIT;
  }
  if (err.text) fprintf(stderr, "neap ab: %s\n", err.text);
  err_clear(&err);
  session_clear(&session);
  return status;
}

int ab_run(const AbOptions *options) {
  interrupt_hold();
  AbStatus status = run_session(options);
  interrupt_release(); // only now: a second signal may be waiting, and must not leave the folder behind
  return (int)status;
}
