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

// --- Parsing within limits: around an error, the ways on that the parser tries may be exponentially many ---

typedef struct Effort {
  Str text;
  uint64_t left; // calls of progress, one for a hundred of the parser's steps
  bool (*stop)(const void *context);
  const void *context;
} Effort;

enum {
  EFFORT_LEAST = 1000,
  BYTES_A_CALL = 16, // ten times what text without errors takes
};

static bool progress(TSParseState *state) {
  Effort *effort = (Effort *)state->payload;
  return effort->left-- == 0 || (effort->stop && effort->stop(effort->context));
}

static const char *read_text(void *payload, uint32_t at, TSPoint point, uint32_t *size) {
  (void)point;
  Str rest = str_slice(((const Effort *)payload)->text, at, SIZE_MAX);
  *size = (uint32_t)rest.len;
  return rest.len == 0 ? "" : rest.data;
}

TSTree *cst_tree(TSParser *parser, Str text, bool (*stop)(const void *context),
                 const void *context) {
  Effort effort = { text, EFFORT_LEAST + text.len / BYTES_A_CALL, stop, context };
  TSInput input = { .payload = &effort, .read = read_text, .encoding = TSInputEncodingUTF8 };
  TSParseOptions options = { .payload = &effort, .progress_callback = progress };
  TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
  if (tree == NULL) ts_parser_reset(parser); // else the next call would go on here
  return tree;
}

TSTree *cst_parse(TSParser *parser, const DiagSource *at) {
  if (!check_encoding(at)) return NULL;
  Buf as_read = BUF_EMPTY;
  bool misread = cst_is_misread(at->source);
  TSTree *tree = misread ? cst_repair(parser, at->source, &as_read) : NULL;
  if (tree) return tree;
  tree = cst_tree(parser, at->source, NULL, NULL);
  if (tree && !ts_node_has_error(ts_tree_root_node(tree))) {
    buf_clear(&as_read);
    return tree;
  }
  TSTree *repaired = misread ? NULL : cst_repair(parser, at->source, &as_read);
  if (repaired == NULL && as_read.len != 0) {
    ts_tree_delete(tree);
    tree = cst_tree(parser, buf_str(&as_read), NULL, NULL);
    cst_report_errors(parser, tree, buf_str(&as_read), at);
  } else if (repaired == NULL) {
    cst_report_errors(parser, tree, at->source, at);
  }
  buf_clear(&as_read);
  ts_tree_delete(tree);
  return repaired;
}
