// Literals: strings by what they mean, everything else as it is written.
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/literal.h"
#include "syntax/lowering.h"

// Whether a line ends inside without a backslash before it: the grammar takes a line break for white space where a string begins or ends.
static bool spans_lines(Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.data[i] == '\n' || text.data[i] == '\r') return true;
    if (text.data[i] != '\\') continue;
    i++;
    if (str_starts(str_slice(text, i, text.len), STR("\r\n"))) i++;
  }
  return false;
}

Node *lower_string(Lowering *l) {
  Str text = lower_text(l);
  if (spans_lines(text)) {
    lower_refuse(l, DIAG_SYNTAX, "write \\n, or use a template: `…`",
                 "This string is not closed on its line");
  }
  String *string = (String *)node_new(NODE_STRING, lower_span(l));
  if (!literal_cook_string(str_slice(text, 1, text.len - 1), &string->value)) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "This string has an escape sequence that is not valid");
  }
  if ((l->context & STRICT) && literal_has_octal_escape(text)) {
    early_refuse_strict(l, lower_span(l), "write \\x and two digits",
                        "Strict code cannot have octal escapes");
  }
  return &string->node;
}

static void check_number(Lowering *l, Str text) {
  Str behind = str_slice(l->at->source, lower_end(l), l->at->source.len);
  char next = '\0';
  if (behind.len > 0) next = behind.data[0];
  bool joined = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_' ||
                next == '$' || next == '\\' || (next >= '0' && next <= '9');
  if (!literal_is_number(text)) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "This is not a number that ECMAScript allows");
  } else if (joined) {
    lower_refuse(l, DIAG_SYNTAX, "put a space behind it", "A name cannot follow a number directly");
  }
  bool legacy = text.len > 1 && text.data[0] == '0' && text.data[1] >= '0' && text.data[1] <= '9';
  if (!legacy || !(l->context & STRICT)) return;
  early_refuse_strict(l, lower_span(l), "write 0o and the digits, or leave the leading zero out",
                      "Strict code cannot have numbers with a leading zero");
}

Node *lower_number(Lowering *l) {
  Str text = lower_text(l);
  check_number(l, text);
  Buf without_separators = BUF_EMPTY;
  if (str_find(text, '_') < text.len) {
    literal_append_number(&without_separators, text);
    text = buf_str(&without_separators);
  }
  // 010 is 8 everywhere, and strict code can have it so.
  bool legacy = text.len > 1 && text.data[0] == '0' && text.data[1] >= '0' && text.data[1] <= '9';
  char decimal[LEGACY_NUMBER_MAX];
  if (legacy) text = literal_legacy_to_decimal(text, decimal);
  bool is_bigint = text.data[text.len - 1] == 'n';
  Number *number = (Number *)node_new(is_bigint ? NODE_BIGINT : NODE_NUMBER, lower_span(l));
  number->raw = intern(text);
  buf_clear(&without_separators);
  return &number->node;
}

// The grammar knows only LF as the end of a line.
static bool has_line_break(Str text) {
  return str_find(text, '\r') != text.len || str_find_str(text, STR("\xe2\x80\xa8")) != text.len ||
         str_find_str(text, STR("\xe2\x80\xa9")) != text.len;
}

static void check_regex(Lowering *l, Str text) {
  if (has_line_break(text)) {
    lower_refuse(l, DIAG_REGEXP, "write \\n, \\r, \\u2028 or \\u2029",
                 "A regular expression cannot hold the end of a line");
    return;
  }
  size_t slash = str_find_last(text, '/');
  RegExpFault fault = early_regexp(str_slice(text, 1, slash), str_slice(text, slash + 1, text.len));
  if (fault.text == NULL) return;
  l->failed = true;
  uint32_t place =
      lower_start(l) + (uint32_t)(fault.in_flags ? slash + 1 : 1) + (uint32_t)fault.place;
  diag_add(l->at, SEVERITY_ERROR, DIAG_REGEXP, (Span){ place, place + 1 }, NULL,
           "This regular expression cannot be read: %s", fault.text);
}

Node *lower_regex(Lowering *l) {
  Str text = lower_text(l);
  check_regex(l, text);
  RegExp *regex = (RegExp *)node_new(NODE_REGEXP, lower_span(l));
  regex->raw = (Text){ mem_copy_text(text.data, text.len), (uint32_t)text.len };
  return &regex->node;
}

static Node *lower_chunk(Lowering *l, Span span, bool tagged) {
  TemplateChunk *chunk = (TemplateChunk *)node_new(NODE_TEMPLATE_CHUNK, span);
  Str raw = str_slice(l->at->source, span.start, span.end);
  Buf lines = BUF_EMPTY;
  if (!tagged && !literal_is_valid_chunk(raw)) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "This template has an escape sequence that is not valid");
  }
  if (str_find(raw, '\r') < raw.len) {
    literal_append_lines(&lines, raw);
    raw = buf_str(&lines);
  }
  if (raw.len != 0) chunk->raw = (Text){ mem_copy_text(raw.data, raw.len), (uint32_t)raw.len };
  buf_clear(&lines);
  return &chunk->node;
}

static Node *lower_substitution(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  Node *expression = lower_expression(l);
  lower_up(l);
  return expression;
}

Node *lower_template(Lowering *l, bool tagged) {
  Template *template = (Template *)node_new(NODE_TEMPLATE, lower_span(l));
  uint32_t start = lower_start(l) + 1;
  uint32_t end = lower_end(l) - 1;
  lower_enter(l);
  do {
    if (l->kind != CST_TEMPLATE_SUBSTITUTION) continue;
    Span chunk = { start, lower_start(l) };
    node_list_push(&template->chunks, lower_chunk(l, chunk, tagged));
    node_list_push(&template->expressions, lower_substitution(l));
    start = lower_end(l);
  } while (lower_next(l));
  lower_up(l);
  node_list_push(&template->chunks, lower_chunk(l, (Span){ start, end }, tagged));
  return &template->node;
}
