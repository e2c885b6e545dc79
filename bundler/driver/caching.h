// What --cache=FOLDER keeps of a build for the next one that starts: results of scanning (graph/cache.h) and the printed text of modules
// (codegen/reuse.h), in a folder of files (graph/folder_store.h).
#ifndef NEAP_DRIVER_CACHING_H
#define NEAP_DRIVER_CACHING_H

#include "codegen/reuse.h"
#include "driver/options.h"

// The cache that the options ask for. NULL: none, and then `err` is empty; or the folder cannot be one, as `err` says. The caller owns
// it (cache_free).
Cache *caching_open(const BuildOptions *options, Err *err);

// Has `reuse`, which is empty, know the text of modules as the last build of these entries with these options printed them.
void caching_recall_texts(Cache *cache, const BuildOptions *options, Reuse *reuse);

// Keeps what `reuse` knows, if that is something else than what was recalled or kept.
void caching_keep_texts(Cache *cache, const BuildOptions *options, Reuse *reuse);

#endif
