// Binding: which scope declares what, how often each symbol is used, what is imported, exported and refused.
#include "base/mem.h"
#include "suite.h"
#include "syntax/cst.h"
#include "syntax/lower.h"
#include "syntax/scope.h"

typedef struct Bound {
  Ast *ast; // NULL: refused
  DiagList diags;
} Bound;

static Bound bind_text(const char *text) {
  Bound bound = { NULL, DIAG_LIST_EMPTY };
  DiagSource at = { &bound.diags, "test.js", str_of(text) };
  TSParser *parser = cst_parser_new();
  TSTree *tree = cst_parse(parser, &at);
  ck_assert_msg(tree != NULL, "does not parse: %s", text);
  bound.ast = lower_module(tree, &at, NULL);
  ck_assert_msg(bound.ast != NULL, "does not lower: %s", text);
  if (scope_bind(bound.ast, &at)) {
    scope_check(bound.ast);
  } else {
    ast_free(bound.ast);
    bound.ast = NULL;
  }
  ts_tree_delete(tree);
  ts_parser_delete(parser);
  return bound;
}

static void bound_clear(Bound *bound) {
  ast_free(bound->ast);
  diag_list_clear(&bound->diags);
}

static const char *const kind_names[] = { "unbound", "var",    "function", "let",
                                          "const",   "class",  "param",    "catch",
                                          "name",    "import", "default" };
static const char *const scope_names[] = { "module", "function", "body", "block",
                                           "class",  "catch",    "name" };

// "module{a:let*2} function{x:param*1} unbound{log*1}": every scope with its symbols and how often each is used.
static char *describe(const Ast *ast) {
  Buf out = BUF_EMPTY;
  for (uint32_t s = 0; s < ast->scopes.len; s++) {
    const Scope *scope = &ast->scopes.items[s];
    buf_printf(&out, "%s%s{", s ? " " : "", scope_names[scope->kind]);
    for (uint32_t i = 0; i < scope->symbols.len; i++) {
      const Symbol *symbol = &ast->symbols.items[scope->symbols.items[i]];
      buf_printf(&out, "%s%s:%s*%u%s", i ? " " : "", symbol->name->text, kind_names[symbol->kind],
                 symbol->use_count, symbol->pinned ? "!" : "");
    }
    buf_append_char(&out, '}');
  }
  bool any = false;
  vec_each (symbol, &ast->symbols) {
    if (symbol->kind != SYMBOL_UNBOUND) continue;
    buf_printf(&out, any ? " %s*%u" : " unbound{%s*%u", symbol->name->text, symbol->use_count);
    any = true;
  }
  if (any) buf_append_char(&out, '}');
  return buf_take(&out);
}

typedef struct ScopeCase {
  const char *source;
  const char *expected;
} ScopeCase;

static const ScopeCase scope_cases[] = {
  { "let a = 1; log(a);", "module{a:let*2} unbound{log*1}" },
  { "{ var a = 1; } a;", "module{a:var*2}" },
  { "a; { let a = 1; a; }", "module{} block{a:let*2} unbound{a*1}" },
  { "f(); function f() { return f; }", "module{f:function*3} function{}" },
  { "x = function f() { return f; };", "module{} name{f:name*2} function{} unbound{x*1}" },
  { "function f(a, b) { var a; let c = b; }",
    "module{f:function*1} function{a:param*2 b:param*2 c:let*1}" },
  { "let x; function f(a = x) { var x; return x + a; }",
    "module{x:let*2 f:function*1} function{a:param*2} body{x:var*2}" },
  { "function f({ a }) { var a; return a; }", "module{f:function*1} function{a:param*3} body{}" },
  { "const g = (a) => a + b;", "module{g:const*1} function{a:param*2} unbound{b*1}" },
  { "class A { static self = A; m() { return A; } }", "module{A:class*3} function{}" },
  { "let y = class A { m() { return A; } };", "module{y:let*1} class{A:name*2} function{}" },
  { "try { t(); } catch (e) { e; }", "module{} catch{e:catch*2} block{} unbound{t*1}" },
  { "try {} catch (e) { var e = 1; }", "module{e:var*1!} catch{e:catch*1!} block{}" },
  { "for (let i = 0; i < 2; i++) { let i; }", "module{} block{i:let*3} block{i:let*1}" },
  { "for (const k of list) k;", "module{} block{k:const*2} unbound{list*1}" },
  { "for (x.y of list) ; for (z in list) ;", "module{} unbound{x*1 list*2 z*1}" },
  { "switch (a) { case 1: let b; default: b; }", "module{} block{b:let*2} unbound{a*1}" },
  { "let { a, b: [c = a, ...d], ...e } = f;",
    "module{a:let*2 c:let*1 d:let*1 e:let*1} unbound{f*1}" },
  { "({ a, b: c } = d);", "module{} unbound{a*1 c*1 d*1}" },
  { "let a; ({ a });", "module{a:let*2}" },
  { "if (x) { function f() {} } f();", "module{f:function*2} block{} function{} unbound{x*1}" },
  { "'use strict'; if (x) { function f() {} } f();",
    "module{} block{f:function*1} function{} unbound{x*1 f*1}" },
  { "function f() { eval('a'); let a; } let b;",
    "module{f:function*1! b:let*1!} function{a:let*1!} unbound{eval*1}" },
  { "let a; with (o) { a; }", "module{a:let*2!} unbound{o*1}" },
  { "outer: for (;;) { break outer; }", "module{}" },
  { "class A { static { var v; v; } } v;", "module{A:class*1} function{v:var*2} unbound{v*1}" },
  { "import a, { b as c, default as d } from 'm'; import * as n from 'm'; a(c, d, n);",
    "module{a:import*2 c:import*2 d:import*2 n:import*2}" },
};

START_TEST(scopes_hold_what_they_declare) {
  const ScopeCase *c = &scope_cases[_i];
  Bound bound = bind_text(c->source);
  ck_assert_msg(bound.ast != NULL, "refused: %s", c->source);
  char *described = describe(bound.ast);
  ck_assert_msg(strcmp(described, c->expected) == 0, "%s\n  expected %s\n  got      %s", c->source,
                c->expected, described);
  mem_free(described);
  bound_clear(&bound);
}

END_TEST

static const char *const refused[] = {
  "let a; let a;",
  "let a; var a;",
  "var a; const a = 1;",
  "{ var a; let a; }",
  "{ let a; { var a; } }",
  "function f(a) { let a; }",
  "function f({ a }) { let a; }",
  "class A {} class A {}",
  "import a from 'x'; let a;",
  "export {}; function f() {} function f() {}",
  "export {}; var f; function f() {}",
  "'use strict'; { function f() {} function f() {} }",
  "try {} catch (e) { let e; }",
  "try {} catch ([e]) { const e = 1; }",
  "switch (1) { case 1: let a; case 2: let a; }",
  "export let a; export { a };",
  "export default 1; export default 2;",
  "export { missing };",
  "import { a } from 'x'; a = 1;",
  "import * as a from 'x'; ({ a } = {});",
  "import a from 'x'; a++;",
  "import a from 'x'; for (a of []) ;",
};

START_TEST(what_ecmascript_forbids_is_refused) {
  Bound bound = bind_text(refused[_i]);
  ck_assert_msg(bound.ast == NULL, "accepted: %s", refused[_i]);
  ck_assert_uint_ge(bound.diags.errors, 1);
  ck_assert_uint_gt(bound.diags.items.items[0].place.line, 0);
  bound_clear(&bound);
}

END_TEST

static const char *const accepted[] = {
  "var a; var a; function a() {} function a() {}",
  "function f(a, a) { var a; function a() {} }",
  "{ function f() {} function f() {} }",
  "let a; { let a; } function g(a) {}",
  "try {} catch (e) { { let e; } }",
  "try {} catch { let e; }",
  "export {}; var a; var a;",
  "let arguments_; function f() { return arguments; }",
};

START_TEST(what_ecmascript_allows_is_accepted) {
  Bound bound = bind_text(accepted[_i]);
  ck_assert_msg(bound.ast != NULL, "refused: %s", accepted[_i]);
  bound_clear(&bound);
}

END_TEST

static char *describe_exports(const Ast *ast) {
  Buf out = BUF_EMPTY;
  vec_each (entry, &ast->exports) {
    if (out.len) buf_append_char(&out, ' ');
    if (entry->symbol != NO_INDEX) {
      buf_printf(&out, "%s=%s", entry->exported->text,
                 ast->symbols.items[entry->symbol].name->text);
    } else {
      buf_printf(&out, "%s=%u.%s", entry->exported->text, entry->record,
                 entry->imported ? entry->imported->text : "*");
    }
  }
  vec_each (star, &ast->stars) {
    buf_printf(&out, " *%u", *star);
  }
  return buf_take(&out);
}

START_TEST(exports_are_gathered_in_order) {
  Bound bound = bind_text(
      "export const { a, b: [c] } = x; export { c as d, a as 'e f' }; export * from 'm';"
      "export { g, default as h } from 'n'; export * as i from 'o'; export default function () {}\n"
      "export class K {}");
  ck_assert_ptr_nonnull(bound.ast);
  char *described = describe_exports(bound.ast);
  ck_assert_str_eq(described, "a=a c=c d=c e f=a g=1.g h=1.default i=2.* default=default K=K *0");
  mem_free(described);
  ck_assert_uint_eq(bound.ast->records.len, 3);
  ck_assert_str_eq(bound.ast->records.items[2].specifier, "o");
  bound_clear(&bound);
}

END_TEST

START_TEST(default_of_a_named_declaration_is_its_symbol) {
  Bound bound = bind_text("export default class A {}");
  char *described = describe_exports(bound.ast);
  ck_assert_str_eq(described, "default=A");
  mem_free(described);
  bound_clear(&bound);
}

END_TEST

START_TEST(module_kind_is_seen) {
  Bound esm = bind_text("await 1; this; (() => this)();");
  ck_assert(esm.ast->has_esm_syntax && esm.ast->is_strict);
  ck_assert_uint_eq(esm.ast->top_level_await.end, 7);
  bound_clear(&esm);
  Bound inner = bind_text("async function f() { await 1; for await (const x of y) ; }");
  ck_assert(!inner.ast->has_esm_syntax);
  ck_assert_uint_eq(inner.ast->top_level_await.end, 0);
  bound_clear(&inner);
  Bound meta = bind_text("f(import.meta.url)");
  ck_assert(meta.ast->has_esm_syntax);
  ck_assert_uint_eq(meta.ast->import_meta.start, 2);
  bound_clear(&meta);
}

END_TEST

START_TEST(commonjs_is_seen_where_it_is_unbound) {
  Bound common = bind_text("let a = 1; module.exports = a;");
  ck_assert_uint_eq(common.ast->commonjs.start, 11);
  bound_clear(&common);
  Bound call = bind_text("const b = require('b');");
  ck_assert_uint_eq(call.ast->commonjs.start, 10);
  bound_clear(&call);
  Bound own = bind_text("function require() {} require('x'); let exports = {}; exports.a = 1;");
  ck_assert_uint_eq(own.ast->commonjs.end, 0);
  bound_clear(&own);
}

END_TEST

START_TEST(records_know_their_kind_and_try) {
  Bound bound = bind_text("import 'a'; try { import('b'); } catch { import('c'); } import(d);");
  ck_assert_uint_eq(bound.ast->records.len, 3);
  const ImportRecord *records = bound.ast->records.items;
  ck_assert_int_eq(records[0].kind, IMPORT_STATIC);
  ck_assert_int_eq(records[1].kind, IMPORT_DYNAMIC);
  ck_assert(records[1].in_try && !records[2].in_try);
  ck_assert_uint_eq(records[0].span.start, 7);
  bound_clear(&bound);
}

END_TEST

START_TEST(deep_chains_need_no_deep_stack) {
  Buf text = BUF_EMPTY;
  buf_append(&text, STR("x = a"));
  for (int i = 0; i < 100000; i++) {
    buf_append(&text, STR(" + a"));
  }
  Bound bound = bind_text(text.data);
  ck_assert_ptr_nonnull(bound.ast);
  ck_assert_uint_eq(bound.ast->symbols.len, 2);
  bound_clear(&bound);
  buf_clear(&text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("scope");
  TCase *tests = tcase_create("scope");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, scopes_hold_what_they_declare, 0,
                      sizeof scope_cases / sizeof *scope_cases);
  tcase_add_loop_test(tests, what_ecmascript_forbids_is_refused, 0,
                      sizeof refused / sizeof *refused);
  tcase_add_loop_test(tests, what_ecmascript_allows_is_accepted, 0,
                      sizeof accepted / sizeof *accepted);
  tcase_add_test(tests, exports_are_gathered_in_order);
  tcase_add_test(tests, default_of_a_named_declaration_is_its_symbol);
  tcase_add_test(tests, module_kind_is_seen);
  tcase_add_test(tests, commonjs_is_seen_where_it_is_unbound);
  tcase_add_test(tests, records_know_their_kind_and_try);
  tcase_add_test(tests, deep_chains_need_no_deep_stack);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
