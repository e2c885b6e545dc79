#include "args.h"
#include "commands.h"

#include "driver/build.h"
#include "driver/report.h"
#include "resolve/alias.h"

#include <stdio.h>
#include <string.h>

static const Command build_command = {
  .name = "build",
  .usage = "neap build [options] ENTRY...",
  .summary = "Bundles JavaScript: each ENTRY, a file or a project folder, with all that it imports "
             "into one file.",
  .examples = "Examples\n"
              "  neap build src/main.js -o dist/main.js\n"
              "  neap build . --platform=node --format=esm -o dist/main.mjs\n"
              "  neap build src/a.js src/b.js --outdir=dist --external:react\n"
              "\n"
              "Exit status: 0 ok, 1 the code is at fault, 2 the call is at fault. Nothing is "
              "written unless all is well.",
  .options = build_option_table,
};

static int check_overrides(const Command *command, const BuildOptions *options) {
  vec_each (text, &options->log_overrides) {
    LogOverride override;
    if (report_override_parse(*text, &override)) continue;
    return args_wrong(command,
                      "--log-override takes a code (neap explain lists them) and silent, warning "
                      "or error, as NEAP1401=silent, not \"%s\"",
                      *text);
  }
  return 0;
}

static int check_aliases(const Command *command, const BuildOptions *options) {
  vec_each (text, &options->aliases) {
    Str name;
    Str target;
    if (alias_parse(*text, &name, &target)) continue;
    return args_wrong(command,
                      "--alias takes a package and what stands in for it, as react=preact/compat "
                      "or config=./src/config.js, not \"%s\"",
                      *text);
  }
  return 0;
}

static int check_extensions(const Command *command, const BuildOptions *options) {
  vec_each (text, &options->extensions) {
    if ((*text)[0] == '.' && strchr(*text, '/') == NULL) continue;
    return args_wrong(command, "--resolve-extensions takes endings, as .web.js,.js, not \"%s\"",
                      *text);
  }
  return 0;
}

int cmd_build_check(const Command *command, const BuildOptions *options) {
  int status = check_overrides(command, options);
  if (status == 0) status = check_aliases(command, options);
  return status == 0 ? check_extensions(command, options) : status;
}

int cmd_build_check_places(const Command *command, const BuildOptions *options) {
  if (options->entries.len == 0) return args_wrong(command, "name an entry: a file or a folder");
  if (options->outfile && options->outdir)
    return args_wrong(command, "--outfile and --outdir exclude each other");
  if (options->entries.len > 1 && options->outdir == NULL) {
    return args_wrong(command, "%u entries make %u bundles: say where with --outdir=FOLDER",
                      options->entries.len, options->entries.len);
  }
  if (options->metafile && options->outfile == NULL && options->outdir == NULL) {
    return args_wrong(command, "--metafile needs the bundle's name: -o FILE or --outdir=FOLDER");
  }
  return 0;
}

int cmd_build(int argc, char **argv) {
  BuildOptions options = build_options_default();
  int status = 0;
  switch (args_parse(&build_command, argc, argv, &options, &options.entries)) {
    case ARGS_HELP: break;
    case ARGS_WRONG: status = 2; break;
    case ARGS_OK:
      status = cmd_build_check_places(&build_command, &options);
      if (status == 0) status = cmd_build_check(&build_command, &options);
      if (status == 0) status = build_run(&options);
      break;
  }
  build_options_clear(&options);
  return status;
}
