// What --alias puts in place of packages.
#ifndef NEAP_RESOLVE_ALIAS_H
#define NEAP_RESOLVE_ALIAS_H

#include "base/str.h"

// One "NAME=TARGET". false: it is not of that form, or NAME is a path or ends in a slash. Both are borrowed from `text`.
bool alias_parse(const char *text, Str *name, Str *target);

// What `specifier` becomes under `aliases` ("NAME=TARGET", well-formed; NULL-terminated, or NULL): TARGET for NAME, "TARGET/sub" for
// "NAME/sub". The longest NAME wins, of equal ones the last. The caller owns it; NULL: no alias names it.
char *alias_target(const char *const *aliases, Str specifier);

#endif
