// "paths" and "baseUrl" of tsconfig.json, on trees of files.
#include "base/jsonc.h"
#include "resolve/resolve.h"
#include "suite.h"
#include "tree.h"

static ResolveOptions options;

static void options_reset(void) {
  options = (ResolveOptions){ .platform = PLATFORM_BROWSER };
}

// `expected`: a path below the tree, "=x": external; "!x": a failure whose text or help has x.
static void expect(const char *from, const char *specifier, const char *expected) {
  Resolver *resolver = resolver_new(&options);
  char *importer = tree_path(from);
  Resolved resolved = resolver_resolve(resolver, str_of(specifier), importer, IMPORT_STATIC);
  char *got = resolved.kind == RESOLVE_FILE ? fs_relative(tree_root, resolved.path)
              : resolved.kind == RESOLVE_EXTERNAL
                  ? str_format("=%s", resolved.path)
                  : str_format("!%s | %s", resolved.text, resolved.help ? resolved.help : "");
  bool fits = expected[0] == '!' ? got[0] == '!' && strstr(got, expected + 1) != NULL
                                 : strcmp(got, expected) == 0;
  ck_assert_msg(fits, "\"%s\" from %s: %s, not %s", specifier, from, got, expected);
  mem_free(got);
  resolved_clear(&resolved);
  mem_free(importer);
  resolver_free(resolver);
}

START_TEST(paths_come_before_packages) {
  tree_file(
      "tsconfig.json",
      "// The project's.\n{ \"compilerOptions\": { /* from here */ \"paths\": {\n"
      "  \"@/*\": [\"./gone/*\", \"./src/*\"], \"@/deep/*\": [\"./deep/*\"], \"exact\": "
      "[\"./src/a\"],\n"
      "  \"@/b\": [\"./src/a.js\",], \"*.page\": [\"./pages/*\"], \"/root/*\": [\"./src/*\"],\n"
      "  \"#own/*\": [\"./src/*\"], \"over\": [\"./none\"], \"fs\": [\"./src/a.js\"], \"./a\": "
      "[\"./deep/c\"]\n"
      "}, }, }\n");
  tree_file("src/a.js", "");
  tree_file("src/b.js", "");
  tree_file("src/ui/index.js", "");
  tree_file("deep/c.js", "");
  tree_file("pages/home.js", "");
  tree_file("node_modules/exact/index.js", "");
  tree_file("node_modules/over/index.js", "");
  tree_file("node_modules/@/x/index.js", "");
  tree_file("node_modules/typed/tsconfig.json", "{\"compilerOptions\":{\"baseUrl\":\".\"}}");
  tree_file("node_modules/typed/inner.js", "");
  expect("src/x.js", "@/a", "src/a.js");
  expect("src/x.js", "@/a.js", "src/a.js");
  expect("src/x.js", "@/ui", "src/ui/index.js");
  expect("src/x.js", "@/b", "src/a.js");
  expect("src/x.js", "@/deep/c", "deep/c.js");
  expect("src/x.js", "exact", "src/a.js");
  expect("src/x.js", "home.page", "pages/home.js");
  expect("src/x.js", "/root/b", "src/b.js");
  expect("src/x.js", "#own/b", "src/b.js");
  expect("src/x.js", "./a", "src/a.js");
  expect("src/x.js", "over", "node_modules/over/index.js");
  expect("src/x.js", "@/x", "node_modules/@/x/index.js");
  expect("src/x.js", "@/none",
         "!\"paths\" in tsconfig.json has \"@/*\" for it, but nothing is there.");
  expect("src/x.js", "fs", "src/a.js");
  // What is installed was compiled before.
  expect("node_modules/over/index.js", "@/a", "!");
  expect("node_modules/typed/x.js", "inner", "!");
  options.platform = PLATFORM_NODE;
  expect("src/x.js", "fs", "=fs");
  options.packages_external = true;
  expect("src/x.js", "@/a", "src/a.js");
  expect("src/x.js", "other", "=other");
}

END_TEST

START_TEST(base_url_is_a_root_of_names) {
  tree_file("tsconfig.json",
            "{\"compilerOptions\":{\"baseUrl\":\"./src\",\"paths\":{\"~*\":[\"lib*\"]}}}");
  tree_file("src/util.js", "");
  tree_file("src/lib/x.js", "");
  tree_file("node_modules/util/index.js", "");
  tree_file("node_modules/other/index.js", "");
  expect("src/lib/y.js", "util", "src/util.js");
  expect("src/lib/y.js", "lib/x", "src/lib/x.js");
  expect("src/lib/y.js", "~/x", "src/lib/x.js");
  expect("src/lib/y.js", "other", "node_modules/other/index.js");
  expect("src/lib/y.js", "libs/x", "!No package \"libs\"");
  options.platform = PLATFORM_NODE;
  expect("src/lib/y.js", "util", "=util");
}

END_TEST

START_TEST(the_nearest_file_counts) {
  tree_file("tsconfig.json",
            "{\"compilerOptions\":{\"paths\":{\"x\":[\"./outer.js\"],\"y\":[\"./outer.js\"]}}}");
  tree_file("outer.js", "");
  tree_file("a/jsconfig.json", "{\"compilerOptions\":{\"paths\":{\"x\":[\"./inner.js\"]}}}");
  tree_file("a/inner.js", "");
  tree_file("b/tsconfig.json", "{}");
  tree_file("b/jsconfig.json", "{\"compilerOptions\":{\"baseUrl\":\".\"}}");
  tree_file("b/x.js", "");
  tree_file("other.json", "{\"compilerOptions\":{\"paths\":{\"*\":[\"./a/*\"]}}}");
  expect("main.js", "x", "outer.js");
  expect("c/d.js", "x", "outer.js");
  expect("a/b/c.js", "x", "a/inner.js");
  expect("a/b/c.js", "y", "!");
  expect("b/main.js", "x", "!");
  options.tsconfig = "other.json";
  expect("a/b/c.js", "inner", "a/inner.js");
  expect("b/main.js", "x", "!");
  options.tsconfig = "gone.json";
  expect("main.js", "x", "!gone.json");
}

END_TEST

START_TEST(files_extend_others) {
  tree_file(
      "base/tsconfig.json",
      "{\"compilerOptions\":{\"paths\":{\"a\":[\"./a.js\"],\"leaf\":[\"${configDir}/leaf.js\"]}}}");
  tree_file("base/a.js", "");
  tree_file("leaf.js", "");
  tree_file("tsconfig.json", "{\"extends\":\"./base\"}");
  expect("x.js", "a", "base/a.js");
  expect("x.js", "leaf", "leaf.js");
  // Without its ending, through packages, in lists; the last one wins, and "paths" as a whole.
  tree_file("node_modules/@c/base/tsconfig.json",
            "{\"compilerOptions\":{\"paths\":{\"b\":[\"./b.js\"]}}}");
  tree_file("node_modules/@c/base/b.js", "");
  tree_file("node_modules/named/package.json", "{\"tsconfig\":\"conf/strict.json\"}");
  tree_file("node_modules/named/conf/strict.json", "{\"compilerOptions\":{\"baseUrl\":\"..\"}}");
  tree_file("node_modules/named/c.js", "");
  tree_file("tsconfig.json", "{\"extends\":[\"./base/tsconfig\",\"@c/base/tsconfig.json\"]}");
  expect("x.js", "a", "!");
  expect("x.js", "b", "node_modules/@c/base/b.js");
  tree_file("tsconfig.json", "{\"extends\":[\"named\",\"@c/base\"]}");
  expect("x.js", "c", "node_modules/named/c.js");
  expect("x.js", "b", "!");
  tree_file("tsconfig.json",
            "{\"extends\":\"@c/base\",\"compilerOptions\":{\"paths\":{\"c\":[\"./leaf.js\"]}}}");
  expect("x.js", "c", "leaf.js");
  expect("x.js", "b", "!");
}

END_TEST

START_TEST(broken_files_are_named) {
  tree_file("node_modules/p/index.js", "");
  tree_file("a.js", "");
  tree_file("tsconfig.json", "{\n  // comment\n  \"compilerOptions\": {x}\n}");
  expect("x.js", "p", "!Cannot read tsconfig.json:3:");
  expect("x.js", "./a", "a.js");
  tree_file("tsconfig.json", "[]");
  expect("x.js", "p", "!tsconfig.json:1:1: not an object");
  tree_file("tsconfig.json", "{\"extends\":\"./gone\"}");
  expect("x.js", "p", "!tsconfig.json: it extends \"./gone\", which is not there");
  tree_file("tsconfig.json", "{\"extends\":\"missing/tsconfig.json\"}");
  expect("x.js", "p", "!it extends \"missing/tsconfig.json\"");
  tree_file("tsconfig.json", "{\"extends\":[\"./tsconfig.json\",\"./tsconfig.json\"]}");
  expect("x.js", "p", "!extends itself");
  tree_file("tsconfig.json", "{\"compilerOptions\":{\"paths\":{\"a\":\"./a.js\"}}}");
  expect("x.js", "p", "!\"paths\" has no list of texts for \"a\"");
  tree_file("tsconfig.json", "{\"compilerOptions\":{\"paths\":{\"*a*\":[\"./a.js\"]}}}");
  expect("x.js", "p", "!more than one *");
  tree_file("tsconfig.json", "{\"compilerOptions\":5,\"extends\":{}}");
  expect("x.js", "p", "node_modules/p/index.js");
}

END_TEST

START_TEST(comments_become_blanks) {
  static const char *const texts[][2] = {
    { "{}", "{}" },
    { "", "" },
    { "// a\n1", "    \n1" },
    { "/* a\n */1", "    \n   1" },
    { "[1,]", "[1 ]" },
    { "[1, // x\n]", "[1      \n]" },
    { "[1,2]", "[1,2]" },
    { "\"//\"", "\"//\"" },
    { "\"\\\"/*\",", "\"\\\"/*\"," },
    { "{\"a\":\",}\"}", "{\"a\":\",}\"}" },
    { "\"open", "\"open" },
    { "\"open\\", "\"open\\" },
    { "1/*", "1  " },
    { "1//", "1  " },
    { "/", "/" },
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Buf plain = jsonc_plain(str_of(texts[i][0]));
    Str expected = str_of(texts[i][1]);
    ck_assert_msg(plain.len == expected.len &&
                      (expected.len == 0 || str_equal(buf_str(&plain), expected)),
                  "%s: %s", texts[i][0], plain.data);
    buf_clear(&plain);
  }
}

END_TEST

int main(void) {
  Suite *suite = suite_create("tsconfig");
  TCase *tests = tcase_create("tsconfig");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, tree_make, tree_remove);
  tcase_add_checked_fixture(tests, options_reset, NULL);
  tcase_add_test(tests, paths_come_before_packages);
  tcase_add_test(tests, base_url_is_a_root_of_names);
  tcase_add_test(tests, the_nearest_file_counts);
  tcase_add_test(tests, files_extend_others);
  tcase_add_test(tests, broken_files_are_named);
  tcase_add_test(tests, comments_become_blanks);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
