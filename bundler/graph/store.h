// Where a cache keeps its values from one run to the next, by key. An interface of four calls, so that a store which many machines share can stand
// where the folder on this one does (folder_store.h).
#ifndef NEAP_GRAPH_STORE_H
#define NEAP_GRAPH_STORE_H

#include "base/err.h"
#include "base/str.h"

#include <xxhash.h>

typedef struct Store Store;

typedef struct StoreCalls {
  // Appends the value of `key` to `value`. false: there is none; `err` is set when there was something that cannot be used, which is told and
  // replaced by the next put. Threads: any.
  bool (*get)(Store *store, XXH128_hash_t key, Buf *value, Err *err);

  // Keeps `value` under `key`; whoever gets meanwhile has what was before, or all of it. false: `err` says why it is not kept. Threads: any.
  bool (*put)(Store *store, XXH128_hash_t key, Str value, Err *err);

  // Lets go of what was used least lately, as far as the store is over its bound. Threads: the caller's alone; other processes may go on.
  void (*sweep)(Store *store);

  void (*close)(Store *store);
} StoreCalls;

// The first member of each kind of store.
struct Store {
  const StoreCalls *calls;
};

#endif
