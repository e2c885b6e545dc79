// What may be left out of a file's name, in the order in which it is tried, unless --resolve-extensions says otherwise.
#ifndef NEAP_RESOLVE_ENDINGS_H
#define NEAP_RESOLVE_ENDINGS_H

static const char *const default_endings[] = { ".js", ".mjs", ".cjs", ".json", 0 };

#endif
