#ifndef NEAP_LINK_SHAKE_H
#define NEAP_LINK_SHAKE_H

#include "link/match.h"

// Finds the parts that the program needs (tree shaking): what entries export, what has effects, and what those use. A module whose package.json
// says that it has no side effects is left out unless something of it is needed. Modules that are left out leave link->order.
// Fills exports of the entries and of each module whose namespace object is needed.
// Needs: imports and members. Gives: live, used_imports, is_dropped, needs_namespace, exports; every external_use is known.
void shake(Link *link, Matcher *matcher, DiagList *diags);

#endif
