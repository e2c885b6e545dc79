#ifndef NEAP_SYNTAX_CST_ERROR_H
#define NEAP_SYNTAX_CST_ERROR_H

#include "syntax/cst.h"

// Adds a diagnostic for each place (at most ten) where `tree`, which has an error, could not be read. Parses once more to learn where
// the parser got stuck.
void cst_report_errors(TSParser *parser, const TSTree *tree, const DiagSource *at);

// The token that starts at `start`, as a reader would cut it: a word, a number, a string, an operator; empty at the end of the file.
Span cst_token_at(Str source, uint32_t start);

#endif
