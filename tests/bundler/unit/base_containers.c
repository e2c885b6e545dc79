// str, vec, map, intern, err: what the headers promise.
#include "base/err.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "suite.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

START_TEST(text_is_compared_and_cut) {
  ck_assert(str_equal(STR("abc"), str_of("abc")));
  ck_assert(str_equal(STR_EMPTY, STR("")));
  ck_assert(!str_equal(STR("abc"), STR("abd")));
  ck_assert(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
  ck_assert(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
  ck_assert(str_is(str_slice(STR("abcdef"), 2, 4), "cd"));
  ck_assert(str_is(str_slice(STR("abc"), 1, 99), "bc"));
  ck_assert_uint_eq(str_slice(STR("abc"), 5, 2).len, 0);
  ck_assert_int_lt(str_compare(STR("ab"), STR("abc")), 0);
  ck_assert_int_gt(str_compare(STR("b"), STR("abc")), 0);
  ck_assert_int_eq(str_compare(STR("x"), STR("x")), 0);
}

END_TEST

START_TEST(text_is_searched) {
  ck_assert_uint_eq(str_find(STR("a/b/c"), '/'), 1);
  ck_assert_uint_eq(str_find_last(STR("a/b/c"), '/'), 3);
  ck_assert_uint_eq(str_find(STR("abc"), '/'), 3);
  ck_assert_uint_eq(str_find_str(STR("abcabc"), STR("ca")), 2);
  ck_assert_uint_eq(str_find_str(STR("abc"), STR("x")), 3);
  ck_assert_uint_eq(str_find_str(STR("abc"), STR("")), 0);
}

END_TEST

START_TEST(edit_distance_is_levenshtein) {
  ck_assert_uint_eq(str_distance(STR("kitten"), STR("sitting"), 9), 3);
  ck_assert_uint_eq(str_distance(STR(""), STR("abc"), 9), 3);
  ck_assert_uint_eq(str_distance(STR("same"), STR("same"), 2), 0);
  ck_assert_uint_eq(str_distance(STR("completely"), STR("different"), 2), 3);
}

END_TEST

START_TEST(buffers_grow_and_hand_over) {
  Buf buf = BUF_EMPTY;
  for (int i = 0; i < 1000; i++) {
    buf_printf(&buf, "%d,", i);
  }
  ck_assert_uint_eq(buf.len, 3890);
  ck_assert_uint_eq(strlen(buf.data), buf.len);
  char *text = buf_take(&buf);
  ck_assert_ptr_null(buf.data);
  ck_assert_int_eq(strncmp(text, "0,1,2,", 6), 0);
  mem_free(text);
  char *empty = buf_take(&buf);
  ck_assert_str_eq(empty, "");
  mem_free(empty);
}

END_TEST

START_TEST(json_strings_are_escaped) {
  Buf buf = BUF_EMPTY;
  buf_append_json(&buf, (Str){ "a\"b\\c\nd\x01\xc3\xa9", 10 });
  ck_assert_str_eq(buf.data, "\"a\\\"b\\\\c\\nd\\u0001\xc3\xa9\"");
  buf_clear(&buf);
}

END_TEST

START_TEST(vectors_hold_what_was_pushed) {
  VEC(int) numbers = VEC_EMPTY;
  for (int i = 0; i < 1000; i++) {
    vec_push(&numbers, i);
  }
  int sum = 0;
  vec_each (number, &numbers) {
    sum += *number;
  }
  ck_assert_int_eq(sum, 499500);
  ck_assert_int_eq(vec_pop(&numbers), 999);
  ck_assert_int_eq(*vec_last(&numbers), 998);
  vec_trim(&numbers);
  ck_assert_uint_eq(numbers.cap, 999);
  vec_clear(&numbers);
  vec_each (number, &numbers) {
    ck_abort_msg("an empty vector has no items, got %d", *number);
  }
}

END_TEST

START_TEST(maps_find_what_was_put) {
  enum { COUNT = 5000 };

  static char keys[COUNT][16];
  Map map = MAP_EMPTY;
  ck_assert_ptr_null(map_get(&map, STR("x")));
  for (uintptr_t i = 0; i < COUNT; i++) {
    snprintf(keys[i], sizeof keys[i], "key%zu", (size_t)i);
    bool added;
    map_put(&map, str_of(keys[i]), &added)->number = i;
    ck_assert(added);
  }
  for (uintptr_t i = 0; i < COUNT; i++) {
    bool added;
    ck_assert_uint_eq(map_get(&map, str_of(keys[i]))->number, i);
    ck_assert_uint_eq(map_put(&map, str_of(keys[i]), &added)->number, i);
    ck_assert(!added);
  }
  ck_assert_ptr_null(map_get(&map, STR("key5000")));
  bool added;
  map_put(&map, STR(""), &added);
  ck_assert(added);
  ck_assert_ptr_nonnull(map_get(&map, STR_EMPTY));
  uint32_t seen = 0;
  map_each (entry, &map) {
    seen++;
  }
  ck_assert_uint_eq(seen, COUNT + 1);
  map_clear(&map);
}

END_TEST

enum { INTERN_THREADS = 8, INTERN_NAMES = 4000 };

typedef struct Interned {
  pthread_t thread;
  const Atom *atoms[INTERN_NAMES];
} Interned;

static void *intern_names(void *context) {
  Interned *own = (Interned *)context;
  for (int i = 0; i < INTERN_NAMES; i++) {
    char name[24];
    snprintf(name, sizeof name, "name%d", i);
    own->atoms[i] = intern_text(name);
  }
  return NULL;
}

START_TEST(equal_names_are_one_atom_on_every_thread) {
  static Interned all[INTERN_THREADS];
  for (int t = 0; t < INTERN_THREADS; t++) {
    ck_assert_int_eq(pthread_create(&all[t].thread, NULL, intern_names, &all[t]), 0);
  }
  for (int t = 0; t < INTERN_THREADS; t++) {
    pthread_join(all[t].thread, NULL);
  }
  for (int i = 0; i < INTERN_NAMES; i++) {
    for (int t = 1; t < INTERN_THREADS; t++) {
      ck_assert_ptr_eq(all[t].atoms[i], all[0].atoms[i]);
    }
  }
  ck_assert_str_eq(all[0].atoms[17]->text, "name17");
  ck_assert_ptr_eq(intern(STR_EMPTY), intern(STR("")));
  intern_clear();
}

END_TEST

START_TEST(the_first_error_stays) {
  Err err = ERR_NONE;
  ck_assert(!err_set_errno(&err, ENOENT, "cannot read %s", "a.js"));
  ck_assert(!err_set(&err, "later"));
  ck_assert_str_eq(err.text, "cannot read a.js: No such file or directory");
  err_clear(&err);
  ck_assert_ptr_null(err.text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("containers");
  TCase *tests = tcase_create("containers");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, text_is_compared_and_cut);
  tcase_add_test(tests, text_is_searched);
  tcase_add_test(tests, edit_distance_is_levenshtein);
  tcase_add_test(tests, buffers_grow_and_hand_over);
  tcase_add_test(tests, json_strings_are_escaped);
  tcase_add_test(tests, vectors_hold_what_was_pushed);
  tcase_add_test(tests, maps_find_what_was_put);
  tcase_add_test(tests, equal_names_are_one_atom_on_every_thread);
  tcase_add_test(tests, the_first_error_stays);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
