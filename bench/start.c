#include "start.h"

#include "base/mem.h"

static void push(StartWords *words, const char *word) {
  vec_push(words, str_copy(str_of(word)));
}

// The bundler's options that all its commands share, and the user's.
static void push_options(StartWords *words, const RunSpec *spec) {
  vec_push(words, str_format("--threads=%u", spec->threads));
  vec_push(words, str_format("--bench-marks=%d", CHILD_MARKS_FD));
  for (const char *const *option = spec->build_options; *option; option++) {
    push(words, *option);
  }
}

static void push_build(StartWords *words, const RunSpec *spec, const char *out) {
  const Workload *workload = spec->workload;
  push(words, "build");
  push(words, spec->entry);
  vec_push(words, str_format("--outfile=%s", out));
  push(words, "--log-level=error");
  uint32_t even = workload->rebuilds - workload->uneven;
  if (even != 0) vec_push(words, str_format("--bench-rebuild=%u", even));
  if (workload->uneven != 0) vec_push(words, str_format("--bench-uneven=%u", workload->uneven));
  uint32_t idle_seconds = workload_idle_seconds(workload);
  if (idle_seconds != 0) vec_push(words, str_format("--bench-idle=%u", idle_seconds));
  push_options(words, spec);
}

// Its standard input is at its end already, so it must go on all the same.
static void push_watch(StartWords *words, const RunSpec *spec, const char *out) {
  push(words, "watch");
  push(words, spec->edits->entry);
  vec_push(words, str_format("--outfile=%s", out));
  push(words, "--log-level=error");
  push(words, "--forever");
  push_options(words, spec);
}

static void push_serve(StartWords *words, const RunSpec *spec) {
  push(words, "serve");
  push(words, spec->entry);
  push(words, "--port=0");
  push(words, "--json"); // it says where it serves
  push_options(words, spec);
}

static void push_replay(StartWords *words, const RunSpec *spec) {
  push(words, "corpus");
  push(words, "replay");
  push(words, spec->entry);
  vec_push(words, str_format("--bench-marks=%d", CHILD_MARKS_FD));
  uint32_t idle_seconds = workload_idle_seconds(spec->workload);
  if (idle_seconds != 0) vec_push(words, str_format("--bench-idle=%u", idle_seconds));
}

static void push_command(StartWords *words, const RunSpec *spec) {
  for (const char *const *word = spec->build_options; *word; word++) {
    push(words, *word);
  }
}

StartWords start_words(const RunSpec *spec, const char *out) {
  StartWords words = VEC_EMPTY;
  push(&words, spec->program);
  switch (spec->workload->kind) {
    case WORK_BUILD: push_build(&words, spec, out); break;
    case WORK_WATCH: push_watch(&words, spec, out); break;
    case WORK_SERVE: push_serve(&words, spec); break;
    case WORK_REPLAY: push_replay(&words, spec); break;
    case WORK_COMMAND: push_command(&words, spec); break;
  }
  vec_push(&words, NULL);
  return words;
}

char **start_environment(const RunSpec *spec, const char *at_end, const char *at_rest) {
  char **settings = arm_environment(spec->arm);
  bool is_command = spec->workload->kind == WORK_COMMAND;
  if (spec->arm->kind != ARM_NEAP && !is_command) return settings;
  VEC(char *) more = VEC_EMPTY;
  // Of a command no statistics: its processes would overwrite each other's.
  if (is_command) {
    vec_push(&more, str_copy(STR(CHILD_MARKS_SETTING)));
  } else {
    vec_push(&more, str_format("NEAP_STATS=%s", at_end));
    vec_push(&more, str_format("NEAP_STATS_AT_REST=%s", at_rest));
  }
  for (char **text = settings; *text; text++) {
    vec_push(&more, *text);
  }
  vec_push(&more, NULL);
  mem_free(settings);
  return more.items;
}
