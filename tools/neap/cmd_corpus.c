// neap corpus: what is made to measure: projects to bundle, and allocation traces of programs.
#include "args.h"
#include "commands.h"

#include "base/bench_mark.h"
#include "base/mem.h"
#include "base/trace.h"
#include "bench/trace/replay.h"
#include "bench/trace/session.h"
#include "corpus/generate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct CorpusCall {
  uint32_t modules;
  uint32_t seed;
  const char *output;
  uint32_t bench_idle;  // seconds
  uint32_t bench_marks; // file descriptor; BENCH_NO_MARKS: none
} CorpusCall;

#define AT(field) offsetof(CorpusCall, field)

static const char project[] = "For generate";
static const char trace[] = "For record";

// clang-format off
static const Option options[] = {
  { "modules", 'm', OPTION_NUMBER, AT(modules), "N", 1, CORPUS_MODULES_MAX, project,
    "How many modules [1000]" },
  { "seed",    's', OPTION_NUMBER, AT(seed),    "S", 0, UINT32_MAX, project,
    "Another seed, another project [1]" },
  { "output",  'o', OPTION_TEXT,   AT(output),  "FILE", 0, 0, trace,
    "Where the trace goes [neap.trace]" },
  { "bench-idle",  0, OPTION_NUMBER, AT(bench_idle),  "SECONDS", 0, 86400, NULL,
    "Then rest, holding what was not freed" },
  { "bench-marks", 0, OPTION_NUMBER, AT(bench_marks), "FD", 1, 65535, NULL,
    "Write phase marks to this inherited file descriptor" },
  { 0 },
};
// clang-format on

static const Command command = {
  .name = "corpus",
  .usage = "neap corpus generate [options] FOLDER\n"
           "       neap corpus record [-o FILE] -- COMMAND...\n"
           "       neap corpus replay FILE",
  .summary =
      "generate writes a project of ES modules into FOLDER, with sizes and imports spread as in "
      "real packages.\nThe same modules and seed give the same files. An earlier project in FOLDER "
      "is replaced; anything else is left alone.\n"
      "record runs a program and writes down every block that its process asks for and gives back, "
      "thread by thread;\nprocesses that it starts are not recorded. replay does the same again "
      "without the program, under any allocator.",
  .examples = "  neap corpus generate --modules 50000 --seed 7 build/big\n"
              "  neap build build/big -o out.js && node out.js\n"
              "  neap corpus record -o node.trace -- node build.js\n"
              "  neap ab -w replay:node.trace,idle:3 -a libc -a shared",
  .options = options,
};

static int complain(Err *err) {
  fprintf(stderr, "neap corpus: %s\n", err->text);
  err_clear(err);
  return 2;
}

// --- generate ---

static int generate(const CorpusCall *call, const char *folder) {
  Err err = ERR_NONE;
  CorpusReport report;
  CorpusOptions wanted = { .modules = call->modules, .seed = call->seed, .folder = folder };
  if (!corpus_generate(&wanted, &report, &err)) return complain(&err);
  bool is_large = report.bytes >= 1000000;
  printf("%s: %" PRIu32 " modules, %" PRIu64 " imports, %.*f %s\n", folder, call->modules,
         report.imports, is_large, (double)report.bytes / (is_large ? 1e6 : 1e3),
         is_large ? "MB" : "KB");
  return 0;
}

// --- record ---

static uint64_t blocks_of(const Trace *read, uint32_t *threads) {
  uint64_t blocks = 0;
  *threads = 0;
  for (uint32_t i = 0; i < read->thread_count; i++) {
    blocks += read->threads[i].made;
    *threads += i != 0 && (read->threads[i].first_chunk != 0 || read->threads[i].is_started);
  }
  return blocks;
}

static int record(const char *output, char *const *argv) {
  Err err = ERR_NONE;
  char *library = record_library(&err);
  int status = library ? record_program(library, output, argv, &err) : -1;
  mem_free(library);
  if (status < 0) return complain(&err);
  if (access(output, F_OK) != 0) {
    err_set(&err, "%s was not recorded: it is statically linked, or not started as it is", argv[0]);
    return complain(&err);
  }
  Trace read;
  uint32_t threads;
  if (trace_open(&read, output, &err)) {
    uint64_t blocks = blocks_of(&read, &threads);
    fprintf(stderr, "%s: %" PRIu64 " blocks, %" PRIu32 " thread%s\n", output, blocks, threads,
            threads == 1 ? "" : "s");
  } else {
    status = complain(&err);
  }
  trace_close(&read);
  return status;
}

// --- replay ---

static void rest(const CorpusCall *call) {
  if (call->bench_idle == 0) return;
  bench_mark(call->bench_marks, "idle-begin");
  bench_rest(call->bench_idle);
  bench_mark(call->bench_marks, "idle-end");
}

static int replay(const CorpusCall *call, const char *file) {
  Err err = ERR_NONE;
  Trace read;
  uint32_t threads;
  bench_mark(call->bench_marks, "start");
  bool good = trace_open(&read, file, &err);
  if (good) {
    uint64_t begin = trace_now();
    bench_mark(call->bench_marks, "cold-begin");
    good = replay_play(&read, &err);
    bench_mark(call->bench_marks, "cold-end");
    uint64_t blocks = blocks_of(&read, &threads);
    if (good && call->bench_marks == BENCH_NO_MARKS) {
      printf("%s: %" PRIu64 " blocks, %" PRIu32 " thread%s in %.1f ms\n", file, blocks, threads,
             threads == 1 ? "" : "s", (double)(trace_now() - begin) / 1e6);
    }
    if (good) rest(call);
    replay_end(false);
  }
  if (!good && err.text) fprintf(stderr, "error: %s\n", err.text);
  err_clear(&err);
  trace_close(&read);
  return good ? 0 : 2;
}

// --- Which one ---

static int act(const CorpusCall *call, TextList *operands) {
  const char *verb = operands->len != 0 ? operands->items[0] : "";
  bool is_record = strcmp(verb, "record") == 0;
  bool is_generate = strcmp(verb, "generate") == 0;
  if (!is_record && !is_generate && strcmp(verb, "replay") != 0) {
    return args_wrong(&command, "say what to do: neap corpus generate FOLDER, record -- COMMAND or "
                                "replay FILE");
  }
  const char *what = is_generate ? "FOLDER" : is_record ? "COMMAND" : "FILE";
  if (operands->len < 2) return args_wrong(&command, "%s is missing", what);
  if (is_record) {
    vec_push(operands, NULL);
    return record(call->output, operands->items + 1);
  }
  if (operands->len > 2) return args_wrong(&command, "one %s at a time", what);
  return is_generate ? generate(call, operands->items[1]) : replay(call, operands->items[1]);
}

int cmd_corpus(int argc, char **argv) {
  CorpusCall call = { .modules = 1000, .seed = 1, .output = "neap.trace" };
  TextList operands = VEC_EMPTY;
  int status = 0;
  switch (args_parse(&command, argc, argv, &call, &operands)) {
    case ARGS_HELP: break;
    case ARGS_WRONG: status = 2; break;
    case ARGS_OK: status = act(&call, &operands); break;
  }
  text_list_clear(&operands);
  return status;
}
