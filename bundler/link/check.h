#ifndef NEAP_LINK_CHECK_H
#define NEAP_LINK_CHECK_H

#include "link/link.h"

// Reports what is in the modules of link->order and the format cannot have: top-level await in a script, require() of what awaits, sloppy code in
// an ES module, imports of external modules in an IIFE.
void link_check(const Link *link, DiagList *diags);

#endif
