#ifndef NEAP_LINK_NAMESPACES_H
#define NEAP_LINK_NAMESPACES_H

#include "link/match.h"

#include "base/pool.h"

// Finds what is done with imported namespaces. `ns.name` of a known name becomes a member (ModuleLink.members); whatever else uses ns
// needs the object (needs_namespace), as do exports of a namespace that are seen. Fills exports of the entries and of each module
// whose object is needed. A member that nobody exports is a warning: it is undefined.
// Needs: imports matched. Gives: members, needs_namespace, exports; every external_use is known.
void namespaces_find(Link *link, Matcher *matcher, Pool *pool, DiagList *diags);

#endif
