// Lowering: for each construct of the language the tree that comes out, and what is refused.
#include "base/mem.h"
#include "lower_cases.h"
#include "suite.h"
#include "syntax/cst.h"
#include "syntax/lower.h"

#include <stdio.h>

typedef struct Lowered {
  Ast *ast; // NULL: refused
  DiagList diags;
} Lowered;

static Lowered lower_text_of(Str text) {
  Lowered lowered = { NULL, DIAG_LIST_EMPTY };
  DiagSource at = { &lowered.diags, "test.js", text };
  TSParser *parser = cst_parser_new();
  TSTree *tree = cst_parse(parser, &at);
  if (tree) lowered.ast = lower_module(tree, &at, NULL);
  if (lowered.ast) node_check(&lowered.ast->program->node);
  ts_tree_delete(tree);
  ts_parser_delete(parser);
  return lowered;
}

static void lowered_clear(Lowered *lowered) {
  ast_free(lowered->ast);
  diag_list_clear(&lowered->diags);
}

static char *dump_of(const Ast *ast) {
  char *dump = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&dump, &size);
  node_dump(&ast->program->node, out);
  fclose(out);
  return dump;
}

// node_dump's indented lines on one line. Line `i` stands at depth indent / 2; deeper lines behind it are inside it.
static char *describe(const Ast *ast) {
  char *dump = dump_of(ast);
  Buf out = BUF_EMPTY;
  size_t depth = 0;
  bool bare[512] = { false }; // by depth: written without "label{…}"
  char *rest = NULL;
  strtok_r(dump, "\n", &rest); // Program
  for (char *line; (line = strtok_r(NULL, "\n", &rest)) != NULL;) {
    size_t now = strspn(line, " ") / 2;
    for (; depth >= now && depth > 0; depth--) {
      if (!bare[depth]) buf_append_char(&out, '}');
    }
    depth = now;
    Str text = str_of(line + now * 2);
    size_t colon = str_find_str(text, STR(": "));
    Str what = str_slice(text, colon + 2, text.len);
    bool statement = now == 1 && str_equal(what, STR("ExpressionStatement"));
    bare[now] = now == 1 || (now == 2 && bare[1] && str_starts(text, STR("expression: ")) &&
                             out.len > 0 && out.data[out.len - 1] == '\1');
    if (bare[now] && now == 2) {
      out.len--;
      buf_append(&out, what);
      continue;
    }
    if (now == 1 && out.len > 0) buf_append(&out, STR(" | "));
    if (now > 1) buf_printf(&out, " %.*s{", (int)colon, text.data);
    if (statement) {
      buf_append_char(&out, '\1');
    } else if (!str_equal(what, STR("(hole)"))) {
      buf_append(&out, what);
    }
  }
  for (; depth > 0; depth--) {
    if (!bare[depth]) buf_append_char(&out, '}');
  }
  free(dump);
  return buf_take(&out);
}

static void check_case(const TreeCase *c) {
  Lowered lowered = lower_text_of(str_of(c->source));
  ck_assert_msg(lowered.ast != NULL, "refused: %s: %s", c->source,
                lowered.diags.items.len ? lowered.diags.items.items[0].text : "");
  char *described = describe(lowered.ast);
  ck_assert_msg(strcmp(described, c->expected) == 0, "%s\n  expected %s\n  got      %s", c->source,
                c->expected, described);
  mem_free(described);
  lowered_clear(&lowered);
}

#define CASE_TEST(name)                                                                            \
 START_TEST(name##_are_lowered) {                                                                  \
  check_case(&name[_i]);                                                                           \
 }                                                                                                 \
 END_TEST

CASE_TEST(literals)
CASE_TEST(expressions)
CASE_TEST(chains)
CASE_TEST(objects)
CASE_TEST(functions)
CASE_TEST(classes)
CASE_TEST(patterns)
CASE_TEST(statements)
CASE_TEST(modules)

// --- Comments ---

static const TreeCase comments[] = {
  { "/*! a */\n// b\n/* @license c */ d; //! e\n/* f */",
    "Comment text=\"/*! a */\" | Comment text=\"/* @license c */\" | Identifier name=d | "
    "Comment text=\"//! e\"" },
  { "/* @preserve */ \"use strict\"; a;",
    "Comment text=\"/* @preserve */\" | Directive raw=\"\\\"use strict\\\"\" | Identifier name=a" },
  { "'a'; ; 'use strict';", "Directive raw=\"'a'\" | String value=\"use strict\"" },
  { "/*@__PURE__*/ f(); x = /* #__PURE__ */ new A;",
    "Call flags=800 callee{Identifier name=f} | Assignment target{Identifier name=x} value{New "
    "flags=800 callee{Identifier name=A}}" },
  { "/*@__PURE__*/ f().g(h());",
    "Call flags=800 callee{Member name=g object{Call callee{Identifier name=f}}} arguments{Call "
    "callee{Identifier name=h}}" },
  { "/*@__PURE__*/ f().g; f(/*@__PURE__*/ (g()), h());",
    "Member name=g object{Call callee{Identifier name=f}} | Call callee{Identifier name=f} "
    "arguments{Call flags=800 callee{Identifier name=g}} arguments{Call callee{Identifier "
    "name=h}}" },
  { "/*@__PURE__*/ f() + g();",
    "Binary left{Call flags=800 callee{Identifier name=f}} right{Call callee{Identifier name=g}}" },
  { "a /* b */ . /* c */ d /* e */ ( /* f */ ) /* g */ ; if /* h */ ( /* i */ j ) /* k */ l; else "
    "/* m */ n;",
    "Call callee{Member name=d object{Identifier name=a}} | If test{Identifier name=j} "
    "then{ExpressionStatement expression{Identifier name=l}} otherwise{ExpressionStatement "
    "expression{Identifier name=n}}" },
  { "for /*a*/ ( /*b*/ let /*c*/ d /*e*/ of /*f*/ g /*h*/ ) /*i*/ ;",
    "ForOf left{Variable op=1 declarators{Declarator target{Identifier name=d}}} right{Identifier "
    "name=g} body{Empty}" },
};

CASE_TEST(comments)

START_TEST(hashbang_is_kept_apart) {
  Lowered lowered = lower_text_of(STR("#!/usr/bin/env node\r\na;"));
  ck_assert_ptr_nonnull(lowered.ast);
  ck_assert(str_equal(text_str(lowered.ast->hashbang), STR("#!/usr/bin/env node")));
  ck_assert_uint_eq(lowered.ast->program->body.len, 1);
  lowered_clear(&lowered);
}

END_TEST

START_TEST(spans_are_places_in_the_source) {
  Lowered lowered = lower_text_of(STR("\xEF\xBB\xBF  ab + (cd.e(1)) ;"));
  ck_assert_ptr_nonnull(lowered.ast);
  const Node *statement = lowered.ast->program->body.items[0];
  const Binary *binary = (const Binary *)((const ExpressionStatement *)statement)->expression;
  ck_assert_uint_eq(binary->node.start, 5);
  ck_assert_uint_eq(binary->node.end, 19);
  ck_assert_uint_eq(binary->left->end, 7);
  ck_assert_uint_eq(binary->right->start, 11);
  ck_assert_uint_eq(binary->right->end, 18);
  lowered_clear(&lowered);
}

END_TEST

START_TEST(nothing_is_a_program) {
  Lowered lowered = lower_text_of(STR_EMPTY);
  ck_assert_ptr_nonnull(lowered.ast);
  ck_assert_uint_eq(lowered.ast->program->body.len, 0);
  lowered_clear(&lowered);
}

END_TEST

// --- What is refused ---

typedef struct Refusal {
  const char *source;
  DiagCode code;
  uint32_t start; // of the first diagnostic
} Refusal;

static const Refusal refusals[] = {
  { "class A { \\u0023a = 1; }", DIAG_SYNTAX, 10 },
  { "class A { #a; b() { this.\\u{23}a; } }", DIAG_SYNTAX, 25 },
  { "function* f() { yield\n* 1; }", DIAG_SYNTAX, 22 },
  { "a = { async\nm() {} };", DIAG_SYNTAX, 12 },
  { "a = /b\xE2\x80\xA8/;", DIAG_REGEXP, 4 },
  { "a = /b\r/;", DIAG_REGEXP, 4 },
  { "switch (1) { case 1: using a = b; }", DIAG_SYNTAX, 21 },
  { "switch (1) { default: { using a = b; } using c = d; }", DIAG_SYNTAX, 39 },
  { "{ for (using a in b) ; }", DIAG_SYNTAX, 15 },
  { "import 'a' with { type: 'json', \"\\u0074ype\": 'json' };", DIAG_EARLY, 32 },
  { "export * from 'a' with { 'a': '', b: '', a: '' };", DIAG_EARLY, 41 },
  { "x = <a/>;", DIAG_JSX, 4 },
  { "return_(<a>b</a>);", DIAG_JSX, 8 },
  { "f() = 1;", DIAG_SYNTAX, 4 },
  { "(f()) = 1;", DIAG_TARGET, 0 },
  { "f()++;", DIAG_TARGET, 0 },
  { "a?.b = 1;", DIAG_TARGET, 0 },
  { "++a?.b;", DIAG_TARGET, 2 },
  { "for (f() of b) ;", DIAG_SYNTAX, 9 },
  { "let [a.b] = c;", DIAG_SYNTAX, 5 },
  { "function f(a.b) {}", DIAG_SYNTAX, 11 },
  { "function f(...a, b) {}", DIAG_SYNTAX, 10 },
  { "[...a, b] = c;", DIAG_SYNTAX, 0 },
  { "[...a,] = c;", DIAG_SYNTAX, 0 },
  { "f(a, , b);", DIAG_SYNTAX, 5 },
  { "({ a, , b });", DIAG_SYNTAX, 6 },
  { "({ #a: 1 });", DIAG_SYNTAX, 3 },
  { "({ static a() {} });", DIAG_SYNTAX, 3 },
  { "class A { get a(b) {} }", DIAG_SYNTAX, 10 },
  { "class A { set a() {} }", DIAG_SYNTAX, 10 },
  { "class A { async get a() {} }", DIAG_SYNTAX, 10 },
  { "-a ** b;", DIAG_SYNTAX, 0 },
  { "a ?? b || c;", DIAG_SYNTAX, 0 },
  { "a && b ?? c;", DIAG_SYNTAX, 0 },
  { "+a = b;", DIAG_SYNTAX, 1 },
  { "() => {}();", DIAG_SYNTAX, 0 },
  { "a++.b;", DIAG_SYNTAX, 0 },
  { "a || () => {};", DIAG_SYNTAX, 5 },
  { "function f() { await a; }", DIAG_AWAIT, 15 },
  { "function f() { yield a; }", DIAG_AWAIT, 15 },
  { "async () => { await; };", DIAG_AWAIT, 14 },
  { "{ import a from 'b'; }", DIAG_SYNTAX, 2 },
  { "{ export let a; }", DIAG_SYNTAX, 2 },
  { "import { if } from 'a';", DIAG_SYNTAX, 9 },
  { "export { default };", DIAG_SYNTAX, 9 },
  { "export { 'a' };", DIAG_SYNTAX, 9 },
  { "export { '\\uD83D' as a } from 'b';", DIAG_SYNTAX, 9 },
  { "export default let a;", DIAG_SYNTAX, 15 },
  { "export default function () {} + 1;", DIAG_SYNTAX, 0 },
  { "import('a', 'b', 'c');", DIAG_SYNTAX, 6 },
  { "new a?.b();", DIAG_SYNTAX, 4 },
  { "a?.b`c`;", DIAG_SYNTAX, 4 },
  { "v\\u0061r;", DIAG_SYNTAX, 0 },
  { "a\xE2\x82\xAC;", DIAG_SYNTAX, 0 },
  { "enum;", DIAG_SYNTAX, 0 },
  { "`\\u`;", DIAG_SYNTAX, 0 },
  { "`\\01`;", DIAG_SYNTAX, 0 },
  { "'\\u{110000}';", DIAG_SYNTAX, 0 },
  { "if (a) let b = 1;", DIAG_SYNTAX, 7 },
  { "while (a) function f() {}", DIAG_SYNTAX, 10 },
  { "try {}", DIAG_SYNTAX, 0 },
  { "{ a: 1, b: 2 }", DIAG_SYNTAX, 0 },
  { "() => { a: 1, b: 2 };", DIAG_SYNTAX, 6 },
  { "function () {}", DIAG_SYNTAX, 0 },
  { "class {}", DIAG_SYNTAX, 0 },
  { "for (a of b, c) ;", DIAG_SYNTAX, 10 },
  { "for (async of b) ;", DIAG_SYNTAX, 5 },
  { "(super).a;", DIAG_SYNTAX, 1 },
  { "super;", DIAG_SYNTAX, 0 },
  { "let\na = 1;", DIAG_SYNTAX, 0 },
  { "a: for (;;) { continue \r a; }", DIAG_SYNTAX, 25 },
  { "export {}; return;", DIAG_JUMP, 11 },
  { "a: a: b;", DIAG_JUMP, 6 },
  { "a: { continue a; }", DIAG_JUMP, 14 },
  { "await 1; with (a) ;", DIAG_STRICT, 9 },
  { "function f(eval) { 'use strict' }", DIAG_STRICT, 11 },
  { "'\\1'; 'use strict';", DIAG_STRICT, 0 },
  { "class A { m() { this.#b } }", DIAG_PRIVATE_NAME, 21 },
  { "class A { #b; #b }", DIAG_PRIVATE_NAME, 14 },
  { "class A { constructor() { super() } }", DIAG_SUPER, 31 },
  { "class A { constructor() {} constructor() {} }", DIAG_CLASS_MEMBER, 27 },
  { "class A { a = arguments }", DIAG_EARLY, 14 },
  { "x = /a(?<b>c)(?<b>d)/;", DIAG_REGEXP, 16 },
  { "x = /a/gg;", DIAG_REGEXP, 8 },
  { "const a;", DIAG_SYNTAX, 6 },
  { "a <!-- b\n", DIAG_SYNTAX, 2 },
  { "a\xE2\x80\x8B = 1;", DIAG_SYNTAX, 1 },
};

START_TEST(what_is_no_ecmascript_is_refused) {
  const Refusal *refusal = &refusals[_i];
  Lowered lowered = lower_text_of(str_of(refusal->source));
  ck_assert_msg(lowered.ast == NULL, "accepted: %s", refusal->source);
  ck_assert_uint_ge(lowered.diags.errors, 1);
  const Diag *first = &lowered.diags.items.items[0];
  ck_assert_msg(first->code == refusal->code && first->place.span.start == refusal->start,
                "%s: NEAP%d at %u: %s", refusal->source, first->code, first->place.span.start,
                first->text);
  lowered_clear(&lowered);
}

END_TEST

START_TEST(several_refusals_are_told_at_once) {
  Lowered lowered = lower_text_of(STR("f()++;\nx = <a/>;\nsuper;\n"));
  ck_assert_ptr_null(lowered.ast);
  ck_assert_uint_eq(lowered.diags.errors, 3);
  lowered_clear(&lowered);
}

END_TEST

#define ADD_CASES(name)                                                                            \
 tcase_add_loop_test(tests, name##_are_lowered, 0, sizeof name / sizeof *(name))

int main(void) {
  Suite *suite = suite_create("lower");
  TCase *tests = tcase_create("lower");
  ADD_CASES(literals);
  ADD_CASES(expressions);
  ADD_CASES(chains);
  ADD_CASES(objects);
  ADD_CASES(functions);
  ADD_CASES(classes);
  ADD_CASES(patterns);
  ADD_CASES(statements);
  ADD_CASES(modules);
  ADD_CASES(comments);
  tcase_add_test(tests, hashbang_is_kept_apart);
  tcase_add_test(tests, spans_are_places_in_the_source);
  tcase_add_test(tests, nothing_is_a_program);
  tcase_add_loop_test(tests, what_is_no_ecmascript_is_refused, 0,
                      sizeof refusals / sizeof *refusals);
  tcase_add_test(tests, several_refusals_are_told_at_once);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
