// A store in a folder: one file a value, named by its key, made beside its place and renamed. Readers and writers take no lock: a file is all there or
// not at all, whenever a process is killed. What is no good (a checksum that is wrong, a file that is something else) is never believed.
//
// A file, all numbers little-endian, keys and checksums as xxHash writes them (big-endian):
//   0  "neapcach"     16  key                                48  length of the value (8 bytes)
//   8  version (4)    32  xxh3-128 of the value, with the    56  who wrote it (8): only for `neap cache stat`
//  12  0 (4)              xxh3-64 of the head's other bytes  64  the value: it can be mapped where it lies
//                         as its seed
#ifndef NEAP_GRAPH_FOLDER_STORE_H
#define NEAP_GRAPH_FOLDER_STORE_H

#include "base/vec.h"
#include "graph/store.h"

// Makes the folder if it is not there. NULL: `err` says why there can be no cache: it cannot be made, or holds other things than a cache.
// The caller owns it (calls->close). `bound`: bytes that sweeping leaves at most; `writer`: which build of neap this is.
Store *folder_store_open(const char *path, uint64_t bound, uint64_t writer, Err *err);

// Of a folder as it lies there.
typedef struct FolderStats {
  uint64_t entries;
  uint64_t bytes;
  uint64_t others;     // entries of other builds of neap
  uint64_t unfinished; // files that somebody began to write
  int64_t oldest;      // when the entry that was used least lately was used: seconds since 1970
  VEC(char *) damaged; // owned: "NAME: what is wrong". Filled by folder_store_verify alone
} FolderStats;

// What lies in a cache. false: `err` says why it cannot be read, or that it is no cache. Ended by folder_stats_clear.
bool folder_store_stat(const char *path, uint64_t writer, FolderStats *stats, Err *err)
    __attribute__((warn_unused_result));

// As folder_store_stat, with every entry read whole.
bool folder_store_verify(const char *path, uint64_t writer, FolderStats *stats, Err *err)
    __attribute__((warn_unused_result));

// Removes all entries, and nothing that is not the cache's. `stats` says what there was.
bool folder_store_clear(const char *path, FolderStats *stats, Err *err)
    __attribute__((warn_unused_result));

void folder_stats_clear(FolderStats *stats);

#endif
