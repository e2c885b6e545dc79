// What the workloads watch:N and churn:N save: a copy of the project, and the same sequence of edits for every arm. Threads: no shared state.
#ifndef NEAP_BENCH_EDITS_H
#define NEAP_BENCH_EDITS_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct EditedFile {
  char *path; // owned; in the copy
  Buf text;   // as it was
} EditedFile;

typedef struct Edits {
  char *folder; // owned; the copy
  char *entry;  // owned; in the copy
  bool churns;
  VEC(EditedFile) files; // those that are saved, in turn
} Edits;

typedef struct EditsSpec {
  const char *metafile; // of a build of the project, in esbuild's form
  const char *folder;   // where the copy is to be; its parent is left out of it
  uint32_t count;       // of edits
  bool churns;          // only the entry is saved
  uint64_t seed;        // of what is drawn
} EditsSpec;

// Copies the project: the folder that holds all that the build read, and of those above, up to the nearest package.json, the .json files.
// Which modules are saved is drawn from those that are in the bundle. Ended by edits_clear, also after a failure.
bool edits_prepare(Edits *edits, const EditsSpec *spec, Err *err)
    __attribute__((warn_unused_result));

// Saves the number-th edit, from 1, as editors do: under another name, then renamed. A module gets a line behind its end, `edits_mark` of
// the number; the entry of churn:N is that line alone for odd numbers.
bool edits_save(const Edits *edits, uint32_t number, Err *err) __attribute__((warn_unused_result));

// Puts everything back.
bool edits_restore(const Edits *edits, Err *err) __attribute__((warn_unused_result));

// What then is in the bundle. The caller frees it.
char *edits_mark(uint32_t number);

// Removes the copy too.
void edits_clear(Edits *edits);

#endif
