// JSON as people write it, and what they are told when it is wrong.
#include "base/json.h"
#include "base/mem.h"
#include "suite.h"

START_TEST(values_keep_the_order_of_their_keys) {
  Err err = ERR_NONE;
  json_t *value =
      json_parse("x", STR("\xef\xbb\xbf{\"b\":1,\"a\":[true,null],\"c\":{},\"b\":2}"), &err);
  ck_assert_ptr_nonnull(value);
  ck_assert_ptr_null(err.text);
  Buf keys = BUF_EMPTY;
  const char *key;
  json_t *inner;
  json_object_foreach(value, key, inner) {
    buf_printf(&keys, "%s", key);
  }
  ck_assert_str_eq(keys.data, "bac");
  ck_assert_double_eq(json_number_value(json_object_get(value, "b")), 2);
  buf_clear(&keys);
  json_decref(value);
}

END_TEST

START_TEST(no_number_is_too_big) {
  Err err = ERR_NONE;
  json_t *value = json_parse("x", STR("[123456789012345678901234567890]"), &err);
  ck_assert_ptr_nonnull(value);
  json_decref(value);
}

END_TEST

START_TEST(bytes_that_are_no_text_are_replaced) {
  Err err = ERR_NONE;
  json_t *value = json_parse(
      "x", STR("{\"author\":\"J\xf6rg \xed\xa0\x80\",\"ok\":\"\xc3\xb6\xf0\x9f\x8c\x8a\"}"), &err);
  ck_assert_msg(value != NULL, "%s", err.text);
  ck_assert_str_eq(json_string_value(json_object_get(value, "author")),
                   "J\xef\xbf\xbdrg \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  ck_assert_str_eq(json_string_value(json_object_get(value, "ok")), "\xc3\xb6\xf0\x9f\x8c\x8a");
  json_decref(value);
}

END_TEST

START_TEST(faults_have_a_place) {
  static const struct {
    const char *text, *message;
  } cases[] = {
    { "", "p.json:1:1: the file is empty" },
    { "{\n  \"a\": 1,\n}", "p.json:3:1: JSON allows no comma before a closing bracket" },
    { "[1, ]", "p.json:1:5: JSON allows no comma before a closing bracket" },
    { "{\n  // no\n}", "p.json:2:3: JSON has no comments" },
    { "{'a': 1}", "p.json:1:2: JSON wants double quotes" },
    { "{\"\xc3\xb6\": x}", "p.json:1:7: " },
    { "{\"a\" 1}", "p.json:1:6: " },
    { "{} {}", "p.json:1:4: " },
    { "{\"a\": \"b", "p.json:1:" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Err err = ERR_NONE;
    ck_assert_ptr_null(json_parse("p.json", str_of(cases[i].text), &err));
    ck_assert_msg(str_starts(str_of(err.text), str_of(cases[i].message)), "%s: %s", cases[i].text,
                  err.text);
    ck_assert_ptr_null(strchr(err.text, '\n'));
    err_clear(&err);
  }
}

END_TEST

START_TEST(deep_nesting_is_refused) {
  Buf text = BUF_EMPTY;
  for (int i = 0; i < 100000; i++) {
    buf_append_char(&text, '[');
  }
  Err err = ERR_NONE;
  ck_assert_ptr_null(json_parse("p.json", buf_str(&text), &err));
  err_clear(&err);
  buf_clear(&text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("json");
  TCase *tests = tcase_create("json");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, values_keep_the_order_of_their_keys);
  tcase_add_test(tests, no_number_is_too_big);
  tcase_add_test(tests, bytes_that_are_no_text_are_replaced);
  tcase_add_test(tests, faults_have_a_place);
  tcase_add_test(tests, deep_nesting_is_refused);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
