// The kinds of tree-sitter's nodes as an enum, found by name once, so that lowering can switch over them.
#ifndef NEAP_SYNTAX_CST_KIND_H
#define NEAP_SYNTAX_CST_KIND_H

#include "syntax/ast.h"

#include <tree_sitter/api.h>

typedef enum CstKind {
  CST_UNKNOWN,

#define NAMED(UPPER, type)            CST_##UPPER,
#define TOKEN(UPPER, text)            CST_##UPPER,
#define BINARY(UPPER, text, operator) CST_##UPPER,
#define ASSIGN(UPPER, text, operator) CST_##UPPER,
#include "syntax/cst_kind.def"
#undef NAMED
#undef TOKEN
#undef BINARY
#undef ASSIGN
} CstKind;

enum { CST_SYMBOLS_MAX = 512, CST_NO_OPERATOR = 255 };

typedef struct CstKinds {
  uint8_t kind[CST_SYMBOLS_MAX];   // by symbol: CstKind
  uint8_t binary[CST_SYMBOLS_MAX]; // by symbol: BinaryOp of `+` and of `+=`, or CST_NO_OPERATOR
} CstKinds;

// The table of the grammar that is linked in. Made at the first call. Threads: any.
const CstKinds *cst_kinds(void);

#endif
