#include "args.h"
#include "commands.h"

#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// What the command line says.
typedef struct AbCall {
  TextList arms;
  TextList factors;
  TextList gates;
  TextList allowed;
  const char *project;
  const char *workload;
  const char *preset;
  const char *json;
  const char *markdown;
  const char *junit;
  const char *html;
  const char *program;
  const char *libneap;
  const char *launcher;
  uint32_t blocks;
  uint32_t threads;
  uint32_t seed;
  uint32_t timeout_seconds;
  int color; // ColorChoice
  bool quick;
  bool confirm;
  bool github;
} AbCall;

#define AT(field) offsetof(AbCall, field)

static const char what[] = "What is compared";
static const char runs[] = "Runs";
static const char result[] = "Result";

// clang-format off
static const Option table[] = {
  { "arm",      'a', OPTION_LIST,   AT(arms),     "ARM", 0, 0, what,
    "An allocator, may be repeated; the first is the baseline [private and shared]" },
  { "factor",   0,   OPTION_LIST,   AT(factors),  "NAME=V1,V2", 0, 0, what,
    "Runs every arm with each value of a setting, such as NEAP_TIDE=0,1; may be repeated" },
  { "project",  'p', OPTION_TEXT,   AT(project),  "PATH", 0, 0, what,
    "Entry file or project folder that is bundled [the sample project]" },
  { "workload", 'w', OPTION_TEXT,   AT(workload), "PHASES", 0, 0, what,
    "cold, rebuild:N or uneven:N, idle:SECONDS,… [cold,rebuild:5,idle:1,3]" },
  { "threads",  'j', OPTION_NUMBER, AT(threads),  "N", 1, 256, what,
    "Threads of the bundler [8]" },

  { "blocks",   'n', OPTION_NUMBER, AT(blocks),   "N", 1, AB_BLOCKS_MAX, runs,
    "Blocks, each with every arm once in random order [8]" },
  { "preset",   0,   OPTION_TEXT,   AT(preset),   "pr|ci|nightly", 0, 0, runs,
    "6, 12 or 20 blocks; nightly with rests of six minutes" },
  { "quick",    0,   OPTION_FLAG,   AT(quick),    NULL, 0, 0, runs,
    "6 blocks of cold,rebuild:3,idle:1, where not said otherwise" },
  { "seed",     0,   OPTION_NUMBER, AT(seed),     "N", 1, UINT32_MAX, runs,
    "Repeats an order of runs [drawn and printed]" },
  { "timeout",  0,   OPTION_NUMBER, AT(timeout_seconds), "SECONDS", 1, 86400, runs,
    "How long a run may give no sign [300]" },

  { "gate",     0,   OPTION_LIST,   AT(gates),    "METRIC<=+X%", 0, 0, result,
    "What may not get worse by more, such as idle<=+3%; may be repeated" },
  { "confirm",  0,   OPTION_FLAG,   AT(confirm),  NULL, 0, 0, result,
    "Runs what broke a gate once more, in another order, before it counts" },
  { "allow",    0,   OPTION_LIST,   AT(allowed),  "METRIC=REASON", 0, 0, result,
    "Lets a gate be broken this time; the reason goes into the reports; may be repeated" },
  { "md",       0,   OPTION_TEXT,   AT(markdown), "FILE", 0, 0, result,
    "The verdict and the table as Markdown, for a pull request" },
  { "html",     0,   OPTION_TEXT,   AT(html),     "FILE", 0, 0, result,
    "One page with charts, that needs no network" },
  { "junit",    0,   OPTION_TEXT,   AT(junit),    "FILE", 0, 0, result,
    "The gates as tests, in JUnit's XML" },
  { "github",   0,   OPTION_FLAG,   AT(github),   NULL, 0, 0, result,
    "Annotations for GitHub's workflows, and the Markdown in the job's summary" },
  { "json",     0,   OPTION_TEXT,   AT(json),     "FILE", 0, 0, result,
    "All figures as JSON, written anew after every block" },
  { "color",    0,   OPTION_CHOICE, AT(color),    "auto|always|never", 0, 0, result,
    "Colours in the table; auto minds the terminal and NO_COLOR [auto]" },

  { "program",  0,   OPTION_TEXT,   AT(program),  "FILE", 0, 0, NULL,
    "What is measured instead of neap-libc" },
  { "libneap",  0,   OPTION_TEXT,   AT(libneap),  "FILE", 0, 0, NULL,
    "The library of private and shared" },
  { "launcher", 0,   OPTION_TEXT,   AT(launcher), "FILE", 0, 0, NULL,
    "What starts the program instead of neap-launch" },
  { 0 },
};

// clang-format on

static const Command command = {
  .name = "ab",
  .usage = "neap ab [options] [-- BUILD-OPTION...]",
  .summary =
      "Compares allocators under the bundler's work: which needs more memory and time, and is "
      "the difference real?",
  .examples =
      "Examples\n"
      "  neap ab\n"
      "  neap ab -a private -a shared -a libc -a tc=/usr/lib/libtcmalloc_minimal.so.4\n"
      "  neap ab -p src/main.js -w cold,rebuild:10,idle:30 --json ab.json -- --platform=node\n"
      "  neap ab -n 12 -a libc -a private --gate 'peak<=+3%'\n"
      "\n"
      "Exit status: 0 ok, 1 the workload failed, 2 the call is at fault, 3 a gate was broken, "
      "4 a gate is undecided,\n5 an allocator is not in force or the machine is not fit.",
  .options = table,
};

static bool wants_color(ColorChoice choice) {
  if (choice != COLOR_AUTO) return choice == COLOR_ALWAYS;
  const char *no_color = getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): one thread
  return isatty(STDOUT_FILENO) == 1 && (no_color == NULL || *no_color == '\0');
}

static int run(const AbCall *call, const TextList *build_options) {
  AbOptions options = {
    .arms = (const char *const *)call->arms.items,
    .arm_count = call->arms.len,
    .factors = (const char *const *)call->factors.items,
    .factor_count = call->factors.len,
    .gates = (const char *const *)call->gates.items,
    .gate_count = call->gates.len,
    .allowed = (const char *const *)call->allowed.items,
    .allowed_count = call->allowed.len,
    .build_options = (const char *const *)build_options->items,
    .build_option_count = build_options->len,
    .project = call->project,
    .workload = call->workload,
    .preset = call->preset,
    .json = call->json,
    .markdown = call->markdown,
    .junit = call->junit,
    .html = call->html,
    .program = call->program,
    .libneap = call->libneap,
    .launcher = call->launcher,
    .blocks = call->blocks,
    .threads = call->threads,
    .seed = call->seed,
    .timeout_seconds = call->timeout_seconds,
    .quick = call->quick,
    .confirm = call->confirm,
    .github = call->github,
    .color = wants_color((ColorChoice)call->color),
  };
  return ab_run(&options);
}

// Operands are options for `neap build`, so they look like options: a bare word is a slip.
static int check_operands(const TextList *operands) {
  vec_each (operand, operands) {
    if (**operand == '-') continue;
    return args_wrong(&command, "\"%s\" is no option; name a project with --project %s", *operand,
                      *operand);
  }
  return 0;
}

int cmd_ab(int argc, char **argv) {
  AbCall call = { .color = COLOR_AUTO };
  TextList operands = VEC_EMPTY;
  int status = 0;
  switch (args_parse(&command, argc, argv, &call, &operands)) {
    case ARGS_HELP: break;
    case ARGS_WRONG: status = AB_USAGE; break;
    case ARGS_OK:
      status = check_operands(&operands);
      if (status == 0) status = run(&call, &operands);
      break;
  }
  text_list_clear(&call.arms);
  text_list_clear(&call.factors);
  text_list_clear(&call.gates);
  text_list_clear(&call.allowed);
  text_list_clear(&operands);
  return status;
}
