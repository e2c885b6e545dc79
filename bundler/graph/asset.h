// Files that are carried along as they are (loaders file and copy): how they are called beside the bundle, and how the bundle names them.
#ifndef NEAP_GRAPH_ASSET_H
#define NEAP_GRAPH_ASSET_H

#include "base/err.h"
#include "base/str.h"

#include <xxhash.h>

// Borrowed texts.
typedef struct AssetOptions {
  const char *names;       // "[dir]/[name]-[hash]", also [ext]; the file's ending follows
  const char *public_path; // what stands before names in the bundle; NULL: they are relative to it
} AssetOptions;

// Whether `names` can name files below a folder. false: `err` says why not.
bool asset_names_check(const char *names, Err *err) __attribute__((warn_unused_result));

// The name of a file of that path and content, relative to the folder of the outputs; [dir] is seen from `folder`. The caller owns it.
char *asset_name(const AssetOptions *options, const char *path, const char *folder,
                 XXH128_hash_t hash);

// What the bundle says for an asset: "./name", or the name below the public path. The caller owns it.
char *asset_url(const AssetOptions *options, const char *name);

#endif
