#ifndef NEAP_SYNTAX_CST_ERROR_H
#define NEAP_SYNTAX_CST_ERROR_H

#include "syntax/cst.h"

// Adds a diagnostic for each place (at most ten) where `tree`, which has an error, could not be read; for the first one only when it is NULL. `text`
// is what was parsed: the source, or one of the same length that the grammar reads better. Parses once more to learn where the parser got stuck.
void cst_report_errors(TSParser *parser, const TSTree *tree, Str text, const DiagSource *at);

// Where the parser is stuck for the first time, just behind the last token that was read; UINT32_MAX: nowhere, or the source is too
// large to parse it a second time. `*tree` gets the tree of that parse when it has no error, else NULL.
uint32_t cst_find_stuck(TSParser *parser, Str source, TSTree **tree);

// Past white space and comments from `start` on.
uint32_t cst_skip_blank(Str source, uint32_t start);

// The token that starts at `start`, as a reader would cut it: a word, a number, a string, an operator; empty at the end of the file.
Span cst_token_at(Str source, uint32_t start);

#endif
