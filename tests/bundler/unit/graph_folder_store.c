// The cache's folder: what was put is got, what was spoiled is not, what is too much goes.
#include "graph/folder_store.h"

#include "suite.h"
#include "tree.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { WRITER = 7, LARGE = 1 << 30 };

static Store *open_store(uint64_t bound) {
  Err err = ERR_NONE;
  Store *store = folder_store_open("cache", bound, WRITER, &err);
  ck_assert_msg(store != NULL, "%s", err.text);
  return store;
}

static XXH128_hash_t key_of(const char *text) {
  return XXH3_128bits(text, strlen(text));
}

// Where the entry of a key lies. The caller owns it.
static char *place_of(const char *text) {
  XXH128_canonical_t key;
  XXH128_canonicalFromHash(&key, key_of(text));
  Buf path = BUF_EMPTY;
  buf_append(&path, STR("cache/"));
  for (size_t i = 0; i < sizeof key.digest; i++) {
    buf_printf(&path, "%02x", key.digest[i]);
  }
  return buf_take(&path);
}

static void put(Store *store, const char *key, Str value) {
  Err err = ERR_NONE;
  ck_assert_msg(store->calls->put(store, key_of(key), value, &err), "%s", err.text);
}

typedef enum Got { GOT, NOTHING, DAMAGED } Got;

static Got get(Store *store, const char *key, Buf *value) {
  Err err = ERR_NONE;
  bool got = store->calls->get(store, key_of(key), value, &err);
  bool damaged = err.text != NULL;
  ck_assert(!got || !damaged);
  err_clear(&err);
  return got ? GOT : damaged ? DAMAGED : NOTHING;
}

static Got try_get(Store *store, const char *key) {
  Buf value = BUF_EMPTY;
  Got got = get(store, key, &value);
  ck_assert(got == GOT || value.len == 0);
  buf_clear(&value);
  return got;
}

START_TEST(what_was_put_is_got) {
  static const char zeros[70000];
  const Str values[] = { STR(""), STR("a"), STR("one\0two"), { zeros, sizeof zeros } };
  Store *store = open_store(LARGE);
  ck_assert_int_eq(try_get(store, "key"), NOTHING);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    put(store, "key", values[i]);
    put(store, "other", STR("x"));
    Buf value = BUF_EMPTY;
    buf_append(&value, STR("before "));
    ck_assert_int_eq(get(store, "key", &value), GOT);
    ck_assert(str_equal(str_slice(buf_str(&value), 7, value.len), values[i]));
    buf_clear(&value);
  }
  store->calls->close(store);
  store = open_store(LARGE);
  ck_assert_int_eq(try_get(store, "key"), GOT);
  ck_assert_int_eq(try_get(store, "third"), NOTHING);
  store->calls->close(store);
}

END_TEST

static void replace(const char *path, Str content) {
  int file = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0666);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, content.data, content.len), (ssize_t)content.len);
  close(file);
}

START_TEST(no_byte_may_differ) {
  Store *store = open_store(LARGE);
  put(store, "key", STR("some value"));
  char *place = place_of("key");
  Buf bytes = BUF_EMPTY;
  Err err = ERR_NONE;
  ck_assert(fs_read(place, &bytes, &err));
  ck_assert_uint_eq(bytes.len, 64 + strlen("some value"));
  for (size_t i = 0; i < bytes.len; i++) {
    bytes.data[i] ^= 1;
    replace(place, buf_str(&bytes));
    ck_assert_int_eq(try_get(store, "key"), DAMAGED);
    bytes.data[i] ^= 1;
    replace(place, str_slice(buf_str(&bytes), 0, i));
    ck_assert_int_eq(try_get(store, "key"), DAMAGED);
  }
  buf_append_char(&bytes, 'x');
  replace(place, buf_str(&bytes));
  ck_assert_int_eq(try_get(store, "key"), DAMAGED);
  bytes.len--;
  replace(place, buf_str(&bytes));
  ck_assert_int_eq(try_get(store, "key"), GOT);

  char *other = place_of("other");
  replace(other, buf_str(&bytes));
  ck_assert_int_eq(try_get(store, "other"), DAMAGED);
  put(store, "other", STR("its own"));
  ck_assert_int_eq(try_get(store, "other"), GOT);
  buf_clear(&bytes);
  mem_free(place);
  mem_free(other);
  store->calls->close(store);
}

END_TEST

START_TEST(only_files_are_read) {
  Store *store = open_store(LARGE);
  put(store, "file", STR("value"));
  char *file = place_of("file");
  char *link = place_of("link");
  char *pipe = place_of("pipe");
  char *inner = place_of("folder");
  char *huge = place_of("huge");
  ck_assert_int_eq(symlink(strrchr(file, '/') + 1, link), 0);
  ck_assert_int_eq(mkfifo(pipe, 0666), 0);
  ck_assert_int_eq(mkdir(inner, 0777), 0);
  replace(huge, STR("neapcach"));
  ck_assert_int_eq(truncate(huge, (off_t)1 << 40),
                   0); // nothing of that size is asked of the memory
  const char *const keys[] = { "link", "pipe", "folder", "huge" };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    ck_assert_int_eq(try_get(store, keys[i]), DAMAGED);
  }
  mem_free(file);
  mem_free(link);
  mem_free(pipe);
  mem_free(inner);
  mem_free(huge);
  store->calls->close(store);
}

END_TEST

static void set_age(const char *path, int64_t seconds) {
  struct timespec times[2];
  clock_gettime(CLOCK_REALTIME, &times[0]);
  times[0].tv_sec -= seconds;
  times[1] = times[0];
  ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void set_key_age(const char *key, int64_t seconds) {
  char *place = place_of(key);
  set_age(place, seconds);
  mem_free(place);
}

// Twenty entries of a tenth of the bound each; those of even numbers are used again.
static void fill(Store *store, uint64_t bound) {
  Buf value = BUF_EMPTY;
  for (uint64_t i = 0; i < bound / 10 - 64; i++) {
    buf_append_char(&value, 'v');
  }
  for (int i = 0; i < 20; i++) {
    char *key = str_format("key%d", i);
    put(store, key, buf_str(&value));
    set_key_age(key, 1000 + i);
    if (i % 2 == 0) ck_assert_int_eq(try_get(store, key), GOT);
    mem_free(key);
  }
  buf_clear(&value);
}

static uint32_t count_got(Store *store, int first) {
  uint32_t count = 0;
  for (int i = first; i < 20; i += 2) {
    char *key = str_format("key%d", i);
    count += try_get(store, key) == GOT;
    mem_free(key);
  }
  return count;
}

START_TEST(what_was_used_least_lately_goes) {
  enum { BOUND = 100000 };

  Store *store = open_store(BOUND);
  fill(store, BOUND);
  replace("cache/notes.txt", STR("somebody's own"));
  store->calls->sweep(store);
  ck_assert_uint_eq(count_got(store, 0), 9); // a tenth stays free
  ck_assert_uint_eq(count_got(store, 1), 0);
  ck_assert(fs_is_file("cache/notes.txt"));
  ck_assert(fs_is_file("cache/CACHEDIR.TAG"));
  store->calls->close(store);
}

END_TEST

START_TEST(who_has_the_lock_sweeps) {
  enum { BOUND = 100000 };

  Store *store = open_store(BOUND);
  fill(store, BOUND);
  int lock = open("cache/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  ck_assert_int_eq(flock(lock, LOCK_EX), 0);
  store->calls->sweep(store);
  ck_assert_uint_eq(count_got(store, 0) + count_got(store, 1), 20);
  close(lock);
  store->calls->sweep(store);
  ck_assert_uint_eq(count_got(store, 0) + count_got(store, 1), 9);
  store->calls->close(store);
}

END_TEST

START_TEST(unfinished_files_go_after_a_while) {
  Store *store = open_store(1 << 20);
  replace("cache/tmp-1-2-3", STR("half"));
  replace("cache/tmp-4-5-6", STR("half"));
  set_age("cache/tmp-1-2-3", 7200);
  Buf value = BUF_EMPTY;
  for (int i = 0; i < 100000; i++) {
    buf_append_char(&value, 'v');
  }
  put(store, "key", buf_str(&value));
  store->calls->sweep(store);
  ck_assert(!fs_is_file("cache/tmp-1-2-3"));
  ck_assert(fs_is_file("cache/tmp-4-5-6"));
  ck_assert_int_eq(try_get(store, "key"), GOT);
  buf_clear(&value);
  store->calls->close(store);
}

END_TEST

START_TEST(what_is_larger_than_the_store_is_not_kept) {
  Store *store = open_store(1000);
  put(store, "small", STR("small"));
  static const char zeros[900];
  put(store, "large", (Str){ zeros, sizeof zeros });
  ck_assert_int_eq(try_get(store, "large"), NOTHING);
  ck_assert_int_eq(try_get(store, "small"), GOT);
  store->calls->close(store);
}

END_TEST

static void assert_no_store(const char *path, const char *why) {
  Err err = ERR_NONE;
  ck_assert_ptr_null(folder_store_open(path, LARGE, WRITER, &err));
  ck_assert_ptr_nonnull(err.text);
  ck_assert_msg(strstr(err.text, why) != NULL, "%s", err.text);
  err_clear(&err);
}

START_TEST(other_folders_are_left_alone) {
  tree_file("mine/a.js", "");
  tree_file("file", "");
  tree_file("foreign/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
  assert_no_store("mine", "mine is not empty and no cache of neap");
  assert_no_store("foreign", "foreign is not empty and no cache of neap");
  assert_no_store("file", "cannot make the folder file");
  assert_no_store("file/inner", "cannot make the folder file/inner");
  tree_folder("empty");
  tree_file("begun/tmp-1-2-3", "Signa");
  Err err = ERR_NONE;
  const char *const fine[] = { "empty", "begun", "new/and/deep" };
  for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
    Store *store = folder_store_open(fine[i], LARGE, WRITER, &err);
    ck_assert_ptr_nonnull(store);
    store->calls->close(store);
  }
}

END_TEST

START_TEST(a_folder_is_counted_verified_and_cleared) {
  Store *store = open_store(LARGE);
  put(store, "a", STR("1234"));
  put(store, "b", STR("5678"));
  put(store, "c", STR("90"));
  store->calls->close(store);
  char *place = place_of("b");
  Err err = ERR_NONE;
  FolderStats stats;
  ck_assert(folder_store_stat("cache", WRITER + 1, &stats, &err));
  ck_assert_uint_eq(stats.entries, 3);
  ck_assert_uint_eq(stats.others, 3);
  ck_assert_uint_eq(stats.bytes, 3 * 64 + 10);
  folder_stats_clear(&stats);
  ck_assert(folder_store_verify("cache", WRITER, &stats, &err));
  ck_assert_uint_eq(stats.damaged.len, 0);
  ck_assert_uint_eq(stats.others, 0);
  folder_stats_clear(&stats);
  ck_assert_int_eq(truncate(place, 65), 0);
  ck_assert(folder_store_verify("cache", WRITER, &stats, &err));
  ck_assert_uint_eq(stats.damaged.len, 1);
  ck_assert_ptr_nonnull(strstr(stats.damaged.items[0], strrchr(place, '/') + 1));
  folder_stats_clear(&stats);
  replace("cache/notes.txt", STR("somebody's own"));
  ck_assert(folder_store_clear("cache", &stats, &err));
  ck_assert_uint_eq(stats.entries, 3);
  folder_stats_clear(&stats);
  ck_assert(folder_store_stat("cache", WRITER, &stats, &err));
  ck_assert_uint_eq(stats.entries, 0);
  ck_assert(fs_is_file("cache/notes.txt"));
  folder_stats_clear(&stats);
  mem_free(place);
  tree_file("other/a.txt", "");
  ck_assert(!folder_store_clear("other", &stats, &err));
  ck_assert_ptr_nonnull(strstr(err.text, "no cache of neap"));
  err_clear(&err);
}

END_TEST

// --- Many at once ---

enum { THREADS = 6, KEYS = 5, ROUNDS = 100 };

// The value of a key is always the same; whoever gets it has all of it.
static void *use_all(void *context) {
  Store *store = (Store *)context;
  for (int i = 0; i < ROUNDS; i++) {
    char key[2] = { (char)('a' + i % KEYS), '\0' };
    char wanted[3000];
    memset(wanted, key[0], sizeof wanted);
    Err err = ERR_NONE;
    Buf value = BUF_EMPTY;
    bool got = store->calls->get(store, key_of(key), &value, &err);
    if (err.text || (got && !str_equal(buf_str(&value), (Str){ wanted, sizeof wanted }))) abort();
    if (!store->calls->put(store, key_of(key), (Str){ wanted, sizeof wanted }, &err)) abort();
    buf_clear(&value);
  }
  return NULL;
}

START_TEST(many_use_one_folder) {
  pthread_t threads[THREADS];
  Store *stores[2] = { open_store(LARGE), open_store(LARGE) };
  for (int i = 0; i < THREADS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, use_all, stores[i % 2]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  FolderStats stats;
  Err err = ERR_NONE;
  ck_assert(folder_store_verify("cache", WRITER, &stats, &err));
  ck_assert_uint_eq(stats.entries, KEYS);
  ck_assert_uint_eq(stats.damaged.len, 0);
  ck_assert_uint_eq(stats.unfinished, 0);
  folder_stats_clear(&stats);
  stores[0]->calls->close(stores[0]);
  stores[1]->calls->close(stores[1]);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("folder_store");
  TCase *tests = tcase_create("folder_store");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, tree_make, tree_remove);
  tcase_add_test(tests, what_was_put_is_got);
  tcase_add_test(tests, no_byte_may_differ);
  tcase_add_test(tests, only_files_are_read);
  tcase_add_test(tests, what_was_used_least_lately_goes);
  tcase_add_test(tests, who_has_the_lock_sweeps);
  tcase_add_test(tests, unfinished_files_go_after_a_while);
  tcase_add_test(tests, what_is_larger_than_the_store_is_not_kept);
  tcase_add_test(tests, other_folders_are_left_alone);
  tcase_add_test(tests, a_folder_is_counted_verified_and_cleared);
  tcase_add_test(tests, many_use_one_folder);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
