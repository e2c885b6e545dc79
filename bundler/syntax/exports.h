#ifndef NEAP_SYNTAX_EXPORTS_H
#define NEAP_SYNTAX_EXPORTS_H

#include "syntax/ast.h"

// Fills ast->exports and ast->stars in source order. Needs: symbols bound, records made (scope_bind calls this last).
// false: diagnostics were added (a name exported twice, or not declared).
bool exports_gather(Ast *ast, const DiagSource *at);

#endif
