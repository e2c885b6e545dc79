#ifndef NEAP_LINK_CHECK_H
#define NEAP_LINK_CHECK_H

#include "link/link.h"

// Reports what is in the modules of link->order and the format (or neap, so far) cannot have: CommonJS, import() of bundled
// modules, top-level await in a script, imports of external modules in an IIFE.
void link_check(const Link *link, DiagList *diags);

#endif
