// "exports" and "imports" on JSON alone.
#include "base/mem.h"
#include "resolve/exports.h"
#include "suite.h"

typedef struct Case {
  const char *map; // with ' for "
  const char *subpath;
  TargetKind kind;
  const char *text; // NULL: none is expected
} Case;

static json_t *map_of(const char *quoted) {
  char *text = str_copy(str_of(quoted));
  for (char *c = text; *c; c++) {
    if (*c == '\'') *c = '"';
  }
  Err err = ERR_NONE;
  json_t *map = json_parse("map", str_of(text), &err);
  ck_assert_msg(map != NULL, "%s: %s", quoted, err.text);
  mem_free(text);
  return map;
}

static void expect(const Case *test, bool is_imports) {
  static const char *const conditions[] = { "import", "node", NULL };
  json_t *map = map_of(test->map);
  Target target = is_imports ? imports_target(map, test->subpath, conditions)
                             : exports_target(map, test->subpath, conditions);
  ck_assert_msg(target.kind == test->kind, "%s of %s: kind %d, not %d (%s)", test->subpath,
                test->map, target.kind, test->kind, target.text ? target.text : "no text");
  bool same = test->text == NULL || (target.text && strcmp(target.text, test->text) == 0);
  ck_assert_msg(same, "%s of %s: \"%s\", not \"%s\"", test->subpath, test->map, target.text,
                test->text);
  mem_free(target.text);
  json_decref(map);
}

static const Case exports_cases[] = {
  // One target for the package as a whole.
  { "'./a.js'", ".", TARGET_FILE, "./a.js" },
  { "'./a.js'", "./a.js", TARGET_NONE, NULL },
  { "['./a.js']", ".", TARGET_FILE, "./a.js" },
  { "{'import':'./a.mjs','default':'./a.js'}", ".", TARGET_FILE, "./a.mjs" },
  { "{'require':'./a.cjs'}", ".", TARGET_NONE, NULL },
  { "{'default':'./a.js','import':'./a.mjs'}", ".", TARGET_FILE, "./a.js" },
  { "{}", ".", TARGET_NONE, NULL },
  { "5", ".", TARGET_NONE, NULL },
  { "false", "./x", TARGET_NONE, NULL },
  // Subpaths.
  { "{'.':'./a.js','./b':'./lib/b.js'}", ".", TARGET_FILE, "./a.js" },
  { "{'.':'./a.js','./b':'./lib/b.js'}", "./b", TARGET_FILE, "./lib/b.js" },
  { "{'./b':'./b.js'}", ".", TARGET_NONE, NULL },
  { "{'./b':'./b.js'}", "./b.js", TARGET_NONE, NULL },
  { "{'./b':null}", "./b", TARGET_BLOCKED, NULL },
  { "{'./b/':'./b/'}", "./b/c", TARGET_NONE, NULL },
  { "{'./b/':'./b/'}", "./b/", TARGET_NONE, NULL },
  // Conditions: in the order of the object, nested, without a way back once a target was found.
  { "{'.':{'node':{'require':'./r.js'},'import':'./i.js'}}", ".", TARGET_FILE, "./i.js" },
  { "{'.':{'node':{'require':'./r.js','default':'./d.js'},'import':'./i.js'}}", ".", TARGET_FILE,
    "./d.js" },
  { "{'.':{'node':null,'import':'./i.js'}}", ".", TARGET_BLOCKED, NULL },
  { "{'.':{'browser':'./b.js','deno':'./d.js'}}", ".", TARGET_NONE, NULL },
  { "{'.':{'import':{'default':{'node':['./x.js']}}}}", ".", TARGET_FILE, "./x.js" },
  // Arrays: the first good target, whether or not it is there.
  { "{'.':['no-dot','./a.js']}", ".", TARGET_FILE, "./a.js" },
  { "{'.':[null,'./a.js']}", ".", TARGET_FILE, "./a.js" },
  { "{'.':[{'require':'./r.js'},'./a.js']}", ".", TARGET_FILE, "./a.js" },
  { "{'.':['no-dot']}", ".", TARGET_BAD_TARGET, "no-dot" },
  { "{'.':['no-dot',null]}", ".", TARGET_BLOCKED, NULL },
  { "{'.':[]}", ".", TARGET_BLOCKED, NULL },
  // Patterns: the longest text before the * wins, then the longest key.
  { "{'./*':'./lib/*.js'}", "./a", TARGET_FILE, "./lib/a.js" },
  { "{'./*':'./lib/*.js'}", "./a/b", TARGET_FILE, "./lib/a/b.js" },
  { "{'./*':'./lib/*.js'}", "./", TARGET_NONE, NULL },
  { "{'./*':'./*/*.js'}", "./a", TARGET_FILE, "./a/a.js" },
  { "{'./*':'./x.js'}", "./a", TARGET_FILE, "./x.js" },
  { "{'./*':'./1/*','./a/*':'./2/*'}", "./a/b", TARGET_FILE, "./2/b" },
  { "{'./a/*':'./2/*','./*':'./1/*'}", "./a/b", TARGET_FILE, "./2/b" },
  { "{'./*':'./1/*','./*.js':'./2/*.js'}", "./a.js", TARGET_FILE, "./2/a.js" },
  { "{'./*.js':'./2/*.js','./*':'./1/*'}", "./a.js", TARGET_FILE, "./2/a.js" },
  { "{'./*.js':'./2/*.js'}", "./.js", TARGET_NONE, NULL },
  { "{'./*':'./1/*','./a/*':null}", "./a/b", TARGET_BLOCKED, NULL },
  { "{'./*':'./1/*','./a/*':null}", "./b", TARGET_FILE, "./1/b" },
  { "{'./*':'./1/*','./a':'./a.js'}", "./a", TARGET_FILE, "./a.js" },
  { "{'./*/*':'./1/*'}", "./a/b", TARGET_NONE, NULL },
  { "{'./*':'./1/*'}", "./*", TARGET_FILE, "./1/*" },
  { "{'./*':{'require':'./1/*'}}", "./a", TARGET_NONE, NULL },
  // Nothing leaves the package, however it is written.
  { "'../a.js'", ".", TARGET_BAD_TARGET, "../a.js" },
  { "'./../a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./x/../../a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./x/%2e%2E/a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./x\\\\..\\\\a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./node_modules/x/a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./Node_Modules/x/a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./%6eode_modules/x/a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./x/./a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'./x%2fa.js'", ".", TARGET_BAD_CONFIG, NULL },
  { "'./x%5Ca.js'", ".", TARGET_BAD_CONFIG, NULL },
  { "'./x%00a.js'", ".", TARGET_BAD_TARGET, NULL },
  { "'/etc/passwd'", ".", TARGET_BAD_TARGET, NULL },
  { "'other'", ".", TARGET_BAD_TARGET, NULL },
  { "'file:///etc/passwd'", ".", TARGET_BAD_TARGET, NULL },
  { "{'./*':'./lib/*.js'}", "./../../secret", TARGET_BAD_SPECIFIER, "../../secret" },
  { "{'./*':'./lib/*.js'}", "./a/%2e%2e/%2e%2e/b", TARGET_BAD_SPECIFIER, NULL },
  { "{'./*':'./lib/*.js'}", "./a/node_modules/b", TARGET_BAD_SPECIFIER, NULL },
  { "{'./*':'./lib/*.js'}", "./a%2Fb", TARGET_BAD_SPECIFIER, NULL },
  { "{'./*':'./lib/*.js'}", "./...", TARGET_FILE, "./lib/....js" },
  { "'./a%20b.js'", ".", TARGET_FILE, "./a b.js" },
  { "'./a%zz.js'", ".", TARGET_FILE, "./a%zz.js" },
  { "'./'", ".", TARGET_FILE, "./" },
  // Broken maps.
  { "{'.':'./a.js','import':'./b.js'}", ".", TARGET_BAD_CONFIG, NULL },
  { "{'.':{'0':'./a.js'}}", ".", TARGET_BAD_CONFIG, NULL },
  { "{'.':{'import':'./a.js','17':'./a.js'}}", ".", TARGET_BAD_CONFIG, NULL },
  { "{'.':{'01':'./a.js','default':'./b.js'}}", ".", TARGET_FILE, "./b.js" },
  { "{'.':true}", ".", TARGET_BAD_TARGET, "true" },
  { "{'.':12}", ".", TARGET_BAD_TARGET, NULL },
};

START_TEST(exports_give_what_node_gives) {
  expect(&exports_cases[_i], false);
}

END_TEST

static const Case imports_cases[] = {
  { "{'#a':'./a.js'}", "#a", TARGET_FILE, "./a.js" },
  { "{'#a':'./a.js'}", "#b", TARGET_NONE, NULL },
  { "{'#a':'pkg'}", "#a", TARGET_PACKAGE, "pkg" },
  { "{'#a':'@s/pkg/sub'}", "#a", TARGET_PACKAGE, "@s/pkg/sub" },
  { "{'#a':'fs'}", "#a", TARGET_PACKAGE, "fs" },
  { "{'#a':'node:fs'}", "#a", TARGET_PACKAGE, "node:fs" },
  { "{'#a/*':'pkg/*/x'}", "#a/b", TARGET_PACKAGE, "pkg/b/x" },
  { "{'#a/*':'./*.js'}", "#a/b", TARGET_FILE, "./b.js" },
  { "{'#a/*':'./*.js'}", "#a/../b", TARGET_BAD_SPECIFIER, NULL },
  { "{'#a':'../a.js'}", "#a", TARGET_BAD_TARGET, NULL },
  { "{'#a':'/a.js'}", "#a", TARGET_BAD_TARGET, NULL },
  { "{'#a':'https://x/y.js'}", "#a", TARGET_BAD_TARGET, NULL },
  { "{'#a':null}", "#a", TARGET_BLOCKED, NULL },
  { "{'#a':{'node':'./n.js','default':'pkg'}}", "#a", TARGET_FILE, "./n.js" },
  { "{'#a':{'browser':'./n.js','default':'pkg'}}", "#a", TARGET_PACKAGE, "pkg" },
  { "{'#a':{'browser':'./n.js'}}", "#a", TARGET_NONE, NULL },
};

START_TEST(imports_give_what_node_gives) {
  expect(&imports_cases[_i], true);
}

END_TEST

static void expect_keys(const Keys *keys, const char *expected) {
  Buf joined = BUF_EMPTY;
  vec_each (key, keys) {
    buf_printf(&joined, "%s ", *key);
  }
  ck_assert_str_eq(joined.data, expected);
  buf_clear(&joined);
}

START_TEST(maps_tell_what_they_offer) {
  json_t *map =
      map_of("{'./b':{'x':{'y':'./1'},'z':['./2',{'x':'./3'}]},'./a/*':'./a','./c':null}");
  Keys keys = VEC_EMPTY;
  map_keys(map, &keys);
  expect_keys(&keys, "./b ./a/* ");
  keys.len = 0;
  map_conditions(map, "./b", &keys);
  expect_keys(&keys, "x y z ");
  json_decref(map);
  map = map_of("{'import':'./a'}");
  keys.len = 0;
  map_keys(map, &keys);
  expect_keys(&keys, ". ");
  keys.len = 0;
  map_conditions(map, NULL, &keys);
  expect_keys(&keys, "import ");
  vec_clear(&keys);
  json_decref(map);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("exports");
  TCase *tests = tcase_create("exports");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, exports_give_what_node_gives, 0,
                      sizeof exports_cases / sizeof *exports_cases);
  tcase_add_loop_test(tests, imports_give_what_node_gives, 0,
                      sizeof imports_cases / sizeof *imports_cases);
  tcase_add_test(tests, maps_tell_what_they_offer);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
