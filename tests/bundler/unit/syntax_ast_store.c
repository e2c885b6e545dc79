// ASTs as bytes: what comes back is what was there, and bytes that are something else are refused or harmless.
#include "../ast_equal.h"
#include "../graph_of.h"
#include "suite.h"

static const char *const sources[] = {
  "",
  "#!/usr/bin/env node\n'use strict'; 'use client';\nlet a = 1;",
  "import d, { a as b, c } from 'x'; import * as ns from 'y'; import 'z'; export * from 'w';"
  "export { d as dd, b }; export const { e, ...f } = ns.g; export default function () {}",
  "const x = require('a'); try { require('b') } catch {} exports.c = eval('x'); module.exports.d = "
  "1",
  "export class A extends (class {}) { static #p = 1; get q() { return this.#p } static { A } }",
  "label: for (const [a, , b = 1] of [1, , 2]) { if (a) continue label; else break }",
  "export const t = `a${1}b${`c${2}`}`, r = /x/g, n = 1n, u = tag`\\u`, s = '\\ud800'; /*! keep */",
  "await import('./late.js'); export const m = import.meta.url; a?.b?.[c]?.(d), a ?"
  "?= b ** -1;",
  "var { a = b, ...c } = d; function* f(x = 1, ...y) { yield* x; with_(this) } async () => { await "
  "f }",
  "switch (a) { case 1: let b; default: } do ; while (0); x = function y() { y }; ({ __proto__: z "
  "})",
};

enum { SOURCES = sizeof sources / sizeof *sources };

static Module *module_from(const char *text) {
  TSParser *parser = cst_parser_new();
  DiagList diags = DIAG_LIST_EMPTY;
  Module *module = module_of((SourceText){ "a.js", text }, parser, &diags);
  diag_list_clear(&diags);
  ts_parser_delete(parser);
  return module;
}

static void module_done(Module *module) {
  ast_free(module->ast);
  buf_clear(&module->source);
  mem_free(module->name);
  mem_free(module->path);
  mem_free(module);
}

static Buf stored(const Module *module) {
  Buf bytes = BUF_EMPTY;
  ast_write(module->ast, &bytes);
  return bytes;
}

START_TEST(what_was_written_is_read) {
  Module *module = module_from(sources[_i]);
  ck_assert(same_when_stored(module->ast, module->source.len));
  module_done(module);
}

END_TEST

START_TEST(tables_come_without_the_tree) {
  Module *module = module_from(sources[_i]);
  Buf bytes = stored(module);
  Ast *read = ast_read(buf_str(&bytes), module->source.len);
  ck_assert_ptr_nonnull(read);
  ck_assert_ptr_null(read->program);
  ck_assert(same_tables(module->ast, read));
  ast_free(read);
  buf_clear(&bytes);
  module_done(module);
}

END_TEST

START_TEST(other_bytes_are_refused_or_harmless) {
  Module *module = module_from(sources[_i]);
  Buf bytes = stored(module);
  for (size_t i = 0; i < bytes.len; i++) {
    char was = bytes.data[i];
    for (int bit = 0; bit < 8; bit++) {
      bytes.data[i] = (char)(was ^ 1 << bit);
      any_bytes_hold(buf_str(&bytes), module->source.len);
    }
    bytes.data[i] = was;
    // A block of just that size, so that reading past its end is seen.
    char *cut = (char *)mem_alloc(i + 1);
    memcpy(cut, bytes.data, i);
    Ast *part = ast_read((Str){ cut, i }, module->source.len);
    Program *tree = part ? ast_read_tree((Str){ cut, i }, part, module->source.len) : NULL;
    ck_assert_ptr_null(tree);
    ast_free(part);
    mem_free(cut);
  }
  buf_clear(&bytes);
  module_done(module);
}

END_TEST

// Lists within lists, each of which claims to hold as much as there are bytes.
START_TEST(memory_stays_in_proportion) {
  Module *module = module_from("");
  Buf bytes = stored(module);
  bytes.len -= 6; // the program: kind, start, length, scope, statements
  const char program[] = { (char)NODE_PROGRAM, 0, 0, 1, 1 };
  buf_append(&bytes, (Str){ program, sizeof program });
  for (int i = 0; i < 20000; i++) {
    const char array[] = { (char)NODE_ARRAY, 0, 0, (char)0xff, 0x7f };
    buf_append(&bytes, (Str){ array, sizeof array });
  }
  Ast *read = ast_read(buf_str(&bytes), 0);
  ck_assert_ptr_nonnull(read);
  ck_assert_ptr_null(ast_read_tree(buf_str(&bytes), read, 0));
  ast_free(read);
  buf_clear(&bytes);
  module_done(module);
}

END_TEST

START_TEST(spans_stay_in_the_source) {
  Module *module = module_from("let abc = 1;\nabc;");
  Buf bytes = stored(module);
  ck_assert_ptr_null(ast_read(buf_str(&bytes), 3));
  Ast *read = ast_read(buf_str(&bytes), 5);
  ck_assert(read == NULL || ast_read_tree(buf_str(&bytes), read, 5) == NULL);
  ast_free(read);
  buf_clear(&bytes);
  module_done(module);
}

END_TEST

START_TEST(attributes_lie_in_the_tree) {
  Module *module = module_from("import a from './a.json' with { type: 'json' }; a;");
  ck_assert(!ast_is_storable(module->ast));
  module_done(module);
  module = module_from("import a from './a.js'; a;");
  ck_assert(ast_is_storable(module->ast));
  module_done(module);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("ast_store");
  TCase *tests = tcase_create("ast_store");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, NULL, intern_clear);
  tcase_add_loop_test(tests, what_was_written_is_read, 0, SOURCES);
  tcase_add_loop_test(tests, tables_come_without_the_tree, 0, SOURCES);
  tcase_add_loop_test(tests, other_bytes_are_refused_or_harmless, 0, SOURCES);
  tcase_add_test(tests, memory_stays_in_proportion);
  tcase_add_test(tests, spans_stay_in_the_source);
  tcase_add_test(tests, attributes_lie_in_the_tree);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
