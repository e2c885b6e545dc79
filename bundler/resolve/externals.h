// What --external leaves out of the bundle.
#ifndef NEAP_RESOLVE_EXTERNALS_H
#define NEAP_RESOLVE_EXTERNALS_H

#include "base/str.h"
#include "base/vec.h"

// Threads: never changed after externals_init.
typedef struct Externals {
  VEC(Str) names;     // "react": it and all below it; borrowed
  VEC(Str) wildcards; // "*.png", "@scope/*": matched against specifiers; borrowed
  VEC(char *) paths;  // "./src/config.js", "/abs/*": made absolute, with a * or without; owned
} Externals;

// `patterns` is NULL-terminated or NULL; its texts are borrowed. Paths are seen from the working directory.
void externals_init(Externals *externals, const char *const *patterns);
void externals_clear(Externals *externals);

// Whether the specifier, as written, is named.
bool externals_have_specifier(const Externals *externals, Str specifier);

// Whether the absolute path is named.
bool externals_have_path(const Externals *externals, Str path);

#endif
