// Concrete tree to neap's AST: typed nodes, names interned, strings cooked, parentheses gone (the printer puts back what is needed).
#ifndef NEAP_SYNTAX_LOWER_H
#define NEAP_SYNTAX_LOWER_H

#include "syntax/ast.h"
#include "syntax/cst.h"

// Nesting beyond this is DIAG_NESTING instead of a stack overflow; the pool's stacks (POOL_STACK_BYTES) have room for it.
enum { LOWER_MAX_NESTING = 5000 };

// Lowers a whole tree of at->source. Fills program and hashbang of a new Ast, the rest is for scope_bind. NULL: diagnostics were
// added (what is not offered yet, such as JSX, with its place). The caller owns the result (ast_free); the tree may be deleted.
Ast *lower_module(const TSTree *tree, const DiagSource *at);

#endif
