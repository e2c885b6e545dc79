#ifndef NEAP_LINK_CIRCLES_H
#define NEAP_LINK_CIRCLES_H

#include "link/link.h"

// Numbers the strongly connected components of the static imports among lazily evaluated modules, in ModuleLink.circle: whoever is evaluated first
// of a circle has the others evaluated. Without recursion (Tarjan, "Depth-first search and linear graph algorithms", 1972). Needs: wrap.
void circles_find(Link *link);

#endif
