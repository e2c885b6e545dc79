// Writing a generated project: whole or not at all, and never over what others made.
#include "corpus/generate.h"

#include "base/fs.h"
#include "base/mem.h"
#include "suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[] = "/tmp/neap-corpus-XXXXXX";

static void scratch_make(void) {
  ck_assert_ptr_nonnull(mkdtemp(scratch));
}

static void scratch_remove(void) {
  char *command = str_format("rm -rf %s", scratch);
  ck_assert_int_eq(system(command), 0); // NOLINT(cert-env33-c): the shell is trusted in tests
  mem_free(command);
}

static bool generate(uint32_t modules, uint32_t seed, const char *folder, Err *err) {
  CorpusReport report;
  CorpusOptions options = { .modules = modules, .seed = seed, .folder = folder };
  return corpus_generate(&options, &report, err);
}

static void expect_success(uint32_t modules, uint32_t seed, const char *folder) {
  Err err = ERR_NONE;
  ck_assert_msg(generate(modules, seed, folder, &err), "%s", err.text);
  ck_assert_ptr_null(err.text);
}

// Refused with a message that has `part`.
static void expect_failure(uint32_t modules, const char *folder, const char *part) {
  Err err = ERR_NONE;
  ck_assert(!generate(modules, 1, folder, &err));
  ck_assert_ptr_nonnull(strstr(err.text, part));
  ck_assert_ptr_nonnull(strstr(err.text, folder));
  err_clear(&err);
}

// Runs a command line of the shell, with %s as the scratch folder.
static int shell(const char *line) {
  char *command = str_format("cd %s && { %s; }", scratch, line);
  int status = system(command); // NOLINT(cert-env33-c): the shell is trusted in tests
  mem_free(command);
  return status;
}

static char *inside(const char *name) {
  return str_format("%s/%s", scratch, name);
}

START_TEST(same_seed_same_files) {
  char *one = inside("one");
  char *two = inside("deep/er/two");
  expect_success(120, 5, one);
  expect_success(120, 5, two);
  ck_assert_int_eq(shell("diff -r one deep/er/two"), 0);
  ck_assert_int_eq(
      shell("test $(find one/src -name '*.js' | wc -l) -eq 121 && test $(ls | wc -l) -eq 2"), 0);
  mem_free(one);
  mem_free(two);
}

END_TEST

START_TEST(replaces_only_its_own) {
  char *folder = inside("corpus");
  expect_success(30, 1, folder);
  expect_success(5, 2, folder);
  ck_assert_int_eq(
      shell("test $(find corpus/src -name '*.js' | wc -l) -eq 6 && test $(ls -A | wc -l) -eq 1"),
      0);
  ck_assert_int_eq(shell("rm corpus/.neap-corpus && cp -R corpus before"), 0);
  expect_failure(5, folder, "is not empty and was not made by");
  ck_assert_int_eq(shell("diff -r corpus before"), 0);
  mem_free(folder);
}

END_TEST

START_TEST(takes_an_empty_folder_and_a_link_to_one) {
  ck_assert_int_eq(shell("mkdir empty far && ln -s far near"), 0);
  char *empty = inside("empty");
  char *near = inside("near");
  expect_success(3, 1, empty);
  expect_success(3, 1, near);
  ck_assert_int_eq(shell("test -e empty/src/index.js && test -e far/src/index.js && test -h near"),
                   0);
  mem_free(empty);
  mem_free(near);
}

END_TEST

START_TEST(refuses_what_is_no_folder) {
  ck_assert_int_eq(shell("echo text > file && cp file before"), 0);
  char *file = inside("file");
  char *below = inside("file/below");
  expect_failure(3, file, "is not a folder");
  expect_failure(3, below, "ot a");
  ck_assert_int_eq(shell("cmp file before && test $(ls | wc -l) -eq 2"), 0);
  mem_free(file);
  mem_free(below);
}

END_TEST

START_TEST(refuses_wrong_counts) {
  Err err = ERR_NONE;
  char *folder = inside("corpus");
  ck_assert(!generate(0, 1, folder, &err));
  ck_assert_ptr_nonnull(strstr(err.text, "1 to 1000000 modules, not 0"));
  err_clear(&err);
  ck_assert(!generate(CORPUS_MODULES_MAX + 1, 1, folder, &err));
  err_clear(&err);
  ck_assert_int_eq(shell("test $(ls -A | wc -l) -eq 0"), 0);
  mem_free(folder);
}

END_TEST

// No file may be larger than this process is allowed to make, as on a full disk: then there is nothing at all, and a former project
// stays.
START_TEST(leaves_nothing_half_written) {
  char *folder = inside("corpus");
  expect_success(10, 1, folder);
  ck_assert_int_eq(shell("cp -R corpus before"), 0);
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit old;
  ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
  struct rlimit small = { .rlim_cur = 3000, .rlim_max = old.rlim_max };
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
  Err err = ERR_NONE;
  bool ok = generate(200, 3, folder, &err);
  setrlimit(RLIMIT_FSIZE, &old);
  ck_assert(!ok);
  ck_assert_ptr_nonnull(strstr(err.text, "cannot write"));
  ck_assert_ptr_nonnull(strstr(err.text, "File too large"));
  err_clear(&err);
  ck_assert_int_eq(shell("diff -r corpus before && test $(ls -A | wc -l) -eq 2"), 0);
  mem_free(folder);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("corpus-generate");
  TCase *tests = tcase_create("generate");
  tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
  tcase_add_test(tests, same_seed_same_files);
  tcase_add_test(tests, replaces_only_its_own);
  tcase_add_test(tests, takes_an_empty_folder_and_a_link_to_one);
  tcase_add_test(tests, refuses_what_is_no_folder);
  tcase_add_test(tests, refuses_wrong_counts);
  tcase_add_test(tests, leaves_nothing_half_written);
  tcase_set_timeout(tests, 120);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
