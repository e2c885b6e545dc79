// What imports mean: re-exports, `export *`, cycles, namespaces; and graphs so deep that nothing may recurse.
#include "../graph_of.h"

#include "base/pool.h"
#include "link/match.h"
#include "link/nested.h"
#include "suite.h"

typedef struct Linked {
  Graph *graph;
  LinkOptions options;
  DiagList diags;
  Pool *pool;
  Link *link; // NULL: refused
} Linked;

static Linked *link_texts(const SourceText *sources, uint32_t count, OutputFormat format) {
  Linked *linked = MEM_NEW_ZEROED(Linked);
  linked->graph = graph_of(sources, count);
  linked->options = (LinkOptions){ .format = format, .platform = PLATFORM_NODE };
  linked->pool = pool_new(2);
  linked->link = link_graph(linked->graph, &linked->options, &linked->diags);
  return linked;
}

static void linked_free(Linked *linked) {
  link_free(linked->link);
  graph_free(linked->graph, linked->pool);
  pool_free(linked->pool);
  diag_list_clear(&linked->diags);
  mem_free(linked);
}

#define LINK(format, ...)                                                                          \
 link_texts((const SourceText[])__VA_ARGS__,                                                       \
            sizeof((const SourceText[])__VA_ARGS__) / sizeof(SourceText), format)

// "a=b.js:x b=*c.js c=fs:join" for the exports of a module: where each name leads.
static char *exports_text(const Linked *linked, const char *name) {
  const Module *module = graph_find(linked->graph, name);
  const Link *link = linked->link;
  Buf text = BUF_EMPTY;
  vec_each (export, &link->modules[module->index].exports) {
    const Target *target = &export->target;
    buf_printf(&text, "%s%s=", text.len ? " " : "", export->exported->text);
    if (target->kind == TARGET_EXTERNAL) {
      buf_printf(&text, "%s:%s", link->externals.items[target->external].specifier->text,
                 target->name ? target->name->text : "*");
      continue;
    }
    const Module *home = linked->graph->modules.items[target->symbol.module];
    if (target->kind == TARGET_NAMESPACE) {
      buf_printf(&text, "*%s", home->name);
    } else {
      buf_printf(&text, "%s:%s", home->name,
                 home->ast->symbols.items[target->symbol.symbol].name->text);
    }
  }
  return buf_take(&text);
}

static void assert_exports(const Linked *linked, const char *name, const char *expected) {
  ck_assert_msg(linked->link != NULL, "refused: %s",
                linked->diags.items.len ? linked->diags.items.items[0].text : "");
  char *text = exports_text(linked, name);
  ck_assert_str_eq(text, expected);
  mem_free(text);
}

START_TEST(follows_reexports) {
  Linked *linked =
      LINK(FORMAT_ESM,
           {
               { "main.js", "export { b as c } from './one.js'; export * as ns from './two.js';"
                            "import d from './two.js'; export { d }; import * as all from "
                            "'./one.js'; export { all };" },
               { "one.js", "import { a } from './two.js'; export { a as b };" },
               { "two.js", "let x = 1; export { x as a }; export default x;" },
           });
  assert_exports(linked, "main.js", "all=*one.js c=two.js:x d=two.js:default ns=*two.js");
  linked_free(linked);
}

END_TEST

START_TEST(stars_follow_the_rules) {
  Linked *linked = LINK(
      FORMAT_ESM,
      {
          { "main.js", "export * from './a.js'; export * from './b.js'; export const own = 1;" },
          { "a.js", "export const both = 1, own = 2, a = 3; export * from './shared.js'; export "
                    "default 1;" },
          { "b.js", "export const both = 1, b = 2; export * from './shared.js'; export * from "
                    "'./main.js';" },
          { "shared.js", "export const shared = 1;" },
      });
  assert_exports(linked, "main.js", "a=a.js:a b=b.js:b own=main.js:own shared=shared.js:shared");
  linked_free(linked);
}

END_TEST

START_TEST(external_stars_give_what_nobody_has) {
  Linked *linked =
      LINK(FORMAT_ESM,
           {
               { "main.js", "export { join, mine } from './all.js'; export * from './all.js';" },
               { "all.js", "export * from 'path'; export const mine = 1;" },
           });
  assert_exports(linked, "main.js", "join=path:join mine=all.js:mine");
  const ModuleLink *state = &linked->link->modules[0];
  ck_assert_uint_eq(state->star_externals.len, 1);
  linked_free(linked);
}

END_TEST

static void assert_refused(Linked *linked, DiagCode code, const char *text, const char *help) {
  ck_assert_ptr_null(linked->link);
  ck_assert_uint_eq(linked->diags.errors, 1);
  const Diag *diag = &linked->diags.items.items[0];
  ck_assert_int_eq(diag->code, code);
  ck_assert_str_eq(diag->text, text);
  ck_assert_str_eq(diag->help, help);
  linked_free(linked);
}

START_TEST(tells_what_is_missing) {
  assert_refused(LINK(FORMAT_ESM, { { "main.js", "import { colour } from './m.js';" },
                                    { "m.js", "export let color;" } }),
                 DIAG_MISSING_EXPORT, "\"m.js\" has no export named \"colour\"",
                 "did you mean \"color\"?");
  assert_refused(LINK(FORMAT_ESM, { { "main.js", "import x from './m.js';" },
                                    { "m.js", "export let something;" } }),
                 DIAG_MISSING_EXPORT, "\"m.js\" has no default export",
                 "import names in braces from it, or all of it by `import * as …`; or add "
                 "`export default` to \"m.js\"");
  assert_refused(LINK(FORMAT_ESM, { { "main.js", "import { x } from './a.js';" },
                                    { "a.js", "export { x } from './b.js';" },
                                    { "b.js", "" } }),
                 DIAG_MISSING_EXPORT, "\"b.js\" has no export named \"x\"",
                 "export it in \"b.js\", or remove it here");
  assert_refused(LINK(FORMAT_ESM, { { "main.js", "import { x } from './all.js';" },
                                    { "all.js", "export * from './a.js'; export * from './b.js';" },
                                    { "a.js", "export let x;" },
                                    { "b.js", "export let x;" } }),
                 DIAG_AMBIGUOUS_EXPORT, "Ambiguous import of \"x\"",
                 "`export *` takes it from a.js and from b.js: export it by name from the one "
                 "that is meant");
  assert_refused(LINK(FORMAT_IIFE, { { "main.js", "import 'fs';" } }), DIAG_EXTERNAL_IN_IIFE,
                 "\"fs\" is external, and a script in the format iife cannot import",
                 "bundle it too, or use --format=esm or --format=cjs (as --platform=node does)");
}

END_TEST

START_TEST(circles_of_reexports_end) {
  Linked *linked = LINK(FORMAT_ESM, { { "main.js", "import { x } from './a.js';" },
                                      { "a.js", "export { x } from './b.js';" },
                                      { "b.js", "export { x } from './a.js';" } });
  ck_assert_ptr_null(linked->link);
  ck_assert_uint_ge(linked->diags.errors, 1);
  linked_free(linked);
}

END_TEST

// A chain of modules, each made from `text` with its number and the next one's; the last says `end`.
static Linked *link_chain(uint32_t count, const char *first, const char *text, const char *end) {
  SourceText *sources = (SourceText *)mem_alloc_zeroed(count, sizeof *sources);
  char **owned = (char **)mem_alloc_zeroed((size_t)count * 2, sizeof *owned);
  for (uint32_t i = 0; i < count; i++) {
    char next[32];
    snprintf(next, sizeof next, "./m%u.js", i + 1);
    Buf body = BUF_EMPTY;
    Str form = str_of(i == 0 ? first : i + 1 == count ? end : text);
    size_t hole = str_find(form, '@');
    buf_append(&body, str_slice(form, 0, hole));
    if (hole < form.len) buf_append(&body, str_of(next));
    if (hole < form.len) buf_append(&body, str_slice(form, hole + 1, form.len));
    owned[(size_t)2 * i] = str_format("m%u.js", i);
    owned[(size_t)2 * i + 1] = buf_take(&body);
    sources[i] = (SourceText){ owned[(size_t)2 * i], owned[(size_t)2 * i + 1] };
  }
  Linked *linked = link_texts(sources, count, FORMAT_ESM);
  for (uint32_t i = 0; i < count * 2; i++) {
    mem_free(owned[i]);
  }
  mem_free((void *)owned);
  mem_free(sources);
  return linked;
}

START_TEST(deep_chains_are_no_trouble) {
  enum { DEPTH = 20000 };

  char expected[64];
  snprintf(expected, sizeof expected, "x=m%d.js:x", DEPTH - 1);
  Linked *linked =
      link_chain(DEPTH, "export { x } from '@'", "export { x } from '@'", "export let x");
  assert_exports(linked, "m0.js", expected);
  ck_assert_str_eq(linked->link->order.items[0]->name,
                   linked->graph->modules.items[DEPTH - 1]->name);
  linked_free(linked);
  linked =
      link_chain(DEPTH, "import { x } from '@'; export { x }", "export * from '@'", "export let x");
  assert_exports(linked, "m0.js", expected);
  linked_free(linked);
}

END_TEST

START_TEST(names_order_by_utf16) {
  const char *const sorted[] = { "",
                                 "A",
                                 "a",
                                 "aa",
                                 "b",
                                 "\xc3\xa9",
                                 "\xed\x9f\xbf",
                                 "\xf0\x90\x80\x80",
                                 "\xf0\x9f\x98\x80",
                                 "\xee\x80\x80",
                                 "\xef\xbf\xbd" };
  for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
    for (size_t j = 0; j < sizeof sorted / sizeof *sorted; j++) {
      int order = name_compare(intern_text(sorted[i]), intern_text(sorted[j]));
      ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
    }
  }
}

END_TEST

static void assert_order(const Linked *linked, const char *expected) {
  Buf text = BUF_EMPTY;
  vec_each (module, &linked->link->order) {
    buf_printf(&text, "%s%s", text.len ? " " : "", (*module)->name);
  }
  ck_assert_str_eq(text.data, expected);
  buf_clear(&text);
}

START_TEST(order_is_that_of_evaluation) {
  Linked *linked =
      LINK(FORMAT_ESM, {
                           { "main", "import './a'; export * from './b'; import './c';" },
                           { "a", "import './c'; import './main';" },
                           { "b", "import './a';" },
                           { "c", "import './d'; import 'external';" },
                           { "d", "import './a';" },
                       });
  assert_order(linked, "d c a b main");
  linked_free(linked);
}

END_TEST

// "main: a b2 …": output names of a module's symbols.
static void assert_names(const Linked *linked, const char *name, const char *expected) {
  const Module *module = graph_find(linked->graph, name);
  Buf text = BUF_EMPTY;
  uint32_t cannot_yield;
  OutputName *names = nested_names(linked->link, module, &cannot_yield);
  for (uint32_t i = 0; i < module->ast->symbols.len; i++) {
    OutputName output = names[i];
    buf_printf(&text, "%s%s", text.len ? " " : "", output.name->text);
    if (output.member) buf_printf(&text, ".%s", output.member->text);
  }
  mem_free(names);
  ck_assert_str_eq(text.data, expected);
  buf_clear(&text);
}

START_TEST(names_change_as_little_as_can_be) {
  Linked *linked = LINK(
      FORMAT_ESM,
      {
          { "main",
            "import { x as a } from './a'; let x, x3; function f(x2, y) { return [a, x, g] }" },
          { "a", "import './b'; export let x = 1; export default 2;" },
          { "b", "let x; var console; f(x);" },
      });
  assert_names(linked, "b", "x console f");
  assert_names(linked, "a", "x2 a_default");
  assert_names(linked, "main", "x2 x4 x3 f2 x22 y g");
  linked_free(linked);
}

END_TEST

START_TEST(externals_are_named_by_format) {
  const SourceText sources[] = {
    { "main", "import fs, { join as j } from 'node:fs/x'; import * as ns from './a'; j(fs, ns.out, "
              "ns.own)" },
    { "a", "export { sep as out } from 'path'; export let own, module;" },
  };
  Linked *esm = link_texts(sources, 2, FORMAT_ESM);
  assert_names(esm, "main", "fs j ns");
  assert_names(esm, "a", "own module");
  linked_free(esm);
  Linked *cjs = link_texts(sources, 2, FORMAT_CJS);
  assert_names(cjs, "main", "import_node_fs_x.default import_node_fs_x.join ns");
  assert_names(cjs, "a", "own module2");
  OutputName name;
  ck_assert(
      link_namespace_member(cjs->link, cjs->graph->modules.items[0], 2, intern_text("out"), &name));
  ck_assert_str_eq(name.name->text, "import_path");
  ck_assert_str_eq(name.member->text, "sep");
  ck_assert(
      !link_namespace_member(cjs->link, cjs->graph->modules.items[0], 2, intern_text("no"), &name));
  linked_free(cjs);
}

END_TEST

START_TEST(namespace_objects_only_when_needed) {
  Linked *linked = LINK(
      FORMAT_ESM,
      {
          { "main", "import * as a from './a'; import * as b from './b'; import * as c from './c';"
                    "import * as d from './d'; import * as e from './e';"
                    "a.x(); b['x']; c.x = 1; d.inner; f(e?.x);" },
          { "a", "export let x;" },
          { "b", "export let x;" },
          { "c", "export let x;" },
          { "d", "export * as inner from './a2';" },
          { "e", "export let x;" },
          { "a2", "export let x;" },
      });
  const char *const needed[] = { "b", "c", "e", "a2" };
  uint32_t count = 0;
  vec_each (module, &linked->graph->modules) {
    count += linked->link->modules[(*module)->index].needs_namespace;
  }
  ck_assert_uint_eq(count, 4);
  for (size_t i = 0; i < 4; i++) {
    const Module *module = graph_find(linked->graph, needed[i]);
    ck_assert_msg(linked->link->modules[module->index].needs_namespace, "%s", needed[i]);
  }
  linked_free(linked);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("link");
  TCase *tests = tcase_create("match");
  tcase_set_timeout(tests, 400);
  tcase_add_test(tests, follows_reexports);
  tcase_add_test(tests, stars_follow_the_rules);
  tcase_add_test(tests, external_stars_give_what_nobody_has);
  tcase_add_test(tests, tells_what_is_missing);
  tcase_add_test(tests, circles_of_reexports_end);
  tcase_add_test(tests, deep_chains_are_no_trouble);
  tcase_add_test(tests, names_order_by_utf16);
  tcase_add_test(tests, order_is_that_of_evaluation);
  tcase_add_test(tests, names_change_as_little_as_can_be);
  tcase_add_test(tests, externals_are_named_by_format);
  tcase_add_test(tests, namespace_objects_only_when_needed);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
