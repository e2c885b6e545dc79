// Wildcards and globs.
#include "resolve/pattern.h"
#include "suite.h"

typedef struct Case {
  const char *pattern;
  const char *text;
  bool fits;
} Case;

START_TEST(wildcards_stand_for_anything) {
  static const Case cases[] = {
    { "*.png", "./a/b.png", true }, { "*.png", "a.pngx", false }, { "@s/*", "@s/a/b", true },
    { "a*a", "a", false },          { "a*a", "aa", true },        { "*", "", true },
    { "abc", "abc", true },         { "abc", "abcd", false },     { "a*b*", "axb*", true },
    { "a*b*", "axbx", false },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool fits = wildcard_match(str_of(cases[i].pattern), str_of(cases[i].text));
    ck_assert_msg(fits == cases[i].fits, "%s on %s", cases[i].pattern, cases[i].text);
  }
}

END_TEST

START_TEST(globs_fit_paths) {
  static const Case cases[] = {
    { "a.js", "a.js", true },
    { "a.js", "b.js", false },
    { "*.js", "a.js", true },
    { "*.js", "a/b.js", false },
    { "*", "", true },
    { "*", "a/b", false },
    { "?.js", "a.js", true },
    { "?.js", "ab.js", false },
    { "a?b", "a/b", false },
    { "**/*.js", "a.js", true },
    { "**/*.js", "a/b/c.js", true },
    { "**/*.js", "a/b/c.css", false },
    { "a/**/b.js", "a/b.js", true },
    { "a/**/b.js", "a/x/y/b.js", true },
    { "a/**/b.js", "a/xb.js", false },
    { "a/**/b.js", "ab.js", false },
    { "src/**", "src/a/b.js", true },
    { "src/**", "lib/a/b.js", false },
    { "src/**/*.css", "src/a/b/c.css", true },
    { "**/x/**/y.js", "a/x/b/x/c/y.js", true },
    { "**/x/**/y.js", "a/xx/y.js", false },
    { "a**c", "a/b/c", true },
    { "[ab].js", "b.js", true },
    { "[!ab].js", "b.js", false },
    { "[!ab].js", "c.js", true },
    { "[a-c]x", "bx", true },
    { "[a-c]x", "dx", false },
    { "[!a]", "/", false },
    { "[]a]", "]", true },
    { "[ab", "[ab", true },
    { "*.{js,css}", "a.css", true },
    { "*.{js,css}", "a.cs", false },
    { "{a,b{c,d}}/x", "bd/x", true },
    { "{a,b{c,d}}/x", "b/x", false },
    { "x{,y}", "x", true },
    { "x{y,}", "x", true },
    { "{ab", "{ab", true },
    { "{a,b}{1,2}", "b1", true },
    { "*a*b*c*", "xxaxxbxxcxx", true },
    { "*a*b*c*", "xxaxxcxxbxx", false },
    { "", "", true },
    { "", "a", false },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool fits = glob_match(str_of(cases[i].pattern), str_of(cases[i].text));
    ck_assert_msg(fits == cases[i].fits, "%s on %s", cases[i].pattern, cases[i].text);
  }
}

END_TEST

// Patterns come from packages: none may take forever.
START_TEST(hostile_globs_end) {
  Buf glob = BUF_EMPTY;
  Buf path = BUF_EMPTY;
  for (int i = 0; i < 200; i++) {
    buf_append(&glob, STR("*a"));
    buf_append(&path, STR("aa"));
  }
  buf_append_char(&path, 'b');
  ck_assert(!glob_match(buf_str(&glob), buf_str(&path)));
  glob.len = 0;
  for (int i = 0; i < 40; i++) {
    buf_append(&glob, STR("{a,b}"));
  }
  ck_assert(!glob_match(buf_str(&glob), STR("c")));
  glob.len = 0;
  for (int i = 0; i < 100; i++) {
    buf_append(&glob, STR("**/a*/"));
  }
  ck_assert(!glob_match(buf_str(&glob), buf_str(&path)));
  buf_clear(&glob);
  buf_clear(&path);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("pattern");
  TCase *tests = tcase_create("pattern");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, wildcards_stand_for_anything);
  tcase_add_test(tests, globs_fit_paths);
  tcase_add_test(tests, hostile_globs_end);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
