// Files: paths as text, reading whole, writing by rename.
#include "base/fs.h"
#include "base/mem.h"
#include "suite.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64]; // a fresh one for each test

static void folder_make(void) {
  strcpy(folder,
         "/tmp/neap-fs-XXXXXX"); // NOLINT(clang-analyzer-security.insecureAPI.strcpy): it fits
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void folder_remove(void) {
  char *command = str_format("chmod -R u+rwx %s; rm -rf %s", folder, folder);
  ck_assert_int_eq(system(command), 0); // NOLINT(cert-env33-c): the shell is trusted in tests
  mem_free(command);
}

static char *in_folder(const char *name) {
  return str_format("%s/%s", folder, name);
}

static void expect_text(char *owned, const char *expected) {
  ck_assert_str_eq(owned, expected);
  mem_free(owned);
}

static void expect_str(Str s, const char *expected) {
  char *copy = str_copy(s);
  expect_text(copy, expected);
}

START_TEST(joins_and_normalises) {
  static const struct {
    const char *folder, *name, *joined;
  } cases[] = {
    { "/a", "b.js", "/a/b.js" },
    { "/a/", "./b.js", "/a/b.js" },
    { "/a/b", "../c", "/a/c" },
    { "/a", "../../../c", "/c" },
    { "/", "..", "/" },
    { "a", "..", "." },
    { "a", "../..", ".." },
    { "..", "../x", "../../x" },
    { "", "x", "x" },
    { ".", "./x//y/.", "x/y" },
    { "/a", "", "/a" },
    { "/a/...", ".b", "/a/.../.b" },
    { "/a", "/b", "/a/b" },
    { "/a//b", "./../b/./../c", "/a/c" },
    { "a/b", "../../../c", "../c" },
    { "/tmp", "\xc3\xa4/..\xc3\xb6", "/tmp/\xc3\xa4/..\xc3\xb6" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    expect_text(fs_join(cases[i].folder, str_of(cases[i].name)), cases[i].joined);
  }
}

END_TEST

START_TEST(takes_paths_apart) {
  static const struct {
    const char *path, *folder, *name;
  } cases[] = {
    { "/a/b.js", "/a", "b.js" }, { "b.js", ".", "b.js" }, { "/b", "/", "b" },  { "/", "/", "" },
    { "/a/b/", "/a", "b" },      { "/a//b", "/a", "b" },  { "a/b", "a", "b" }, { "//b", "/", "b" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    expect_str(fs_folder(str_of(cases[i].path)), cases[i].folder);
    expect_str(fs_name(str_of(cases[i].path)), cases[i].name);
  }
}

END_TEST

START_TEST(sees_a_path_from_a_folder) {
  static const struct {
    const char *base, *path, *relative;
  } cases[] = {
    { "/a", "/a/b.js", "b.js" },      { "/a/b", "/a/c/d.js", "../c/d.js" },
    { "/a/b", "/a/bc/d", "../bc/d" }, { "/", "/a/b", "a/b" },
    { "/a/b/c", "/", "../../.." },    { "/a", "/a", "." },
    { "/a/bc", "/a/b", "../b" },      { "/a/b", "/a", ".." },
    { "/x/y", "/a/b", "../../a/b" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    expect_text(fs_relative(cases[i].base, cases[i].path), cases[i].relative);
  }
}

END_TEST

START_TEST(makes_paths_absolute_and_real) {
  ck_assert_int_eq(chdir(folder), 0);
  char *here = getcwd(NULL, 0);
  char *expected = str_format("%s/b", here);
  expect_text(fs_absolute("a/../b"), expected);
  expect_text(fs_absolute("/x/./y/.."), "/x");
  ck_assert_int_eq(mkdir("b", 0777), 0);
  ck_assert_int_eq(symlink("b", "link"), 0);
  expect_text(fs_real("link"), expected);
  ck_assert_ptr_null(fs_real("nothing"));
  mem_free(expected);
  mem_free(here);
}

END_TEST

static void expect_content(const char *path, Str expected) {
  Err err = ERR_NONE;
  Buf got = BUF_EMPTY;
  ck_assert_msg(fs_read(path, &got, &err), "%s", err.text);
  ck_assert_uint_eq(got.len, expected.len);
  ck_assert(str_equal(buf_str(&got), expected));
  ck_assert_int_eq(got.data[got.len], '\0');
  buf_clear(&got);
}

START_TEST(writes_and_reads_back) {
  char *path = in_folder("deep/er/out.js");
  Err err = ERR_NONE;
  Buf large = BUF_EMPTY;
  for (int i = 0; i < 300000; i++) {
    buf_append_char(&large, (char)(i * 7 + i / 251));
  }
  ck_assert_msg(fs_write(path, buf_str(&large), &err), "%s", err.text);
  expect_content(path, buf_str(&large));
  ck_assert_msg(fs_write(path, STR_EMPTY, &err), "%s", err.text);
  expect_content(path, STR_EMPTY);
  ck_assert(fs_is_file(path));
  ck_assert(!fs_is_folder(path));
  buf_clear(&large);
  mem_free(path);
}

END_TEST

// How many entries `folder` has besides "." and "..": temporary files would show.
static int entry_count(void) {
  char *command = str_format("test $(ls -A %s | wc -l) = 1", folder);
  int status = system(command); // NOLINT(cert-env33-c): the shell is trusted in tests
  mem_free(command);
  return status == 0 ? 1 : -1;
}

START_TEST(keeps_mode_and_links) {
  Err err = ERR_NONE;
  char *target = in_folder("tool.js");
  ck_assert(fs_write(target, STR("old"), &err));
  struct stat status;
  ck_assert_int_eq(stat(target, &status), 0);
  mode_t mask = umask(0);
  umask(mask);
  ck_assert_uint_eq(status.st_mode & 0777, 0666 & ~mask);
  ck_assert_int_eq(chmod(target, 0751), 0);
  char *link = str_format("%s-link", folder);
  ck_assert_int_eq(symlink(target, link), 0);
  ck_assert_msg(fs_write(link, STR("new"), &err), "%s", err.text);
  ck_assert_int_eq(lstat(link, &status), 0);
  ck_assert(S_ISLNK(status.st_mode));
  ck_assert_int_eq(stat(target, &status), 0);
  ck_assert_uint_eq(status.st_mode & 0777, 0751);
  expect_content(target, STR("new"));
  ck_assert_int_eq(entry_count(), 1);
  unlink(link);
  mem_free(link);
  mem_free(target);
}

END_TEST

START_TEST(failures_leave_no_trace) {
  Err err = ERR_NONE;
  char *file = in_folder("file");
  ck_assert(fs_write(file, STR("kept"), &err));
  char *below = in_folder("file/below.js");
  ck_assert(!fs_write(below, STR("x"), &err));
  ck_assert_ptr_nonnull(strstr(err.text, "file"));
  err_clear(&err);
  ck_assert(!fs_write(folder, STR("x"), &err));
  ck_assert_ptr_nonnull(strstr(err.text, "is a folder"));
  err_clear(&err);
  expect_content(file, STR("kept"));
  ck_assert_int_eq(entry_count(), 1);
  mem_free(below);
  mem_free(file);
}

END_TEST

START_TEST(stages_without_touching_the_target) {
  Err err = ERR_NONE;
  char *path = in_folder("out.js");
  ck_assert(fs_write(path, STR("old"), &err));
  char *staged = fs_stage(path, STR("new"), &err);
  ck_assert_ptr_nonnull(staged);
  expect_content(path, STR("old"));
  fs_discard(staged);
  mem_free(staged);
  ck_assert_int_eq(entry_count(), 1);
  staged = fs_stage(path, STR("newer"), &err);
  ck_assert(fs_publish(staged, path, &err));
  mem_free(staged);
  expect_content(path, STR("newer"));
  ck_assert_int_eq(entry_count(), 1);
  mem_free(path);
}

END_TEST

START_TEST(devices_are_written_to_and_stay) {
  Err err = ERR_NONE;
  ck_assert_msg(fs_write("/dev/null", STR("gone"), &err), "%s", err.text);
  struct stat status;
  ck_assert_int_eq(stat("/dev/null", &status), 0);
  ck_assert(S_ISCHR(status.st_mode));
}

END_TEST

START_TEST(refuses_what_is_no_file) {
  Err err = ERR_NONE;
  Buf got = BUF_EMPTY;
  char *nothing = in_folder("nothing");
  ck_assert(!fs_read(nothing, &got, &err));
  ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
  err_clear(&err);
  ck_assert(!fs_read(folder, &got, &err));
  ck_assert_ptr_nonnull(strstr(err.text, "is a folder"));
  err_clear(&err);
  ck_assert_int_eq(mkfifo(nothing, 0600), 0);
  ck_assert(!fs_read(nothing, &got, &err));
  ck_assert_ptr_nonnull(strstr(err.text, "not a regular file"));
  err_clear(&err);
  ck_assert_ptr_null(got.data);
  mem_free(nothing);
}

END_TEST

// What readers see while others write: always one whole version.
static void *write_often(void *path) {
  for (int i = 0; i < 100; i++) {
    char text[4096];
    memset(text, 'a' + i % 26, sizeof text);
    Err err = ERR_NONE;
    ck_assert_msg(fs_write((const char *)path, (Str){ text, sizeof text }, &err), "%s", err.text);
  }
  return NULL;
}

START_TEST(readers_see_whole_versions) {
  char *path = in_folder("out.js");
  Err err = ERR_NONE;
  ck_assert(fs_write(path, STR("a"), &err));
  pthread_t writers[4];
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(pthread_create(&writers[i], NULL, write_often, path), 0);
  }
  for (int i = 0; i < 200; i++) {
    Buf got = BUF_EMPTY;
    ck_assert_msg(fs_read(path, &got, &err), "%s", err.text);
    ck_assert(got.len == 1 || got.len == 4096);
    ck_assert_int_eq(got.data[0], got.data[got.len - 1]);
    buf_clear(&got);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(writers[i], NULL);
  }
  ck_assert_int_eq(entry_count(), 1);
  mem_free(path);
}

END_TEST

START_TEST(makes_folders_with_their_parents) {
  Err err = ERR_NONE;
  char *path = in_folder("a/b/c/d");
  ck_assert(fs_make_folder(path, &err));
  ck_assert(fs_make_folder(path, &err));
  ck_assert(fs_is_folder(path));
  mem_free(path);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("base_fs");
  TCase *tests = tcase_create("fs");
  tcase_add_checked_fixture(tests, folder_make, folder_remove);
  tcase_add_test(tests, joins_and_normalises);
  tcase_add_test(tests, takes_paths_apart);
  tcase_add_test(tests, sees_a_path_from_a_folder);
  tcase_add_test(tests, makes_paths_absolute_and_real);
  tcase_add_test(tests, writes_and_reads_back);
  tcase_add_test(tests, keeps_mode_and_links);
  tcase_add_test(tests, failures_leave_no_trace);
  tcase_add_test(tests, stages_without_touching_the_target);
  tcase_add_test(tests, devices_are_written_to_and_stay);
  tcase_add_test(tests, refuses_what_is_no_file);
  tcase_add_test(tests, readers_see_whole_versions);
  tcase_add_test(tests, makes_folders_with_their_parents);
  tcase_set_timeout(tests, 60);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
