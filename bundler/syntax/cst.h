// tree-sitter: text to concrete syntax tree, and what it could not read as diagnostics.
#ifndef NEAP_SYNTAX_CST_H
#define NEAP_SYNTAX_CST_H

#include "base/diag.h"

#include <tree_sitter/api.h>

// A parser that one worker keeps and reuses. Threads: one at a time. The caller owns it (ts_parser_delete).
TSParser *cst_parser_new(void);

// The tree of a text, which may have errors. NULL: a way out of them was looked for too long, or `stop` (may be NULL), which is asked now and
// then, said that enough is known. The caller owns it (ts_tree_delete).
TSTree *cst_tree(TSParser *parser, Str text, bool (*stop)(const void *context),
                 const void *context);

// Parses the source (UTF-8, at most 2 GiB). NULL: diagnostics were added (broken UTF-8, ERROR and MISSING nodes with their places).
// The caller owns the tree (ts_tree_delete).
TSTree *cst_parse(TSParser *parser, const DiagSource *at);

#endif
