// The two pattern languages of bundlers: externals with one `*`, and the globs of package.json's sideEffects.
#ifndef NEAP_RESOLVE_PATTERN_H
#define NEAP_RESOLVE_PATTERN_H

#include "base/str.h"

// Whether `text` is `pattern`, in which the first `*` stands for anything, slashes included.
bool wildcard_match(Str pattern, Str text);

// Whether the glob fits the whole of `path`: `*` and `?` (no slash), `**` (any number of folders), `[a-z]`, `[!a]`, `{a,b}`.
// An opening bracket that is never closed stands for itself.
bool glob_match(Str glob, Str path);

#endif
