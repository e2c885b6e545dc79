// Binding: which declaration a name refers to, and what the module imports and exports.
#ifndef NEAP_SYNTAX_SCOPE_H
#define NEAP_SYNTAX_SCOPE_H

#include "syntax/ast.h"

// Fills every table of `ast` and the INDEX fields of its nodes (hoisting of var and functions, TDZ names, parameters, catch, class and
// function names, `arguments`; direct eval and `with` pin what they can see; the module's own `this` is marked).
// Early errors of binding are reported: a name declared twice, an export given twice or of nothing, assignment to an import.
// Needs: a fresh AST. Gives: symbols, scopes, records, imports, exports, stars, the spans. false: diagnostics were added.
bool scope_bind(Ast *ast, const DiagSource *at);

// Asserts that every INDEX field is in range and every symbol's use_count is right.
void scope_check(const Ast *ast);

#endif
