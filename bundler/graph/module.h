// A module record: one file of the graph, from its path to its bound AST. During scan it belongs to the job that scans it; after the
// pool rested everything in it is frozen until the graph is freed or the file changes.
#ifndef NEAP_GRAPH_MODULE_H
#define NEAP_GRAPH_MODULE_H

#include "graph/loader.h"
#include "resolve/resolve.h"
#include "syntax/ast.h"

#include <xxhash.h>

typedef struct Module Module;

// Where an import record leads; as many as the AST has records, in the same order.
typedef struct Edge {
  Module *target; // NULL: external, empty or failed
  char *external; // owned: the specifier to keep in the output, or NULL
  Module *copy;   // external is the URL of this asset; NULL: it is somebody else's
} Edge;

struct Module {
  uint32_t
      index;  // in Graph.modules; the order is the same at any number of threads (see graph_number)
  char *path; // owned: absolute real path or data: URL, the identity
  char *key;  // owned: what an import's attributes made another module than the path; or NULL
  char *name; // owned: relative to the working directory, as shown and as in the metafile
  ModuleType type;   // const after resolve
  Loader loader;     // const after resolve
  bool side_effects; // const after resolve
  char *asset; // owned: its place below the outputs' folder, or NULL. phase: scan; then frozen
  Buf source;  // phase: scan; then frozen
  XXH128_hash_t hash; // of source
  Ast *
      ast; // phase: scan; then frozen. NULL when reading or parsing failed. From a cache it comes without its tree (graph_tree)
  uint64_t tree_bytes; // of ast->program; 0: nobody has counted them (driver/account.h)
  uint32_t scanned_in; // which scan of the graph made the AST, by number
  VEC(Edge) edges;     // phase: scan; then frozen
  bool is_unreadable;  // diags say why, in one item without a place
  DiagList diags;      // what is wrong with its source. phase: scan; then frozen
  DiagList edge_diags; // … with what it imports; likewise
};

typedef VEC(Module *) ModuleList; // borrowed modules

#endif
