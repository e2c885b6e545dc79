// Concrete tree to neap's AST: typed nodes, names interned, strings cooked, parentheses gone (the printer puts back what is needed).
#ifndef NEAP_SYNTAX_LOWER_H
#define NEAP_SYNTAX_LOWER_H

#include "syntax/ast.h"
#include "syntax/cst.h"

// Nesting beyond this is DIAG_NESTING instead of a stack overflow; the pool's stacks (POOL_STACK_BYTES) have room for it.
enum { LOWER_MAX_NESTING = 5000 };

// What is known of a file before it is read.
typedef struct LowerOptions {
  bool is_module;  // by its ending or its package.json; false: what stands in it decides
  bool allows_jsx; // it may have JSX
} LowerOptions;

// Lowers a whole tree of at->source. Fills program, hashbang and is_module of a new Ast, the rest is for scope_bind. NULL: diagnostics
// were added (early errors, and JSX where none may be). `options` NULL: nothing is known.
// The caller owns the result (ast_free); the tree may be deleted.
Ast *lower_module(const TSTree *tree, const DiagSource *at, const LowerOptions *options);

#endif
