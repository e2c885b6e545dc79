#ifndef NEAP_SYNTAX_CST_REPAIR_H
#define NEAP_SYNTAX_CST_REPAIR_H

#include "base/str.h"

#include <tree_sitter/api.h>

// Whether the grammar may read something in a source as what it is not, without an error: then cst_repair comes first.
bool cst_is_misread(Str source);

// Tries again to parse a source that is right by ECMAScript but not by the grammar (see cst_repair.c). The tree fits the source byte by
// byte, and the caller owns it. NULL: there is an error that this does not explain; `as_read`, which was empty, then has the text up to it as the
// grammar can read it, when that is a better one to tell about errors in. The caller owns that, too.
TSTree *cst_repair(TSParser *parser, Str source, Buf *as_read);

#endif
