#include "args.h"
#include "commands.h"

#include "bench/bench.h"

#include "base/fs.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
  const char *part;
  const char *resume;
  const char *folder;
  const char *program;
  const char *libneap;
  const char *launcher;
  const char *counter;
  const char *repository;
  uint32_t parts;
  uint32_t blocks;
  uint32_t threads;
  uint32_t at_once;
  uint32_t seed;
  uint32_t timeout_seconds;
  int color; // ColorChoice
  bool is_command;
  uint32_t behind; // so many words stand behind `--`
  bool quick;
  bool confirm;
  bool github;
} AbCall;

#define AT(field) offsetof(AbCall, field)

static const char what[] = "What is compared";
static const char runs[] = "Runs";
static const char result[] = "Result";
static const char parts[] = "For neap ab plan";

// clang-format off
static const Option table[] = {
  { "arm",      'a', OPTION_LIST,   AT(arms),     "ARM", 0, 0, what,
    "private, shared, libc, git:REV or NAME=PATH.so, with ,SETTING=VALUE; may be repeated, the first is the baseline [private and shared]" },
  { "factor",   0,   OPTION_LIST,   AT(factors),  "NAME=V1,V2", 0, 0, what,
    "Runs every arm with each value of a setting, such as NEAP_TIDE=0,1; may be repeated" },
  { "project",  'p', OPTION_TEXT,   AT(project),  "PATH", 0, 0, what,
    "Entry file or project folder that is bundled [the sample project]" },
  { "workload", 'w', OPTION_TEXT,   AT(workload), "PHASES", 0, 0, what,
    "cold,rebuild:N,uneven:N, watch:N, churn:N, dev-server, replay:FILE; each with ,idle:SECONDS,… [cold,rebuild:5,idle:1,3]; of a COMMAND run [run]" },
  { "threads",  'j', OPTION_NUMBER, AT(threads),  "N", 1, 256, what,
    "Threads of the bundler [8]" },

  { "blocks",   'n', OPTION_NUMBER, AT(blocks),   "N", 1, AB_BLOCKS_MAX, runs,
    "Blocks, each with every arm once in random order [8]" },
  { "preset",   0,   OPTION_TEXT,   AT(preset),   "pr|ci|nightly", 0, 0, runs,
    "6, 12 or 20 blocks; nightly with rests of six minutes" },
  { "quick",    0,   OPTION_FLAG,   AT(quick),    NULL, 0, 0, runs,
    "6 blocks of cold,rebuild:3,idle:1, where not said otherwise" },
  { "at-once",  0,   OPTION_NUMBER, AT(at_once),  "N", 1, AB_AT_ONCE_MAX, runs,
    "Programs side by side, one at work and the others at rest: long rests at the same time [1]" },
  { "seed",     0,   OPTION_NUMBER, AT(seed),     "N", 1, UINT32_MAX, runs,
    "Repeats an order of runs [drawn and printed]" },
  { "part",     0,   OPTION_TEXT,   AT(part),     "K/N", 0, 0, runs,
    "Runs the K-th of N parts of the blocks only, as neap ab plan asks for" },
  { "resume",   0,   OPTION_TEXT,   AT(resume),   "FILE", 0, 0, runs,
    "Goes on with the run whose --json report it is, which says all the rest" },
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

  { "parts",    0,   OPTION_NUMBER, AT(parts),    "N", 1, AB_BLOCKS_MAX, parts,
    "Command lines to print; the blocks are dealt out to them [one for each block]" },
  { "folder",   0,   OPTION_TEXT,   AT(folder),   "DIR", 0, 0, parts,
    "Where the parts leave their reports, part-1.json and so on [.]" },

  { "program",  0,   OPTION_TEXT,   AT(program),  "FILE", 0, 0, NULL,
    "What is measured instead of neap-libc" },
  { "libneap",  0,   OPTION_TEXT,   AT(libneap),  "FILE", 0, 0, NULL,
    "The library of private and shared" },
  { "launcher", 0,   OPTION_TEXT,   AT(launcher), "FILE", 0, 0, NULL,
    "What starts the program instead of neap-launch" },
  { "counter",  0,   OPTION_TEXT,   AT(counter),  "FILE", 0, 0, NULL,
    "The library that counts what lives, instead of libneap-count.so" },
  { "repository", 0, OPTION_TEXT,   AT(repository), "DIR", 0, 0, NULL,
    "The source tree of git:REV" },
  { 0 },
};

// clang-format on

static const Command command = {
  .name = "ab",
  .usage =
      "neap ab [options] [-- BUILD-OPTION...]\n"
      "       neap ab plan [options] [-- BUILD-OPTION...]   prints a command line for each part\n"
      "       neap ab merge [options] REPORT...             joins what the parts reported",
  .summary =
      "Compares allocators under the bundler's work: which needs more memory and time, and is "
      "the difference real?",
  .examples =
      "Examples\n"
      "  neap ab\n"
      "  neap ab -a private -a shared -a libc -a tc=/usr/lib/libtcmalloc_minimal.so.4\n"
      "  neap ab -p src/main.js -w cold,rebuild:10,idle:30 --json ab.json -- --platform=node\n"
      "  neap ab -n 12 -a libc -a private --gate 'peak<=+3%'\n"
      "  neap ab -a libc -a shared -w run,idle:10 -- node server.js\n"
      "  neap ab -a git:HEAD -a shared -n 12 --gate 'idle<=+3%'\n"
      "  neap ab --resume ab.json\n"
      "  neap ab plan -n 12 --folder=parts | parallel -j2; neap ab merge parts/*.json\n"
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

static AbOptions options_of(const AbCall *call, const TextList *build_options) {
  return (AbOptions){
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
    .part = call->part,
    .resume = call->resume,
    .program = call->program,
    .libneap = call->libneap,
    .launcher = call->launcher,
    .counter = call->counter,
    .repository = call->repository,
    .blocks = call->blocks,
    .threads = call->threads,
    .at_once = call->at_once,
    .seed = call->seed,
    .timeout_seconds = call->timeout_seconds,
    .is_command = call->is_command,
    .quick = call->quick,
    .confirm = call->confirm,
    .github = call->github,
    .color = wants_color((ColorChoice)call->color),
  };
}

static bool says_what_is_run(const AbCall *call) {
  return call->arms.len != 0 || call->factors.len != 0 || call->project || call->workload ||
         call->preset || call->part || call->blocks || call->threads || call->at_once ||
         call->seed || call->quick;
}

// Whether a program stands behind `--`, with its arguments, rather than options for `neap build`.
static void look_behind(AbCall *call, int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i++) {
    if (strcmp(argv[i], "--") != 0) continue;
    call->behind = (uint32_t)(argc - i - 1);
    call->is_command = argv[i + 1][0] != '-';
    return;
  }
}

// Options for `neap build` look like options: a bare word is a slip. So is one before `--` where a program stands behind it.
static int check_operands(const AbCall *call, const TextList *operands) {
  if (call->is_command && operands->len == call->behind) {
    if (!call->project && !call->threads && !call->program) return 0;
    return args_wrong(&command, "--project, --threads and --program are for the bundler, not for "
                                "-- COMMAND");
  }
  vec_each (operand, operands) {
    if (!call->is_command && **operand == '-') continue;
    return args_wrong(&command,
                      "\"%s\" is no option; name a project with --project %s, a program "
                      "behind --",
                      *operand, *operand);
  }
  return 0;
}

static int run(const AbCall *call, const TextList *operands) {
  if (check_operands(call, operands) != 0) return AB_USAGE;
  if (call->parts || call->folder)
    return args_wrong(&command, "--parts and --folder are for neap ab plan");
  if (call->resume && (says_what_is_run(call) || operands->len != 0))
    return args_wrong(&command, "--resume takes from its report what is run; leave the rest out");
  AbOptions options = options_of(call, operands);
  return ab_run(&options);
}

static int plan(const AbCall *call, const TextList *operands) {
  if (check_operands(call, operands) != 0) return AB_USAGE;
  if (call->resume || call->part || call->json || call->markdown || call->html || call->junit ||
      call->github || call->confirm)
    return args_wrong(&command, "a plan takes no --part and no reports; give those to the merge");
  AbOptions options = options_of(call, operands);
  char *self = fs_real("/proc/self/exe");
  int status =
      ab_plan(&options, self ? self : "neap", call->folder ? call->folder : ".", call->parts);
  mem_free(self);
  return status;
}

static int merge(const AbCall *call, const TextList *reports) {
  if (says_what_is_run(call) || call->resume || call->parts || call->folder || call->confirm)
    return args_wrong(&command, "a merge takes from the reports what was run; leave the rest out");
  if (reports->len == 0) return args_wrong(&command, "name the reports to merge");
  AbOptions options = options_of(call, &(TextList)VEC_EMPTY);
  return ab_merge(&options, (const char *const *)reports->items, reports->len);
}

typedef int Action(const AbCall *call, const TextList *operands);

static Action *action_named(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "plan") == 0) return plan;
  if (argc > 1 && strcmp(argv[1], "merge") == 0) return merge;
  return run;
}

int cmd_ab(int argc, char **argv) {
  AbCall call = { .color = COLOR_AUTO };
  TextList operands = VEC_EMPTY;
  int status = 0;
  look_behind(&call, argc, argv);
  Action *action = action_named(argc, argv);
  int skipped = action == run ? 0 : 1;
  switch (args_parse(&command, argc - skipped, argv + skipped, &call, &operands)) {
    case ARGS_HELP: break;
    case ARGS_WRONG: status = AB_USAGE; break;
    case ARGS_OK: status = action(&call, &operands); break;
  }
  text_list_clear(&call.arms);
  text_list_clear(&call.factors);
  text_list_clear(&call.gates);
  text_list_clear(&call.allowed);
  text_list_clear(&operands);
  return status;
}
