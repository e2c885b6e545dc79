#include "syntax/cst_kind.h"

#include <pthread.h>

const TSLanguage *tree_sitter_javascript(void);

typedef struct CstKindRow {
  const char *text;
  bool named;
  uint8_t kind;
  uint8_t binary;
} CstKindRow;

static const CstKindRow rows[] = {
#define NAMED(UPPER, type)            { type, true, CST_##UPPER, CST_NO_OPERATOR },
#define TOKEN(UPPER, text)            { text, false, CST_##UPPER, CST_NO_OPERATOR },
#define BINARY(UPPER, text, operator) { text, false, CST_##UPPER, operator},
#define ASSIGN(UPPER, text, operator) { text, false, CST_##UPPER, operator},
#include "syntax/cst_kind.def"
#undef NAMED
#undef TOKEN
#undef BINARY
#undef ASSIGN
};

static CstKinds kinds;
static pthread_once_t kinds_once = PTHREAD_ONCE_INIT;

// A name may have several symbols; a node answers with the public one, but every one is filled in.
static void kinds_fill(void) {
  const TSLanguage *language = tree_sitter_javascript();
  uint32_t count = ts_language_symbol_count(language);
  memset(kinds.binary, CST_NO_OPERATOR, sizeof kinds.binary);
  for (uint32_t symbol = 0; symbol < count && symbol < CST_SYMBOLS_MAX; symbol++) {
    TSSymbolType type = ts_language_symbol_type(language, (TSSymbol)symbol);
    if (type != TSSymbolTypeRegular && type != TSSymbolTypeAnonymous) continue;
    const char *name = ts_language_symbol_name(language, (TSSymbol)symbol);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
      if (rows[i].named != (type == TSSymbolTypeRegular) || strcmp(rows[i].text, name) != 0)
        continue;
      kinds.kind[symbol] = rows[i].kind;
      kinds.binary[symbol] = rows[i].binary;
    }
  }
}

const CstKinds *cst_kinds(void) {
  pthread_once(&kinds_once, kinds_fill);
  return &kinds;
}
