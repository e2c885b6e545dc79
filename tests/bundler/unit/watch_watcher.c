// watcher: changes of files that count are told by kind, others are not, and folders that come back are seen again.
#include "base/fs.h"
#include "base/mem.h"
#include "suite.h"
#include "watch/watcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static Watcher *watcher;

static char *path_in(const char *name) {
  return str_format("%s/%s", folder, name);
}

static void write_in(const char *name, const char *text) {
  char *path = path_in(name);
  FILE *file = fopen(path, "we");
  ck_assert_ptr_nonnull(file);
  ck_assert(fputs(text, file) >= 0);
  ck_assert_int_eq(fclose(file), 0);
  mem_free(path);
}

static void rename_in(const char *from, const char *to) {
  char *old_path = path_in(from);
  char *new_path = path_in(to);
  ck_assert_int_eq(rename(old_path, new_path), 0);
  mem_free(old_path);
  mem_free(new_path);
}

static void watch_in(const char *name, WatchKind kind) {
  Err err = ERR_NONE;
  char *path = path_in(name);
  ck_assert(watcher_add(watcher, path, kind, &err));
  mem_free(path);
}

static void make_in(const char *name) {
  char *path = path_in(name);
  ck_assert_int_eq(mkdir(path, 0700), 0);
  mem_free(path);
}

static void set_up(void) {
  Err err = ERR_NONE;
  snprintf(folder, sizeof folder, "/tmp/neap-watcher-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  make_in("src");
  write_in("src/a.js", "1");
  write_in("style.css", "1");
  usleep(20000); // the clock of file systems moves on
  watcher = watcher_new(0, &err);
  ck_assert_ptr_nonnull(watcher);
  watch_in("src/a.js", WATCH_INPUT);
  watch_in("style.css", WATCH_SERVED);
  ck_assert(!watcher_stirs(watcher));
}

static void tear_down(void) {
  watcher_free(watcher);
  char *command = str_format("rm -rf %s", folder);
  int status = system(command); // NOLINT(cert-env33-c): the shell is trusted in tests
  ck_assert_int_eq(status, 0);
  mem_free(command);
}

START_TEST(kinds_are_told) {
  write_in("src/a.js", "2");
  ck_assert(watcher_stirs(watcher));
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  ck_assert(!watcher_stirs(watcher));
  write_in("style.css", "2");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_SERVED);
  write_in("src/new.js", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  write_in("src/new.js", "2");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
  write_in("other.css", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
}

END_TEST

START_TEST(paths_are_told) {
  Changes changes = CHANGES_EMPTY;
  char *path = path_in("src/a.js");
  char *moved = path_in("src/b.js");
  write_in("src/a.js", "2");
  ck_assert_uint_eq(watcher_take(watcher, &changes), WATCH_INPUT);
  ck_assert_uint_eq(changes.paths.len, 1);
  ck_assert_str_eq(changes.paths.items[0], path);
  rename_in("src/a.js", "src/b.js");
  ck_assert_uint_eq(watcher_take(watcher, &changes), WATCH_INPUT);
  ck_assert_uint_eq(changes.paths.len, 3);
  ck_assert_str_eq(changes.paths.items[1], path);
  ck_assert_str_eq(changes.paths.items[2], moved);
  ck_assert(!changes.everything);
  write_in("style.css", "2");
  ck_assert_uint_eq(watcher_take(watcher, &changes), WATCH_SERVED);
  ck_assert_uint_eq(changes.paths.len, 3);
  changes_clear(&changes);
  mem_free(path);
  mem_free(moved);
}

END_TEST

START_TEST(ways_of_saving) {
  write_in("src/.a.js.swp", "2");
  write_in("src/a.js~", "2");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
  rename_in("src/.a.js.swp", "src/a.js");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
}

END_TEST

START_TEST(folders_that_come_back) {
  rename_in("src", "away");
  ck_assert_uint_eq(watcher_take(watcher, NULL) & WATCH_INPUT, WATCH_INPUT);
  write_in("away/a.js", "2");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
  make_in("src");
  ck_assert_uint_eq(watcher_take(watcher, NULL) & WATCH_INPUT, WATCH_INPUT);
  write_in("src/a.js", "3");
  ck_assert_uint_eq(watcher_take(watcher, NULL) & WATCH_INPUT, WATCH_INPUT);
  write_in("src/a.js", "4");
  ck_assert_uint_eq(watcher_take(watcher, NULL) & WATCH_INPUT, WATCH_INPUT);
}

END_TEST

START_TEST(folders_that_are_not_there_yet) {
  watch_in("lib/deep/b.js", WATCH_INPUT);
  make_in("lib");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  make_in("lib/deep");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  write_in("lib/deep/b.js", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
}

END_TEST

static void add_folder(const char *name, bool whole) {
  Err err = ERR_NONE;
  char *path = path_in(name);
  ck_assert(watcher_add_folder(watcher, path, whole, &err));
  mem_free(path);
}

START_TEST(folders_that_were_looked_into) {
  make_in("whole");
  make_in("above");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
  usleep(20000); // the clock of file systems moves on
  watcher_begin(watcher);
  add_folder("whole", true);
  add_folder("above", false);
  ck_assert(!watcher_stirs(watcher));
  write_in("whole/x.js", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  write_in("whole/package.json", "{}");
  watcher_take(watcher, NULL);
  write_in("whole/package.json", "{ }");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  write_in("above/x.js", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_NOTHING);
  make_in("above/node_modules");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
}

END_TEST

START_TEST(changes_before_it_was_watched) {
  make_in("late");
  watcher_begin(watcher);
  write_in("late/b.js", "1");
  watch_in("late/b.js", WATCH_INPUT);
  ck_assert(watcher_stirs(watcher));
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  ck_assert(!watcher_stirs(watcher));
  watcher_begin(watcher);
  watch_in("late/b.js", WATCH_INPUT);
  ck_assert(!watcher_stirs(watcher));
}

END_TEST

START_TEST(two_paths_to_a_folder) {
  char *link = path_in("link");
  ck_assert_int_eq(symlink("src", link), 0);
  mem_free(link);
  watcher_take(watcher, NULL);
  watch_in("link/c.js", WATCH_SERVED);
  write_in("src/a.js", "2");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT);
  write_in("src/c.js", "1");
  ck_assert_uint_eq(watcher_take(watcher, NULL), WATCH_INPUT | WATCH_SERVED);
}

END_TEST

// --- Where the system tells nothing ---

enum { POLL_MS = 5 };

static void set_up_polled(void) {
  set_up();
  watcher_free(watcher);
  usleep(30000); // what is there is old
  Err err = ERR_NONE;
  watcher = watcher_new(POLL_MS, &err);
  ck_assert_ptr_nonnull(watcher);
  ck_assert_ptr_null(err.text);
  watch_in("src/a.js", WATCH_INPUT);
  watch_in("style.css", WATCH_SERVED);
}

// Waits until something happened, or for several looks.
static unsigned take_polled(Changes *changes) {
  for (int looks = 0; looks < 20 && !watcher_stirs(watcher); looks++) {
    usleep(POLL_MS * 1000);
  }
  return watcher_take(watcher, changes);
}

// A file that was written just before a look is told twice.
static void settle(void) {
  while (take_polled(NULL) != WATCH_NOTHING) {
  }
}

START_TEST(polled_kinds) {
  write_in("src/a.js", "22");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("style.css", "22");
  ck_assert_uint_eq(take_polled(NULL), WATCH_SERVED);
  settle();
  write_in("src/new.js", "1");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("src/new.js", "22");
  write_in("other.css", "1");
  ck_assert_uint_eq(take_polled(NULL), WATCH_NOTHING);
}

END_TEST

START_TEST(polled_paths) {
  Changes changes = CHANGES_EMPTY;
  char *path = path_in("src/b.js");
  rename_in("src/a.js", "src/b.js");
  ck_assert_uint_eq(take_polled(&changes), WATCH_INPUT);
  ck_assert_uint_eq(changes.paths.len, 2);
  ck_assert_str_eq(changes.paths.items[1], path);
  ck_assert(!changes.everything);
  changes_clear(&changes);
  mem_free(path);
}

END_TEST

START_TEST(polled_in_one_tick) {
  for (int i = 0; i < 50; i++) {
    write_in("src/a.js", i % 2 ? "3" : "4");
    ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  }
}

END_TEST

START_TEST(polled_folders_that_come_back) {
  rename_in("src", "away");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("away/a.js", "22");
  ck_assert_uint_eq(take_polled(NULL), WATCH_NOTHING);
  make_in("src");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("src/a.js", "333");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  watch_in("lib/deep/b.js", WATCH_INPUT);
  make_in("lib");
  make_in("lib/deep");
  write_in("lib/deep/b.js", "1");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
}

END_TEST

START_TEST(polled_folders_that_were_looked_into) {
  make_in("whole");
  make_in("above");
  settle();
  usleep(20000); // the clock of file systems moves on
  watcher_begin(watcher);
  add_folder("whole", true);
  add_folder("above", false);
  ck_assert_uint_eq(take_polled(NULL), WATCH_NOTHING);
  write_in("whole/package.json", "{}");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("whole/package.json", "{ }");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  write_in("above/x.js", "1");
  ck_assert_uint_eq(take_polled(NULL), WATCH_NOTHING);
  make_in("above/node_modules");
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
}

END_TEST

// A build registers a file that was not there; it comes while another build runs, which registers it again before the next look.
START_TEST(polled_files_that_come_while_a_build_runs) {
  watch_in("late.json", WATCH_INPUT);
  settle();
  watcher_begin(watcher);
  write_in("late.json", "{}");
  usleep(30000); // it is no longer fresh
  watch_in("late.json", WATCH_INPUT);
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
}

END_TEST

START_TEST(polled_links) {
  make_in("one");
  make_in("two");
  char *link = path_in("src/link");
  ck_assert_int_eq(symlink("../one", link), 0);
  ck_assert_uint_eq(take_polled(NULL), WATCH_INPUT);
  settle();
  Changes changes = CHANGES_EMPTY;
  ck_assert_int_eq(unlink(link), 0);
  ck_assert_int_eq(symlink("../two", link), 0);
  ck_assert_uint_eq(take_polled(&changes), WATCH_INPUT);
  ck_assert_uint_eq(changes.paths.len, 1);
  ck_assert_str_eq(changes.paths.items[0], link);
  changes_clear(&changes);
  mem_free(link);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("watcher");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, kinds_are_told);
  tcase_add_test(tests, paths_are_told);
  tcase_add_test(tests, ways_of_saving);
  tcase_add_test(tests, folders_that_come_back);
  tcase_add_test(tests, folders_that_are_not_there_yet);
  tcase_add_test(tests, folders_that_were_looked_into);
  tcase_add_test(tests, changes_before_it_was_watched);
  tcase_add_test(tests, two_paths_to_a_folder);
  suite_add_tcase(suite, tests);
  TCase *polled = tcase_create("polled");
  tcase_add_checked_fixture(polled, set_up_polled, tear_down);
  tcase_add_test(polled, polled_kinds);
  tcase_add_test(polled, polled_paths);
  tcase_add_test(polled, polled_in_one_tick);
  tcase_add_test(polled, polled_folders_that_come_back);
  tcase_add_test(polled, polled_folders_that_were_looked_into);
  tcase_add_test(polled, polled_links);
  tcase_add_test(polled, polled_files_that_come_while_a_build_runs);
  suite_add_tcase(suite, polled);
  return suite_run(suite);
}
