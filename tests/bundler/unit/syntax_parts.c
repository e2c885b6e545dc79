// Parts of a module: which statements have effects, what they declare and use.
#include "../graph_of.h"

#include "suite.h"
#include "syntax/parts.h"

static Module *part_module(const char *text, bool heeds_marks) {
  TSParser *parser = cst_parser_new();
  DiagList diags = DIAG_LIST_EMPTY;
  Module *module = module_of((SourceText){ "a.js", text }, parser, &diags);
  vec_clear(&module->ast->parts);
  vec_clear(&module->ast->uses);
  vec_clear(&module->ast->declarations);
  parts_find(module->ast, heeds_marks);
  diag_list_clear(&diags);
  ts_parser_delete(parser);
  return module;
}

static void part_module_free(Module *module) {
  ast_free(module->ast);
  buf_clear(&module->source);
  mem_free(module->name);
  mem_free(module->path);
  mem_free(module);
}

// Whether the statement behind the first three has effects.
static bool has_effects(const char *statement, bool heeds_marks) {
  char *text = str_format("import i, * as ns from 'x'; let a; export {}; %s", statement);
  Module *module = part_module(text, heeds_marks);
  bool found = module->ast->parts.len > 3 && module->ast->parts.items[3].has_effects;
  part_module_free(module);
  mem_free(text);
  return found;
}

static const char *const free_statements[] = {
  "function f() { g() }",
  "async function* f(x = g()) {}",
  "class A {}",
  "class A extends a { b() {} static c = 1; d = e(); #f; get g() {} static {} }",
  "class A { [Symbol.iterator]() {} ['h']() {} [1] = g() }",
  "export default class {}",
  "export default class extends null {}",
  "export default function () {}",
  "export default 1",
  "export default () => g()",
  "export default { a, b: [1, , 'c'], d() {}, get e() {}, ['f']: 1, [1 + 2]: 3, __proto__: null }",
  "var b, c = 1, d = a",
  "const b = 1, c = b",
  "let b = i, c = ns",
  "const b = typeof unknown, c = void a, d = !a, e = -1, f = +'2', g = ~3",
  "const b = a === i, c = a == null, d = a && i || 1, f = a ?? 2, e = a ? 1 : 2",
  "const b = 1 + 2, c = 'x' + 1, d = `x${1}y${'z'}`, e = 1 < 2, f = 2 ** 3",
  "const b = Math.PI, c = Object.prototype.toString, d = Symbol.iterator, e = undefined, f = Array",
  "const b = /x/g, c = import.meta, d = function () {}, e = 10n, f = true, g = null, h = this",
  "const b = /*@__PURE__*/ g(), c = /* #__PURE__ */ new G(a, [1])",
  "const b = new Map, c = new Set([1, a]), d = new WeakMap(), e = new Map([['a', 1]])",
  "const b = Symbol('x'), c = new WeakSet(null)",
  "(1, a);",
  "a;",
  ";",
  "export const b = 1;",
  "export { a as b };",
  "export * from 'y';",
};

static const char *const effects[] = {
  "g()",
  "unknown;",
  "later; let later",
  "const b = b",
  "const b = 1, c = d, d = 2",
  "class A extends i.b {}",
  "class A extends A {}",
  "export default { later }; class later {}",
  "a = 1",
  "a++",
  "a.b",
  "a?.b",
  "i.b",
  "const { b } = a",
  "const [b] = [1]",
  "const b = a.c",
  "const b = unknown",
  "const b = -a",
  "const b = a + 1",
  "const b = 1n + 1n",
  "const b = a == i",
  "const b = `${a}`",
  "const b = a in i",
  "const b = a instanceof i",
  "const b = { ...a }",
  "const b = [...a]",
  "const b = { [a]: 1 }",
  "const b = delete a.b",
  "const b = new G()",
  "const b = new Map(a)",
  "const b = new Map([a])",
  "const b = new Set(...a)",
  "const b = Math.max(1)",
  "const b = Math.PI.x",
  "const b = undefined.x",
  "const b = /*@__PURE__*/ g(h())",
  "const b = import('y')",
  "const b = await a",
  "using b = null",
  "if (a) ;",
  "for (;;) break",
  "{ }",
  "throw a",
  "debugger",
  "class A extends g() {}",
  "class A extends (a + 1) {}",
  "class A { static b = g() }",
  "class A { static { g() } }",
  "class A { [a]() {} }",
  "class A { @a b() {} }",
  "@a class A {}",
  "export default g()",
  "export const b = g()",
  "try {} finally {}",
  "a: ;",
  "eval('1')",
};

START_TEST(statements_without_effects_are_known) {
  ck_assert_msg(!has_effects(free_statements[_i], true), "%s", free_statements[_i]);
}

END_TEST

START_TEST(statements_with_effects_are_known) {
  ck_assert_msg(has_effects(effects[_i], true), "%s", effects[_i]);
}

END_TEST

START_TEST(marks_count_only_when_they_are_heeded) {
  ck_assert(has_effects("const b = /*@__PURE__*/ g()", false));
  ck_assert(has_effects("/*@__PURE__*/ g()", false));
  ck_assert(!has_effects("/*@__PURE__*/ g()", true));
}

END_TEST

START_TEST(what_is_nested_too_deeply_has_effects) {
  Buf text = BUF_EMPTY;
  buf_append(&text, STR("const b = "));
  for (int i = 0; i < 500; i++) {
    buf_append_char(&text, '[');
  }
  for (int i = 0; i < 500; i++) {
    buf_append_char(&text, ']');
  }
  Module *module = part_module(text.data, true);
  ck_assert(module->ast->parts.items[0].has_effects);
  part_module_free(module);
  buf_clear(&text);
}

END_TEST

// "declares: a b uses: c ns.d ns.e= #0", one line a part.
static char *parts_text(const Ast *ast) {
  Buf text = BUF_EMPTY;
  for (uint32_t i = 0; i < ast->parts.len; i++) {
    buf_printf(&text, "%u", i);
    vec_each (declaration, &ast->declarations) {
      const char *name = ast->symbols.items[declaration->symbol].name->text;
      if (declaration->part == i) buf_printf(&text, " %s", name);
    }
    uint32_t count;
    const PartUse *uses = part_uses(ast, i, &count);
    buf_append(&text, STR(":"));
    for (uint32_t u = 0; u < count; u++) {
      if (uses[u].symbol == NO_INDEX) {
        buf_printf(&text, " #%u", uses[u].record);
        continue;
      }
      buf_printf(&text, " %s", ast->symbols.items[uses[u].symbol].name->text);
      if (uses[u].member) buf_printf(&text, ".%s", uses[u].member->text);
      if (uses[u].is_target) buf_append(&text, STR("="));
    }
    buf_append_char(&text, '\n');
  }
  return buf_take(&text);
}

START_TEST(parts_know_what_they_declare_and_use) {
  Module *module =
      part_module("import * as ns from 'x';\n"
                  "let a = b, { c, d: [e = f, ...g] } = h;\n"
                  "function b(a, c = ns.one) { var h; let f; return ns.one + f + ns.two; }\n"
                  "for (var f of ns) { var h; ns.one = 1; ns?.two; delete ns.three; }\n"
                  "export class K extends b { [a] = e; static #p = import('y'); }\n"
                  "export default b;\n"
                  "var f;\n"
                  "export { a };\n"
                  "unbound(() => g = a, a);",
                  true);
  char *text = parts_text(module->ast);
  ck_assert_str_eq(text, "0:\n"
                         "1 a c e g: b f h\n"
                         "2 b: ns.one ns.two\n"
                         "3 f h: ns ns.one= ns.two= ns.three=\n"
                         "4 K: b a e #1\n"
                         "5 default: b\n"
                         "6 f:\n"
                         "7:\n"
                         "8: g a\n");
  mem_free(text);
  part_module_free(module);
}

END_TEST

START_TEST(direct_eval_uses_everything_it_sees) {
  Module *module =
      part_module("import { x } from 'x'; let a = 1; function f() { eval('x') }", true);
  vec_each (part, &module->ast->parts) {
    ck_assert(part->has_effects);
  }
  uint32_t count;
  part_uses(module->ast, 1, &count);
  ck_assert_uint_eq(count, 1);
  part_module_free(module);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("parts");
  TCase *tests = tcase_create("parts");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, statements_without_effects_are_known, 0,
                      sizeof free_statements / sizeof *free_statements);
  tcase_add_loop_test(tests, statements_with_effects_are_known, 0,
                      sizeof effects / sizeof *effects);
  tcase_add_test(tests, marks_count_only_when_they_are_heeded);
  tcase_add_test(tests, what_is_nested_too_deeply_has_effects);
  tcase_add_test(tests, parts_know_what_they_declare_and_use);
  tcase_add_test(tests, direct_eval_uses_everything_it_sees);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
