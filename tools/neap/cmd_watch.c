// neap watch: the options of neap build, of those of the A/B run only its marks, and some of its own.
#include "args.h"
#include "commands.h"
#include "watching.h"

#include "watch/watch.h"

#include <string.h>

// clang-format off
static const Option own_options[] = {
  { "forever", 0, OPTION_FLAG, offsetof(WatchOptions, forever), NULL, 0, 0, "Watching",
    "Go on when standard input has ended" },
  WATCHING_OPTIONS(WatchOptions),
};

// clang-format on

static bool has_no_meaning(const Option *option) {
  return strcmp(option->name, "timings") == 0 || strcmp(option->name, "trace") == 0 ||
         watching_lacks(option);
}

typedef VEC(Option) OptionRows;

static OptionRows option_rows(void) {
  OptionRows rows = VEC_EMPTY;
  for (size_t i = 0; i < sizeof own_options / sizeof *own_options; i++) {
    vec_push(&rows, own_options[i]);
  }
  for (const Option *option = build_option_table; option->name; option++) {
    if (!has_no_meaning(option)) vec_push(&rows, *option);
  }
  vec_push(&rows, (Option){ .name = NULL });
  return rows;
}

static int run(const Command *command, const WatchOptions *options) {
  int status = cmd_build_check_places(command, &options->build);
  if (status == 0) status = cmd_build_check(command, &options->build);
  if (status == 0 && options->build.outfile == NULL && options->build.outdir == NULL)
    status = args_wrong(command, "say where the bundle goes: -o FILE or --outdir=FOLDER");
  return status == 0 ? watch_run(options) : status;
}

int cmd_watch(int argc, char **argv) {
  OptionRows rows = option_rows();
  const Command command = {
    .name = "watch",
    .usage = "neap watch [options] ENTRY...",
    .summary = "Bundles as neap build does, and again what is concerned whenever a file changes. "
               "What was written last stays\nuntil the code is right again.",
    .examples = "Examples\n"
                "  neap watch src/main.js -o dist/main.js\n"
                "  neap watch src/a.js src/b.js --outdir=dist\n"
                "  neap watch src/main.js -o dist/main.js --json --forever    for other programs",
    .options = rows.items,
  };
  WatchOptions options = { .build = build_options_default() };
  int status = 0;
  switch (args_parse(&command, argc, argv, &options, &options.build.entries)) {
    case ARGS_HELP: break;
    case ARGS_WRONG: status = 2; break;
    case ARGS_OK: status = run(&command, &options); break;
  }
  build_options_clear(&options.build);
  vec_clear(&rows);
  return status;
}
