// The same answers as Node's own: random packages, resolved here and by `import` and `require.resolve` in Node. Only where Node's and
// bundlers' semantics coincide: no ending is left out in an import, no folder is imported.
// NEAP_SEED repeats a run; a difference prints the package.json that caused it.
#include "resolve/resolve.h"
#include "suite.h"
#include "tree.h"

#include <stdio.h>

enum { PACKAGES = 48, ROUNDS = 3, DEPTH = 3 };

// --- Random packages ---

static uint64_t random_state;

static uint32_t below(uint32_t limit) {
  // splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
  uint64_t z = (random_state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (uint32_t)((z ^ (z >> 31)) % limit);
}

#define PICK(texts) (texts)[below(sizeof(texts) / sizeof *(texts))]

static const char *const conditions[] = { "import",  "require", "node",    "default", "module",
                                          "browser", "custom",  "default", "import" };
static const char *const good_targets[] = {
  "\"./a.mjs\"", "\"./b.cjs\"", "\"./c.js\"",  "\"./lib/a.mjs\"", "\"./lib/*.mjs\"",
  "\"./lib/*\"", "\"./*\"",     "\"./*.mjs\"", "\"./lib/b.cjs\""
};
static const char *const odd_targets[] = { "\"./gone.mjs\"",
                                           "\"../p1/a.mjs\"",
                                           "\"p2\"",
                                           "\"p3/a.mjs\"",
                                           "\"fs\"",
                                           "\"./node_modules/x.mjs\"",
                                           "\"./lib/../a.mjs\"",
                                           "\"./lib/%2e%2e/a.mjs\"",
                                           "\"./%61.mjs\"",
                                           "\"./lib%2fa.mjs\"",
                                           "\"./lib\"",
                                           "\"./\"",
                                           "\"\"",
                                           "null",
                                           "null",
                                           "5",
                                           "false",
                                           "\"/a.mjs\"",
                                           "\"./*/*.mjs\"" };
static const char *const subpaths[] = { ".",         "./a",         "./a.mjs",   "./lib/*",
                                        "./*",       "./lib/*.mjs", "./*.mjs",   "./lib/a",
                                        "./lib/a*",  "./lib/",      "./p/*/q",   "./lib/a.mjs",
                                        "./*/a.mjs", "./l*",        "./lib/*/a", "./*a*" };
static const char *const names[] = { "#a",      "#lib/*", "#lib/a.mjs", "#*",
                                     "#l*.mjs", "#b",     "#p/*/q",     "#lib/*.mjs" };

static void append_target(Buf *out, int depth) {
  uint32_t choice = below(10);
  if (depth == 0 || choice < 5) {
    buf_append(out, str_of(below(3) != 0 ? PICK(good_targets) : PICK(odd_targets)));
    return;
  }
  bool is_array = choice < 7;
  uint32_t count = below(is_array ? 3 : 4);
  buf_append_char(out, is_array ? '[' : '{');
  for (uint32_t i = 0; i < count; i++) {
    if (i != 0) buf_append_char(out, ',');
    if (!is_array) buf_printf(out, "\"%s\":", below(60) == 0 ? "0" : PICK(conditions));
    append_target(out, depth - 1);
  }
  buf_append_char(out, is_array ? ']' : '}');
}

static void append_map(Buf *out, const char *const *keys, uint32_t key_count) {
  buf_append_char(out, '{');
  uint32_t count = 1 + below(6);
  for (uint32_t i = 0; i < count; i++) {
    const char *key = below(80) == 0 ? "import" : keys[below(key_count)];
    buf_printf(out, "%s\"%s\":", i == 0 ? "" : ",", key);
    append_target(out, DEPTH);
  }
  buf_append_char(out, '}');
}

static char *random_manifest(int number, bool *is_module) {
  static const char *const mains[] = { "./b.cjs", "b.cjs", "lib/b.cjs", "./lib",
                                       "gone.js", "c",     "",          "." };
  Buf out = BUF_EMPTY;
  buf_printf(&out, "{\"name\":\"p%d\"", number);
  *is_module = below(3) == 0;
  if (*is_module) buf_append(&out, STR(",\"type\":\"module\""));
  if (!*is_module && below(2) == 0) buf_append(&out, STR(",\"type\":\"commonjs\""));
  if (below(2) == 0) buf_printf(&out, ",\"main\":\"%s\"", PICK(mains));
  uint32_t kind = below(8);
  if (kind != 0) buf_append(&out, STR(",\"exports\":"));
  if (kind == 1) append_target(&out, DEPTH);
  if (kind > 1) append_map(&out, subpaths, sizeof subpaths / sizeof *subpaths);
  if (below(2) == 0) {
    buf_append(&out, STR(",\"imports\":"));
    append_map(&out, names, sizeof names / sizeof *names);
  }
  buf_append_char(&out, '}');
  return buf_take(&out);
}

#define AS_MODULE   "export default import.meta.url;\n"
#define AS_COMMONJS "module.exports = require('url').pathToFileURL(__filename).href;\n"

static bool has_exports[PACKAGES + 1];

static void package_make(int number) {
  static const char *const files[] = { "a.mjs",        "b.cjs",       "c.js",
                                       "index.js",     "lib/a.mjs",   "lib/b.cjs",
                                       "lib/index.js", "lib/a/a.mjs", "p/x/q.mjs" };
  bool is_module;
  char *manifest = random_manifest(number, &is_module);
  has_exports[number] =
      strstr(manifest, "\"exports\":") && strstr(manifest, "\"exports\":null") == NULL;
  // Every fifth lies elsewhere and is linked.
  bool is_linked = number % 5 == 0;
  char *folder =
      str_format(is_linked ? "store/p%d/node_modules/p%d" : "node_modules/p%d", number, number);
  if (is_linked) {
    char *link = str_format("node_modules/p%d", number);
    char *target = str_format("../%s", folder);
    tree_link(link, target);
    mem_free(target);
    mem_free(link);
  }
  char *path = str_format("%s/package.json", folder);
  tree_file(path, manifest);
  mem_free(path);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    bool as_module = str_ends(str_of(files[i]), STR(".mjs")) ||
                     (is_module && str_ends(str_of(files[i]), STR(".js")));
    path = str_format("%s/%s", folder, files[i]);
    tree_file(path, as_module ? AS_MODULE : AS_COMMONJS);
    mem_free(path);
  }
  path = str_format("%s/probe.mjs", folder);
  tree_file(path, "export default (s) => import(s);\n");
  mem_free(path);
  path = str_format("%s/probe.cjs", folder);
  tree_file(path, "module.exports = (s) => require.resolve(s);\n");
  mem_free(path);
  mem_free(folder);
  mem_free(manifest);
}

// --- What is asked ---

typedef struct Question {
  char *importer;  // owned
  char *specifier; // owned
  bool is_require;
} Question;

static VEC(Question) questions;

static void ask(int from, const char *specifier, bool is_require) {
  char *link = str_format("node_modules/p%d", from);
  char *folder = fs_real(link);
  char *importer = str_format("%s/probe.%s", folder, is_require ? "cjs" : "mjs");
  Question question = { importer, str_copy(str_of(specifier)), is_require };
  vec_push(&questions, question);
  mem_free(folder);
  mem_free(link);
}

static bool lacks_ending(const char *rest) {
  Str name = fs_name(str_of(rest));
  return str_find(name, '.') == name.len;
}

static void ask_about(int number) {
  static const char *const rests[] = { "",
                                       "/a",
                                       "/a.mjs",
                                       "/b.cjs",
                                       "/lib/a",
                                       "/lib/a.mjs",
                                       "/lib/a/a.mjs",
                                       "/lib/b.cjs",
                                       "/p/x/q",
                                       "/lib/../a.mjs",
                                       "/lib/%2e%2e/a.mjs",
                                       "/lib/node_modules/a.mjs",
                                       "/%61.mjs",
                                       "/gone.mjs",
                                       "/libx",
                                       "/lib/*",
                                       "/index.mjs" };
  static const char *const privates[] = { "#a",         "#b",         "#lib/a",
                                          "#lib/a.mjs", "#lib/b.cjs", "#p/x/q",
                                          "#lib/../a",  "#none",      "#l.mjs" };
  for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
    // Without "exports" bundlers add what Node does not.
    if (rests[i][0] != '\0' && lacks_ending(rests[i]) && !has_exports[number]) continue;
    char *specifier = str_format("p%d%s", number, rests[i]);
    // From itself, which may be by its own name, and from p1, which is not linked.
    ask(number, specifier, below(2) == 0);
    ask(1, specifier, below(2) == 0);
    mem_free(specifier);
  }
  for (size_t i = 0; i < sizeof privates / sizeof *privates; i++) {
    ask(number, privates[i], below(2) == 0);
  }
}

// --- What is answered ---

static const char script[] =
    "import fs from 'node:fs';\n"
    "import { createRequire } from 'node:module';\n"
    "import { fileURLToPath } from 'node:url';\n"
    "const require = createRequire(import.meta.url);\n"
    "for (const line of fs.readFileSync('questions', 'utf8').trimEnd().split('\\n')) {\n"
    "  const [importer, specifier] = line.split('\\t');\n"
    "  let answer;\n"
    "  try {\n"
    "    if (importer.endsWith('.cjs')) answer = require(importer)(specifier);\n"
    "    else {\n"
    "      const found = (await (await import(importer)).default(specifier)).default;\n"
    "      answer = typeof found === 'string' ? fileURLToPath(found) : 'builtin';\n"
    "    }\n"
    "    if (answer === 'fs') answer = 'builtin';\n"
    "  } catch (error) {\n"
    // require.resolve of Node 20 stumbles over "imports" that lead to a builtin.
    "    answer = error.code === 'ERR_INVALID_URL_SCHEME' ? 'builtin' : '!' + error.code;\n"
    "  }\n"
    "  console.log(answer);\n"
    "}\n";

// Runs Node over all questions; its answers are lines.
static Buf ask_node(void) {
  Buf lines = BUF_EMPTY;
  vec_each (question, &questions) {
    buf_printf(&lines, "%s\t%s\n", question->importer, question->specifier);
  }
  tree_file("questions", lines.data);
  tree_file("ask.mjs", script);
  buf_clear(&lines);
  // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the command is ours
  int status = system("node --no-warnings -C module -C custom ask.mjs >answers");
  ck_assert_msg(status == 0, "node is needed for this test: apt-get install nodejs");
  Err err = ERR_NONE;
  ck_assert_msg(fs_read("answers", &lines, &err), "%s", err.text);
  return lines;
}

// The caller owns it.
static char *ask_here(Resolver *resolver, const Question *question) {
  Resolved resolved = resolver_resolve(resolver, str_of(question->specifier), question->importer,
                                       question->is_require ? IMPORT_REQUIRE : IMPORT_DYNAMIC);
  char *answer = resolved.kind == RESOLVE_FILE       ? str_copy(str_of(resolved.path))
                 : resolved.kind == RESOLVE_EXTERNAL ? str_copy(STR("builtin"))
                                                     : str_format("!%s", resolved.text);
  resolved_clear(&resolved);
  return answer;
}

static void tell_difference(const Question *question, Str node, const char *here) {
  Str specifier = str_of(question->specifier);
  char *package = specifier.data[0] == '#'
                      ? str_copy(fs_folder(str_of(question->importer)))
                      : str_format("%s/node_modules/%.*s", tree_root, (int)str_find(specifier, '/'),
                                   specifier.data);
  char *path = fs_join(package, STR("package.json"));
  Buf manifest = BUF_EMPTY;
  Err err = ERR_NONE;
  bool read = fs_read(path, &manifest, &err);
  fprintf(stderr, "%s of %s in %s\n  Node: %.*s\n  here: %s\n  %s\n",
          question->is_require ? "require" : "import", question->specifier, question->importer,
          STR_ARG(node), here, read ? manifest.data : err.text);
  buf_clear(&manifest);
  err_clear(&err);
  mem_free(path);
  mem_free(package);
}

static int differences(void) {
  static const char *const custom[] = { "custom", NULL };
  ResolveOptions options = { .platform = PLATFORM_NODE, .conditions = custom };
  Buf answers = ask_node();
  Resolver *resolver = resolver_new(&options);
  Str rest = buf_str(&answers);
  int different = 0;
  int found = 0;
  vec_each (question, &questions) {
    Str node = str_slice(rest, 0, str_find(rest, '\n'));
    rest = str_slice(rest, node.len + 1, rest.len);
    char *here = ask_here(resolver, question);
    bool same = here[0] == '!' && node.len != 0 ? node.data[0] == '!' : str_is(node, here);
    if (!same) tell_difference(question, node, here);
    different += !same;
    found += here[0] != '!';
    mem_free(here);
  }
  // A test that only ever sees failures would agree with anything.
  ck_assert_int_gt(found, (int)questions.len / 20);
  resolver_free(resolver);
  buf_clear(&answers);
  return different;
}

START_TEST(answers_are_those_of_node) {
  const char *chosen = getenv("NEAP_SEED"); // NOLINT(concurrency-mt-unsafe): no thread sets it
  uint64_t seed = chosen ? strtoull(chosen, NULL, 10) : (uint64_t)_i + 1;
  random_state = seed;
  for (int p = 1; p <= PACKAGES; p++) {
    package_make(p);
  }
  for (int p = 1; p <= PACKAGES; p++) {
    ask_about(p);
  }
  int different = differences();
  ck_assert_msg(different == 0, "%d of %u answers differ; NEAP_SEED=%llu repeats it", different,
                questions.len, (unsigned long long)seed);
  vec_each (question, &questions) {
    mem_free(question->importer);
    mem_free(question->specifier);
  }
  vec_clear(&questions);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("node");
  TCase *tests = tcase_create("node");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, tree_make, tree_remove);
  tcase_add_loop_test(tests, answers_are_those_of_node, 0, ROUNDS);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
