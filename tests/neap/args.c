// args: every form of every type of option, and what wrong calls are told.
#include "args.h"

#include "base/mem.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const Command command = { .name = "build",
                                 .usage = "neap build [options] ENTRY...",
                                 .summary = "Bundles.",
                                 .examples = "Examples",
                                 .options = build_option_table };

typedef struct Parsed {
  ArgsResult result;
  BuildOptions options;
  char said[1024]; // on stderr
} Parsed;

// Parses `line`, whose words are parted by single spaces.
static void parse(Parsed *parsed, const char *line) {
  static char copy[512]; // what options borrow from
  char *argv[32];
  int argc = 0;
  snprintf(copy, sizeof copy, "%s", line);
  char *rest = copy;
  for (char *word = strsep(&rest, " "); word; word = strsep(&rest, " ")) {
    argv[argc++] = word;
  }
  argv[argc] = NULL;

  FILE *capture = tmpfile();
  fflush(stderr);
  int old = dup(STDERR_FILENO);
  dup2(fileno(capture), STDERR_FILENO);
  parsed->options = build_options_default();
  parsed->result = args_parse(&command, argc, argv, &parsed->options, &parsed->options.entries);
  fflush(stderr);
  dup2(old, STDERR_FILENO);
  close(old);
  rewind(capture);
  size_t length = fread(parsed->said, 1, sizeof parsed->said - 1, capture);
  parsed->said[length] = '\0';
  fclose(capture);
}

static void assert_wrong(const char *line, const char *said) {
  Parsed parsed;
  parse(&parsed, line);
  ck_assert_int_eq(parsed.result, ARGS_WRONG);
  char *expected = str_format("neap build: %s\nTry: neap build --help\n", said);
  ck_assert_str_eq(parsed.said, expected);
  mem_free(expected);
  build_options_clear(&parsed.options);
}

START_TEST(every_form_of_an_option_is_read) {
  static const char *const lines[] = {
    "build a.js -o out.js --format=esm --threads=4 --platform=node",
    "build -oout.js a.js --format esm --threads 4 --platform node",
    "build --outfile=out.js --format:esm -j4 --platform:node -- a.js",
    "build --outfile out.js --format=cjs --format=esm -j 4 --platform=node a.js",
    "build -o=out.js -j=4 --format=esm --platform=node a.js",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    Parsed parsed;
    parse(&parsed, lines[i]);
    ck_assert_str_eq(parsed.said, "");
    ck_assert_int_eq(parsed.result, ARGS_OK);
    ck_assert_str_eq(parsed.options.outfile, "out.js");
    ck_assert_int_eq(parsed.options.format, FORMAT_ESM);
    ck_assert_int_eq(parsed.options.platform, PLATFORM_NODE);
    ck_assert_uint_eq(parsed.options.threads, 4);
    ck_assert_uint_eq(parsed.options.entries.len, 1);
    ck_assert_str_eq(parsed.options.entries.items[0], "a.js");
    build_options_clear(&parsed.options);
  }
}

END_TEST

START_TEST(words_mean_what_the_enums_say) {
  Parsed parsed;
  parse(&parsed, "build --format=iife --platform=neutral --log-level=verbose --color=never");
  ck_assert_int_eq(parsed.options.format, FORMAT_IIFE);
  ck_assert_int_eq(parsed.options.platform, PLATFORM_NEUTRAL);
  ck_assert_int_eq(parsed.options.log_level, LOG_VERBOSE);
  ck_assert_int_eq(parsed.options.color, COLOR_NEVER);
  parse(&parsed, "build --format=cjs --platform=browser --log-level=silent --color=always");
  ck_assert_int_eq(parsed.options.format, FORMAT_CJS);
  ck_assert_int_eq(parsed.options.platform, PLATFORM_BROWSER);
  ck_assert_int_eq(parsed.options.log_level, LOG_SILENT);
  ck_assert_int_eq(parsed.options.color, COLOR_ALWAYS);
}

END_TEST

START_TEST(lists_are_repeated_and_words_parted) {
  Parsed parsed;
  parse(&parsed,
        "build --external:react --external=fs --external a,b --conditions=x,,y --conditions z");
  ck_assert_int_eq(parsed.result, ARGS_OK);
  ck_assert_uint_eq(parsed.options.externals.len, 3);
  ck_assert_str_eq(parsed.options.externals.items[0], "react");
  ck_assert_str_eq(parsed.options.externals.items[1], "fs");
  ck_assert_str_eq(parsed.options.externals.items[2], "a,b");
  ck_assert_uint_eq(parsed.options.conditions.len, 3);
  ck_assert_str_eq(parsed.options.conditions.items[1], "y");
  build_options_clear(&parsed.options);
  // A name may have a colon of its own.
  parse(&parsed, "build --external:node:fs --external=node:path");
  ck_assert_str_eq(parsed.options.externals.items[0], "node:fs");
  ck_assert_str_eq(parsed.options.externals.items[1], "node:path");
  build_options_clear(&parsed.options);
}

END_TEST

START_TEST(operands_and_defaults) {
  Parsed parsed;
  parse(&parsed, "build a - b -- --format=esm");
  ck_assert_int_eq(parsed.result, ARGS_OK);
  ck_assert_uint_eq(parsed.options.entries.len, 4);
  ck_assert_str_eq(parsed.options.entries.items[3], "--format=esm");
  ck_assert_int_eq(parsed.options.format, FORMAT_BY_PLATFORM);
  ck_assert_int_eq(parsed.options.log_level, LOG_INFO);
  ck_assert_uint_eq(parsed.options.log_limit, 10);
  ck_assert_int_eq(parsed.options.platform, PLATFORM_BROWSER);
  build_options_clear(&parsed.options);
}

END_TEST

START_TEST(wrong_calls_are_told_what_was_meant) {
  assert_wrong("build --fromat=esm", "there is no option --fromat=esm; did you mean --format?");
  assert_wrong("build --minify", "there is no option --minify");
  assert_wrong("build -x", "there is no option -x");
  assert_wrong("build --format=umd", "--format is one of esm|cjs|iife, not \"umd\"");
  assert_wrong("build --format=es", "--format is one of esm|cjs|iife, not \"es\"");
  assert_wrong("build --threads=0", "--threads takes a number from 1 to 256, not \"0\"");
  assert_wrong("build --threads=300", "--threads takes a number from 1 to 256, not \"300\"");
  assert_wrong("build --threads=-1", "--threads takes a number from 1 to 256, not \"-1\"");
  assert_wrong("build --threads=4x", "--threads takes a number from 1 to 256, not \"4x\"");
  assert_wrong("build --threads=99999999999999999999",
               "--threads takes a number from 1 to 256, not \"99999999999999999999\"");
  assert_wrong("build -o", "--outfile needs a value: --outfile=FILE");
  assert_wrong("build --outfile=", "--outfile needs a value: --outfile=FILE");
  assert_wrong("build --timings=yes", "--timings takes no value");
}

END_TEST

START_TEST(help_shows_every_option_but_the_hidden_ones) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  args_print_help(&command, out);
  fclose(out);
  for (const Option *option = build_option_table; option->name; option++) {
    char *flag = str_format("--%s", option->name);
    ck_assert_int_eq(strstr(text, flag) != NULL, option->group != NULL);
    ck_assert_ptr_nonnull(option->help);
    mem_free(flag);
  }
  free(text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("args");
  TCase *tests = tcase_create("args");
  tcase_add_test(tests, every_form_of_an_option_is_read);
  tcase_add_test(tests, words_mean_what_the_enums_say);
  tcase_add_test(tests, lists_are_repeated_and_words_parted);
  tcase_add_test(tests, operands_and_defaults);
  tcase_add_test(tests, wrong_calls_are_told_what_was_meant);
  tcase_add_test(tests, help_shows_every_option_but_the_hidden_ones);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
