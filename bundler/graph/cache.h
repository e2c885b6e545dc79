// Results of parsing, lowering and binding from one run to the next, and what else is worth keeping. The key of a result is a hash of all that
// it follows from: the content, the options, and the sources of neap, so that no other build of neap is ever asked what it meant.
#ifndef NEAP_GRAPH_CACHE_H
#define NEAP_GRAPH_CACHE_H

#include "graph/module.h"
#include "graph/store.h"

typedef struct Cache Cache;

// Takes the store. `options`: a hash of all options that results depend on. The caller owns it (cache_free).
Cache *cache_new(Store *store, XXH128_hash_t options);

// Which build of neap this is, by its sources.
uint64_t cache_writer(void);

// The AST of a module that was read, its tree left out (see cache_tree). NULL: it is not known. The caller owns it. Threads: any.
Ast *cache_find(Cache *cache, const Module *module);

// The tree that belongs to an AST of cache_find. NULL: it is not known any more. The caller owns it (node_free). Threads: any.
Program *cache_tree(Cache *cache, const Module *module);

// Keeps a module's AST, unless something was said of the module: who has the result must be told, too. Threads: any.
void cache_keep(Cache *cache, const Module *module, const Ast *ast);

// What is kept beside modules: `kind` and `name` make the key, with the options. false: there is none. Threads: any.
bool cache_get(Cache *cache, const char *kind, Str name, Buf *value);
void cache_put(Cache *cache, const char *kind, Str name, Str value);

// A value that cache_get gave turned out to be none.
void cache_refuse(Cache *cache, const char *kind, Str name);

// Adds a warning for each entry that could not be used since the last call, and one if something could not be kept.
// Threads: the caller's, while nobody uses the cache.
void cache_tell(Cache *cache, DiagList *diags);

// Keeps the store within its bound, and closes it.
void cache_free(Cache *cache);

#endif
