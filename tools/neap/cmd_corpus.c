// neap corpus: projects to bundle, made to measure.
#include "args.h"
#include "commands.h"

#include "corpus/generate.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct GenerateOptions {
  uint32_t modules;
  uint32_t seed;
} GenerateOptions;

static const char shape[] = "Project";

// clang-format off
static const Option options[] = {
  { "modules", 'm', OPTION_NUMBER, offsetof(GenerateOptions, modules), "N", 1, CORPUS_MODULES_MAX, shape,
    "How many modules [1000]" },
  { "seed",    's', OPTION_NUMBER, offsetof(GenerateOptions, seed),    "S", 0, UINT32_MAX, shape,
    "Another seed, another project [1]" },
  { 0 },
};
// clang-format on

static const Command command = {
  .name = "corpus",
  .usage = "neap corpus generate [options] FOLDER",
  .summary = "Writes a project of ES modules into FOLDER, with sizes and imports spread as in real "
             "packages.\n"
             "The same modules and seed give the same files. An earlier project in FOLDER is "
             "replaced; anything else is left alone.",
  .examples = "  neap corpus generate --modules 50000 --seed 7 build/big\n"
              "  neap build build/big -o out.js && node out.js",
  .options = options,
};

static int generate(const GenerateOptions *given, const char *folder) {
  Err err = ERR_NONE;
  CorpusReport report;
  CorpusOptions wanted = { .modules = given->modules, .seed = given->seed, .folder = folder };
  if (!corpus_generate(&wanted, &report, &err)) {
    fprintf(stderr, "neap corpus: %s\n", err.text);
    err_clear(&err);
    return 2;
  }
  bool is_large = report.bytes >= 1000000;
  printf("%s: %" PRIu32 " modules, %" PRIu64 " imports, %.*f %s\n", folder, given->modules,
         report.imports, is_large, (double)report.bytes / (is_large ? 1e6 : 1e3),
         is_large ? "MB" : "KB");
  return 0;
}

int cmd_corpus(int argc, char **argv) {
  GenerateOptions given = { .modules = 1000, .seed = 1 };
  TextList operands = VEC_EMPTY;
  ArgsResult result = args_parse(&command, argc, argv, &given, &operands);
  int status = result == ARGS_HELP ? 0 : 2;
  if (result == ARGS_OK) {
    if (operands.len == 0 || strcmp(operands.items[0], "generate") != 0) {
      status = args_wrong(&command, "say what to do: neap corpus generate FOLDER");
    } else if (operands.len != 2) {
      status =
          args_wrong(&command, operands.len < 2 ? "FOLDER is missing" : "one FOLDER at a time");
    } else {
      status = generate(&given, operands.items[1]);
    }
  }
  text_list_clear(&operands);
  return status;
}
