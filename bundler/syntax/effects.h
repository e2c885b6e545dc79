// Side effects: whether evaluating something can be noticed by anything but the use of what it declares or gives.
#ifndef NEAP_SYNTAX_EFFECTS_H
#define NEAP_SYNTAX_EFFECTS_H

#include "syntax/ast.h"

// Whether the statement, from the top level of a bound module, must be kept though nobody uses what it declares. As esbuild and rollup have it,
// reading an import is no effect, though it may not be initialised yet; what looks unlike anything known has effects. `heeds_marks`: calls
// marked /*@__PURE__*/ have none. Looks at a statement only as deep as programs are written; what is nested deeper has effects. Threads: any.
bool effects_of_statement(const Ast *ast, const Node *statement, bool heeds_marks);

#endif
