// scan: the same graph at any number of threads, each file once, and faults at their places.
#include "base/fs.h"
#include "base/mem.h"
#include "graph/scan.h"
#include "suite.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *folder; // of the test that runs: made before, emptied after

static void put(const char *name, const char *content) {
  Err err = ERR_NONE;
  char *path = fs_join(folder, str_of(name));
  ck_assert_msg(fs_write(path, str_of(content), &err), "%s", err.text ? err.text : "");
  mem_free(path);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status;
  (void)kind;
  (void)at;
  return remove(path);
}

static void setup(void) {
  char name[] = "/tmp/neap-scan-XXXXXX";
  ck_assert_ptr_nonnull(mkdtemp(name));
  folder = fs_real(name);
  ck_assert_int_eq(chdir(folder), 0);
}

static void teardown(void) {
  ck_assert_int_eq(chdir("/"), 0);
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  mem_free(folder);
  intern_clear();
}

// Modules in order with what each import leads to, then the diagnostics.
static char *graph_text(const Graph *graph, DiagList *diags) {
  Buf out = BUF_EMPTY;
  vec_each (entry, &graph->entries) {
    buf_printf(&out, "entry %s\n", (*entry)->name);
  }
  vec_each (module, &graph->modules) {
    ck_assert_uint_eq((*module)->index, (uint32_t)(module - graph->modules.items));
    buf_printf(&out, "%s:", (*module)->name);
    vec_each (edge, &(*module)->edges) {
      const char *to = edge->target ? edge->target->name : edge->external ? edge->external : "-";
      buf_printf(&out, " %s", to);
    }
    buf_append_char(&out, '\n');
  }
  diag_list_sort(diags);
  vec_each (diag, &diags->items) {
    buf_printf(&out, "%s NEAP%d %s:%u:%u\n", diag->severity == SEVERITY_ERROR ? "error" : "warning",
               diag->code, diag->place.path ? diag->place.path : "", diag->place.line,
               diag->place.column);
  }
  return buf_take(&out);
}

static const ScanOptions scan_options = { .loaders = { NULL, 0 } };

// The graph from `entries` as text.
static char *scanned(uint32_t threads, const char *const *entries, uint32_t count) {
  ResolveOptions options = { .platform = PLATFORM_NODE };
  Resolver *resolver = resolver_new(&options);
  Pool *pool = pool_new(threads);
  Resolved *resolved = (Resolved *)mem_alloc_zeroed(count, sizeof *resolved);
  for (uint32_t i = 0; i < count; i++) {
    resolved[i] = resolver_resolve_entry(resolver, entries[i]);
    ck_assert_int_eq(resolved[i].kind, RESOLVE_FILE);
  }
  DiagList diags = DIAG_LIST_EMPTY;
  Graph *graph = graph_scan(pool, resolver, &scan_options, resolved, count, &diags);

  char *text = graph_text(graph, &diags);
  diag_list_clear(&diags);
  graph_free(graph, threads % 2 == 0 ? pool : NULL);
  for (uint32_t i = 0; i < count; i++) {
    resolved_clear(&resolved[i]);
  }
  mem_free(resolved);
  pool_free(pool);
  resolver_free(resolver);
  return text;
}

static void assert_scanned(const char *const *entries, uint32_t count, const char *expected) {
  static const uint32_t thread_counts[] = { 1, 2, 8 };
  for (int i = 0; i < 3; i++) {
    char *text = scanned(thread_counts[i], entries, count);
    ck_assert_str_eq(text, expected);
    mem_free(text);
  }
}

// Scans main.js, lets `edit` change files, scans what it names anew, and says what the graph is then.
static char *rescanned(const char *const *changed, uint32_t count, void (*edit)(void)) {
  ResolveOptions options = { .platform = PLATFORM_NODE };
  Resolver *resolver = resolver_new(&options);
  Pool *pool = pool_new(3);
  Resolved entry = resolver_resolve_entry(resolver, "main.js");
  DiagList diags = DIAG_LIST_EMPTY;
  Graph *graph = graph_scan(pool, resolver, &scan_options, &entry, 1, &diags);
  resolved_clear(&entry);
  edit();
  Module *modules[8];
  for (uint32_t i = 0; i < count; i++) {
    vec_each (module, &graph->modules) {
      if (strcmp((*module)->name, changed[i]) == 0) modules[i] = *module;
    }
  }
  diag_list_clear(&diags);
  Rescan again = { .modules = modules, .count = count, .on_one_worker = true, .worker = 1 };
  graph_rescan(graph, pool, resolver, &scan_options, &again, &diags);
  char *text = graph_text(graph, &diags);
  diag_list_clear(&diags);
  graph_free(graph, pool);
  pool_free(pool);
  resolver_free(resolver);
  return text;
}

static void edit_imports(void) {
  put("main.js", "import './b.js'; import './new.js';");
}

static void edit_nothing(void) {}

static void edit_to_fault(void) {
  put("b.js", "let = ;");
}

START_TEST(a_graph_is_scanned_anew_in_part) {
  put("main.js", "import './a.js'; import './b.js';");
  put("a.js", "import './only.js';");
  put("only.js", "");
  put("b.js", "");
  put("new.js", "import './b.js'; import './newer.js';");
  put("newer.js", "");
  const char *changed[] = { "main.js", "b.js", "only.js" };
  char *text = rescanned(changed, 3, edit_nothing);
  ck_assert_str_eq(text, "entry main.js\nmain.js: a.js b.js\na.js: only.js\nonly.js:\nb.js:\n");
  mem_free(text);
  text = rescanned(changed, 1, edit_imports);
  ck_assert_str_eq(
      text, "entry main.js\nmain.js: b.js new.js\nb.js:\nnew.js: b.js newer.js\nnewer.js:\n");
  mem_free(text);
  text = rescanned(changed + 1, 1, edit_to_fault);
  ck_assert_ptr_nonnull(strstr(text, "error NEAP1001 b.js:1:"));
  mem_free(text);
}

END_TEST

START_TEST(modules_are_numbered_depth_first) {
  put("main.js",
      "import './b.js'; import './a.js'; import fs from 'node:fs'; export * from './c.js';");
  put("a.js", "import './c.js'; import './main.js';");
  put("b.js", "import './c.js'; import './sub/d.js';");
  put("c.js", "export const c = 1;");
  put("sub/d.js", "import '../b.js'; import '../b.js'; import('./e.js');");
  put("sub/e.js", "");
  put("unused.js", "import './nothing.js'");
  const char *entries[] = { "main.js", "a.js", "./main.js" };
  assert_scanned(entries, 3,
                 "entry main.js\nentry a.js\n"
                 "main.js: b.js a.js node:fs c.js\n"
                 "b.js: c.js sub/d.js\n"
                 "c.js:\n"
                 "sub/d.js: b.js b.js sub/e.js\n"
                 "sub/e.js:\n"
                 "a.js: c.js main.js\n");
}

END_TEST

START_TEST(every_fault_is_told_at_its_place) {
  put("main.js", "import './gone.js';\nimport './data.json';\nimport './broken.js';\n"
                 "import './huge.js';\nimport './other.js';\nimport './look.css';\n"
                 "import './wrong.json';\n");
  put("other.js", "import './huge.js';\nimport 'no-such-package';\n"
                  "try { await import('./may-be-gone.js'); } catch {}\n");
  put("broken.js", "let a = ;\n");
  put("data.json", "{}");
  put("wrong.json", "{\n  \"a\": 1,\n}");
  put("look.css", "a {}");
  put("huge.js", "");
  ck_assert_int_eq(truncate("huge.js", 3LL << 30), 0); // over what is read
  const char *entries[] = { "main.js" };
  assert_scanned(entries, 1,
                 "entry main.js\n"
                 "main.js: - data.json broken.js huge.js other.js - wrong.json\n"
                 "data.json:\n"
                 "broken.js:\n"
                 "huge.js:\n"
                 "other.js: huge.js - ./may-be-gone.js\n"
                 "wrong.json:\n"
                 "error NEAP1001 broken.js:1:9\n"
                 "error NEAP1201 main.js:1:8\n"
                 "error NEAP1202 main.js:4:8\n"
                 "error NEAP1203 main.js:6:8\n"
                 "error NEAP1201 other.js:2:8\n"
                 "warning NEAP1201 other.js:3:20\n"
                 "error NEAP1204 wrong.json:3:1\n");
}

END_TEST

// Many modules that import at random, cycles included, so that threads meet.
START_TEST(a_tangle_is_the_same_at_any_number_of_threads) {
  enum { MODULES = 300 };

  uint64_t state = 88172645463325252u;
  for (int i = 0; i < MODULES; i++) {
    Buf source = BUF_EMPTY;
    for (int k = 0; k < 5; k++) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      buf_printf(&source, "import './m%u.js';\n", (unsigned)(state % MODULES));
    }
    buf_printf(&source, "export const value%d = [%d];\n", i, i);
    char *name = str_format("m%d.js", i);
    put(name, source.data);
    mem_free(name);
    buf_clear(&source);
  }
  const char *entries[] = { "m0.js" };
  char *first = scanned(1, entries, 1);
  ck_assert_ptr_nonnull(strstr(first, "m1"));
  assert_scanned(entries, 1, first);
  mem_free(first);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("scan");
  TCase *tests = tcase_create("scan");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, a_graph_is_scanned_anew_in_part);
  tcase_add_test(tests, modules_are_numbered_depth_first);
  tcase_add_test(tests, every_fault_is_told_at_its_place);
  tcase_add_test(tests, a_tangle_is_the_same_at_any_number_of_threads);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
