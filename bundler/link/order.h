#ifndef NEAP_LINK_ORDER_H
#define NEAP_LINK_ORDER_H

#include "graph/module.h"

// Appends `entry` and what it statically reaches, in the order in which ECMAScript evaluates them (InnerModuleEvaluation, without
// regard to `await`): what a module imports before itself, import by import as written; what is already on the way is not
// waited for. `seen` has a flag for each module by index; modules flagged there are left out. Without recursion.
void order_append(ModuleList *order, Module *entry, bool *seen);

// Appends what the modules of `order` reach only by require() and import(), each behind what it imports, until nothing is new.
void order_append_lazy(ModuleList *order, bool *seen);

#endif
