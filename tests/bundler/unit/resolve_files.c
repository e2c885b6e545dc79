// Resolution over trees of files: a table of what each specifier leads to.
#include "resolve/resolve.h"
#include "suite.h"
#include "tree.h"

typedef struct Lookup {
  const char *specifier;
  const char *
      expected; // a path below the tree; "=x": external as x; "0": empty; "!x": a failure whose text or help has x
} Lookup;

static ResolveOptions options;

static void options_reset(void) {
  options = (ResolveOptions){ .platform = PLATFORM_NODE };
}

// What came of it, in the table's notation. The caller owns it.
static char *outcome(const Resolved *resolved) {
  switch (resolved->kind) {
    case RESOLVE_FILE:
      return resolved->path[0] == '/' ? fs_relative(tree_root, resolved->path)
                                      : str_copy(str_of(resolved->path));
    case RESOLVE_EXTERNAL: return str_format("=%s", resolved->path);
    case RESOLVE_EMPTY: return str_copy(STR("0"));
    case RESOLVE_FAILED: break;
  }
  return str_format("!%s | %s", resolved->text, resolved->help ? resolved->help : "");
}

static void expect_from(Resolver *resolver, const char *importer, const Lookup *test,
                        ImportKind kind) {
  Resolved resolved = resolver_resolve(resolver, str_of(test->specifier), importer, kind);
  char *got = outcome(&resolved);
  bool fits = test->expected[0] == '!' ? got[0] == '!' && strstr(got, test->expected + 1) != NULL
                                       : strcmp(got, test->expected) == 0;
  ck_assert_msg(fits, "\"%s\" from %s: %s, not %s", test->specifier, importer, got, test->expected);
  mem_free(got);
  resolved_clear(&resolved);
}

static void expect_one(Resolver *resolver, const char *from, const Lookup *test, ImportKind kind) {
  char *importer = tree_path(from);
  expect_from(resolver, importer, test, kind);
  mem_free(importer);
}

static void expect_all(const char *from, ImportKind kind, const Lookup *cases, size_t count) {
  Resolver *resolver = resolver_new(&options);
  for (size_t i = 0; i < count; i++) {
    expect_one(resolver, from, &cases[i], kind);
  }
  resolver_free(resolver);
}

// What each specifier leads to when `from` imports it; EXPECT_REQUIRE: requires it.
#define EXPECT(from, ...)                                                                          \
 expect_all(from, IMPORT_STATIC, (const Lookup[]){ __VA_ARGS__ },                                  \
            sizeof((const Lookup[]){ __VA_ARGS__ }) / sizeof(Lookup))
#define EXPECT_REQUIRE(from, ...)                                                                  \
 expect_all(from, IMPORT_REQUIRE, (const Lookup[]){ __VA_ARGS__ },                                 \
            sizeof((const Lookup[]){ __VA_ARGS__ }) / sizeof(Lookup))

static void expect_file(const char *from, const char *specifier, ModuleType type, bool effects) {
  Resolver *resolver = resolver_new(&options);
  char *importer = tree_path(from);
  Resolved resolved = resolver_resolve(resolver, str_of(specifier), importer, IMPORT_STATIC);
  ck_assert_msg(resolved.kind == RESOLVE_FILE, "%s: %s", specifier, resolved.text);
  ck_assert_msg(resolved.type == type, "%s: type %d, not %d", specifier, resolved.type, type);
  ck_assert_msg(resolved.side_effects == effects, "%s: side effects %d", specifier,
                resolved.side_effects);
  resolved_clear(&resolved);
  mem_free(importer);
  resolver_free(resolver);
}

// --- Paths ---

START_TEST(paths_may_lack_endings_and_index) {
  tree_file("src/a.js", "");
  tree_file("src/a", "");
  tree_file("src/b.js", "");
  tree_file("src/b/index.js", "");
  tree_file("src/c/index.mjs", "");
  tree_file("src/d.mjs", "");
  tree_file("src/d.cjs", "");
  tree_file("src/e.json", "{}");
  tree_file("src/f.min.js", "");
  tree_file("src/g.txt", "");
  tree_file("src/index.js", "");
  tree_file("src/empty/x.txt", "");
  tree_file("src/\xc3\xa4 b.js", "");
  tree_file("lib/x.js", "");
  EXPECT("src/main.js", { "./a", "src/a" }, { "./a.js", "src/a.js" }, { "./b", "src/b.js" },
         { "./b/", "src/b/index.js" }, { "./b/index", "src/b/index.js" },
         { "./c", "src/c/index.mjs" }, { "./d", "src/d.mjs" }, { "./e", "src/e.json" },
         { "./f.min", "src/f.min.js" }, { "./g.txt", "src/g.txt" }, { ".", "src/index.js" },
         { "./", "src/index.js" }, { "../src", "src/index.js" }, { "./b/..", "src/index.js" },
         { "../lib/x", "lib/x.js" }, { "./../lib/./x.js", "lib/x.js" }, { ".//b.js", "src/b.js" },
         { "./\xc3\xa4%20b.js", "src/\xc3\xa4 b.js" }, { "./%C3%A4 b", "src/\xc3\xa4 b.js" },
         { "./empty", "!without an index file" }, { "./a.js/x", "!not a folder" },
         { "./b.js/", "!b.js" }, { "./none", "!\"none\"" }, { "", "!empty" },
         { "./A.js", "!\"./a.js\"? Upper and lower case matter." },
         { "./d.jss", "!Did you mean \"./d.cjs\" or \"./d.mjs\"?" },
         { "../libs/x", "!no folder \"libs\" in this folder. Did you mean \"../lib\"?" },
         { "./b.js?x", "!not offered yet" }, { "./none/../b.js", "src/b.js" },
         { "./none/../../lib/x", "lib/x.js" }, { "./none/..", "src/index.js" },
         { "./none/../b/", "src/b/index.js" }, { "./none/../b.js/", "!b.js" });
  EXPECT_REQUIRE("src/main.js", { "./%61.js", "!" }, { "./a", "src/a" });
}

END_TEST

START_TEST(absolute_paths_and_file_urls_are_paths) {
  tree_file("a b.js", "");
  char *path = tree_path("a b");
  char *url = str_format("file://%s/a%%20b.js", tree_root);
  EXPECT("x.js", { path, "a b.js" }, { url, "a b.js" }, { "file://host/x.js", "!" },
         { "/neap-none/x.js", "!There is no folder \"neap-none\" in /." });
  mem_free(url);
  mem_free(path);
}

END_TEST

START_TEST(links_lead_to_the_real_file) {
  tree_file("real/lib/a.js", "");
  tree_file("real/lib/package.json", "{\"type\":\"module\"}");
  tree_link("src/linked", "../real/lib");
  tree_link("src/one.js", "../real/lib/a.js");
  tree_link("src/broken.js", "nowhere.js");
  tree_link("src/loop", "loop");
  EXPECT("src/main.js", { "./linked/a", "real/lib/a.js" }, { "./one", "real/lib/a.js" },
         { "./broken", "!leads nowhere" }, { "./loop/x", "!" });
  expect_file("src/main.js", "./one.js", MODULE_TYPE_ESM, true);
}

END_TEST

START_TEST(folders_that_cannot_be_listed_are_entered) {
  if (geteuid() == 0) return; // nothing is kept from root
  tree_file("shut/a.js", "");
  tree_file("shut/in/b.js", "");
  char *shut = tree_path("shut");
  char *command = str_format("chmod 311 '%s'", shut);
  ck_assert_int_eq(system(command), 0); // NOLINT(cert-env33-c,concurrency-mt-unsafe): ours
  EXPECT("main.js", { "./shut/a", "shut/a.js" }, { "./shut/in/b", "shut/in/b.js" },
         { "./shut/c", "!\"c\"" });
  mem_free(command);
  mem_free(shut);
}

END_TEST

// --- Packages ---

START_TEST(packages_are_looked_for_upwards) {
  tree_file("node_modules/top/index.js", "");
  tree_file("node_modules/both/index.js", "");
  tree_file("a/node_modules/both/index.js", "");
  tree_file("a/node_modules/@s/p/index.js", "");
  tree_file("a/node_modules/@s/p/sub/x.js", "");
  tree_file("a/node_modules/single.js", "");
  tree_file("a/node_modules/sub/package.json", "{\"main\":\"lib\"}");
  tree_file("a/node_modules/sub/lib/index.js", "");
  tree_file("a/node_modules/sub/deep/package.json", "{\"main\":\"../lib/deep.js\"}");
  tree_file("a/node_modules/sub/lib/deep.js", "");
  tree_file("a/b/x.js", "");
  tree_folder("a/b/node_modules/top");
  tree_file("a/node_modules/lone.js", "");
  tree_file("node_modules/lone/index.js", "");
  EXPECT("a/b/x.js", { "top", "node_modules/top/index.js" },
         { "both", "a/node_modules/both/index.js" }, { "@s/p", "a/node_modules/@s/p/index.js" },
         { "@s/p/sub/x", "a/node_modules/@s/p/sub/x.js" }, { "single", "a/node_modules/single.js" },
         { "sub", "a/node_modules/sub/lib/index.js" },
         { "sub/deep", "a/node_modules/sub/lib/deep.js" },
         { "sub/", "a/node_modules/sub/lib/index.js" }, { "@s", "!package's name" }, { "@s/", "!" },
         { "@s/q", "!Did you mean \"@s/p\"?" }, { "x", "!" },
         { "x.js", "!Did you mean \"./x.js\"?" }, { "topp", "!Did you mean \"top\"?" },
         { "nothing", "!npm install nothing" }, { "sub/lib/depe", "!\"sub/lib/deep.js\"" },
         { ".hidden", "!neither a path" }, { "a%2fb", "!" }, { "bun:test", "!--external:bun:*" });
  EXPECT("node_modules/both/index.js", { "top", "node_modules/top/index.js" });
  // Node's import sees packages only.
  EXPECT("a/b/x.js", { "lone", "node_modules/lone/index.js" });
  EXPECT_REQUIRE("a/b/x.js", { "lone", "a/node_modules/lone.js" });
}

END_TEST

START_TEST(main_fields_go_by_platform) {
  tree_file("node_modules/old/package.json",
            "{\"main\":\"m.js\",\"module\":\"m.mjs\",\"browser\":\"b.js\"}");
  tree_file("node_modules/old/m.js", "");
  tree_file("node_modules/old/m.mjs", "");
  tree_file("node_modules/old/b.js", "");
  tree_file("node_modules/esm/package.json",
            "{\"type\":\"module\",\"main\":\"m.js\",\"module\":\"n.js\"}");
  tree_file("node_modules/esm/m.js", "");
  tree_file("node_modules/esm/n.js", "");
  tree_file("node_modules/gone/package.json", "{\"main\":\"gone.js\",\"module\":\"gone.mjs\"}");
  tree_file("node_modules/gone/index.js", "");
  tree_file("node_modules/dot/package.json", "{\"main\":\".\"}");
  tree_file("node_modules/dot/index.js", "");
  tree_file("node_modules/odd/package.json", "{\"main\":{\"x\":1}}");
  tree_file("node_modules/odd/index.js", "");
  tree_file("node_modules/none/package.json", "{\"main\":\"dist/x.js\"}");
  tree_file("node_modules/both/package.json", "{\"module\":\"m.js\"}");
  tree_file("node_modules/both/index.js", "");
  tree_file("node_modules/both/m.js", "");
  EXPECT("x.js", { "old", "node_modules/old/m.js" }, { "esm", "node_modules/esm/m.js" },
         { "gone", "node_modules/gone/index.js" }, { "dot", "node_modules/dot/index.js" },
         { "odd", "node_modules/odd/index.js" }, { "none", "!\"dist/x.js\" as \"main\"" });
  EXPECT_REQUIRE("x.js", { "old", "node_modules/old/m.js" },
                 { "both", "node_modules/both/index.js" });
  EXPECT("x.js", { "both", "node_modules/both/index.js" });
  options.platform = PLATFORM_BROWSER;
  EXPECT("x.js", { "old", "node_modules/old/b.js" }, { "esm", "node_modules/esm/n.js" },
         { "both", "node_modules/both/m.js" });
  EXPECT_REQUIRE("x.js", { "both", "node_modules/both/index.js" });
  options.platform = PLATFORM_NEUTRAL;
  EXPECT("x.js", { "old", "node_modules/old/m.mjs" }, { "esm", "node_modules/esm/n.js" });
  EXPECT_REQUIRE("x.js", { "old", "node_modules/old/m.js" });
}

END_TEST

START_TEST(exports_decide_alone) {
  tree_file("node_modules/p/package.json",
            "{\"name\":\"p\",\"main\":\"main.js\",\"exports\":{"
            "\".\":{\"browser\":\"./b.js\",\"custom\":\"./c.js\",\"require\":\"./r.cjs\","
            "\"module\":\"./m.js\",\"default\":\"./d.js\"},"
            "\"./f/*\":\"./lib/*.js\",\"./f/secret\":null,\"./gone\":\"./gone.js\","
            "\"./noending\":\"./main\",\"./folder\":\"./lib\",\"./out\":\"../q/index.js\","
            "\"./old\":{\"deno\":\"./main.js\"},\"./esc\":\"./a%20b.js\"}}");
  tree_file("node_modules/p/main.js", "");
  tree_file("node_modules/p/b.js", "");
  tree_file("node_modules/p/c.js", "");
  tree_file("node_modules/p/r.cjs", "");
  tree_file("node_modules/p/m.js", "");
  tree_file("node_modules/p/d.js", "");
  tree_file("node_modules/p/a b.js", "");
  tree_file("node_modules/p/lib/x.js", "");
  tree_file("node_modules/p/lib/index.js", "");
  tree_file("node_modules/q/index.js", "");
  tree_file("node_modules/m/package.json",
            "{\"exports\":{\".\":\"./a.js\",\"import\":\"./a.js\"}}");
  EXPECT(
      "x.js", { "p", "node_modules/p/m.js" }, { "p/f/x", "node_modules/p/lib/x.js" },
      { "p/esc", "node_modules/p/a b.js" }, { "p/f/secret", "!private" },
      { "p/f/y", "!\"./lib/y.js\", which is not there" }, { "p/gone", "!\"./gone.js\"" },
      { "p/noending", "!" }, { "p/folder", "!" }, { "p/out", "!stay inside the package" },
      { "p/main.js", "!has no \"./main.js\"" }, { "p/foldre", "!Did you mean \"p/folder\"?" },
      { "p/old", "!only offered under \"deno\"; in use are \"import\", \"module\" and \"node\"" },
      { "p/f/../../../q/index", "!stay inside the package" }, { "p/", "!" },
      { "m", "!either all keys begin with \".\"" });
  EXPECT_REQUIRE("x.js", { "p", "node_modules/p/r.cjs" });
  static const char *const conditions[] = { "custom", NULL };
  options.conditions = conditions;
  EXPECT("x.js", { "p", "node_modules/p/c.js" });
  options = (ResolveOptions){ .platform = PLATFORM_BROWSER };
  EXPECT("x.js", { "p", "node_modules/p/b.js" });
  options = (ResolveOptions){ .platform = PLATFORM_NEUTRAL };
  EXPECT("x.js", { "p", "node_modules/p/m.js" });
}

END_TEST

START_TEST(packages_know_their_own_names) {
  tree_file("package.json",
            "{\"name\":\"me\",\"exports\":{\".\":\"./main.js\",\"./x\":\"./lib/x.js\"},"
            "\"imports\":{\"#x\":\"./lib/x.js\",\"#dep\":\"dep\",\"#dep/*\":\"dep/*\","
            "\"#fs\":\"fs\",\"#gone\":\"./gone.js\",\"#no\":{\"deno\":\"./x\"}}}");
  tree_file("main.js", "");
  tree_file("lib/x.js", "");
  tree_file("node_modules/dep/index.js", "");
  tree_file("node_modules/dep/sub.js", "");
  tree_file("node_modules/other/package.json", "{\"name\":\"other\"}");
  tree_file("node_modules/other/index.js", "");
  EXPECT("lib/y.js", { "me", "main.js" }, { "me/x", "lib/x.js" }, { "#x", "lib/x.js" },
         { "#dep", "node_modules/dep/index.js" }, { "#dep/sub", "node_modules/dep/sub.js" },
         { "#fs", "=fs" }, { "#gone", "!\"./gone.js\"" }, { "#none", "!has no \"#none\"" },
         { "#no", "!only offered under \"deno\"" }, { "me/y", "!Did you mean \"me/x\"?" });
  EXPECT("node_modules/other/index.js", { "#x", "!\"imports\"" },
         { "other", "node_modules/other/index.js" }, { "me", "!" });
  options.platform = PLATFORM_BROWSER;
  EXPECT("lib/y.js", { "#fs", "!part of Node" });
}

END_TEST

START_TEST(stores_of_links_have_one_file_each) {
  // As pnpm lays packages out.
  tree_file("node_modules/.pnpm/a@1/node_modules/a/package.json", "{\"main\":\"a.js\"}");
  tree_file("node_modules/.pnpm/a@1/node_modules/a/a.js", "");
  tree_file("node_modules/.pnpm/b@2/node_modules/b/index.js", "");
  tree_link("node_modules/.pnpm/a@1/node_modules/b", "../../b@2/node_modules/b");
  tree_link("node_modules/a", ".pnpm/a@1/node_modules/a");
  EXPECT("src/x.js", { "a", "node_modules/.pnpm/a@1/node_modules/a/a.js" }, { "b", "!" });
  EXPECT("node_modules/.pnpm/a@1/node_modules/a/a.js",
         { "b", "node_modules/.pnpm/b@2/node_modules/b/index.js" });
}

END_TEST

// --- Builtins, externals, addresses ---

START_TEST(builtins_are_left_to_node) {
  tree_file("node_modules/events/index.js", "");
  tree_file("node_modules/fs/index.js", "");
  EXPECT("x.js", { "fs", "=fs" }, { "fs/promises", "=fs/promises" }, { "node:fs", "=node:fs" },
         { "node:test", "=node:test" }, { "test", "!" }, { "events", "=events" },
         { "events/", "node_modules/events/index.js" });
  options.platform = PLATFORM_BROWSER;
  EXPECT("x.js", { "path", "!--platform=node" }, { "node:fs", "!--external:node:fs" },
         { "events", "node_modules/events/index.js" }, { "fs", "node_modules/fs/index.js" });
}

END_TEST

START_TEST(externals_are_left_out) {
  static const char *const externals[] = { "react",      "@s/*",   "*.png", "./src/config.js",
                                           "./vendor/*", "data:*", NULL };
  options.externals = externals;
  tree_file("node_modules/react/index.js", "");
  tree_file("node_modules/reactive/index.js", "");
  tree_file("src/config.js", "");
  tree_file("src/other/config.js", "");
  tree_file("vendor/a.js", "");
  tree_file("package.json", "{\"imports\":{\"#r\":\"react/x\"}}");
  EXPECT("src/x.js", { "react", "=react" }, { "react/jsx-runtime", "=react/jsx-runtime" },
         { "reactive", "node_modules/reactive/index.js" }, { "@s/a/b", "=@s/a/b" },
         { "./a.png", "=./a.png" }, { "./config.js", "=./config.js" }, { "./config", "=./config" },
         { "./other/config.js", "src/other/config.js" }, { "../vendor/a.js", "=../vendor/a.js" },
         { "../vendor/none.js", "=../vendor/none.js" }, { "#r", "=react/x" },
         { "data:text/javascript,1", "=data:text/javascript,1" });
  char *out = tree_path("dist/app");
  options.output_folder = out;
  EXPECT("src/x.js", { "./config.js", "=../../src/config.js" }, { "react", "=react" });
  options.output_folder = tree_root;
  EXPECT("src/x.js", { "./config.js", "=./src/config.js" }, { "./config", "=./src/config.js" });
  mem_free(out);
}

END_TEST

START_TEST(extensions_may_be_chosen) {
  static const char *const extensions[] = { ".web.js", ".js", NULL };
  options.extensions = extensions;
  tree_file("a.web.js", "");
  tree_file("a.js", "");
  tree_file("b.js", "");
  tree_file("c.mjs", "");
  tree_file("d/index.web.js", "");
  tree_file("d/index.js", "");
  tree_file("node_modules/p/main.web.js", "");
  tree_file("node_modules/p/package.json",
            "{\"main\":\"./main\",\"browser\":{\"./main\":\"./b\"}}");
  tree_file("node_modules/p/b.web.js", "");
  EXPECT("x.js", { "./a", "a.web.js" }, { "./a.js", "a.js" }, { "./b", "b.js" },
         { "./c", "!with the ending .web.js, .js." }, { "./c.mjs", "c.mjs" },
         { "./d", "d/index.web.js" }, { "p", "node_modules/p/main.web.js" });
  options.platform = PLATFORM_BROWSER;
  EXPECT("x.js", { "p", "node_modules/p/b.web.js" });
}

END_TEST

START_TEST(main_fields_may_be_chosen) {
  static const char *const fields[] = { "svelte", "main", NULL };
  options = (ResolveOptions){ .platform = PLATFORM_BROWSER, .main_fields = fields };
  tree_file("node_modules/p/package.json",
            "{\"main\":\"m.js\",\"module\":\"e.js\",\"browser\":\"b.js\",\"svelte\":\"s.js\"}");
  tree_file("node_modules/p/m.js", "");
  tree_file("node_modules/p/e.js", "");
  tree_file("node_modules/p/b.js", "");
  tree_file("node_modules/p/s.js", "");
  tree_file("node_modules/q/package.json",
            "{\"main\":\"m.js\",\"module\":\"e.js\",\"svelte\":\"gone\"}");
  tree_file("node_modules/q/m.js", "");
  tree_file("node_modules/r/package.json", "{\"module\":\"e.js\"}");
  tree_file("node_modules/r/e.js", "");
  tree_file("node_modules/s/package.json",
            "{\"main\":5,\"browser\":{\"./index.js\":\"./web.js\"}}");
  tree_file("node_modules/s/index.js", "");
  tree_file("node_modules/s/web.js", "");
  EXPECT("x.js", { "p", "node_modules/p/s.js" }, { "q", "node_modules/q/m.js" },
         { "r", "!No field of --main-fields" }, { "s", "node_modules/s/web.js" });
  EXPECT_REQUIRE("x.js", { "p", "node_modules/p/s.js" });
}

END_TEST

START_TEST(links_may_be_kept) {
  options.keeps_links = true;
  tree_file("real/lib/a.js", "");
  tree_file("real/lib/package.json", "{\"type\":\"module\"}");
  tree_file("real/node_modules/dep/index.js", "");
  tree_file("app/node_modules/dep/index.js", "");
  tree_link("app/node_modules/lib", "../../real/lib");
  tree_link("app/one.js", "../real/lib/a.js");
  tree_link("app/loop", ".");
  tree_link("app/broken.js", "nowhere.js");
  EXPECT("app/x.js", { "lib/a", "app/node_modules/lib/a.js" }, { "./one", "app/one.js" },
         { "./loop/loop/one.js", "app/loop/loop/one.js" }, { "./broken", "!leads nowhere" });
  EXPECT("app/node_modules/lib/a.js", { "dep", "app/node_modules/dep/index.js" });
  EXPECT("real/lib/a.js", { "dep", "real/node_modules/dep/index.js" });
  expect_file("app/x.js", "lib/a.js", MODULE_TYPE_ESM, true);
  expect_file("app/x.js", "./one.js", MODULE_TYPE_UNKNOWN, true);
}

END_TEST

START_TEST(deep_maps_end) {
  enum { DEEP = 2000, TOO_DEEP = 3000 };

  const int depths[] = { DEEP, TOO_DEEP };
  for (size_t i = 0; i < 2; i++) {
    Buf text = BUF_EMPTY;
    buf_append(&text, STR("{\"exports\":"));
    for (int j = 0; j < depths[i]; j++) {
      buf_append(&text, STR("{\"import\":"));
    }
    buf_append(&text, STR("\"./a.js\""));
    for (int j = 0; j < depths[i] + 1; j++) {
      buf_append_char(&text, '}');
    }
    tree_file(i == 0 ? "node_modules/deep/package.json" : "node_modules/deeper/package.json",
              text.data);
    buf_clear(&text);
  }
  tree_file("node_modules/deep/a.js", "");
  EXPECT("x.js", { "deep", "node_modules/deep/a.js" }, { "deep/b", "!has no \"./b\"" },
         { "deeper", "!deep" });
  EXPECT_REQUIRE("x.js", { "deep", "!only offered under \"import\"" });
}

END_TEST

static void expect_steps(const char *from, const char *specifier, ImportKind kind,
                         const char *expected) {
  options.tells_steps = true;
  Resolver *resolver = resolver_new(&options);
  char *importer = tree_path(from);
  Resolved resolved = resolver_resolve(resolver, str_of(specifier), importer, kind);
  Buf steps = BUF_EMPTY;
  vec_each (step, &resolved.steps) {
    buf_printf(&steps, "%s\n", *step);
  }
  ck_assert_msg(steps.len != 0 && strstr(steps.data, expected) != NULL, "%s: %s", specifier,
                steps.data);
  buf_clear(&steps);
  resolved_clear(&resolved);
  mem_free(importer);
  resolver_free(resolver);
}

START_TEST(failures_tell_their_steps) {
  static const char *const aliases[] = { "old=new", NULL };
  options.aliases = aliases;
  tree_file("tsconfig.json",
            "{\"compilerOptions\":{\"baseUrl\":\"src\",\"paths\":{\"@/*\":[\"app/*\"]}}}");
  tree_file("src/app/a.js", "");
  tree_file("node_modules/p/package.json", "{\"exports\":{\"./a\":\"./gone.js\"}}");
  tree_file("node_modules/q/package.json", "{\"main\":\"gone.js\"}");
  expect_steps("src/x.js", "./none", IMPORT_STATIC, "/src/none is not there\n");
  expect_steps("src/x.js", "./none", IMPORT_STATIC, "/src/none.cjs is not there\n");
  expect_steps("src/x.js", "./no/ne", IMPORT_STATIC, "there is no folder ./no/ in ");
  expect_steps("src/x.js", "p/a", IMPORT_STATIC,
               "node_modules/p/package.json has \"./gone.js\" for \"./a\"\n");
  expect_steps("src/x.js", "p/a", IMPORT_STATIC, "node_modules/p/gone.js is not there\n");
  expect_steps("src/x.js", "p/b", IMPORT_STATIC, "has nothing for \"./b\"\n");
  expect_steps("src/x.js", "q", IMPORT_STATIC, "names \"gone.js\" as its main file\n");
  expect_steps("src/x.js", "none", IMPORT_STATIC, "/src has no node_modules\n");
  expect_steps("src/x.js", "none", IMPORT_STATIC, "there is no package \"none\" in ");
  expect_steps("src/x.js", "@/none", IMPORT_STATIC,
               "\"paths\" in tsconfig.json has \"@/*\" for it\n");
  expect_steps("src/x.js", "@/none", IMPORT_STATIC, "/src/app/none.js is not there\n");
  expect_steps("src/x.js", "none", IMPORT_STATIC, "\"baseUrl\" in tsconfig.json is ");
  expect_steps("src/x.js", "old", IMPORT_STATIC, "--alias puts \"new\" in its place\n");
}

END_TEST

START_TEST(packages_may_all_stay_outside) {
  options.packages_external = true;
  tree_file("node_modules/react/index.js", "");
  tree_file("a.js", "");
  tree_file("package.json",
            "{\"name\":\"me\",\"exports\":\"./a.js\",\"imports\":{\"#r\":\"react/x\","
            "\"#a\":\"./a.js\"}}");
  EXPECT("x.js", { "react", "=react" }, { "@s/none/x", "=@s/none/x" }, { "./a", "a.js" },
         { "./none", "!./none" }, { "#r", "=react/x" }, { "#a", "a.js" }, { "#none", "!#none" },
         { "me", "=me" }, { "fs", "=fs" }, { "@s", "!neither a path" });
  EXPECT_REQUIRE("x.js", { "react/x.js", "=react/x.js" });
  options.platform = PLATFORM_BROWSER;
  EXPECT("x.js", { "fs", "=fs" }, { "node:fs", "=node:fs" });
}

END_TEST

START_TEST(aliases_stand_in_for_packages) {
  static const char *const aliases[] = {
    "react=preact/compat", "react/jsx=./jsx", "cfg=./src/cfg", "loop=loop/again",
    "fs=./no-fs.js",       "gone=./none.js",  "out=kept",      "twice=preact",
    "twice=./jsx",         "@s=preact",       "#own=./jsx",    NULL
  };
  static const char *const externals[] = { "kept", NULL };
  options.aliases = aliases;
  options.externals = externals;
  tree_file("node_modules/preact/index.js", "");
  tree_file("node_modules/preact/compat/index.js", "");
  tree_file("node_modules/preact/compat/server.js", "");
  tree_file("node_modules/loop/again.js", "");
  tree_file("node_modules/reactive/index.js", "");
  tree_file("deep/node_modules/preact/compat/index.js", "");
  tree_file("deep/x.js", "");
  tree_file("jsx/index.js", "");
  tree_file("jsx/dev.js", "");
  tree_file("src/cfg.js", "");
  tree_file("no-fs.js", "");
  EXPECT("deep/x.js", { "react", "node_modules/preact/compat/index.js" },
         { "react/server", "node_modules/preact/compat/server.js" },
         { "reactive", "node_modules/reactive/index.js" }, { "react/jsx", "jsx/index.js" },
         { "react/jsx/dev", "jsx/dev.js" }, { "cfg", "src/cfg.js" },
         { "loop", "node_modules/loop/again.js" }, { "fs", "no-fs.js" }, { "out/sub", "=kept/sub" },
         { "twice", "jsx/index.js" }, { "@s/compat", "node_modules/preact/compat/index.js" },
         { "#own", "jsx/index.js" },
         { "preact/compat", "deep/node_modules/preact/compat/index.js" },
         { "gone", "!Could not resolve \"./none.js\", which --alias puts in place of \"gone\"" });
  EXPECT_REQUIRE("deep/x.js", { "react", "node_modules/preact/compat/index.js" });
}

END_TEST

START_TEST(addresses_are_left_to_whoever_runs_it) {
  EXPECT("x.js", { "https://x.org/a.js", "=https://x.org/a.js" }, { "http://x/a", "=http://x/a" },
         { "//cdn/x.js", "=//cdn/x.js" }, { "data:text/javascript,1", "data:text/javascript,1" },
         { "data:x", "!cannot be read" }, { "data:;base64,%", "!nothing but base64" });
}

END_TEST

START_TEST(data_urls_are_modules) {
  tree_file("node_modules/p/index.js", "");
  tree_file("a.js", "");
  expect_file("x.js", "data:text/javascript,1", MODULE_TYPE_ESM, true);
  expect_file("x.js", "data:Text/JavaScript;charset=utf-8;base64,MQ==", MODULE_TYPE_ESM, true);
  expect_file("x.js", "data:application/json,{}", MODULE_TYPE_JSON, true);
  expect_file("x.js", "data:application/ld+json,{}", MODULE_TYPE_JSON, true);
  expect_file("x.js", "data:,text", MODULE_TYPE_OTHER, true);
  // Nothing is beside such code, and nothing is installed for it.
  static const char *const aliases[] = { "q=./a.js", NULL };
  options.aliases = aliases;
  Resolver *resolver = resolver_new(&options);
  char *url = str_format("file://%s/a.js", tree_root);
  static const char importer[] = "data:text/javascript,import 'x'";
  const Lookup cases[] = { { "./a.js", "!from a data: URL" },
                           { "p", "!from a data: URL" },
                           { "/a.js", "!from a data: URL" },
                           { "#p", "!from a data: URL" },
                           { "fs", "=fs" },
                           { "data:,x", "data:,x" },
                           { "https://x/y", "=https://x/y" },
                           { url, "a.js" },
                           { "q", "a.js" } };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    expect_from(resolver, importer, &cases[i], IMPORT_STATIC);
  }
  mem_free(url);
  resolver_free(resolver);
}

END_TEST

// --- browser ---

START_TEST(browser_maps_replace) {
  options.platform = PLATFORM_BROWSER;
  tree_file(
      "node_modules/p/package.json",
      "{\"main\":\"./main.js\",\"browser\":{\"./main.js\":\"./main.web.js\",\"fs\":false,"
      "\"./node\":\"./web.js\",\"ws\":\"./ws.js\",\"old\":\"new/sub\",\"./off.js\":false,"
      "\"./none\":\"./web.js\",\"lib/bare.js\":\"./web.js\",\"./lib/dir/index.js\":\"./web.js\","
      "\"./a.js\":\"./b.js\",\"./b.js\":\"./web.js\",\"odd\":17}}");
  static const char *const files[] = {
    "main.js",     "main.web.js",      "node.js", "web.js", "ws.js",           "off.js",
    "lib/bare.js", "lib/dir/index.js", "a.js",    "b.js",   "lib/package.json"
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char *path = str_format("node_modules/p/%s", files[i]);
    tree_file(path, "{}");
    mem_free(path);
  }
  tree_file("node_modules/new/sub.js", "");
  tree_file("node_modules/odd/index.js", "");
  EXPECT("x.js", { "p", "node_modules/p/main.web.js" }, { "p/off.js", "0" },
         { "p/node", "node_modules/p/web.js" });
  EXPECT("node_modules/p/lib/x.js", { "fs", "0" }, { "ws", "node_modules/p/ws.js" },
         { "old", "node_modules/new/sub.js" }, { "../node.js", "node_modules/p/web.js" },
         { "../none", "node_modules/p/web.js" }, { "../off", "0" },
         { "./bare", "node_modules/p/web.js" }, { "./dir", "node_modules/p/web.js" },
         { "../a", "node_modules/p/b.js" }, { "odd", "node_modules/odd/index.js" });
  options.platform = PLATFORM_NODE;
  EXPECT("node_modules/p/x.js", { "fs", "=fs" }, { "./off", "node_modules/p/off.js" });
}

END_TEST

// --- What is told of a file ---

START_TEST(types_come_from_endings_and_packages) {
  tree_file("package.json", "{\"type\":\"module\"}");
  tree_file("a.js", "");
  tree_file("b.mjs", "");
  tree_file("c.cjs", "");
  tree_file("d.json", "");
  tree_file("e.css", "");
  tree_file("tool", "");
  tree_file(".hidden", "");
  tree_file("cjs/package.json", "{\"type\":\"commonjs\"}");
  tree_file("cjs/x/a.js", "");
  tree_file("plain/package.json", "{}");
  tree_file("plain/a.js", "");
  tree_file("odd/package.json", "{\"type\":\"Module\"}");
  tree_file("odd/a.js", "");
  tree_file("node_modules/n/a.js", "");
  expect_file("x.js", "./a.js", MODULE_TYPE_ESM, true);
  expect_file("x.js", "./b.mjs", MODULE_TYPE_ESM, true);
  expect_file("x.js", "./c.cjs", MODULE_TYPE_COMMONJS, true);
  expect_file("x.js", "./d.json", MODULE_TYPE_JSON, true);
  expect_file("x.js", "./e.css", MODULE_TYPE_OTHER, true);
  expect_file("x.js", "./tool", MODULE_TYPE_ESM, true);
  expect_file("x.js", "./.hidden", MODULE_TYPE_ESM, true);
  expect_file("x.js", "./cjs/x/a.js", MODULE_TYPE_COMMONJS, true);
  expect_file("x.js", "./plain/a.js", MODULE_TYPE_UNKNOWN, true);
  expect_file("x.js", "./odd/a.js", MODULE_TYPE_UNKNOWN, true);
  // The project's "type" says nothing of its dependencies.
  expect_file("x.js", "n/a.js", MODULE_TYPE_UNKNOWN, true);
}

END_TEST

START_TEST(packages_tell_which_files_have_side_effects) {
  tree_file("node_modules/none/package.json", "{\"sideEffects\":false}");
  tree_file("node_modules/none/a.js", "");
  tree_file("node_modules/some/package.json",
            "{\"sideEffects\":[\"./src/**/*.css\",\"poly.js\",\"lib/{a,b}.js\"]}");
  tree_file("node_modules/some/src/x/y.css", "");
  tree_file("node_modules/some/src/x/y.js", "");
  tree_file("node_modules/some/deep/er/poly.js", "");
  tree_file("node_modules/some/lib/b.js", "");
  tree_file("node_modules/some/lib/c.js", "");
  tree_file("node_modules/one/package.json", "{\"sideEffects\":\"./a.js\"}");
  tree_file("node_modules/one/a.js", "");
  tree_file("node_modules/one/b.js", "");
  expect_file("x.js", "none/a.js", MODULE_TYPE_UNKNOWN, false);
  expect_file("x.js", "some/src/x/y.css", MODULE_TYPE_OTHER, true);
  expect_file("x.js", "some/src/x/y.js", MODULE_TYPE_UNKNOWN, false);
  expect_file("x.js", "some/deep/er/poly.js", MODULE_TYPE_UNKNOWN, true);
  expect_file("x.js", "some/lib/b.js", MODULE_TYPE_UNKNOWN, true);
  expect_file("x.js", "some/lib/c.js", MODULE_TYPE_UNKNOWN, false);
  expect_file("x.js", "one/a.js", MODULE_TYPE_UNKNOWN, true);
  expect_file("x.js", "one/b.js", MODULE_TYPE_UNKNOWN, false);
}

END_TEST

START_TEST(broken_packages_are_named_with_the_place) {
  tree_file("node_modules/p/package.json", "{\n  \"name\": \"p\",\n}");
  tree_file("node_modules/p/index.js", "");
  tree_file("node_modules/p/a.mjs", "");
  tree_file("node_modules/q/package.json", "[]");
  tree_file("node_modules/r/package.json", "");
  tree_folder("node_modules/s/package.json");
  tree_file("node_modules/s/index.js", "");
  EXPECT("x.js", { "p", "!node_modules/p/package.json:3:1: JSON allows no comma" },
         { "./node_modules/p/index.js", "!package.json:3:1" },
         { "./node_modules/p/a.mjs", "node_modules/p/a.mjs" },
         { "q", "!node_modules/q/package.json:1:1: not an object" }, { "r", "!is empty" },
         { "s", "node_modules/s/index.js" });
}

END_TEST

// --- Entries ---

static void expect_entry(const char *path, const char *expected) {
  Resolver *resolver = resolver_new(&options);
  Resolved resolved = resolver_resolve_entry(resolver, path);
  char *got = outcome(&resolved);
  bool fits = expected[0] == '!' ? got[0] == '!' && strstr(got, expected + 1) != NULL
                                 : strcmp(got, expected) == 0;
  ck_assert_msg(fits, "entry %s: %s, not %s", path, got, expected);
  mem_free(got);
  resolved_clear(&resolved);
  resolver_free(resolver);
}

START_TEST(entries_are_files_or_projects) {
  tree_file("app/package.json", "{\"source\":\"src/app.js\",\"main\":\"dist/app.js\"}");
  tree_file("app/src/app.js", "");
  tree_file("app/dist/app.js", "");
  tree_file("unbuilt/package.json", "{\"main\":\"dist/app.js\"}");
  tree_file("unbuilt/src/index.mjs", "");
  tree_file("maps/package.json", "{\"exports\":{\".\":{\"import\":\"./in.js\"}}}");
  tree_file("maps/in.js", "");
  tree_file("maps/index.js", "");
  tree_file("plain/index.js", "");
  tree_file("bare/package.json", "{\"main\":\"dist/app.js\"}");
  tree_folder("void");
  expect_entry("app", "app/src/app.js");
  expect_entry("./app/", "app/src/app.js");
  expect_entry("app/dist/app", "app/dist/app.js");
  expect_entry("unbuilt", "unbuilt/src/index.mjs");
  expect_entry("maps", "maps/in.js");
  expect_entry("plain", "plain/index.js");
  expect_entry("plain/index.js", "plain/index.js");
  expect_entry("plain/../plain/index", "plain/index.js");
  expect_entry("bare", "!\"dist/app.js\" as \"main\"");
  expect_entry("void", "!No entry found in the folder void");
  expect_entry("plian", "!There is no entry plian | ");
  expect_entry("plain/indx.js", "!Did you mean \"plain/index.js\"?");
  char *absolute = tree_path("plain");
  expect_entry(absolute, "plain/index.js");
  mem_free(absolute);
  ck_assert_int_eq(chdir("plain"), 0);
  expect_entry(".", "plain/index.js");
  expect_entry("..", "!No entry found");
}

END_TEST

int main(void) {
  Suite *suite = suite_create("files");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, tree_make, tree_remove);
  tcase_add_checked_fixture(tests, options_reset, NULL);
  tcase_add_test(tests, paths_may_lack_endings_and_index);
  tcase_add_test(tests, absolute_paths_and_file_urls_are_paths);
  tcase_add_test(tests, links_lead_to_the_real_file);
  tcase_add_test(tests, folders_that_cannot_be_listed_are_entered);
  tcase_add_test(tests, packages_are_looked_for_upwards);
  tcase_add_test(tests, main_fields_go_by_platform);
  tcase_add_test(tests, exports_decide_alone);
  tcase_add_test(tests, packages_know_their_own_names);
  tcase_add_test(tests, stores_of_links_have_one_file_each);
  tcase_add_test(tests, builtins_are_left_to_node);
  tcase_add_test(tests, externals_are_left_out);
  tcase_add_test(tests, extensions_may_be_chosen);
  tcase_add_test(tests, main_fields_may_be_chosen);
  tcase_add_test(tests, links_may_be_kept);
  tcase_add_test(tests, deep_maps_end);
  tcase_add_test(tests, failures_tell_their_steps);
  tcase_add_test(tests, data_urls_are_modules);
  tcase_add_test(tests, packages_may_all_stay_outside);
  tcase_add_test(tests, aliases_stand_in_for_packages);
  tcase_add_test(tests, addresses_are_left_to_whoever_runs_it);
  tcase_add_test(tests, browser_maps_replace);
  tcase_add_test(tests, types_come_from_endings_and_packages);
  tcase_add_test(tests, packages_tell_which_files_have_side_effects);
  tcase_add_test(tests, broken_packages_are_named_with_the_place);
  tcase_add_test(tests, entries_are_files_or_projects);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
