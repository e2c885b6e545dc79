// How names of the output are printed: renamed symbols, members of external modules, members of namespaces, `this` and import.meta.
#include "../graph_of.h"

#include "codegen/print.h"
#include "link/nested.h"
#include "suite.h"

// The first text is printed as it stands in the output of `format`, without its imports. Owned by the caller.
static char *print_entry(const SourceText *sources, uint32_t count, OutputFormat format) {
  Graph *graph = graph_of(sources, count);
  Pool *pool = pool_new(1);
  DiagList diags = DIAG_LIST_EMPTY;
  LinkOptions link_options = { .format = format, .platform = PLATFORM_NODE };
  Link *link = link_graph(graph, &link_options, &diags);
  ck_assert_ptr_nonnull(link);
  const Module *entry = graph->modules.items[0];
  uint32_t cannot_yield;
  OutputName *names = nested_names(link, entry, &cannot_yield);
  PrintOptions options = { .names = names,
                           .link = link,
                           .module = entry,
                           .this_is_undefined = true,
                           .import_meta =
                               format == FORMAT_ESM ? NULL : intern_text("import_meta") };
  Writer out = WRITER_EMPTY;
  Printer printer = { .out = &out, .options = &options };
  const NodeList *body = &entry->ast->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    if (body->items[i]->kind != NODE_IMPORT) print_statement(&printer, body->items[i]);
  }
  print_end(&printer);
  mem_free(names);
  link_free(link);
  graph_free(graph, pool);
  pool_free(pool);
  diag_list_clear(&diags);
  return buf_take(&out.text);
}

static void check_entry(const SourceText *sources, uint32_t count, OutputFormat format,
                        const char *expected) {
  char *printed = print_entry(sources, count, format);
  ck_assert_str_eq(printed, expected);
  mem_free(printed);
}

// The entry's text, what comes before it in the order of evaluation, and how the entry is printed.
#define CHECK_AFTER(before, entry, expected)                                                       \
 check_entry((const SourceText[]){ { "entry.js", "import * as ns from './other.js';" entry },      \
                                   { "other.js", before } },                                       \
             2, FORMAT_ESM, expected)

#define CHECK_CJS(entry, expected)                                                                 \
 check_entry((const SourceText[]){ { "entry.js", entry } }, 1, FORMAT_CJS, expected)

START_TEST(test_renamed) {
  CHECK_AFTER("let a;", "let a; a();", "let a2;\na2();\n");
  CHECK_AFTER("let a;", "let a; x = { a, b: a, a: 1 };", "let a2;\nx = { a: a2, b: a2, a: 1 };\n");
  CHECK_AFTER("let a;", "const { a, b } = c; ({ a, d } = e);",
              "const { a: a2, b } = c;\n({ a: a2, d } = e);\n");
  CHECK_AFTER("let a;", "let { a = 1 } = b;", "let { a: a2 = 1 } = b;\n");
  CHECK_AFTER("let a;", "function a() { a.a(); } class B { a = a; }",
              "function a2() {\n  a2.a();\n}\nclass B {\n  a = a2;\n}\n");
}

END_TEST

START_TEST(test_proto_keeps_meaning) {
  // With a colon and a plain key it would set the prototype; in a pattern it is a key like any other.
  CHECK_AFTER("let __proto__;", "let __proto__; x = { __proto__ };",
              "let __proto__2;\nx = { [\"__proto__\"]: __proto__2 };\n");
  CHECK_AFTER("let __proto__;", "let __proto__; x = { __proto__: __proto__ };",
              "let __proto__2;\nx = { __proto__: __proto__2 };\n");
}

END_TEST

START_TEST(test_external_members) {
  CHECK_CJS("import { a } from 'x'; a;", "import_x.a;\n");
  CHECK_CJS("import { a } from 'x'; a(); a`b`; a?.(); new a(); a.b(); a`b`();",
            "(0, import_x.a)();\n(0, import_x.a)`b`;\n(0, import_x.a)?.();\nnew import_x.a();\n"
            "import_x.a.b();\n(0, import_x.a)`b`();\n");
  CHECK_CJS("import { a } from 'x'; (1, a)(); typeof a; [a, ...a]; y = { a, b: a };",
            "(1, import_x.a)();\ntypeof import_x.a;\n[import_x.a, ...import_x.a];\n"
            "y = { a: import_x.a, b: import_x.a };\n");
  CHECK_CJS("import { 'a b' as a } from 'x'; a(a);",
            "(0, import_x[\"a b\"])(import_x[\"a b\"]);\n");
  CHECK_CJS("import { a, 'b c' as b } from 'x'; @a class A { @b c; @a.d() e() {} }",
            "@import_x.a class A {\n  @(import_x[\"b c\"]) c;\n  @import_x.a.d() e() {}\n}\n");
}

END_TEST

START_TEST(test_namespace_members) {
  CHECK_AFTER("export let a;", "ns.a; ns.a(); ns.a.b(); new ns.a; ns.a`b`; ns.a?.b;",
              "a;\na();\na.b();\nnew a();\na`b`;\na?.b;\n");
  CHECK_AFTER("export { 'b c' as a } from 'x';", "typeof ns.a;", "typeof a;\n");
  check_entry((const SourceText[]){ { "entry.js", "import * as ns from './other.js'; ns.a(ns.a);" },
                                    { "other.js", "export { 'b c' as a } from 'x';" } },
              2, FORMAT_CJS, "(0, import_x[\"b c\"])(import_x[\"b c\"]);\n");
  check_entry(
      (const SourceText[]){ { "entry.js", "import * as ns from './other.js'; @ns.a class A {}" },
                            { "other.js", "export { 'b c' as a } from 'x';" } },
      2, FORMAT_CJS, "@(import_x[\"b c\"]) class A {}\n");
}

END_TEST

START_TEST(test_module_this_and_meta) {
  CHECK_CJS("this.a; this; (function () { this; }); -this; (() => this)(); import.meta.url;",
            "(void 0).a;\nvoid 0;\n(function () {\n  this;\n});\n-void 0;\n(() => void 0)();\n"
            "import_meta.url;\n");
  CHECK_AFTER("", "import.meta.url; this ** 2;", "import.meta.url;\n(void 0) ** 2;\n");
}

END_TEST

int main(void) {
  Suite *suite = suite_create("names");
  TCase *tcase = tcase_create("names");
  tcase_add_test(tcase, test_renamed);
  tcase_add_test(tcase, test_proto_keeps_meaning);
  tcase_add_test(tcase, test_external_members);
  tcase_add_test(tcase, test_namespace_members);
  tcase_add_test(tcase, test_module_this_and_meta);
  suite_add_tcase(suite, tcase);
  return suite_run(suite);
}
