// Whether an edit of a module is an affair of its own: all that linking reads of it is as it was.
#ifndef NEAP_SYNTAX_ALIKE_H
#define NEAP_SYNTAX_ALIKE_H

#include "syntax/ast.h"

// Whether linking decides the same with `b` in place of `a`, when their imports lead to the same modules: names at the top, imports, exports, what each part
// declares and uses. Of places it says nothing. What is hard to compare makes a difference. Looks at the tables only; neither
// file is empty. Needs: both are bound. Threads: any.
bool ast_links_alike(const Ast *a, const Ast *b);

#endif
