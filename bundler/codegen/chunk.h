// Joins modules into one output file: every module's statements printed in parallel, imports and exports in the form of the format.
#ifndef NEAP_CODEGEN_CHUNK_H
#define NEAP_CODEGEN_CHUNK_H

#include "base/pool.h"
#include "base/rope.h"
#include "codegen/reuse.h"

// What one module put into the output, for the metafile.
typedef struct ChunkPiece {
  const Module *module;
  size_t bytes;
} ChunkPiece;

typedef struct Chunk {
  Rope code;              // owned; parts of it lie in a Reuse, until its next build begins
  VEC(ChunkPiece) pieces; // in output order
} Chunk;

// Prints the chunk of one entry. What is wrong (a name that must be kept and cannot) or doubtful (an empty import.meta) goes to `diags`; after an error
// the text is not right. `reuse` has the text of modules that are as they were, and keeps that of the others; NULL: all are printed, and none is kept.
// Threads: the caller's, modules printed on the pool. The result is the same bytes at any number of threads. The caller owns it (chunk_clear).
Chunk chunk_generate(const Link *link, const Module *entry, Reuse *reuse, Pool *pool,
                     DiagList *diags);

void chunk_clear(Chunk *chunk);

#endif
