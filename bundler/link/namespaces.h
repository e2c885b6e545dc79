#ifndef NEAP_LINK_NAMESPACES_H
#define NEAP_LINK_NAMESPACES_H

#include "link/match.h"

// Finds what is done with imported namespaces: `ns.name` of a known name becomes a member (ModuleLink.members); whatever else uses ns needs the
// object. A member that nobody exports is a warning: it is undefined.
// Needs: imports matched. Gives: members.
void namespaces_find(Link *link, Matcher *matcher, DiagList *diags);

#endif
