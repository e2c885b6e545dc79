// What the grammar reads anywhere although ECMAScript has it only in some places: comments as HTML has them, `#!`, and white space that is
// none. Each is looked for in the text, and only what is found is looked up in the tree.
#include "syntax/cst_error.h"
#include "syntax/early.h"

static CstKind kind_at(const Lowering *l, const TSTree *tree, size_t place, size_t length) {
  TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree), (uint32_t)place,
                                                  (uint32_t)(place + length));
  TSSymbol symbol = ts_node_symbol(node);
  return symbol < CST_SYMBOLS_MAX ? (CstKind)l->kinds->kind[symbol] : CST_UNKNOWN;
}

// The place of `mark` from `from` on, or the source's length; found by its byte `rare`, since this reads all of the source.
static size_t find_mark(Str source, size_t from, Str mark, size_t rare) {
  size_t i = from + rare;
  while (i < source.len) {
    const char *found = (const char *)memchr(source.data + i, mark.data[rare], source.len - i);
    if (found == NULL) break;
    size_t start = (size_t)(found - source.data) - rare;
    if (str_starts(str_slice(source, start, source.len), mark)) return start;
    i = start + rare + 1;
  }
  return source.len;
}

// Whether only blanks and comments stand before `place` on its line.
static bool starts_line(Str source, size_t place) {
  size_t line = place;
  while (line > 0 && source.data[line - 1] != '\n' && source.data[line - 1] != '\r') {
    line--;
  }
  // A comment that began on a line before ends here.
  Str before = str_slice(source, line, place);
  size_t end = str_find_str(before, STR("*/"));
  if (end < before.len && str_find_str(before, STR("/*")) > end) line += end + 2;
  return cst_skip_blank(str_slice(source, 0, place), (uint32_t)line) == place;
}

static void check_html_comments(Lowering *l, const TSTree *tree, Str mark) {
  Str source = l->at->source;
  bool closes = mark.data[0] == '-';
  size_t rare = closes ? 2 : 0;
  for (size_t i = find_mark(source, 0, mark, rare); i < source.len;
       i = find_mark(source, i + mark.len, mark, rare)) {
    if (!closes && !l->is_module && kind_at(l, tree, i, 1) == CST_T_LT) {
      early_refuse(l, DIAG_SYNTAX, (Span){ (uint32_t)i, (uint32_t)(i + mark.len) },
                   "write // for a comment, or put spaces between",
                   "`<!--` starts a comment in a script");
    } else if (kind_at(l, tree, i, mark.len) == CST_HTML_COMMENT) {
      Span span = { (uint32_t)i, (uint32_t)(i + mark.len) };
      if (l->is_module) {
        early_refuse(l, DIAG_SYNTAX, span, "write // for a comment, or put spaces between",
                     "A module cannot have comments as HTML has them");
      } else if (closes && !starts_line(source, i)) {
        early_refuse(l, DIAG_SYNTAX, span, NULL, "Unexpected token `-->`");
      }
    }
  }
}

// ZERO WIDTH SPACE and WORD JOINER are no white space to ECMAScript.
static void check_blank(Lowering *l, const TSTree *tree, Str blank) {
  Str source = l->at->source;
  for (size_t i = find_mark(source, 0, blank, 0); i < source.len;
       i = find_mark(source, i + blank.len, blank, 0)) {
    TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree), (uint32_t)i,
                                                    (uint32_t)(i + blank.len));
    CstKind kind = kind_at(l, tree, i, blank.len);
    bool is_text = ts_node_child_count(node) == 0 || kind == CST_STRING ||
                   kind == CST_TEMPLATE_STRING || kind == CST_REGEX;
    if (!is_text) {
      Span span = { (uint32_t)i, (uint32_t)(i + blank.len) };
      early_refuse(l, DIAG_SYNTAX, span, "remove it: it cannot be seen",
                   "This character is no white space to ECMAScript");
    }
  }
}

void early_source(Lowering *l, const TSTree *tree) {
  check_html_comments(l, tree, STR("<!--"));
  check_html_comments(l, tree, STR("-->"));
  check_blank(l, tree, STR("\xE2\x80\x8B"));
  check_blank(l, tree, STR("\xE2\x81\xA0"));
}
