// Files that are no JavaScript: a module's AST made of their content.
#ifndef NEAP_GRAPH_LOAD_H
#define NEAP_GRAPH_LOAD_H

#include "graph/asset.h"
#include "graph/module.h"

// The AST of a data module, from module->source by module->loader, still to be bound; `assets` say how module->asset is to be called.
// NULL: diagnostics were added at `at`. The caller owns it (ast_free). Threads: whoever holds the module.
Ast *load_data(const Module *module, const AssetOptions *assets, const DiagSource *at);

#endif
