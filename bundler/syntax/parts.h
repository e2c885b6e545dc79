// Parts: the statements at the top level of a module, each with what it declares and uses, so that linking can leave out those that nobody
// needs without looking at the tree again.
#ifndef NEAP_SYNTAX_PARTS_H
#define NEAP_SYNTAX_PARTS_H

#include "syntax/ast.h"

// Fills ast->parts, uses and declarations of a bound module. A CommonJS module gets none: it is used as a whole. `heeds_marks`: see effects.h.
// Threads: whoever holds the module.
void parts_find(Ast *ast, bool heeds_marks);

// The uses of a part, `*count` of them. Threads: any.
const PartUse *part_uses(const Ast *ast, uint32_t part, uint32_t *count);

// The declarations of a top-level symbol: `*count` of them, side by side. Threads: any.
const Declaration *part_declarations(const Ast *ast, uint32_t symbol, uint32_t *count);

#endif
