// Names that differ in case only.
#ifndef NEAP_GRAPH_CASE_H
#define NEAP_GRAPH_CASE_H

#include "graph/scan.h"

// Warns of modules whose paths differ only in the case of letters, each at the import that reaches it first. Needs: modules are numbered.
void graph_check_case(const Graph *graph, DiagList *diags);

#endif
