// neap serve: the options of neap build without those about files that are written, and some of its own.
#include "args.h"
#include "commands.h"
#include "watching.h"

#include "serve/serve.h"

#include <string.h>

static const char server[] = "Server";

// clang-format off
static const Option own_options[] = {
  { "servedir", 0, OPTION_TEXT,   offsetof(ServeOptions, servedir), "FOLDER", 0, 0, server,
    "Serve the files of FOLDER too; outputs, which stay in memory, go before them" },
  { "host",     0, OPTION_TEXT,   offsetof(ServeOptions, host),     "NAME", 0, 0, server,
    "Address to listen on; 0.0.0.0 lets other machines in [127.0.0.1]" },
  { "port",     0, OPTION_NUMBER, offsetof(ServeOptions, port),     "N", 0, 65535, server,
    "Port, or the next free one; 0 for any [8000]" },
  { "spa",      0, OPTION_FLAG,   offsetof(ServeOptions, single_page), NULL, 0, 0, server,
    "Answer pages that are not there with index.html" },
  WATCHING_OPTIONS(ServeOptions),
};

// clang-format on

// Options of a build that ends, and writes.
static bool has_no_meaning(const Option *option) {
  static const char *const names[] = { "outfile", "metafile", "timings", "trace", "mem-stats" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(option->name, names[i]) == 0) return true;
  }
  return watching_lacks(option);
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

static int run(const Command *command, ServeOptions *options) {
  if (options->build.entries.len == 0 && options->servedir == NULL)
    return args_wrong(command, "name an entry, or a folder with --servedir=FOLDER");
  int status = cmd_build_check(command, &options->build);
  return status == 0 ? serve_run(options) : status;
}

int cmd_serve(int argc, char **argv) {
  OptionRows rows = option_rows();
  const Command command = {
    .name = "serve",
    .usage = "neap serve [options] [ENTRY...]",
    .summary = "Bundles each ENTRY, serves the bundles from memory, and bundles again when a file "
               "changes. Open pages reload,\nand show what is wrong until it is repaired.",
    .examples = "Examples\n"
                "  neap serve src/main.js                      a page that runs the bundle\n"
                "  neap serve src/main.js --servedir=public    public/index.html, and the bundle "
                "as /main.js\n"
                "  neap serve src/main.js --servedir=public --outdir=public/js --spa\n"
                "  neap serve --servedir=site                  only the files of a folder",
    .options = rows.items,
  };
  ServeOptions options = { .build = build_options_default(), .host = "127.0.0.1", .port = 8000 };
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
