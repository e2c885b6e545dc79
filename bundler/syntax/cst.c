#include "syntax/cst.h"

#include "syntax/cst_error.h"
#include "syntax/cst_repair.h"
#include "syntax/literal.h"

#include <stdio.h>
#include <stdlib.h>

const TSLanguage *tree_sitter_javascript(void);

TSParser *cst_parser_new(void) {
  TSParser *parser = ts_parser_new();
  if (parser == NULL || !ts_parser_set_language(parser, tree_sitter_javascript())) {
    fputs("neap: internal error: the JavaScript grammar does not fit the tree-sitter library\n",
          stderr);
    abort();
  }
  return parser;
}

// Broken bytes would reach the output as they are, or be read as something else: refused before parsing.
static bool check_encoding(const DiagSource *at) {
  size_t place = literal_find_invalid_utf8(at->source);
  if (place == at->source.len) return true;
  const uint8_t *bytes = (const uint8_t *)at->source.data;
  bool utf16 = at->source.len >= 2 && (bytes[0] ^ bytes[1]) == (0xFE ^ 0xFF) && bytes[0] >= 0xFE;
  Span span = { (uint32_t)place, (uint32_t)place + 1 };
  return diag_add(at, SEVERITY_ERROR, DIAG_ENCODING, span, "save the file as UTF-8",
                  utf16 ? "This file is UTF-16, not UTF-8"
                        : "This file is not UTF-8: byte 0x%02X does not fit",
                  bytes[place]);
}

TSTree *cst_parse(TSParser *parser, const DiagSource *at) {
  if (!check_encoding(at)) return NULL;
  const char *text = at->source.data ? at->source.data : "";
  bool misread = cst_is_misread(at->source);
  TSTree *repaired = misread ? cst_repair(parser, at->source) : NULL;
  if (repaired) return repaired;
  TSTree *tree = ts_parser_parse_string_encoding(parser, NULL, text, (uint32_t)at->source.len,
                                                 TSInputEncodingUTF8);
  if (!ts_node_has_error(ts_tree_root_node(tree))) return tree;
  if (!misread) repaired = cst_repair(parser, at->source);
  if (repaired) {
    ts_tree_delete(tree);
    return repaired;
  }
  cst_report_errors(parser, tree, at);
  ts_tree_delete(tree);
  return NULL;
}
