// The scan phase: from the entries, every reachable module is read, hashed, parsed, lowered, bound and resolved, on all workers.
#ifndef NEAP_GRAPH_SCAN_H
#define NEAP_GRAPH_SCAN_H

#include "base/map.h"
#include "base/pool.h"
#include "graph/asset.h"
#include "graph/cache.h"
#include "graph/module.h"
#include "syntax/define.h"
#include "syntax/jsx.h"

// How files are read. Borrowed by a graph.
typedef struct ScanOptions {
  LoaderRules loaders;
  Defines defines;
  JsxOptions jsx;
  AssetOptions assets;
  bool ignores_marks; // /*@__PURE__*/ and package.json's "sideEffects" say nothing
  Cache *cache;       // or NULL; it locks itself
} ScanOptions;

typedef struct Graph {
  VEC(Module *)
  modules; // owned; in discovery order by a walk from the entries, whatever the threads did
  VEC(Module *) entries; // borrowed from modules, in the order given
  VEC(Module *)
  copies; // owned: assets of the loader copy, which have no AST; as they are reached by that walk
  char *folder; // owned: the longest folder, with its slash, that all entries lie in
  Map by_key;   // path, or Module.key → Module: all of both lists
  VEC(Module)
  old; // what modules were before the last rescan, where they are others now: see graph_sweep
  bool is_quiet;              // nothing was wrong or doubtful with any of them
  const ScanOptions *options; // borrowed: as it was scanned
  uint32_t scans;             // how often it was scanned again
} Graph;

// Scans from `entries` (real paths with their types, from resolver_resolve_entry). Diagnostics of all modules end up in `diags`, sorted later.
// NULL only when nothing could be scanned; a graph with errors is returned too, so that everything can be reported at once.
// Threads: the caller's, with the pool's workers. The caller owns the graph (graph_free); the pool and the resolver are borrowed.
Graph *graph_scan(Pool *pool, Resolver *resolver, const ScanOptions *options,
                  const Resolved *entries, uint32_t entry_count, DiagList *diags);

// What is to be scanned anew.
typedef struct Rescan {
  Module *const *modules; // borrowed
  uint32_t count;
  bool resolves_all;  // what all modules import is looked for again: names came or went
  bool on_one_worker; // for measurements: on `worker`, even where the content is the same
  uint32_t worker;
} Rescan;

typedef enum GraphChange {
  GRAPH_SAME,       // all is as it was
  GRAPH_LINKS_SAME, // some modules have another text, but a Link of the graph still holds
  GRAPH_OTHER,      // the modules are not those of before, or mean something else
} GraphChange;

// Reads modules of the graph again, after an edit; those that are not what they were, by the hash of their content, are scanned anew. What they reach
// for the first time is scanned too, what is reached no more is freed, and numbers are given anew where that is needed. `resolver` knows what holds now.
// Diagnostics of all modules end up in `diags`, those of before too. What modules were lives on in Graph.old. Needs: nothing of the graph is in use, but for a
// Link, which is read no more after GRAPH_OTHER.
GraphChange graph_rescan(Graph *graph, Pool *pool, Resolver *resolver, const ScanOptions *options,
                         const Rescan *changed, DiagList *diags);

// Frees what modules were before the last rescan: there is time for it when the outputs are in place.
void graph_sweep(Graph *graph);

// Adds the modules of the file at `path` to `modules`: there may be several, read in several ways. Borrowed from the graph.
void graph_modules_of(const Graph *graph, const char *path, ModuleList *modules);

// The tree of a module whose AST is without it, as it came from a cache or was dropped: from the cache, or by parsing again. The caller owns it (node_free). Threads: any.
Program *graph_tree(const Graph *graph, const Module *module);

// Drops the module's tree, which graph_tree makes again. false: it has none, or is in need of it. Threads: none may use the graph meanwhile.
bool graph_drop_tree(Module *module);

// Frees the graph; modules are freed on the pool's workers when one is given (NULL: on this thread).
void graph_free(Graph *graph, Pool *pool);

#endif
