// The modules that are part of Node.
#ifndef NEAP_RESOLVE_BUILTINS_H
#define NEAP_RESOLVE_BUILTINS_H

#include "base/str.h"

// Whether Node has `name` built in ("fs", "fs/promises"), as module.builtinModules of Node 18 to 24 lists them. Those that exist only
// with "node:" ahead ("node:test") are packages when it is missing, so they are not among them.
bool is_node_builtin(Str name);

#endif
