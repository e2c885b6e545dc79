// tsconfig.json and jsconfig.json: "paths" and "baseUrl", by which compilers find modules (typescriptlang.org, "Modules: Reference").
#ifndef NEAP_RESOLVE_TSCONFIG_H
#define NEAP_RESOLVE_TSCONFIG_H

#include "base/str.h"
#include "base/vec.h"

// One line of "paths".
typedef struct PathRule {
  char *pattern;       // owned; at most one *
  VEC(char *) targets; // owned: absolute, each with the * of the pattern or without
} PathRule;

// Threads: never changed after tsconfig_load, read by any.
typedef struct TsConfig {
  char *file;          // owned: as shown to the user
  char *fault;         // owned: why it cannot be used ("PATH:LINE:COLUMN: …"), or NULL
  char *base_url;      // owned: absolute, or NULL
  VEC(PathRule) rules; // owned
  VEC(char *) files;   // owned: absolute paths of all that was read for it, itself first
} TsConfig;

// Reads the file at `path`, and those that it extends. A broken one has its fault set, as one that is not there has. The caller owns it.
TsConfig *tsconfig_load(const char *path);
void tsconfig_free(TsConfig *config);

// The rule for `specifier`: the one that is the same, else the one with the longest text before its *; what stands for * goes to
// `*matched`. NULL: none.
const PathRule *tsconfig_rule(const TsConfig *config, Str specifier, Str *matched);

// `target` with its * replaced. The caller owns it.
char *tsconfig_target(const char *target, Str matched);

#endif
