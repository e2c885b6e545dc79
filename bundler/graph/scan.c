// The scan: one job a module, and each job submits the modules that it is the first to reach. Which worker meets a module first is
// chance; nothing that leaves this file depends on it: numbers, names of faults and their order come from a walk afterwards.
#include "graph/scan.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/trace.h"
#include "graph/case.h"
#include "graph/load.h"
#include "resolve/url.h"
#include "syntax/alike.h"
#include "syntax/cst.h"
#include "syntax/dead.h"
#include "syntax/graft.h"
#include "syntax/lower.h"
#include "syntax/parts.h"
#include "syntax/scope.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

typedef struct Scan {
  Pool *pool;                 // const
  Resolver *resolver;         // const; locks itself
  const ScanOptions *options; // const
  char *base;                 // const: owned; names are relative to it
  Graph
      *graph; // const; by_key and old are guarded by mu, its modules are in nobody's hand meanwhile
  TSParser **parsers; // owned: one a worker, made by it when it first parses
  DiagList *diags;    // of the build; not for workers
  pthread_mutex_t mu;
  atomic_uint changed;    // modules that are not what they were, or import something else
  atomic_uint link_other; // those of them that linking may see as others
  bool rescans_same;      // const: also what has the same content
  bool resolves_all;      // const: as in Rescan
  bool keeps; // const: results go to the cache. Not while somebody waits for what was saved
} Scan;

// --- Modules ---

// For messages, comments and the metafile: short, in one line, and its own. The caller owns it.
static char *data_name(const char *url) {
  enum { SHOWN = 60 };

  Buf name = BUF_EMPTY;
  buf_append_char(&name, '<');
  for (size_t i = 0; url[i] && i < SHOWN; i++) {
    bool is_plain = url[i] > ' ' && url[i] < 127 && url[i] != '*';
    buf_append(&name, is_plain ? str_slice(str_of(url), i, i + 1) : STR("_"));
  }
  buf_printf(&name, ">#%08x", (unsigned)XXH3_64bits(url, strlen(url)));
  return buf_take(&name);
}

// Takes resolved->path and key.
static Module *module_new(const Scan *scan, Resolved *resolved, Loader loader, char *key) {
  Module *module = MEM_NEW_ZEROED(Module);
  module->index = NO_INDEX;
  module->path = resolved->path;
  resolved->path = NULL;
  bool is_data = url_is_data(str_of(module->path));
  module->name = is_data ? data_name(module->path) : fs_relative(scan->base, module->path);
  module->type = resolved->type;
  module->loader = loader;
  module->key = key;
  module->side_effects = resolved->side_effects || scan->options->ignores_marks;
  return module;
}

// All that resolving its imports made.
static void module_clear_edges(Module *module) {
  vec_each (edge, &module->edges) {
    mem_free(edge->external);
  }
  vec_clear(&module->edges);
  diag_list_clear(&module->edge_diags);
}

// All that scanning it made.
static void module_clear(Module *module) {
  ast_free(module->ast);
  module->ast = NULL;
  buf_clear(&module->source);
  mem_free(module->asset);
  module->asset = NULL;
  module_clear_edges(module);
  diag_list_clear(&module->diags);
}

static void module_free(Module *module) {
  module_clear(module);
  mem_free(module->name);
  mem_free(module->key);
  mem_free(module->path);
  mem_free(module);
}

static DiagSource module_source(Module *module) {
  return (DiagSource){ &module->diags, module->name, buf_str(&module->source) };
}

static DiagSource edge_source(Module *module) {
  return (DiagSource){ &module->edge_diags, module->name, buf_str(&module->source) };
}

// --- One job ---

static void scan_job(void *context, void *item, uint32_t worker);

static Str module_key(const Module *module) {
  return str_of(module->key ? module->key : module->path);
}

// What tells a file that is read in another way than its ending says from the usual one: no path and no URL here begins with a digit. The caller owns it.
static char *keyed(const char *path, Loader loader) {
  return str_format("%d:%s", (int)loader, path);
}

// The module of a resolved file as `loader` reads it; the first to ask for it has it scanned. Takes resolved->path. Threads: any.
static Module *scan_reach(Scan *scan, Resolved *resolved, Loader loader) {
  bool is_usual = loader == loader_of(resolved->path, &scan->options->loaders);
  char *key = is_usual ? NULL : keyed(resolved->path, loader);
  pthread_mutex_lock(&scan->mu);
  MapEntry *entry = map_get(&scan->graph->by_key, str_of(key ? key : resolved->path));
  Module *module = entry ? (Module *)entry->pointer : NULL;
  if (entry == NULL) {
    module = module_new(scan, resolved, loader, key);
    map_put(&scan->graph->by_key, module_key(module), NULL)->pointer = module;
  }
  pthread_mutex_unlock(&scan->mu);
  if (entry == NULL) {
    pool_submit(scan->pool, scan_job, scan, module);
  } else {
    mem_free(key);
  }
  return module;
}

static bool module_read(Module *module) {
  Err err = ERR_NONE;
  module->is_unreadable = false;
  uint64_t begin = trace_begin();
  bool is_data = url_is_data(str_of(module->path));
  bool read = is_data ? url_data(str_of(module->path), &module->source)
                      : fs_read(module->path, &module->source, &err);
  trace_end(begin, "read", module->name);
  if (!read) {
    // Its place is the import that reaches it first, which graph_number knows.
    module->is_unreadable = true;
    diag_add_global(&module->diags, SEVERITY_ERROR, DIAG_UNREADABLE, NULL, "%s", err.text);
    err_clear(&err);
    return false;
  }
  begin = trace_begin();
  module->hash = XXH3_128bits(module->source.data, module->source.len);
  trace_end(begin, "hash", module->name);
  return true;
}

// JavaScript to its AST. NULL: diagnostics were added.
static Ast *module_parse(TSParser *parser, const Module *module, const DiagSource *at) {
  uint64_t begin = trace_begin();
  TSTree *tree = cst_parse(parser, at);
  trace_end(begin, "parse", module->name);
  if (tree == NULL) return NULL;

  begin = trace_begin();
  LowerOptions options = { .is_module = module->type == MODULE_TYPE_ESM,
                           .allows_jsx = module->loader == LOADER_JSX };
  Ast *ast = lower_module(tree, at, &options);
  trace_end(begin, "lower", module->name);
  begin = trace_begin();
  ts_tree_delete(tree);
  trace_end(begin, "drop tree", module->name);
  return ast;
}

static Ast *module_load(const ScanOptions *options, const Module *module, const DiagSource *at) {
  uint64_t begin = trace_begin();
  Ast *ast = load_data(module, &options->assets, at);
  trace_end(begin, "load", module->name);
  return ast;
}

// Translates JSX. false: diagnostics were added.
static bool bind_jsx(const ScanOptions *options, Ast *ast, const DiagSource *at) {
  if (ast->jsx.end == 0) return true;
  uint32_t errors = at->list->errors;
  if (!jsx_apply(ast, &options->jsx, at)) return at->list->errors == errors;
  ast->is_changed = true;
  ast_unbind(ast);
  return scope_bind(ast, at);
}

// Puts in what is defined and takes out what then cannot run, before anything that it imports is looked for.
static bool bind_anew(const ScanOptions *options, Ast *ast, const DiagSource *at) {
  const Defines *defines = &options->defines;
  bool changed = define_may_apply(defines, at->source) && define_apply(ast, defines);
  ast->is_changed |= changed;
  if (changed || ast->has_known_test) changed |= dead_remove(ast);
  if (!changed) return true;
  ast_unbind(ast);
  return scope_bind(ast, at);
}

// Binds what was parsed or loaded, and finds its parts. false: diagnostics were added.
static bool ast_bind(const ScanOptions *options, const Module *module, Ast *ast,
                     const DiagSource *at) {
  uint64_t begin = trace_begin();
  bool bound = scope_bind(ast, at);
  if (bound && !loader_is_data(module->loader))
    bound = bind_jsx(options, ast, at) && bind_anew(options, ast, at);
  if (bound) parts_find(ast, !options->ignores_marks);
  trace_end(begin, "bind", module->name);
  return bound;
}

// Source to bound AST. NULL: diagnostics were added.
static Ast *ast_make(const ScanOptions *options, const Module *module, TSParser *parser,
                     const DiagSource *at) {
  Ast *ast = loader_is_data(module->loader) ? module_load(options, module, at)
                                            : module_parse(parser, module, at);
  if (ast == NULL || ast_bind(options, module, ast, at)) return ast;
  ast_free(ast);
  return NULL;
}

// What is known of the module from an earlier run. Data is read faster than it is looked up.
static bool is_cached(const Scan *scan, const Module *module) {
  return scan->options->cache && !loader_is_data(module->loader);
}

static Ast *module_recall(const Scan *scan, const Module *module) {
  if (!is_cached(scan, module)) return NULL;
  uint64_t begin = trace_begin();
  Ast *ast = cache_find(scan->options->cache, module);
  trace_end(begin, "recall", module->name);
  return ast;
}

static void module_keep(const Scan *scan, const Module *module) {
  if (!scan->keeps || !is_cached(scan, module)) return;
  uint64_t begin = trace_begin();
  cache_keep(scan->options->cache, module, module->ast);
  trace_end(begin, "keep", module->name);
}

// false: diagnostics were added.
static bool module_bind(Scan *scan, Module *module, uint32_t worker) {
  module->ast = module_recall(scan, module);
  if (module->ast) return true;
  DiagSource at = module_source(module);
  bool is_parsed = !loader_is_data(module->loader);
  if (is_parsed && scan->parsers[worker] == NULL) scan->parsers[worker] = cst_parser_new();
  module->ast = ast_make(scan->options, module, scan->parsers[worker], &at);
  if (module->ast) module_keep(scan, module);
  return module->ast != NULL;
}

// A program that catches the failure lives without the module: it fails when it runs, as it does unbundled.
static bool may_fail(const ImportRecord *record) {
  return record->in_try && (record->kind == IMPORT_DYNAMIC || record->kind == IMPORT_REQUIRE);
}

static void no_data_loader(Module *module, const ImportRecord *record, const Resolved *resolved) {
  DiagSource at = edge_source(module);
  diag_add(
      &at, SEVERITY_ERROR, DIAG_NO_LOADER, record->span,
      "text/javascript, application/json and text/plain are read; --external:data:* keeps such "
      "imports as they are",
      "Nothing reads data: URLs of %.*s", STR_ARG(url_data_type(str_of(resolved->path))));
}

static void no_loader(Module *module, const ImportRecord *record, const Resolved *resolved) {
  if (url_is_data(str_of(resolved->path))) {
    no_data_loader(module, record, resolved);
    return;
  }
  Str name = fs_name(str_of(resolved->path));
  size_t dot = str_find_last(name, '.');
  Str ending = str_slice(name, dot, name.len);
  DiagSource at = edge_source(module);
  bool is_css = str_is(ending, ".css");
  char *help = str_format("say how to read it: --loader:%.*s=text, file, copy, dataurl, base64, "
                          "binary%s or empty; --external:*%.*s keeps the import as it is",
                          STR_ARG(ending), is_css ? "" : ", json", STR_ARG(ending));
  diag_add(&at, may_fail(record) ? SEVERITY_WARNING : SEVERITY_ERROR, DIAG_NO_LOADER, record->span,
           help, is_css ? "Bundling CSS is not offered (%.*s)" : "No loader is set for %.*s files",
           STR_ARG(ending));
  mem_free(help);
}

static void unresolved(Module *module, const ImportRecord *record, const Resolved *resolved) {
  DiagSource at = edge_source(module);
  diag_add(&at, may_fail(record) ? SEVERITY_WARNING : SEVERITY_ERROR, DIAG_UNRESOLVED, record->span,
           resolved->help, "%s", resolved->text);
  vec_each (step, &resolved->steps) {
    diag_step(at.list, *step);
  }
}

// An attribute that nobody here knows.
static bool refuse_attribute(Module *module, const Node *place, const char *text, Str word) {
  DiagSource at = edge_source(module);
  return diag_add(
      &at, SEVERITY_ERROR, DIAG_ATTRIBUTE, node_span(place),
      "there are { type: \"json\" }, \"text\" and \"bytes\"; with --external the import "
      "stays as it is",
      text, STR_ARG(word));
}

static Str attribute_key(const Node *key) {
  if (key->kind == NODE_STRING) return text_str(((const String *)key)->value);
  return key->kind == NODE_NAME ? atom_str(((const Name *)key)->name) : STR_EMPTY;
}

// What the attributes of an import say about the loader. false: they make no sense, which is told.
static bool heed_attributes(Module *module, const ImportRecord *record, Loader *loader) {
  if (record->attributes == NULL) return true;
  const NodeList *list = &((const Object *)record->attributes)->properties;
  for (uint32_t i = 0; i < list->len; i++) {
    const Property *property = (const Property *)list->items[i];
    if (property->node.kind != NODE_PROPERTY || property->value->kind != NODE_STRING) continue;
    Str key = attribute_key(property->key);
    Str value = text_str(((const String *)property->value)->value);
    if (!str_is(key, "type"))
      return refuse_attribute(module, property->key, "There is no import attribute \"%.*s\"", key);
    *loader = loader_of_type(value);
    if (*loader == LOADER_NONE) {
      return refuse_attribute(module, property->value,
                              "Modules of the type \"%.*s\" cannot be imported", value);
    }
  }
  return true;
}

// Fills in the module of a file; none: it is to be empty, or nobody can read it, which is told. Takes resolved->path.
static void edge_to_file(Scan *scan, Module *module, const ImportRecord *record, Resolved *resolved,
                         Edge *edge) {
  Loader loader = loader_of(resolved->path, &scan->options->loaders);
  if (!heed_attributes(module, record, &loader)) return;
  switch (loader) {
    case LOADER_NONE:
      no_loader(module, record, resolved);
      if (may_fail(record)) edge->external = str_copy(str_of(record->specifier));
      break;
    case LOADER_EMPTY: break;
    case LOADER_COPY: edge->copy = scan_reach(scan, resolved, loader); break;
    default: edge->target = scan_reach(scan, resolved, loader); break;
  }
}

static Edge module_edge(Scan *scan, Module *module, const ImportRecord *record) {
  Edge edge = { NULL, NULL, NULL };
  Resolved resolved = resolver_resolve(scan->resolver, str_of(record->specifier), module->path,
                                       (ImportKind)record->kind);
  switch (resolved.kind) {
    case RESOLVE_EXTERNAL:
      edge.external = resolved.path;
      resolved.path = NULL;
      break;
    case RESOLVE_EMPTY: break;
    case RESOLVE_FAILED:
      unresolved(module, record, &resolved);
      if (may_fail(record)) edge.external = str_copy(str_of(record->specifier));
      break;
    case RESOLVE_FILE: edge_to_file(scan, module, record, &resolved, &edge); break;
  }
  resolved_clear(&resolved);
  return edge;
}

static void module_resolve(Scan *scan, Module *module) {
  uint64_t begin = trace_begin();
  vec_each (record, &module->ast->records) {
    vec_push(&module->edges, module_edge(scan, module, record));
  }
  vec_trim(&module->edges);
  trace_end(begin, "resolve", module->name);
}

// What follows from the source.
static void module_scan(Scan *scan, Module *module, uint32_t worker) {
  module->scanned_in = scan->graph->scans;
  if (loader_is_asset(module->loader)) {
    module->asset =
        asset_name(&scan->options->assets, module->path, scan->graph->folder, module->hash);
  }
  if (module->loader != LOADER_COPY && module_bind(scan, module, worker))
    module_resolve(scan, module);
}

static void scan_job(void *context, void *item, uint32_t worker) {
  Scan *scan = (Scan *)context;
  Module *module = (Module *)item;
  if (module_read(module)) module_scan(scan, module, worker);
}

static bool same_text(const char *a, const char *b) {
  return a && b ? strcmp(a, b) == 0 : a == b;
}

// What stands for a copy is only known when it was read, and is compared there.
static bool same_edges(const Module *a, const Module *b) {
  bool same = a->edges.len == b->edges.len && a->edge_diags.items.len == b->edge_diags.items.len;
  for (uint32_t i = 0; same && i < a->edges.len; i++) {
    const Edge *one = &a->edges.items[i];
    const Edge *other = &b->edges.items[i];
    same = one->target == other->target && one->copy == other->copy &&
           (one->copy || same_text(one->external, other->external));
  }
  for (uint32_t i = 0; same && i < a->edge_diags.items.len; i++) {
    const Diag *one = &a->edge_diags.items.items[i];
    const Diag *other = &b->edge_diags.items.items[i];
    same = one->code == other->code && same_text(one->text, other->text) &&
           same_text(one->help, other->help);
  }
  return same;
}

static void count_change(Scan *scan, bool links_alike) {
  atomic_fetch_add_explicit(&scan->changed, 1, memory_order_relaxed);
  if (!links_alike) atomic_fetch_add_explicit(&scan->link_other, 1, memory_order_relaxed);
}

// Whether linking decides the same with the module as it is now. Of copies it is known later what their edges hold.
static bool links_alike(const Module *before, const Module *module, bool same_names) {
  if (module->ast == NULL || (before->ast == NULL && !same_names)) return false;
  bool is_empty = module->ast->is_empty || (!same_names && before->ast->is_empty);
  bool is_quiet = before->diags.items.len + before->edge_diags.items.len + module->diags.items.len +
                      module->edge_diags.items.len ==
                  0;
  bool has_copies = false;
  vec_each (edge, &module->edges) {
    has_copies |= edge->copy != NULL;
  }
  return is_quiet && !has_copies && !is_empty && same_text(before->asset, module->asset) &&
         same_edges(before, module) && (same_names || ast_links_alike(before->ast, module->ast));
}

// Looks for all that the module imports anew.
static void resolve_job(void *context, void *item, uint32_t worker) {
  (void)worker;
  Scan *scan = (Scan *)context;
  Module *module = (Module *)item;
  Module before = *module;
  if (module->ast == NULL) return;
  module->edges.items = NULL;
  module->edges.len = module->edges.cap = 0;
  module->edge_diags = DIAG_LIST_EMPTY;
  module_resolve(scan, module);
  if (!same_edges(&before, module)) count_change(scan, false);
  module_clear_edges(&before);
}

// Puts back what scanning makes. What the module is called is read by others meanwhile, and is left alone.
static void module_restore(Module *module, const Module *before) {
  module->asset = before->asset;
  module->source = before->source;
  module->hash = before->hash;
  module->ast = before->ast;
  module->tree_bytes = before->tree_bytes;
  module->edges.items = before->edges.items;
  module->edges.len = before->edges.len;
  module->edges.cap = before->edges.cap;
  module->is_unreadable = before->is_unreadable;
  module->diags = before->diags;
  module->edge_diags = before->edge_diags;
}

// Small files are read faster than it is found out what changed in them.
enum { GRAFT_LEAST = 128 << 10 };

// Whether the tree of a module may become that of its text after an edit.
static bool may_graft(const Scan *scan, const Module *before, const Module *module) {
  return before->ast && before->ast->program && !before->ast->is_changed &&
         before->diags.items.len == 0 && !loader_is_data(module->loader) &&
         module->source.len >= GRAFT_LEAST && module->source.len < INT32_MAX && !scan->rescans_same;
}

// Takes the tree of `before`, where the edit is in a statement that can be read alone, and leaves its tables there, unless they are the same. false: nothing was done. A
// module without a tree afterwards has something wrong in it, which was told.
static bool module_graft(Scan *scan, Module *module, Module *before, uint32_t worker,
                         bool *same_names) {
  Graft graft;
  DiagSource at = module_source(module);
  if (!may_graft(scan, before, module)) return false;
  uint64_t begin = trace_begin();
  if (scan->parsers[worker] == NULL) scan->parsers[worker] = cst_parser_new();
  bool found =
      graft_find(&graft, before->ast, buf_str(&before->source), &at, scan->parsers[worker]);
  bool is_defined =
      found && define_may_apply(&scan->options->defines,
                                str_slice(at.source, graft.fresh->start, graft.fresh->end));
  if (is_defined) graft_clear(&graft);
  if (!found || is_defined) return false;
  *same_names = graft.same_names;
  module->scanned_in = scan->graph->scans;
  Ast *ast = before->ast;
  graft_apply(&graft, ast);
  trace_end(begin, "graft", module->name);
  begin = trace_begin();
  before->ast = *same_names ? NULL : ast_take_tables(ast);
  module->ast = ast;
  if (!*same_names && scope_bind(ast, &at)) {
    parts_find(ast, !scan->options->ignores_marks);
  } else if (!*same_names) {
    ast_free(ast);
    module->ast = NULL;
  }
  trace_end(begin, "bind", module->name);
  if (module->ast) module_resolve(scan, module);
  return true;
}

// What the module was lives until it is known to be another, as the last good build of a watch does.
static void rescan_job(void *context, void *item, uint32_t worker) {
  Scan *scan = (Scan *)context;
  Module *module = (Module *)item;
  Module before = *module;
  module->ast = NULL;
  module->tree_bytes = 0;
  module->source = BUF_EMPTY;
  module->asset = NULL;
  module->edges.items = NULL;
  module->edges.len = module->edges.cap = 0;
  module->diags = module->edge_diags = DIAG_LIST_EMPTY;
  bool read = module_read(module);
  bool is_same = read && before.source.data && XXH128_isEqual(before.hash, module->hash);
  if (is_same && !scan->rescans_same) {
    module_clear(module);
    module_restore(module, &before);
    if (scan->resolves_all) resolve_job(scan, module, worker);
    return;
  }
  bool same_names = false;
  bool grafted = read && module_graft(scan, module, &before, worker, &same_names);
  if (read && !grafted) module_scan(scan, module, worker);
  count_change(scan, links_alike(&before, module, same_names));
  pthread_mutex_lock(&scan->mu);
  vec_push(&scan->graph->old, before);
  pthread_mutex_unlock(&scan->mu);
}

// --- After the pool rested ---

// A module on the way from an entry, and which of its edges comes next.
typedef struct Step {
  Module *module;
  uint32_t next;
} Step;

// What was said of the module, but for its not being readable: that is a fault of the import that reaches it first.
static void tell_module(const Scan *scan, const Module *module) {
  if (!module->is_unreadable) diag_list_copy(scan->diags, &module->diags);
  diag_list_copy(scan->diags, &module->edge_diags);
}

static void blame_importer(const Scan *scan, const Module *importer, const ImportRecord *record,
                           const Module *target) {
  if (!target->is_unreadable) return;
  DiagSource at = { scan->diags, importer->name, buf_str(&importer->source) };
  diag_add(&at, SEVERITY_ERROR, DIAG_UNREADABLE, record->span, NULL, "%s",
           target->diags.items.items[0].text);
}

static void graph_take(Graph *graph, Module *module) {
  module->index = graph->modules.len;
  vec_push(&graph->modules, module);
}

// Copies have numbers of their own. What stands for one in the output is known now that it was read.
static void graph_take_copy(Graph *graph, const Scan *scan, Module *importer, uint32_t index) {
  Edge *edge = &importer->edges.items[index];
  Module *copy = edge->copy;
  if (copy->index == NO_INDEX) {
    blame_importer(scan, importer, &importer->ast->records.items[index], copy);
    copy->index = graph->copies.len;
    vec_push(&graph->copies, copy);
  }
  mem_free(edge->external);
  edge->external = copy->asset ? asset_url(&scan->options->assets, copy->asset) : NULL;
}

// Gives `entry` and all that it reaches their numbers: depth first, in the order of the import records.
static void graph_number(Graph *graph, const Scan *scan, Module *entry) {
  if (entry->index != NO_INDEX) return;
  VEC(Step) path = VEC_EMPTY;
  if (entry->is_unreadable) diag_list_copy(scan->diags, &entry->diags);
  graph_take(graph, entry);
  vec_push(&path, (Step){ entry, 0 });
  while (path.len != 0) {
    Step *step = vec_last(&path);
    if (step->next == step->module->edges.len) {
      path.len--;
      continue;
    }
    uint32_t i = step->next++;
    Module *target = step->module->edges.items[i].target;
    if (step->module->edges.items[i].copy) graph_take_copy(graph, scan, step->module, i);
    if (target == NULL || target->index != NO_INDEX) continue;
    blame_importer(scan, step->module, &step->module->ast->records.items[i], target);
    graph_take(graph, target);
    vec_push(&path, (Step){ target, 0 });
  }
  vec_clear(&path);
}

static bool is_entry(const Graph *graph, const Module *module) {
  vec_each (entry, &graph->entries) {
    if (*entry == module) return true;
  }
  return false;
}

// --- From start to end ---

static void scan_begin(Scan *scan) {
  scan->base = fs_real(".");
  if (scan->base == NULL) scan->base = fs_absolute(".");
  scan->parsers = (TSParser **)mem_alloc_zeroed(pool_threads(scan->pool), sizeof(TSParser *));
  pthread_mutex_init(&scan->mu, NULL);
}

static void put_modules(Map *by_key, Module *const *modules, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    map_put(by_key, module_key(modules[i]), NULL)->pointer = modules[i];
  }
}

// Frees what no entry reaches any more.
static void free_unreached(Graph *graph) {
  if (graph->by_key.count == graph->modules.len + graph->copies.len) return;
  VEC(Module *) unreached = VEC_EMPTY;
  map_each (entry, &graph->by_key) {
    Module *module = (Module *)entry->pointer;
    if (module->index == NO_INDEX) vec_push(&unreached, module);
  }
  map_clear(&graph->by_key);
  put_modules(&graph->by_key, graph->modules.items, graph->modules.len);
  put_modules(&graph->by_key, graph->copies.items, graph->copies.len);
  vec_each (module, &unreached) {
    module_free(*module);
  }
  vec_clear(&unreached);
}

// Numbers what the entries reach and tells what is wrong with it.
static void graph_settle(Graph *graph, const Scan *scan) {
  uint32_t told = scan->diags->items.len;
  vec_each (entry, &graph->entries) {
    graph_number(graph, scan, *entry);
  }
  graph_check_case(graph, scan->diags);
  vec_each (module, &graph->modules) {
    tell_module(scan, *module);
  }
  vec_each (copy, &graph->copies) {
    tell_module(scan, *copy);
  }
  graph->is_quiet = scan->diags->items.len == told;
  free_unreached(graph);
}

static void scan_end(Scan *scan) {
  for (uint32_t i = 0; i < pool_threads(scan->pool); i++) {
    if (scan->parsers[i]) ts_parser_delete(scan->parsers[i]);
  }
  mem_free((void *)scan->parsers);
  pthread_mutex_destroy(&scan->mu);
  mem_free(scan->base);
}

// The longest folder, with its slash, that all entries lie in.
static char *shared_folder(const Resolved *entries, uint32_t count) {
  Str shared = STR_EMPTY;
  for (uint32_t i = 0; i < count; i++) {
    Str path = str_of(entries[i].path);
    Str folder = str_slice(path, 0, str_find_last(path, '/') + 1);
    if (shared.data == NULL) shared = folder;
    while (!str_starts(folder, shared)) {
      shared.len = str_find_last(str_slice(shared, 0, shared.len - 1), '/') + 1;
    }
  }
  return str_copy(shared);
}

static void reach_entries(Scan *scan, Graph *graph, const Resolved *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    Resolved entry = entries[i];
    entry.path = str_copy(str_of(entries[i].path));
    Module *module = scan_reach(scan, &entry, loader_of(entry.path, &scan->options->loaders));
    mem_free(entry.path);
    if (!is_entry(graph, module)) vec_push(&graph->entries, module);
  }
}

Graph *graph_scan(Pool *pool, Resolver *resolver, const ScanOptions *options,
                  const Resolved *entries, uint32_t entry_count, DiagList *diags) {
  Graph *graph = MEM_NEW_ZEROED(Graph);
  Scan scan = { .pool = pool,
                .resolver = resolver,
                .options = options,
                .graph = graph,
                .diags = diags,
                .keeps = true };
  scan_begin(&scan);
  graph->folder = shared_folder(entries, entry_count);
  graph->options = options;
  reach_entries(&scan, graph, entries, entry_count);
  pool_wait(pool);
  graph_settle(graph, &scan);
  scan_end(&scan);
  return graph;
}

// Submits what is to be read again, and resolves the others again when that is asked for.
static void submit_changed(Scan *scan, const Graph *before, const Rescan *changed) {
  Map known = MAP_EMPTY;
  for (uint32_t i = 0; i < changed->count; i++) {
    map_put(&known, module_key(changed->modules[i]), NULL);
    if (changed->on_one_worker) {
      pool_submit_to(scan->pool, changed->worker, rescan_job, scan, changed->modules[i]);
    } else {
      pool_submit(scan->pool, rescan_job, scan, changed->modules[i]);
    }
  }
  for (uint32_t i = 0; changed->resolves_all && i < before->modules.len; i++) {
    Module *module = before->modules.items[i];
    if (map_get(&known, module_key(module)) == NULL)
      pool_submit(scan->pool, resolve_job, scan, module);
  }
  map_clear(&known);
}

// Forgets the numbers, until the modules are reached again.
static void graph_unsettle(Graph *graph) {
  vec_each (module, &graph->modules) {
    (*module)->index = NO_INDEX;
  }
  vec_each (copy, &graph->copies) {
    (*copy)->index = NO_INDEX;
  }
  graph->modules.len = 0;
  graph->copies.len = 0;
}

GraphChange graph_rescan(Graph *graph, Pool *pool, Resolver *resolver, const ScanOptions *options,
                         const Rescan *changed, DiagList *diags) {
  Scan scan = { .pool = pool,
                .resolver = resolver,
                .options = options,
                .graph = graph,
                .diags = diags,
                .rescans_same = changed->on_one_worker,
                .resolves_all = changed->resolves_all };
  scan_begin(&scan);
  graph->scans++;
  submit_changed(&scan, graph, changed);
  pool_wait(pool);
  bool is_other = atomic_load_explicit(&scan.changed, memory_order_relaxed) != 0;
  bool links_other = atomic_load_explicit(&scan.link_other, memory_order_relaxed) != 0;
  if (links_other || !graph->is_quiet) {
    graph_unsettle(graph);
    graph_settle(graph, &scan);
  }
  scan_end(&scan);
  if (!is_other) return GRAPH_SAME;
  return links_other ? GRAPH_OTHER : GRAPH_LINKS_SAME;
}

void graph_modules_of(const Graph *graph, const char *path, ModuleList *modules) {
  MapEntry *usual = map_get(&graph->by_key, str_of(path));
  if (usual) vec_push(modules, (Module *)usual->pointer);
  for (int loader = LOADER_NONE; loader <= LOADER_COPY; loader++) {
    char *key = keyed(path, (Loader)loader);
    MapEntry *entry = map_get(&graph->by_key, str_of(key));
    if (entry) vec_push(modules, (Module *)entry->pointer);
    mem_free(key);
  }
}

// --- Trees that are wanted after all ---

Program *graph_tree(const Graph *graph, const Module *module) {
  Program *tree = graph->options->cache ? cache_tree(graph->options->cache, module) : NULL;
  if (tree) return tree;
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, module->name, buf_str(&module->source) };
  TSParser *parser = cst_parser_new();
  Ast *ast = ast_make(graph->options, module, parser, &at);
  assert(ast && ast->symbols.len == module->ast->symbols.len); // the source is what it was
  tree = ast->program;
  ast->program = NULL;
  ast_free(ast);
  ts_parser_delete(parser);
  diag_list_clear(&diags);
  return tree;
}

bool graph_drop_tree(Module *module) {
  Ast *ast = module->ast;
  if (ast == NULL || ast->program == NULL) return false;
  vec_each (record, &ast->records) {
    if (record->attributes) return false; // they are part of it
  }
  node_free(&ast->program->node);
  ast->program = NULL;
  module->tree_bytes = 0;
  return true;
}

// --- The end ---

static void free_job(void *context, void *item, uint32_t worker) {
  (void)context;
  (void)worker;
  module_free((Module *)item);
}

void graph_sweep(Graph *graph) {
  vec_each (module, &graph->old) {
    module_clear(module);
  }
  vec_clear(&graph->old);
}

void graph_free(Graph *graph, Pool *pool) {
  if (graph == NULL) return;
  graph_sweep(graph);
  if (pool) {
    pool_each(pool, free_job, NULL, (void **)graph->modules.items, graph->modules.len);
  } else {
    vec_each (module, &graph->modules) {
      module_free(*module);
    }
  }
  vec_each (copy, &graph->copies) {
    module_free(*copy);
  }
  vec_clear(&graph->modules);
  vec_clear(&graph->copies);
  vec_clear(&graph->entries);
  map_clear(&graph->by_key);
  mem_free(graph->folder);
  mem_free(graph);
}
