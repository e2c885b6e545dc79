// Literals: what they mean, how they are printed, and which names may be names.
#include "base/mem.h"
#include "suite.h"
#include "syntax/literal.h"

#include <stdlib.h>

typedef struct Pair {
  Str raw;
  Str expected;
} Pair;

#define PAIR(raw, expected)                                                                        \
 {                                                                                                 \
  { raw, sizeof(raw) - 1 }, {                                                                      \
   expected, sizeof(expected) - 1                                                                  \
  }                                                                                                \
 }

static const Pair cooked[] = {
  PAIR("", ""),
  PAIR("plain \xC3\xA4", "plain \xC3\xA4"),
  PAIR("a\\nb\\r\\t\\b\\f\\v", "a\nb\r\t\b\f\v"),
  PAIR("\\\\ \\' \\\" \\a \\q", "\\ ' \" a q"),
  PAIR("\\x41\\u0042\\u{43}\\u{1F600}", "ABC\xF0\x9F\x98\x80"),
  PAIR("\\uD83D\\uDE00", "\xF0\x9F\x98\x80"),
  PAIR("\\uD83D\\\n\\uDE00", "\xF0\x9F\x98\x80"),
  PAIR("\\uD83D.\\uDE00", "\xED\xA0\xBD.\xED\xB8\x80"),
  PAIR("\\uD83D", "\xED\xA0\xBD"),
  PAIR("\\uD83D\\uD83D\\uDE00", "\xED\xA0\xBD\xF0\x9F\x98\x80"),
  PAIR("\\u{D83D}\\u{DE00}", "\xF0\x9F\x98\x80"),
  PAIR("\\0", "\0"),
  PAIR("\\101\\1\\400\\8", "A\1 0"
                           "8"),
  PAIR("a\\\nb\\\r\nc\\\rd\\\xE2\x80\xA8"
       "e",
       "abcde"),
  PAIR("\xE2\x80\xA8", "\xE2\x80\xA8"),
  PAIR("\\\xC3\xA4", "\xC3\xA4"),
};

START_TEST(strings_mean_what_ecmascript_says) {
  Text text;
  ck_assert(literal_cook_string(cooked[_i].raw, &text));
  ck_assert_msg(str_equal(text_str(text), cooked[_i].expected), "%.*s → %.*s",
                STR_ARG(cooked[_i].raw), (int)text.len, text.data);
  mem_free(text.data);
}

END_TEST

START_TEST(broken_escapes_are_refused) {
  static const char *const broken[] = { "\\", "\\x1", "\\u12", "\\u{}", "\\u{110000}", "\\u{1" };
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    Text text;
    ck_assert_msg(!literal_cook_string(str_of(broken[i]), &text), "%s", broken[i]);
    ck_assert_ptr_null(text.data);
  }
}

END_TEST

static const Pair quoted[] = {
  PAIR("", "\"\""),
  PAIR("plain \xC3\xA4 'x'", "\"plain \xC3\xA4 'x'\""),
  PAIR("\" \\ \n\r\t\b\f\v", "\"\\\" \\\\ \\n\\r\\t\\b\\f\\v\""),
  PAIR("\0a\0"
       "1",
       "\"\\0a\\x00"
       "1\""),
  PAIR("\x01\x7F", "\"\\x01\\x7F\""),
  PAIR("\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF", "\"\\u2028\\u2029\\uFEFF\""),
  PAIR("\xED\xA0\xBD.", "\"\\uD83D.\""),
  PAIR("\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""),
  PAIR("</script></SCRIPT </scrip </", "\"<\\/script><\\/SCRIPT </scrip </\""),
};

START_TEST(strings_are_printed_with_few_escapes) {
  Buf out = BUF_EMPTY;
  literal_quote(&out, quoted[_i].raw, '"');
  ck_assert_msg(str_equal(buf_str(&out), quoted[_i].expected), "%.*s for %.*s", (int)out.len,
                out.data, STR_ARG(quoted[_i].expected));
  Text text;
  ck_assert(literal_cook_string(str_slice(buf_str(&out), 1, out.len - 1), &text));
  ck_assert(str_equal(text_str(text), quoted[_i].raw));
  mem_free(text.data);
  buf_clear(&out);
}

END_TEST

START_TEST(other_quotes_escape_themselves) {
  Buf out = BUF_EMPTY;
  literal_quote(&out, STR("'\"`"), '\'');
  literal_quote(&out, STR("`${a}$ \n'"), '`');
  ck_assert_str_eq(out.data, "'\\'\"`'`\\`\\${a}$ \n'`");
  buf_clear(&out);
}

END_TEST

// Whatever a string holds, printing and reading it again gives the same.
START_TEST(random_strings_survive_printing) {
  const char *given = getenv("NEAP_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 20251123;
  static const uint32_t codes[] = { 0,      '0',    '\n',   '"',    '\\',   '<',     '/',
                                    's',    'c',    0x7F,   0x80,   0x7FF,  0x2028,  0xD800,
                                    0xDBFF, 0xDC00, 0xDFFF, 0xFEFF, 0xFFFF, 0x1F600, 0x10FFFF };
  for (int round = 0; round < 2000; round++) {
    Buf raw = BUF_EMPTY;
    for (int i = 0; i < 12; i++) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      buf_printf(&raw, "\\u{%X}", codes[(seed >> 33) % (sizeof codes / sizeof *codes)]);
    }
    Text first;
    ck_assert(literal_cook_string(buf_str(&raw), &first));
    Buf printed = BUF_EMPTY;
    literal_quote(&printed, text_str(first), "\"'`"[round % 3]);
    ck_assert_uint_eq(literal_find_invalid_utf8(buf_str(&printed)), printed.len);
    Text second;
    ck_assert(literal_cook_string(str_slice(buf_str(&printed), 1, printed.len - 1), &second));
    ck_assert_msg(str_equal(text_str(first), text_str(second)), "seed %s: %s", given, raw.data);
    mem_free(first.data);
    mem_free(second.data);
    buf_clear(&raw);
    buf_clear(&printed);
  }
}

END_TEST

START_TEST(names_are_told_from_others) {
  static const char *const names[] = { "a",
                                       "$",
                                       "_1",
                                       "\xC3\xA4",
                                       "\xE2\x84\x98x",
                                       "\xF0\x9D\x92\x9C",
                                       "a\xE2\x80\x8C",
                                       "class",
                                       "\xE4\xB8\xAD\xE6\x96\x87",
                                       "a\xCC\x81" };
  static const char *const others[] = {
    "",      "1",    "a b",     "a-b", "#a", "\xE2\x80\x8C", "\xCC\x81", "\xF0\x9F\x98\x80",
    "a\xFF", "\x7F", "\xC2\xA0"
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    ck_assert_msg(literal_is_identifier(str_of(names[i])), "%s", names[i]);
  }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    ck_assert_msg(!literal_is_identifier(str_of(others[i])), "%s", others[i]);
  }
}

END_TEST

START_TEST(escapes_in_names_are_resolved) {
  Buf out = BUF_EMPTY;
  ck_assert(literal_append_name(&out, STR("\\u0061b\\u{63}\xC3\xA4")));
  ck_assert_str_eq(out.data, "abc\xC3\xA4");
  ck_assert(!literal_append_name(&out, STR("\\u{110000}")));
  ck_assert(!literal_append_name(&out, STR("\\uD83D")));
  ck_assert(!literal_append_name(&out, STR("a\\")));
  buf_clear(&out);
}

END_TEST

START_TEST(reserved_words_depend_on_the_mode) {
  ck_assert(literal_is_reserved_word(STR("class"), false));
  ck_assert(literal_is_reserved_word(STR("enum"), false));
  ck_assert(literal_is_reserved_word(STR("instanceof"), false));
  ck_assert(!literal_is_reserved_word(STR("let"), false));
  ck_assert(literal_is_reserved_word(STR("let"), true));
  ck_assert(literal_is_reserved_word(STR("await"), true));
  ck_assert(literal_is_reserved_word(STR("yield"), true));
  ck_assert(!literal_is_reserved_word(STR("async"), true));
  ck_assert(!literal_is_reserved_word(STR("of"), true));
  ck_assert(!literal_is_reserved_word(STR("arguments"), true));
  ck_assert(!literal_is_reserved_word(STR(""), true));
}

END_TEST

START_TEST(lines_and_numbers_are_normalised) {
  Buf out = BUF_EMPTY;
  literal_append_lines(&out, STR("a\r\nb\rc\nd\r"));
  literal_append_number(&out, STR("1_000.5e1_0"));
  ck_assert_str_eq(out.data, "a\nb\nc\nd\n1000.5e10");
  buf_clear(&out);
}

END_TEST

START_TEST(broken_utf8_is_found) {
  ck_assert_uint_eq(
      literal_find_invalid_utf8(STR("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80.........")), 19);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("aaaaaaaaaa\xFF")), 10);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("a\xC0\x80")), 1);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("a\xE0\x80\x80")), 1);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("a\xED\xA0\x80")), 1);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("a\xF4\x90\x80\x80")), 1);
  ck_assert_uint_eq(literal_find_invalid_utf8(STR("ab\xE2\x82")), 2);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("literal");
  TCase *tests = tcase_create("literal");
  tcase_add_loop_test(tests, strings_mean_what_ecmascript_says, 0, sizeof cooked / sizeof *cooked);
  tcase_add_test(tests, broken_escapes_are_refused);
  tcase_add_loop_test(tests, strings_are_printed_with_few_escapes, 0,
                      sizeof quoted / sizeof *quoted);
  tcase_add_test(tests, other_quotes_escape_themselves);
  tcase_add_test(tests, random_strings_survive_printing);
  tcase_add_test(tests, names_are_told_from_others);
  tcase_add_test(tests, escapes_in_names_are_resolved);
  tcase_add_test(tests, reserved_words_depend_on_the_mode);
  tcase_add_test(tests, lines_and_numbers_are_normalised);
  tcase_add_test(tests, broken_utf8_is_found);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
