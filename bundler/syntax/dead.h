// Branches that never run, by tests whose value is known when bundling: what they import is not looked for.
#ifndef NEAP_SYNTAX_DEAD_H
#define NEAP_SYNTAX_DEAD_H

#include "syntax/ast.h"

// Whether it may be worth to look closer at a test; cheap.
bool dead_may_decide(const Node *test);

// Takes away the branches of if, ?:, &&, || and ?? that cannot run; what they hoist stays declared. Needs: bound. Breaks: the binding
// (scope_unbind, scope_bind). true: something went.
bool dead_remove(Ast *ast);

#endif
