// What may be left out of a file's name, in the order in which it is tried.
#ifndef NEAP_RESOLVE_ENDINGS_H
#define NEAP_RESOLVE_ENDINGS_H

// The name as written comes first.
static const char *const endings[] = { "", ".js", ".mjs", ".cjs", ".json" };

enum { ENDING_COUNT = sizeof endings / sizeof *endings };

#endif
