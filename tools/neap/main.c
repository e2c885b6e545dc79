// neap: the front door. Each command is a row below and a file of its own (cmd_*.c).
#include "commands.h"

#include "base/str.h"

#include <signal.h>
#include <stdio.h>
#include <tree_sitter/api.h>

typedef struct CommandRow {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *help;
} CommandRow;

static const CommandRow rows[] = {
  { "build", cmd_build, "Bundle JavaScript" },
  { "watch", cmd_watch, "Bundle JavaScript, and again whenever a file changes" },
  { "serve", cmd_serve, "Bundle JavaScript and serve it to browsers, with live reload" },
  { "cache", cmd_cache, "Look after a folder of --cache" },
  { "explain", cmd_explain,
    "Say what a code such as NEAP1301 means, with an example and the remedy" },
#ifdef NEAP_HAS_AB
  { "ab", cmd_ab, "Compare allocators under the bundler's work" },
  { "doctor", cmd_doctor, "Say what would spoil that on this machine" },
#endif
#ifdef NEAP_HAS_CORPUS
  { "corpus", cmd_corpus, "Generate projects to bundle" },
#endif
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static int print_help(FILE *out) {
  fputs("neap: a JavaScript bundler on a malloc of its own, and the A/B run that compares mallocs\n"
        "\n"
        "Usage: neap COMMAND [options]\n"
        "\n",
        out);
  for (int i = 0; i < ROW_COUNT; i++) {
    fprintf(out, "  %-10s %s\n", rows[i].name, rows[i].help);
  }
  fputs("\n"
        "  neap COMMAND --help   options of a command\n"
        "  neap --version        version and what it was made with\n"
        "\n"
        "Exit status: 0 ok, 1 the code is at fault, 2 the call is at fault.\n",
        out);
  return 0;
}

static int print_version(void) {
  printf("neap %s (compiler %s, tree-sitter grammars %d to %d)\n", NEAP_VERSION, __VERSION__,
         TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION, TREE_SITTER_LANGUAGE_VERSION);
  return 0;
}

static int unknown_command(const char *name) {
  enum { NEAR = 2 };

  const CommandRow *best = NULL;
  size_t best_distance = NEAR + 1;
  for (int i = 0; i < ROW_COUNT; i++) {
    size_t distance = str_distance(str_of(name), str_of(rows[i].name), NEAR);
    if (distance >= best_distance || distance >= strlen(name)) continue;
    best = &rows[i];
    best_distance = distance;
  }
  fprintf(stderr, "neap: there is no command \"%s\"", name);
  if (best) fprintf(stderr, "; did you mean \"%s\"?", best->name);
  fputs("\nTry: neap --help\n", stderr);
  return 2;
}

// Output into a closed pipe is an error that is told, not a silent end.
static int finish(int status) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  fputs("neap: could not write to standard output\n", stderr);
  return status == 0 ? 2 : status;
}

static bool is_one_of(const char *name, const char *a, const char *b, const char *c) {
  return strcmp(name, a) == 0 || strcmp(name, b) == 0 || strcmp(name, c) == 0;
}

// argv[0] is the command's name.
static int run_command(int argc, char **argv) {
  for (int i = 0; i < ROW_COUNT; i++) {
    if (strcmp(argv[0], rows[i].name) == 0) return rows[i].run(argc, argv);
  }
  return unknown_command(argv[0]);
}

int main(int argc, char **argv) {
  // A reader of stdout that goes away is met where stdout is written, with its message.
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    print_help(stderr);
    return 2;
  }
  const char *name = argv[1];
  bool is_help = is_one_of(name, "help", "--help", "-h");
  if (is_help && argc > 2) {
    char help[] = "--help";
    return finish(run_command(2, (char *[]){ argv[2], help, NULL }));
  }
  if (is_help) return finish(print_help(stdout));
  if (is_one_of(name, "version", "--version", "-V")) return finish(print_version());
  return finish(run_command(argc - 1, argv + 1));
}
