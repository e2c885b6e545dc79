#ifndef NEAP_LINK_EXTERNALS_H
#define NEAP_LINK_EXTERNALS_H

#include "link/link.h"

// Finds the external modules that the modules of link->order import statically: fills link->externals in order of first appearance, and
// edge_externals of each module.
void externals_collect(Link *link);

// Notes that `imported` (NULL: the whole namespace) of an external is used, by somebody who calls it `wanted` (NULL: nameless).
void external_use(Link *link, uint32_t external, const Atom *imported, const Atom *wanted);

#endif
