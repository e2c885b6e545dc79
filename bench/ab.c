// The A/B run as a recipe: read what is asked, find what it needs, prove that each arm is in force, run once for warmth, run the
// blocks, report. `ab_run` at the end reads top-down; every step fills more of the Session.
#include "bench.h"

#include "call.h"
#include "cgroup.h"
#include "compare.h"
#include "installed.h"
#include "interrupt.h"
#include "output.h"
#include "schedule.h"
#include "store.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static AbStatus run_session(const AbOptions *options, const Store *store);

// --- What it needs ---

static bool find_programs(Session *session, const char *folder, Err *err) {
  const AbOptions *options = session->options;
  session->program = options->is_command ? installed_command(options->build_options[0])
                                         : installed_program(folder, options->program);
  if (session->program == NULL)
    return err_set(err, "there is no command %s", options->build_options[0]);
  session->launcher = installed_launcher(folder, options->launcher);
  session->libneap = installed_libneap(folder, options->libneap);
  const char *const programs[] = { session->program, session->launcher };
  for (int i = 0; i < 2; i++) {
    if (access(programs[i], X_OK) == 0) continue;
    bool is_ours = i == 1 || !options->is_command;
    return err_set_errno(err, errno, "cannot run %s%s", programs[i],
                         is_ours ? " (build it: cmake --build --preset release)" : "");
  }
  const char *repository = options->repository ? options->repository : NEAP_SOURCE_FOLDER;
  for (uint32_t i = 0; i < session->arm_count; i++) {
    if (!arm_locate(&session->arms[i], session->libneap, repository, err)) return false;
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

static bool find_trace(Session *session, Err *err) {
  char *given = str_copy(session->workload.trace);
  session->entry = fs_absolute(given);
  bool is_there = access(session->entry, R_OK) == 0;
  if (!is_there) err_set_errno(err, errno, "cannot read the trace %s", given);
  mem_free(given);
  return is_there;
}

static bool find_project(Session *session, const char *folder, Err *err) {
  const char *given = session->options->project;
  if (session->workload.kind == WORK_REPLAY) return find_trace(session, err);
  if (session->workload.kind == WORK_SERVE && !browser_find(&session->browser, err)) return false;
  if (session->workload.kind == WORK_COMMAND) {
    session->entry = str_copy(str_of(session->program));
    return true;
  }
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

// Takes over the blocks that the report has; one that was cut off in its middle is run anew.
static bool go_on(Session *session, const Store *store, Err *err) {
  if (!store_is_same_build(store, session, err)) return false;
  Run runs[AB_ARMS_MAX + 1];
  for (uint32_t block = 0; block < session->blocks; block++) {
    if (!store_read_block(store, session, block, runs)) continue;
    session_adopt(session, block, runs);
  }
  store_read_circumstances(store, session);
  return true;
}

// --- Running ---

// Builds once, which warms the page cache, and makes ready what is saved.
static RunResult prepare_edits(Session *session, Err *err) {
  char *metafile = str_format("%s/metafile.json", session->scratch);
  char *folder = str_format("%s/project", session->scratch);
  EditsSpec spec = { .metafile = metafile,
                     .folder = folder,
                     .count = session->workload.rebuilds,
                     .churns = session->workload.churns,
                     .seed = session->seed };
  RunResult result = schedule_warm_up(session, metafile, err);
  if (result == RUN_OK && !edits_prepare(&session->edits, &spec, err)) result = RUN_UNFIT;
  unlink(metafile);
  mem_free(metafile);
  mem_free(folder);
  return result;
}

static RunResult warm_up(Session *session, Err *err) {
  switch (session->workload.kind) {
    case WORK_COMMAND: // its proofs were runs already,
    case WORK_WATCH:   // its edits needed a build
    case WORK_REPLAY: return RUN_OK;
    default: return schedule_warm_up(session, NULL, err);
  }
}

// What lives is counted where something rests, which warms up, too.
static RunResult make_ready(Session *session, Err *err) {
  RunResult result = RUN_OK;
  bool rests = session->workload.idle_mark_count != 0;
  char *folder = installed_folder();
  char *library = installed_counter(folder, session->options->counter);
  if (session->workload.kind == WORK_WATCH) result = prepare_edits(session, err);
  if (result == RUN_OK && rests && library && session->live_bytes == 0) {
    result = schedule_count(session, library, err);
  } else if (result == RUN_OK) {
    result = warm_up(session, err);
  }
  session->metrics.items[METRIC_RATIO].measured = session->live_bytes != 0;
  session->has_groups = rests && cgroup_is_there();
  for (uint32_t i = 0; i < session->workload.idle_mark_count; i++) {
    session->metrics.items[metric_hidden(i)].measured &= session->has_groups;
  }
  mem_free(folder);
  mem_free(library);
  return result;
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

// The bundler is asked for its version, another program does what it is to do.
static bool prove_arms(const Session *session, Err *err) {
  bool is_command = session->workload.kind == WORK_COMMAND;
  VEC(const char *) argv = VEC_EMPTY;
  vec_push(&argv, session->program);
  if (!is_command) vec_push(&argv, "--version");
  for (size_t i = 1; is_command && i < session->options->build_option_count; i++) {
    vec_push(&argv, session->options->build_options[i]);
  }
  vec_push(&argv, NULL);
  bool good = true;
  for (uint32_t i = 0; good && i < session_control(session); i++) {
    good = arm_prove(&session->arms[i], argv.items, is_command, session->launcher, session->scratch,
                     err);
  }
  vec_clear(&argv);
  return good;
}

// `store`: the report to go on from, or NULL.
static AbStatus prepare(Session *session, const Store *store, Err *err) {
  if (!call_read(session, err)) return AB_USAGE;
  char *folder = installed_folder();
  bool has_programs = find_programs(session, folder, err);
  bool has_project = has_programs && find_project(session, folder, err);
  mem_free(folder);
  if (!has_programs) return AB_UNFIT;
  if (!has_project) return AB_USAGE;
  if (!make_scratch(session, err)) return AB_UNFIT;
  session->machine = machine_look();
  session->started_at = (int64_t)time(NULL);
  session_make_plan(session);
  if (!store_fingerprint(session, err)) return AB_UNFIT;
  return store == NULL || go_on(session, store, err) ? AB_OK : AB_USAGE;
}

// The proof and the warm-up before, the blocks after the head is printed.
static AbStatus measure(Session *session, Err *err) {
  if (!prove_arms(session, err))
    return interrupt_signal() != 0 ? (AbStatus)(128 + interrupt_signal()) : AB_UNFIT;
  AbStatus status = status_of(make_ready(session, err));
  if (status != AB_OK) return status;
  output_head(session);
  return status_of(schedule_run(session, err));
}

static AbStatus judge(const Session *session) {
  GateResultList results = compare_gates(session);
  AbStatus status = compare_status(&results);
  vec_clear(&results);
  return status;
}

static void remove_scratch(Session *session) {
  edits_clear(&session->edits);
  if (session->scratch && rmdir(session->scratch) != 0)
    fprintf(stderr, "neap ab: the folder %s could not be removed\n", session->scratch);
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
  options.at_once = session->at_once;
  options.part = NULL;
  options.confirm = false;
  options.github = false;
  options.json = options.html = options.markdown = options.junit = NULL;
  AbStatus status = run_session(&options, NULL); // once: it does not confirm
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

// What a whole run says; a part says nothing before it is joined with the others.
static AbStatus conclude(Session *session) {
  if (session->part_count != 0) {
    printf("part %" PRIu32 " of %" PRIu32 ": %" PRIu32 " of %" PRIu32
           " blocks are done; join all parts with neap ab merge\n",
           session->part, session->part_count, session->blocks_done, session->blocks);
    return AB_OK;
  }
  output_table(session);
  AbStatus status = judge(session);
  return status == AB_REGRESSION && session->options->confirm ? confirm(session) : status;
}

// NOLINTNEXTLINE(misc-no-recursion): at most once, to confirm
static AbStatus run_session(const AbOptions *options, const Store *store) {
  Session session = { .options = options };
  Err err = ERR_NONE;
  AbStatus status = prepare(&session, store, &err);
  if (status == AB_OK) {
    status = measure(&session, &err);
    if (status == AB_OK) {
      status = conclude(&session);
    } else {
      session.failure = str_copy(str_of(err.text));
      if (session.runs_done != 0) output_table(&session);
    }
    // A report that was asked for is there, however far the run came.
    if (!output_save(&session, &err)) status = AB_UNFIT;
  }
  if (err.text) fprintf(stderr, "neap ab: %s\n", err.text);
  err_clear(&err);
  remove_scratch(&session);
  session_clear(&session);
  return status;
}

// Goes on from a report, which takes the result unless another place is named.
static AbStatus resume(const AbOptions *own) {
  Store store;
  Err err = ERR_NONE;
  AbStatus status = AB_USAGE;
  if (store_open(&store, own->resume, &err)) {
    AbOptions options = store_options(&store, own);
    if (options.json == NULL) options.json = own->resume;
    status = run_session(&options, &store);
  } else {
    fprintf(stderr, "neap ab: %s\n", err.text);
  }
  err_clear(&err);
  store_close(&store);
  return status;
}

int ab_run(const AbOptions *options) {
  interrupt_hold();
  AbStatus status = options->resume ? resume(options) : run_session(options, NULL);
  interrupt_release(); // only now: a second signal may be waiting, and must not leave the folder behind
  return (int)status;
}
