// The files that a build writes: named, made and put in place together or not at all.
#ifndef NEAP_DRIVER_OUTPUT_H
#define NEAP_DRIVER_OUTPUT_H

#include "codegen/chunk.h"
#include "driver/options.h"
#include "driver/written.h"

typedef struct Output {
  char *path;    // owned: absolute; NULL: standard output
  char *name;    // owned: as shown and as in the metafile
  Module *entry; // borrowed
  Chunk chunk;   // owned
  bool is_same;  // the file has this content already: it was not written again
} Output;

// A file that stands beside the bundles as it is.
typedef struct OutputAsset {
  char *path;           // owned: absolute
  char *name;           // owned: as shown and as in the metafile
  const Module *module; // borrowed: the first one of that place
  bool is_same;         // as Output's
} OutputAsset;

typedef struct OutputList {
  VEC(Output) items;
  VEC(OutputAsset) assets; // in the order of evaluation, copies behind
} OutputList;

// Names an output for each entry: the outfile, or the entry's place below the folder that all entries share, in outdir. false: two
// entries would be one file, or an output would replace an input; `err` says which.
bool output_list_name(OutputList *list, const Graph *graph, const BuildOptions *options, Err *err)
    __attribute__((warn_unused_result));

// The format that Node or a browser will read `list` in, when none was asked for.
OutputFormat output_format(const OutputList *list, const Graph *graph, const BuildOptions *options);

// Names the assets of what was linked, below `folder`, which is NULL when the bundle goes to standard output. false: there is no place
// for one; `err` says why.
bool output_list_add_assets(OutputList *list, const char *folder, const Link *link, Err *err)
    __attribute__((warn_unused_result));

// Whether every import of an external file and every URL of an asset, which are seen from the folder of the outputs, mean that file in
// each output. false: there is one in an output that lies deeper; `err` says which.
bool output_list_reaches(const OutputList *list, const char *folder, bool has_public_path,
                         const Link *link, Err *err) __attribute__((warn_unused_result));

// Writes all outputs and the metafile (when its text is given): first each to a temporary file, then all are renamed. SIGINT, SIGTERM and
// SIGHUP wait meanwhile, so that nothing half done stays behind. On failure no output is changed, unless the file system refuses a rename that it should have taken.
// `written` (or NULL) remembers the files, and those that are what they should be are left alone.
bool output_list_write(OutputList *list, const char *metafile, const Buf *meta, Written *written,
                       Err *err) __attribute__((warn_unused_result));

void output_list_clear(OutputList *list);

#endif
