#ifndef NEAP_LINK_NESTED_H
#define NEAP_LINK_NESTED_H

#include "link/link.h"

#include "base/pool.h"

// Completes ModuleLink.names: imports by what they lead to, and every symbol inside a function under its own name, unless it would capture an
// output name that the module uses and that differs from what the source says there. Modules are treated in parallel.
void rename_nested(Link *link, Pool *pool, DiagList *diags);

#endif
