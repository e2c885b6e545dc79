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

// What is known at a place inside of a file.
typedef struct LowerPlace {
  uint32_t context; // of lowering.h
  uint32_t depth;
  bool is_module;
} LowerPlace;

// The top of a file; `is_strict`: it says "use strict".
LowerPlace lower_place_at_top(bool is_module, bool is_strict);

// The body of `function` (FUNCTION, FUNCTION_DECLARATION or ARROW), which stands at `outer`; `is_strict`: it makes itself strict.
LowerPlace lower_place_in(LowerPlace outer, const Node *function, bool is_strict);

LowerPlace lower_place_in_loop(LowerPlace outer);
LowerPlace lower_place_in_switch(LowerPlace outer);

// Lowers a text that is one statement, and nothing but it, as it stands at `place`, with no label around; `path` is for messages about bugs. NULL: it is not, or something would have to be told or
// noted about the file. Spans are those of `text`. The caller owns the result.
Node *lower_fragment(TSParser *parser, Str text, const char *path, const LowerPlace *place);

#endif
