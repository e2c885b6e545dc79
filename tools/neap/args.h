// Option rows to parsing, help, and errors that say what was meant. Forms: --name=VALUE, --name VALUE, --name:VALUE (as esbuild's users
// write lists), -xVALUE, -x VALUE; `--` ends the options. Everything else is an operand.
#ifndef NEAP_ARGS_H
#define NEAP_ARGS_H

#include "driver/options.h"

typedef struct Command {
  const char *name;      // "build"
  const char *usage;     // "neap build [options] ENTRY..."
  const char *summary;   // what it does, one or more lines
  const char *examples;  // what stands below the options, or NULL
  const Option *options; // ended by a row without a name
} Command;

typedef enum ArgsResult {
  ARGS_OK,
  ARGS_HELP,  // --help was given and answered on stdout
  ARGS_WRONG, // said on stderr what is wrong with the call: exit status 2
} ArgsResult;

// Parses argv[1] and on into `into`, the struct that the rows' offsets mean, and `operands`. Lists are made longer, everything else
// is replaced.
ArgsResult args_parse(const Command *command, int argc, char **argv, void *into,
                      TextList *operands);

// The help of a command.
void args_print_help(const Command *command, FILE *out);

// Says "neap build: …" and where to look on stderr. Returns 2.
int args_wrong(const Command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Checks the values of options that all commands which build have (cmd_build.c). Returns an exit status, after saying what is wrong.
int cmd_build_check(const Command *command, const BuildOptions *options);

// As cmd_build_check: whether there are entries, and places for what is made of them.
int cmd_build_check_places(const Command *command, const BuildOptions *options);

#endif
