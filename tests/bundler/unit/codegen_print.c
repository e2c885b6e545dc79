// The printer's normal form, construct by construct: what is written out, which parentheses stay, which go. And trees so deep that
// nothing may recurse over them.
#include "base/mem.h"
#include "base/pool.h"
#include "codegen/print.h"
#include "suite.h"
#include "syntax/cst.h"
#include "syntax/lower.h"

#include <pthread.h>

// Owned by the caller.
static char *print_text(const char *source) {
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, "test.js", str_of(source) };
  TSParser *parser = cst_parser_new();
  TSTree *tree = cst_parse(parser, &at);
  Ast *ast = tree ? lower_module(tree, &at, &(LowerOptions){ .allows_jsx = true }) : NULL;
  ck_assert_msg(ast != NULL, "cannot be read: %.200s", source);
  Writer out = WRITER_EMPTY;
  print_ast(&out, ast);
  ast_free(ast);
  ts_tree_delete(tree);
  ts_parser_delete(parser);
  diag_list_clear(&diags);
  return buf_take(&out.text);
}

typedef struct Line {
  const char *source;
  const char *printed; // NULL: just as it is written
} Line;

// Each line is read and printed by itself; the newline at the end of what is printed is left out in the table.
static void check_lines(const Line *lines, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const char *expected = lines[i].printed ? lines[i].printed : lines[i].source;
    char *printed = print_text(lines[i].source);
    size_t len = strlen(printed);
    if (len > 0 && printed[len - 1] == '\n') printed[len - 1] = '\0';
    ck_assert_msg(strcmp(printed, expected) == 0, "\nsource:   %s\nexpected: %s\nprinted:  %s",
                  lines[i].source, expected, printed);
    mem_free(printed);
  }
}

#define CHECK_LINES(...)                                                                           \
 check_lines((const Line[])__VA_ARGS__, sizeof((const Line[])__VA_ARGS__) / sizeof(Line))

// clang-format off

START_TEST(test_binary_operators) {
  CHECK_LINES({
    { "a+b", "a + b;" },
    { "(a - b) - c", "a - b - c;" },
    { "a - (b - c);", NULL },
    { "a * (b * c);", NULL },
    { "(a * b) + c", "a * b + c;" },
    { "a * (b + c);", NULL },
    { "(a ** b) ** c;", NULL },
    { "a ** (b ** c)", "a ** b ** c;" },
    { "(-1) ** 2;", NULL },
    { "(typeof a) ** 2;", NULL },
    { "2 ** -1;", NULL },
    { "a++ ** 2;", NULL },
    { "-(2 ** 2);", NULL },
    { "a ?? (b || c);", NULL },
    { "(a ?? b) || c;", NULL },
    { "(a && b) ?? c;", NULL },
    { "a ?? b ?? c;", NULL },
    { "a ?? (b ?? c);", NULL },
    { "(a && b) || c", "a && b || c;" },
    { "(a || b) && c;", NULL },
    { "a & (b | c);", NULL },
    { "a < (b < c);", NULL },
    { "!(a in b);", NULL },
    { "!(a instanceof b);", NULL },
    { "(a >>> b) << c", "a >>> b << c;" },
    { "a !== b === (c != d);", NULL },
    { "a / /re/.b / c;", NULL },
  });
}
END_TEST

START_TEST(test_signs_never_merge) {
  CHECK_LINES({
    { "- -a;", NULL },
    { "-(-(-1))", "- - -1;" },
    { "+(+a)", "+ +a;" },
    { "- --a;", NULL },
    { "+ ++a;", NULL },
    { "-+a;", NULL },
    { "a - -b;", NULL },
    { "a + ++b;", NULL },
    { "a-- -b", "a-- - b;" },
    { "a-->b", "a-- > b;" },
    { "a< !--b", "a < !--b;" },
    { "void typeof delete a.b;", NULL },
    { "~-!+a;", NULL },
  });
}
END_TEST

START_TEST(test_beginnings) {
  CHECK_LINES({
    { "({});", NULL },
    { "({}).a.b;", NULL },
    { "({}) + 1;", NULL },
    { "({}), a;", NULL },
    { "({}) ? a : b;", NULL },
    { "({})`x`;", NULL },
    { "({ a } = b);", NULL },
    { "({ a } = b), c;", NULL },
    { "({ a }) => b;", NULL },
    { "(function () {});", NULL },
    { "(function(){}())", "(function () {})();" },
    { "(async function () {})();", NULL },
    { "(class {}).name;", NULL },
    { "!function () {}();", NULL },
    { "a, function () {};", NULL },
    { "async () => {};", NULL },
    { "async(a);", NULL },
    { "() => ({});", NULL },
    { "() => ({}).a;", NULL },
    { "() => ({ a } = b);", NULL },
    { "() => ({}, a)", "() => ({}, a);" },
    { "() => [{}];", NULL },
    { "() => function () {};", NULL },
    { "() => (a, b);", NULL },
    { "(let)[0] = 1;", NULL },
    { "export default (function () {});", NULL },
    { "export default (function () {})();", NULL },
    { "export default (async function () {})();", NULL },
    { "export default (class {}).name;", NULL },
    { "export default (class A {});", NULL },
    { "export default function () {}", NULL },
    { "export default async function* a() {}", NULL },
    { "export default class {}", NULL },
    { "export default (a, b);", NULL },
    { "export default ({})", "export default {};" },
    { "/* @__PURE__ */ (function () {})();", NULL },
    { "() => /* @__PURE__ */ ({}).f();", NULL },
    { "export default /*#__PURE__*/ (class {}).f();", "export default /* @__PURE__ */ (class {}).f();" },
  });
}
END_TEST

START_TEST(test_calls_and_members) {
  CHECK_LINES({
    { "new a", "new a();" },
    { "new a.b.c();", NULL },
    { "new (a().b)();", NULL },
    { "new (a.b().c)();", NULL },
    { "(new a).b", "new a().b;" },
    { "(new a)()", "new a()();" },
    { "new (new a())()", "new new a()();" },
    { "new (import(\"x\"))();", NULL },
    { "new (a?.b)();", NULL },
    { "new (a()`x`)();", NULL },
    { "new a`x`();", NULL },
    { "new (await a)();", NULL },
    { "(a?.b).c;", NULL },
    { "a?.b.c;", NULL },
    { "a?.[b]?.(c).d;", NULL },
    { "(new a())?.();", NULL },
    { "new a()?.b;", NULL },
    { "(a?.b)();", NULL },
    { "(a?.b)`x`;", NULL },
    { "delete a?.b;", NULL },
    { "(a, b)();", NULL },
    { "(a = b).c;", NULL },
    { "(() => {})();", NULL },
    { "(a ? b : c).d;", NULL },
    { "f((a, b), ...c);", NULL },
    { "import(\"x\").then(a);", NULL },
    { "import(a, b);", NULL },
    { "a`x${b}y``z`.c;", NULL },
    { "super_.a[b, c];", NULL },
    { "/* @__PURE__ */ a();", NULL },
    { "x = /* @__PURE__ */ new A(b);", NULL },
    { "(/* @__PURE__ */ a()).b();", NULL },
    { "(/* @__PURE__ */ new A()).b();", NULL },
  });
}
END_TEST

START_TEST(test_other_operators) {
  CHECK_LINES({
    { "a ? b : c ? d : e;", NULL },
    { "(a ? b : c) ? d : e;", NULL },
    { "a ? (b ? c : d) : e", "a ? b ? c : d : e;" },
    { "(a = b) ? c : d;", NULL },
    { "a ? (b, c) : (d, e);", NULL },
    { "(() => {}) || a;", NULL },
    { "a || (() => {});", NULL },
    { "a = b = c;", NULL },
    { "a ||= b;", NULL },
    { "a >>>= b;", NULL },
    { "a **= b;", NULL },
    { "a, (b, c);", NULL },
    { "(await a) ** 2;", NULL },
    { "await (a, b);", NULL },
    { "(await a).b;", NULL },
    { "await a.b();", NULL },
    { "-await a;", NULL },
    { "await (--(a, b).c);", NULL },
    { "function* f() { yield }", "function* f() {\n  yield;\n}" },
    { "function* f() { (yield a).b; yield* a; a ? yield : yield b }",
      "function* f() {\n  (yield a).b;\n  yield* a;\n  a ? yield : yield b;\n}" },
    { "function* f() { a = yield; (yield) + 1; [yield, yield a] }",
      "function* f() {\n  a = yield;\n  (yield) + 1;\n  [yield, yield a];\n}" },
  });
}
END_TEST

START_TEST(test_literals) {
  CHECK_LINES({
    { "a = 'it\\'s \"so\"'", "a = \"it's \\\"so\\\"\";" },
    { "a = \"\\u{1F600}\\uD83D\"", "a = \"\xF0\x9F\x98\x80\\uD83D\";" },
    { "a = '</script>'", "a = \"<\\/script>\";" },
    { "a = `\\u{41}${b}\\``", "a = `\\u{41}${b}\\``;" },
    { "String.raw`\\u{zz}`;", NULL },
    { "a = /[/]\\/</gu;", NULL },
    { "1..a;", NULL },
    { "1.0.a;", NULL },
    { "(1).a;", NULL },
    { "1 .a", "(1).a;" },
    { "(1)?.a;", NULL },
    { "1[0];", NULL },
    { "0x1F.a;", NULL },
    { "1e3.a;", NULL },
    { "1n.a;", NULL },
    { "a ? .5 : 5.;", NULL },
    { "a = 1_000.5_0 + 1_0n", "a = 1000.50 + 10n;" },
    { "[,];", NULL },
    { "[, ,];", NULL },
    { "[a,,b,,]", "[a, , b, ,];" },
    { "[...a, ...(b, c)];", NULL },
  });
}
END_TEST

START_TEST(test_objects) {
  CHECK_LINES({
    { "a = { b, c: d, ...e };", NULL },
    { "a = { 'b': 1, 2: 3, 4n: 5, [(c, d)]: 6 }", "a = { \"b\": 1, 2: 3, 4n: 5, [(c, d)]: 6 };" },
    { "a = { \"__proto__\": c, [\"__proto__\"]: d };", NULL },
    { "a = { __proto__ };", NULL },
    { "a = { a, b, c, d, e }", "a = {\n  a,\n  b,\n  c,\n  d,\n  e\n};" },
    { "a = { b: {} }", "a = {\n  b: {}\n};" },
    { "a = { get b() {}, set b(c) {}, async d() {}, *e() {}, async *f() {}, get, set: 1, async: 2 }",
      "a = {\n  get b() {},\n  set b(c) {},\n  async d() {},\n  *e() {},\n  async *f() {},\n  get,\n  set: 1,\n"
      "  async: 2\n};" },
    { "[a, , [b] = c, ...{ d }] = e;", NULL },
    { "({ a, b: c, d = 1, [e]: f = 2, g: { h }, ...i.j } = k);", NULL },
    { "const { a = b, \"c\": d, ...e } = f, [g] = h;", NULL },
  });
}
END_TEST

START_TEST(test_functions_and_classes) {
  CHECK_LINES({
    { "x => x", "(x) => x;" },
    { "async x => x", "async (x) => x;" },
    { "(a, b = c, { d }, ...[e]) => {};", NULL },
    { "a = function b(c = (d, e)) {};", NULL },
    { "function a() { 'use strict'; return }", "function a() {\n  'use strict';\n  return;\n}" },
    { "class A extends (a, b) {}", NULL },
    { "class A extends (() => {}) {}", NULL },
    { "class A extends a?.b {}", NULL },
    { "class A extends class {} {}", NULL },
    { "class A { a = (1, 2); #b; static c; get; set\n static; async; get\n d() {} }",
      "class A {\n  a = (1, 2);\n  #b;\n  static c;\n  get;\n  set;\n  static;\n  async;\n  get d() {}\n}" },
    { "class A { static async *[a]() {} static {} static { b } 'constructor'() {} static static = 1 }",
      "class A {\n  static async *[a]() {}\n  static {}\n  static {\n    b;\n  }\n  \"constructor\"() {}\n"
      "  static static = 1;\n}" },
    { "class A { #m(o) { return #m in o } }", "class A {\n  #m(o) {\n    return #m in o;\n  }\n}" },
    { "@a @b.c(1) class A { @d e() {} @f static g = 1 }",
      "@a @b.c(1) class A {\n  @d e() {}\n  @f static g = 1;\n}" },
  });
}
END_TEST

START_TEST(test_statements) {
  CHECK_LINES({
    { "if (a) b", "if (a)\n  b;" },
    { "if (a) b; else c", "if (a)\n  b;\nelse\n  c;" },
    { "if (a) { b } else if (c) { d } else { e }",
      "if (a) {\n  b;\n} else if (c) {\n  d;\n} else {\n  e;\n}" },
    { "if (a) { if (b) c } else d", "if (a) {\n  if (b)\n    c;\n} else\n  d;" },
    { "if (a) ; else ;", "if (a) ;\nelse ;" },
    { "for (;;) ;", NULL },
    { "for (let a = 1, b; a < b; a++, c) {}", NULL },
    { "for (var a of (b, c)) ;", NULL },
    { "for (a.b in c, d) ;", NULL },
    { "for ((let) of a) ;", NULL },
    { "for ((let).a of b) ;", NULL },
    { "for ((let)[0];;) ;", NULL },
    { "for ((async) of a) ;", NULL },
    { "for await (const a of b) ;", NULL },
    { "for (var a = (b in c);;) ;", NULL },
    { "for (var a = b ? (c in d) : e;;) ;", NULL },
    { "for (var a = () => (b in c);;) ;", NULL },
    { "for (var a = [b in c], d = e(f in g), h = `${i in j}`, k = l[m in n];;) ;", NULL },
    { "for (var a = ((b in c)) in d) ;", "for (var a = (b in c) in d) ;" },
    { "while (a) b", "while (a)\n  b;" },
    { "do a(); while (b) c", "do\n  a();\nwhile (b);\nc;" },
    { "do {} while (a);", NULL },
    { "a: b: for (;;) { break a }", "a:\n  b:\n    for (;;) {\n      break a;\n    }" },
    { "switch (a) { case (b, c): d; default: }", "switch (a) {\n  case b, c:\n    d;\n  default:\n}" },
    { "try {} catch {} finally {}", NULL },
    { "try {} catch ({ a }) {}", NULL },
    { "throw (a, b)", "throw a, b;" },
    { "with (a) b", "with (a)\n  b;" },
    { "debugger", "debugger;" },
    { "{ let a }", "{\n  let a;\n}" },
    { "'use strict'; ('not one')", "'use strict';\n(\"not one\");" },
    { "a; 'not one'", "a;\n(\"not one\");" },
    { "/*! kept */ a /* gone */", "/*! kept */\na;" },
    { "#!/usr/bin/env node\na", "#!/usr/bin/env node\na;" },
  });
}
END_TEST

START_TEST(test_jsx) {
  CHECK_LINES({
    { "<a/>;", "<a />;" },
    { "<a b='c' d e={1}></a>;", "<a b=\"c\" d e={1} />;" },
    { "<></>;", NULL },
    { "<a b='\"' c='&amp;' d={\"e\"} f=<g/> />;", "<a b={\"\\\"\"} c={\"&\"} d=\"e\" f={<g />} />;" },
    { "<A.b.c d:e=\"f\" {...g} />;", NULL },
    { "<a> b  {c} </a>;", NULL },
    { "<a>\n  b &lt; c\n  d &amp; {e}\n</a>;", "<a>b &#60; c d &#38; {e}</a>;" },
    { "<a>{b}{...c}<d/></a>;", "<a>\n  {b}\n  {...c}\n  <d />\n</a>;" },
    { "<a>{/* nothing */}</a>;", "<a />;" },
    { "<a>{(b, c)}</a>;", "<a>{b, c}</a>;" },
    { "<a class=\"b\" for={c} />;", NULL },
    { "<a href=\"?b=1&c=2\">d & e</a>;", "<a href={\"?b=1&c=2\"}>d &#38; e</a>;" },
    { "x = a < <b /> || <c /> > d;", NULL },
    { "() => <a />;", NULL },
  });
}

END_TEST

START_TEST(test_module_items) {
  CHECK_LINES({
    { "import 'a'", "import \"a\";" },
    { "import {} from \"a\";", NULL },
    { "import a, * as b from \"c\";", NULL },
    { "import a, { b as c, default as d, \"e f\" as g } from \"h\";", NULL },
    { "import { default as a } from 'b'", "import a from \"b\";" },
    { "import { 'a' as b } from \"c\" with { type: 'json' }",
      "import { a as b } from \"c\" with { type: \"json\" };" },
    { "export * from \"a\";", NULL },
    { "export * as a from \"b\";", NULL },
    { "export * as \"a b\" from \"c\";", NULL },
    { "export {};", NULL },
    { "export { a, b as c, d as \"e f\" };", NULL },
    { "export { default, a as default2, \"b c\" as d } from \"e\";", NULL },
    { "export const a = 1, [b] = c;", NULL },
    { "export function a() {}", NULL },
    { "export class A {}", NULL },
    { "import.meta.url;", NULL },
  });
}
END_TEST

// clang-format on

// --- Depth ---

typedef struct Deep {
  const char *head;
  const char *piece; // `count` times
  const char *tail;
  uint32_t count;
} Deep;

static char *deep_text(const Deep *deep) {
  Buf text = BUF_EMPTY;
  buf_append(&text, str_of(deep->head));
  for (uint32_t i = 0; i < deep->count; i++) {
    buf_append(&text, str_of(deep->piece));
  }
  buf_append(&text, str_of(deep->tail));
  return buf_take(&text);
}

static void *print_deep(void *context) {
  char *source = deep_text((const Deep *)context);
  char *printed = print_text(source);
  ck_assert_msg(strcmp(printed, source) == 0, "printed as %.100s…", printed);
  mem_free(printed);
  mem_free(source);
  return NULL;
}

// On a stack such as the workers have.
static void check_deep(const Deep *deep) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
  ck_assert_int_eq(pthread_create(&thread, &attributes, print_deep, (void *)(uintptr_t)deep), 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
}

static const Deep deep_chains[] = {
  { "a", " + b", ";\n", 100000 },      { "a", " && b + c", ";\n", 100000 },
  { "a", ".b", ";\n", 100000 },        { "a", "[b](c)", ";\n", 50000 },
  { "a", "?.b", ";\n", 100000 },       { "if (a) {}", " else if (b) {}", " else {}\n", 100000 },
  { "a = [", "b, ", "b];\n", 100000 },
};

START_TEST(test_long_chains) {
  check_deep(&deep_chains[_i]);
}

END_TEST

// About as deep as lowering lets anything be.
START_TEST(test_deepest_nesting) {
  static const char *const pairs[][2] = {
    { "[", "]" }, { "f(", ")" }, { "-(a, ", ")" }, { "() => ", "" }
  };

  enum { DEPTH = LOWER_MAX_NESTING / 5 };

  Buf tail = BUF_EMPTY;
  for (int i = 0; i < DEPTH; i++) {
    buf_append(&tail, str_of(pairs[_i][1]));
  }
  char *text = buf_take(&tail);
  char *end = str_format("a%s;\n", text);
  Deep deep = { "a = ", pairs[_i][0], end, DEPTH };
  check_deep(&deep);
  mem_free(end);
  mem_free(text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("print");
  TCase *tcase = tcase_create("print");
  tcase_set_timeout(tcase, 120);
  tcase_add_test(tcase, test_binary_operators);
  tcase_add_test(tcase, test_signs_never_merge);
  tcase_add_test(tcase, test_beginnings);
  tcase_add_test(tcase, test_calls_and_members);
  tcase_add_test(tcase, test_other_operators);
  tcase_add_test(tcase, test_literals);
  tcase_add_test(tcase, test_objects);
  tcase_add_test(tcase, test_functions_and_classes);
  tcase_add_test(tcase, test_statements);
  tcase_add_test(tcase, test_jsx);
  tcase_add_test(tcase, test_module_items);
  tcase_add_loop_test(tcase, test_long_chains, 0, sizeof deep_chains / sizeof *deep_chains);
  tcase_add_loop_test(tcase, test_deepest_nesting, 0, 4);
  suite_add_tcase(suite, tcase);
  return suite_run(suite);
}
