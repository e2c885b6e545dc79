// The A/B run as a recipe: read what is asked, find what it needs, prove that each arm is in force, run once for warmth, run the
// blocks, report. `ab_run` at the end reads top-down; every step fills more of the Session.
#include "bench.h"

#include "compare.h"
#include "interrupt.h"
#include "report.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { QUICK_BLOCKS = 6, DEFAULT_BLOCKS = 8, DEFAULT_THREADS = 8, DEFAULT_TIMEOUT_SECONDS = 300 };

static const char default_workload[] = "cold,rebuild:5,idle:1,3";
static const char quick_workload[] = "cold,rebuild:3,idle:1";

// --- What is asked ---

static bool read_arm(Session *session, const char *text, Err *err) {
  Arm *arm = &session->arms[session->arm_count++];
  if (!arm_parse(arm, str_of(text), err)) return false;
  for (uint32_t i = 0; i + 1 < session->arm_count; i++) {
    if (strcmp(session->arms[i].name, arm->name) == 0)
      return err_set(err, "two arms are called %s; name one as NAME=%s", arm->name, text);
  }
  return true;
}

// The control is the baseline by another number.
static bool read_arms(Session *session, Err *err) {
  static const char *const defaults[] = { "private", "shared" };
  const AbOptions *options = session->options;
  const char *const *texts = options->arm_count != 0 ? options->arms : defaults;
  size_t count = options->arm_count != 0 ? options->arm_count : 2;
  if (count > AB_ARMS_MAX) return err_set(err, "there may be at most %d arms", AB_ARMS_MAX);
  for (size_t i = 0; i < count; i++) {
    if (!read_arm(session, texts[i], err)) return false;
  }
  return arm_parse(&session->arms[session->arm_count++], str_of(texts[BASELINE]), err);
}

static bool read_gates(Session *session, Err *err) {
  for (size_t i = 0; i < session->options->gate_count; i++) {
    Gate gate;
    if (!gate_parse(&gate, str_of(session->options->gates[i]), &session->metrics, err))
      return false;
    vec_push(&session->gates, gate);
  }
  if (session->gates.len != 0 && session_control(session) < 2)
    return err_set(err, "a gate needs a second arm to judge; the first is the baseline");
  return true;
}

static bool read_call(Session *session, Err *err) {
  const AbOptions *options = session->options;
  const char *text = options->workload ? options->workload
                     : options->quick  ? quick_workload
                                       : default_workload;
  session->workload_text = str_copy(str_of(text));
  if (!workload_parse(&session->workload, str_of(text), err)) return false;
  session->metrics = metric_list_of(&session->workload);
  if (!read_arms(session, err) || !read_gates(session, err)) return false;
  session->blocks = options->blocks  ? options->blocks
                    : options->quick ? QUICK_BLOCKS
                                     : DEFAULT_BLOCKS;
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

// What the call names; else beside the running program, as the build leaves it; else where it is installed.
static char *find_part(const char *folder, const char *given, const char *name,
                       const char *installed) {
  if (given) return fs_absolute(given);
  char *beside = fs_join(folder, str_of(name));
  if (access(beside, F_OK) == 0) return beside;
  char *elsewhere = str_format("%s/%s/%s", folder, installed, name);
  char *found = access(elsewhere, F_OK) == 0 ? fs_absolute(elsewhere) : NULL;
  free(elsewhere);
  if (!found) return beside;
  free(beside);
  return found;
}

static bool find_programs(Session *session, const char *folder, Err *err) {
  const AbOptions *options = session->options;
  session->program = find_part(folder, options->program, "neap-libc", NEAP_INSTALLED_PROGRAMS);
  session->launcher = find_part(folder, options->launcher, "neap-launch", NEAP_INSTALLED_PROGRAMS);
  session->libneap = find_part(folder, options->libneap, "libneap.so", NEAP_INSTALLED_LIBRARIES);
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

static bool save(const Session *session, Err *err) {
  if (session->options->json == NULL) return true;
  Buf text = BUF_EMPTY;
  report_json(session, &text);
  bool saved = fs_write(session->options->json, buf_str(&text), err);
  buf_clear(&text);
  return saved;
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
    if (session->runs_done % session->arm_count == 0 && !save(session, err)) return RUN_UNFIT;
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
  char *ourselves = fs_real("/proc/self/exe");
  char *folder = ourselves ? str_copy(fs_folder(str_of(ourselves))) : str_copy(STR("."));
  bool has_programs = find_programs(session, folder, err);
  bool has_project = has_programs && find_project(session, folder, err);
  mem_free(ourselves);
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
  VEC(Verdict) verdicts = VEC_EMPTY;
  vec_each (result, &results) {
    vec_push(&verdicts, result->comparison.verdict);
  }
  AbStatus status = gate_status(verdicts.items, verdicts.len);
  vec_clear(&verdicts);
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
  mem_free(session->runs);
  mem_free(session->workload_text);
  mem_free(session->entry);
  mem_free(session->program);
  mem_free(session->libneap);
  mem_free(session->launcher);
  mem_free(session->scratch);
  mem_free(session->failure);
}

int ab_run(const AbOptions *options) {
  Session session = { .options = options };
  Err err = ERR_NONE;
  interrupt_hold();
  AbStatus status = prepare(&session, &err);
  if (status == AB_OK) {
    status = measure(&session, &err);
    if (status != AB_OK) session.failure = str_copy(str_of(err.text));
    // A report that was asked for is there, however far the run came.
    bool saved = save(&session, &err);
    if (!saved && status == AB_OK) status = AB_UNFIT;
    if (session.runs_done != 0) print_table(&session);
  }
  if (err.text) fprintf(stderr, "neap ab: %s\n", err.text);
  if (status == AB_OK) status = judge(&session);
  err_clear(&err);
  session_clear(&session);
  interrupt_release(); // only now: a second signal may be waiting, and must not leave the folder behind
  return (int)status;
}
