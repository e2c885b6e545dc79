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

static TSTree *parse_text(TSParser *parser, Str source) {
  const char *text = source.data ? source.data : "";
  return ts_parser_parse_string_encoding(parser, NULL, text, (uint32_t)source.len,
                                         TSInputEncodingUTF8);
}

// Tells about the errors that a text of the same length has, as ones of the source.
static void report_errors_of(TSParser *parser, Str text, const DiagSource *at) {
  DiagList list = DIAG_LIST_EMPTY;
  DiagSource other = { &list, at->path, text };
  TSTree *tree = parse_text(parser, text);
  cst_report_errors(parser, tree, &other);
  ts_tree_delete(tree);
  vec_each (diag, &list.items) {
    diag_add(at, diag->severity, diag->code, diag->place.span, diag->help, "%s", diag->text);
    vec_each (note, &diag->notes) {
      diag_note(at, note->place.span, "%s", note->text);
    }
  }
  diag_list_clear(&list);
}

TSTree *cst_parse(TSParser *parser, const DiagSource *at) {
  if (!check_encoding(at)) return NULL;
  Buf as_read = BUF_EMPTY;
  bool misread = cst_is_misread(at->source);
  TSTree *tree = misread ? cst_repair(parser, at->source, &as_read) : NULL;
  if (tree) return tree;
  tree = parse_text(parser, at->source);
  if (!ts_node_has_error(ts_tree_root_node(tree))) {
    buf_clear(&as_read);
    return tree;
  }
  TSTree *repaired = misread ? NULL : cst_repair(parser, at->source, &as_read);
  if (repaired == NULL && as_read.len != 0) {
    report_errors_of(parser, buf_str(&as_read), at);
  } else if (repaired == NULL) {
    cst_report_errors(parser, tree, at);
  }
  buf_clear(&as_read);
  ts_tree_delete(tree);
  return repaired;
}
