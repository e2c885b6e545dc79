// diag, columns: what people see, to the byte.
#include "base/columns.h"
#include "base/diag.h"
#include "base/mem.h"
#include "suite.h"

#include <stdlib.h>

// What `list` prints; the caller frees it.
static char *printed(const DiagList *list, bool color, uint32_t limit) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  diag_list_print(list, out, color, limit);
  fclose(out);
  return text;
}

static void assert_prints(DiagList *list, const char *expected) {
  char *text = printed(list, false, 0);
  ck_assert_str_eq(text, expected);
  free(text);
  diag_list_clear(list);
}

static Span span_of(const char *source, const char *part) {
  const char *found = strstr(source, part);
  ck_assert_ptr_nonnull(found);
  uint32_t start = (uint32_t)(found - source);
  return (Span){ start, start + (uint32_t)strlen(part) };
}

static void assert_frame(const char *source, Span span, const char *expected) {
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource at = { &list, "src/a.js", str_of(source) };
  ck_assert(!diag_add(&at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "no"));
  assert_prints(&list, expected);
}

START_TEST(frame_shows_place_and_help) {
  const char *source = "// first\nimport x from \"./x\";\n";
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource at = { &list, "src/a.js", str_of(source) };
  diag_add(&at, SEVERITY_ERROR, DIAG_UNRESOLVED, span_of(source, "\"./x\""),
           "Did you mean \"./y\"?", "Could not resolve \"%s\"", "./x");
  assert_prints(&list, "error[NEAP1201]: Could not resolve \"./x\"\n"
                       "  ╭ src/a.js:2:15\n"
                       "2 │ import x from \"./x\";\n"
                       "  │               ^^^^^\n"
                       "  ╰ help: Did you mean \"./y\"?\n"
                       "\n");
}

END_TEST

START_TEST(frame_without_help_is_closed) {
  assert_frame("a b", (Span){ 2, 3 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:3\n1 │ a b\n  │   ^\n  ╵\n\n");
}

END_TEST

START_TEST(tabs_and_wide_characters_keep_the_caret_in_place) {
  assert_frame("\t\tlet x", (Span){ 6, 7 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:7\n1 │     let x\n  │         ^\n  ╵\n\n");
  const char *wide = "'日本' + é́ + q";
  assert_frame(wide, span_of(wide, "q"),
               "error[NEAP1001]: no\n  ╭ src/a.js:1:13\n1 │ '日本' + é́ + q\n"
               "  │              ^\n  ╵\n\n");
  assert_frame(wide, span_of(wide, "日本"),
               "error[NEAP1001]: no\n  ╭ src/a.js:1:2\n1 │ '日本' + é́ + q\n"
               "  │  ^^^^\n  ╵\n\n");
}

END_TEST

START_TEST(line_ends_of_every_kind_are_counted) {
  const char *source = "one\r\ntwo\rthree\nfour";
  assert_frame(source, span_of(source, "four"),
               "error[NEAP1001]: no\n  ╭ src/a.js:4:1\n4 │ four\n  │ ^^^^\n  ╵\n\n");
  assert_frame(source, span_of(source, "two"),
               "error[NEAP1001]: no\n  ╭ src/a.js:2:1\n2 │ two\n  │ ^^^\n  ╵\n\n");
  // The place of a line's end is behind its last character.
  assert_frame(source, (Span){ 3, 3 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:4\n1 │ one\n  │    ^\n  ╵\n\n");
  assert_frame(source, (Span){ 4, 5 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:4\n1 │ one\n  │    ^\n  ╵\n\n");
}

END_TEST

START_TEST(places_at_the_end_and_beyond_are_shown) {
  assert_frame("", (Span){ 0, 0 }, "error[NEAP1001]: no\n  ╭ src/a.js:1:1\n1 │ \n  │ ^\n  ╵\n\n");
  assert_frame("ab", (Span){ 2, 2 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:3\n1 │ ab\n  │   ^\n  ╵\n\n");
  assert_frame("ab", (Span){ 90, 95 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:3\n1 │ ab\n  │   ^\n  ╵\n\n");
}

END_TEST

START_TEST(a_place_of_several_lines_shows_them) {
  assert_frame("f(\n\n  a,\n)\n", (Span){ 1, 10 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:2\n1 │ f(\n  │  ^\n"
               "3 │   a,\n  │   ^^\n4 │ )\n  │ ^\n  ╵\n\n");
  // Of many lines the first and the last. Blanks at the end are not meant.
  const char *source = "x = {\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n  };\r\n\r\n";
  assert_frame(source, (Span){ 4, (uint32_t)strlen(source) },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:5\n1 │ x = {\n  │     ^\n"
               "  ⋮ \n9 │   };\n  │   ^^\n  ╵\n\n");
}

END_TEST

START_TEST(notes_show_other_places) {
  Buf source = BUF_EMPTY;
  for (int i = 0; i < 11; i++) {
    buf_append_char(&source, '\n');
  }
  buf_append(&source, STR("\texport let y;"));
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource a = { &list, "a.js", STR("import { z } from './b.js'") };
  DiagSource b = { &list, "b.js", buf_str(&source) };
  diag_add(&a, SEVERITY_ERROR, DIAG_MISSING_EXPORT, (Span){ 9, 10 }, "use it", "no %s", "z");
  diag_note(&b, span_of(source.data, "y"), "\"%s\" is here", "y");
  diag_note(&a, (Span){ 0, 6 }, "and");
  // Repetitions are the same with all their notes.
  diag_add(&a, SEVERITY_ERROR, DIAG_MISSING_EXPORT, (Span){ 9, 10 }, "use it", "no %s", "z");
  diag_note(&b, span_of(source.data, "y"), "\"%s\" is here", "y");
  diag_note(&a, (Span){ 0, 6 }, "and");
  diag_list_sort(&list);
  ck_assert_uint_eq(list.errors, 1);
  assert_prints(&list, "error[NEAP1301]: no z\n"
                       "   ╭ a.js:1:10\n"
                       " 1 │ import { z } from './b.js'\n"
                       "   │          ^\n"
                       "   ├ b.js:12:13 note: \"y\" is here\n"
                       "12 │   export let y;\n"
                       "   │              -\n"
                       "   ├ a.js:1:1 note: and\n"
                       " 1 │ import { z } from './b.js'\n"
                       "   │ ------\n"
                       "   ╰ help: use it\n"
                       "\n");
  buf_clear(&source);
}

END_TEST

START_TEST(json_is_one_object_a_line) {
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource a = { &list, "a\"b.js", STR("é = {\n}\n") };
  diag_add(&a, SEVERITY_WARNING, DIAG_SYNTAX, (Span){ 0, 8 }, "do\tit", "no");
  diag_note(&a, (Span){ 5, 6 }, "here");
  diag_add_global(&list, SEVERITY_ERROR, DIAG_UNRESOLVED, NULL, "gone");
  diag_add_global(&list, SEVERITY_ERROR, DIAG_UNRESOLVED, NULL, "left out");
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  diag_list_print_json(&list, out, 1);
  fclose(out);
  ck_assert_str_eq(
      text,
      "{\"kind\":\"warning\",\"code\":\"NEAP1001\",\"text\":\"no\",\"help\":\"do\\u0009it\","
      "\"place\":{\"path\":\"a\\\"b.js\",\"line\":1,\"column\":1,\"endLine\":2,\"endColumn\":2,"
      "\"start\":0,\"end\":8},\"notes\":[{\"text\":\"here\",\"place\":{\"path\":\"a\\\"b.js\","
      "\"line\":1,\"column\":5,\"endLine\":1,\"endColumn\":6,\"start\":5,\"end\":6}}]}\n"
      "{\"kind\":\"error\",\"code\":\"NEAP1201\",\"text\":\"gone\",\"help\":null,\"place\":null,"
      "\"notes\":[]}\n");
  free(text);
  diag_list_clear(&list);
}

END_TEST

START_TEST(warnings_can_be_silenced_or_made_errors) {
  DiagList list = DIAG_LIST_EMPTY;
  diag_add_global(&list, SEVERITY_WARNING, DIAG_UNRESOLVED, NULL, "a");
  diag_add_global(&list, SEVERITY_ERROR, DIAG_UNRESOLVED, NULL, "b");
  diag_add_global(&list, SEVERITY_WARNING, DIAG_NO_LOADER, NULL, "c");
  diag_list_override(&list, DIAG_UNRESOLVED, DIAG_LEVEL_SILENT);
  ck_assert_uint_eq(list.items.len, 2);
  ck_assert_uint_eq(list.errors, 1);
  diag_list_override(&list, DIAG_NO_LOADER, DIAG_LEVEL_WARNING);
  ck_assert_uint_eq(list.errors, 1);
  diag_list_override(&list, DIAG_NO_LOADER, DIAG_LEVEL_ERROR);
  diag_list_override(&list, DIAG_NO_LOADER, DIAG_LEVEL_ERROR);
  ck_assert_uint_eq(list.items.len, 2);
  ck_assert_uint_eq(list.errors, 2);
  diag_list_clear(&list);
}

END_TEST

START_TEST(terminal_commands_and_broken_bytes_are_made_harmless) {
  assert_frame("a\x1b[31m \xff q", (Span){ 0, 1 },
               "error[NEAP1001]: no\n  ╭ src/a.js:1:1\n1 │ a�[31m � q\n  │ ^\n  ╵\n\n");
  DiagList list = DIAG_LIST_EMPTY;
  diag_add_global(&list, SEVERITY_WARNING, DIAG_NO_LOADER, "try \x07", "bad \x1b]0;x");
  assert_prints(&list, "warning[NEAP1203]: bad �]0;x\n  help: try �\n\n");
}

END_TEST

START_TEST(long_lines_are_cut_around_the_place) {
  Buf source = BUF_EMPTY;
  for (int i = 0; i < 5000; i++) {
    buf_printf(&source, "f%04d();", i);
  }
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource at = { &list, "min.js", buf_str(&source) };
  diag_add(&at, SEVERITY_ERROR, DIAG_SYNTAX, span_of(source.data, "f2500"), NULL, "middle");
  diag_add(&at, SEVERITY_ERROR, DIAG_SYNTAX, span_of(source.data, "f0001"), NULL, "start");
  diag_add(&at, SEVERITY_ERROR, DIAG_SYNTAX, span_of(source.data, "f4999"), NULL, "end");
  diag_list_sort(&list);
  assert_prints(
      &list,
      "error[NEAP1001]: start\n"
      "  ╭ min.js:1:9\n"
      "1 │ "
      "f0000();f0001();f0002();f0003();f0004();f0005();f0006();f0007();f0008();f0009();f0010();f"
      "0011();f0012();f0013(…\n"
      "  │         ^^^^^\n"
      "  ╵\n\n"
      "error[NEAP1001]: middle\n"
      "  ╭ min.js:1:20001\n"
      "1 │ "
      "…f2495();f2496();f2497();f2498();f2499();f2500();f2501();f2502();f2503();f2504();f2505();"
      "f2506();f2507();f2508(…\n"
      "  │                                          ^^^^^\n"
      "  ╵\n\n"
      "error[NEAP1001]: end\n"
      "  ╭ min.js:1:39993\n"
      "1 │ …f4994();f4995();f4996();f4997();f4998();f4999();\n"
      "  │                                          ^^^^^\n"
      "  ╵\n\n");
  buf_clear(&source);
}

END_TEST

// Places are counted from the last one on: forwards, backwards, in wide characters, behind line ends, the same as each alone.
START_TEST(places_do_not_depend_on_those_before) {
  const char *source = "aé日本 b\r\nc e\xcc\x81x\n\n\tz\rlast 😀";
  uint32_t size = (uint32_t)strlen(source);
  uint32_t state = 1;
  DiagList all = DIAG_LIST_EMPTY;
  DiagSource at = { &all, "a.js", str_of(source) };
  for (int i = 0; i < 2000; i++) {
    state = state * 1664525 + 1013904223;
    uint32_t start = i < (int)size ? (uint32_t)i : (state >> 16) % (size + 1);
    Span span = { start, start + (state >> 8) % 8 };
    diag_add(&at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "no");
    DiagList one = DIAG_LIST_EMPTY;
    DiagSource alone = { &one, "a.js", str_of(source) };
    diag_add(&alone, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "no");
    const DiagPlace *place = &vec_last(&all.items)->place;
    const DiagPlace *right = &one.items.items[0].place;
    ck_assert_msg(place->line == right->line && place->column == right->column &&
                      place->end_line == right->end_line && place->end_column == right->end_column,
                  "%u to %u: %u:%u to %u:%u", span.start, span.end, place->line, place->column,
                  place->end_line, place->end_column);
    diag_list_clear(&one);
  }
  diag_list_clear(&all);
}

END_TEST

START_TEST(lists_are_sorted_and_repetitions_dropped) {
  DiagList list = DIAG_LIST_EMPTY;
  DiagList other = DIAG_LIST_EMPTY;
  DiagSource b = { &list, "b.js", STR("x\ny\n") };
  DiagSource a = { &other, "a.js", STR("x\ny\n") };
  diag_add(&b, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ 2, 3 }, NULL, "second");
  diag_add(&b, SEVERITY_WARNING, DIAG_SYNTAX, (Span){ 0, 1 }, NULL, "first");
  diag_add(&b, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ 2, 3 }, NULL, "second");
  diag_add(&a, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ 0, 1 }, NULL, "other");
  diag_add_global(&other, SEVERITY_ERROR, DIAG_UNRESOLVED, NULL, "nowhere");
  diag_list_copy(&list, &other);
  diag_list_clear(&other);
  ck_assert_uint_eq(list.errors, 4);
  diag_list_sort(&list);
  ck_assert_uint_eq(list.items.len, 4);
  ck_assert_uint_eq(list.errors, 3);
  static const char *const order[] = { "nowhere", "other", "first", "second" };
  for (int i = 0; i < 4; i++) {
    ck_assert_str_eq(list.items.items[i].text, order[i]);
  }
  diag_list_clear(&list);
  ck_assert_uint_eq(list.errors, 0);
}

END_TEST

START_TEST(what_is_left_out_is_counted) {
  DiagList list = DIAG_LIST_EMPTY;
  for (int i = 0; i < 12; i++) {
    diag_add_global(&list, SEVERITY_ERROR, DIAG_SYNTAX, NULL, "e%02d", i);
  }
  diag_add_global(&list, SEVERITY_WARNING, DIAG_SYNTAX, NULL, "w");
  diag_list_sort(&list);
  char *text = printed(&list, false, 2);
  ck_assert_str_eq(text, "error[NEAP1001]: e00\n\nerror[NEAP1001]: e01\n\nwarning[NEAP1001]: w\n\n"
                         "10 more errors (--log-limit=0 shows all)\n");
  free(text);
  diag_list_clear(&list);
}

END_TEST

START_TEST(colour_only_decorates) {
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource at = { &list, "a.js", STR("let x") };
  diag_add(&at, SEVERITY_WARNING, DIAG_SYNTAX, (Span){ 4, 5 }, "do", "no");
  char *plain = printed(&list, false, 0);
  char *colored = printed(&list, true, 0);
  ck_assert_ptr_nonnull(strstr(colored, "\x1b[1;33mwarning[NEAP1001]"));
  char *to = colored;
  for (const char *from = colored; *from; from++) {
    if (*from == '\x1b') {
      from = strchr(from, 'm');
    } else {
      *to++ = *from;
    }
  }
  *to = '\0';
  ck_assert_str_eq(plain, colored);
  free(plain);
  free(colored);
  diag_list_clear(&list);
}

END_TEST

START_TEST(characters_are_read_and_measured) {
  ck_assert_uint_eq(character_at(STR("é")).code, 0xe9);
  ck_assert_uint_eq(character_at(STR("😀")).code, 0x1f600);
  ck_assert_uint_eq(character_at(STR("😀")).length, 4);
  static const char *const broken[] = { "\x80",         "\xc0\xaf",     "\xe2\x82",
                                        "\xed\xa0\x80", "\xe0\x80\x80", "\xf5\x80\x80\x80",
                                        "\xff" };
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    Character character = character_at(str_of(broken[i]));
    ck_assert_uint_eq(character.code, 0xfffd);
    ck_assert_uint_eq(character.length, 1);
  }
  ck_assert_uint_eq(text_columns(STR("abc")), 3);
  ck_assert_uint_eq(text_columns(STR("日本")), 4);
  ck_assert_uint_eq(text_columns(STR("e\xcc\x81")), 1);
  ck_assert_uint_eq(text_columns(STR("😀")), 2);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("diag");
  TCase *tests = tcase_create("diag");
  tcase_add_test(tests, frame_shows_place_and_help);
  tcase_add_test(tests, frame_without_help_is_closed);
  tcase_add_test(tests, tabs_and_wide_characters_keep_the_caret_in_place);
  tcase_add_test(tests, line_ends_of_every_kind_are_counted);
  tcase_add_test(tests, places_at_the_end_and_beyond_are_shown);
  tcase_add_test(tests, a_place_of_several_lines_shows_them);
  tcase_add_test(tests, notes_show_other_places);
  tcase_add_test(tests, json_is_one_object_a_line);
  tcase_add_test(tests, warnings_can_be_silenced_or_made_errors);
  tcase_add_test(tests, terminal_commands_and_broken_bytes_are_made_harmless);
  tcase_add_test(tests, long_lines_are_cut_around_the_place);
  tcase_add_test(tests, places_do_not_depend_on_those_before);
  tcase_add_test(tests, lists_are_sorted_and_repetitions_dropped);
  tcase_add_test(tests, what_is_left_out_is_counted);
  tcase_add_test(tests, colour_only_decorates);
  tcase_add_test(tests, characters_are_read_and_measured);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
