// JSX: elements, fragments, their attributes and children, and what comments say about them. What stands between two tags or
// expressions is one text, however many nodes the grammar makes of it.
#include "base/mem.h"
#include "syntax/jsx_text.h"
#include "syntax/lowering.h"
#include "syntax/make.h"

// --- Tags ---

// Names of elements that the platform knows: HTML's begin with a small letter, custom ones have a dash.
static bool is_intrinsic(Str name) {
  return (name.data[0] >= 'a' && name.data[0] <= 'z') || str_find(name, '-') < name.len;
}

static Node *jsx_name_new(const Lowering *l, const Atom *name) {
  JsxName *node = (JsxName *)node_new(NODE_JSX_NAME, lower_span(l));
  node->name = name;
  return &node->node;
}

static Node *lower_tag_name(Lowering *l) {
  return str_is(lower_text(l), "this") ? node_new(NODE_THIS, lower_span(l)) : lower_identifier(l);
}

static Node *lower_tag_member(Lowering *l) {
  uint32_t levels = 0;
  for (; l->kind == CST_MEMBER; levels++) {
    lower_enter(l);
  }
  Node *tag = lower_tag_name(l);
  for (; levels > 0; levels--) {
    lower_advance(l);
    lower_advance(l);
    tag = make_member(tag, lower_name(l));
    tag->end = lower_end(l);
    lower_up(l);
  }
  return tag;
}

// a:b, in a tag or an attribute.
static const Atom *lower_namespace_name(Lowering *l) {
  Buf name = BUF_EMPTY;
  lower_enter(l);
  do {
    buf_append(&name, lower_text(l));
  } while (lower_next(l));
  lower_up(l);
  const Atom *atom = intern(buf_str(&name));
  buf_clear(&name);
  return atom;
}

static Node *lower_tag(Lowering *l) {
  if (l->kind == CST_MEMBER) return lower_tag_member(l);
  if (l->kind == CST_JSX_NAMESPACE_NAME) return jsx_name_new(l, lower_namespace_name(l));
  bool is_word = is_intrinsic(lower_text(l)) && !str_is(lower_text(l), "this");
  return is_word ? jsx_name_new(l, intern(lower_text(l))) : lower_tag_name(l);
}

// --- Attributes ---

// What stands in braces, maybe a SPREAD; NULL: nothing, or a comment.
static Node *lower_braces(Lowering *l) {
  Node *node = NULL;
  lower_enter(l);
  lower_advance(l);
  if (l->kind != CST_T_BRACE_CLOSE) node = lower_argument(l);
  lower_up(l);
  return node;
}

// Without escapes, and with as many lines as it likes.
static Node *lower_attribute_string(Lowering *l) {
  String *string = (String *)node_new(NODE_STRING, lower_span(l));
  Str text = lower_text(l);
  Buf value = BUF_EMPTY;
  jsx_entities_append(&value, str_slice(text, 1, text.len - 1));
  string->value = (Text){ NULL, (uint32_t)value.len };
  if (value.len != 0) string->value.data = buf_take(&value);
  return &string->node;
}

static Node *lower_attribute_value(Lowering *l) {
  if (l->kind == CST_STRING) return lower_attribute_string(l);
  if (l->kind != CST_JSX_EXPRESSION) return lower_expression(l);
  Node *value = lower_braces(l);
  if (value && value->kind != NODE_SPREAD) return value;
  lower_refuse(l, DIAG_SYNTAX, "write the value between the braces",
               "The value of an attribute must be an expression");
  node_free(value);
  return lower_placeholder(l);
}

static Node *lower_attribute(Lowering *l) {
  JsxAttribute *attribute = (JsxAttribute *)node_new(NODE_JSX_ATTRIBUTE, lower_span(l));
  lower_enter(l);
  attribute->name =
      l->kind == CST_JSX_NAMESPACE_NAME ? lower_namespace_name(l) : intern(lower_text(l));
  if (lower_next(l)) {
    lower_advance(l);
    attribute->value = lower_attribute_value(l);
  }
  lower_up(l);
  return &attribute->node;
}

static Node *lower_attribute_spread(Lowering *l) {
  Node *spread = lower_braces(l);
  if (spread && spread->kind == NODE_SPREAD) return spread;
  lower_refuse(l, DIAG_SYNTAX, "write {...object}, or name=\"value\"",
               "Only a spread can stand in braces among attributes");
  node_free(spread);
  return lower_placeholder(l);
}

// --- Elements ---

// The tag and attributes between `<` and `>`.
static void lower_opening(Lowering *l, JsxElement *element) {
  lower_enter(l);
  while (lower_next(l)) {
    switch (l->kind) {
      case CST_IDENTIFIER:
      case CST_MEMBER:
      case CST_JSX_NAMESPACE_NAME: element->tag = lower_tag(l); break;
      case CST_JSX_ATTRIBUTE: node_list_push(&element->attributes, lower_attribute(l)); break;
      case CST_JSX_EXPRESSION:
        node_list_push(&element->attributes, lower_attribute_spread(l));
        break;
      default: break;
    }
  }
  lower_up(l);
}

// The cursor is on the closing tag.
static void check_closing(Lowering *l, const JsxElement *element, Span opening) {
  Span span = lower_span(l);
  Node *tag = NULL;
  lower_enter(l);
  while (lower_next(l)) {
    bool is_name =
        l->kind == CST_IDENTIFIER || l->kind == CST_MEMBER || l->kind == CST_JSX_NAMESPACE_NAME;
    if (is_name) tag = lower_tag(l);
  }
  lower_up(l);
  bool fits = tag && element->tag ? node_equal(tag, element->tag) : tag == element->tag;
  node_free(tag);
  if (fits) return;
  Str name = STR_EMPTY;
  if (element->tag) name = str_slice(l->at->source, element->tag->start, element->tag->end);
  char *help = str_format("write </%.*s>", STR_ARG(name));
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, DIAG_SYNTAX, span, help,
           "This closing tag does not fit the opening one");
  diag_note(l->at, opening, "it is opened here");
  mem_free(help);
}

static void push_text(Lowering *l, JsxElement *element, Span span) {
  Buf text = BUF_EMPTY;
  jsx_text_append(&text, str_slice(l->at->source, span.start, span.end));
  if (text.len == 0) return;
  JsxText *node = (JsxText *)node_new(NODE_JSX_TEXT, span);
  node->value.len = (uint32_t)text.len;
  node->value.data = buf_take(&text);
  node_list_push(&element->children, &node->node);
}

static void lower_children(Lowering *l, JsxElement *element) {
  lower_enter(l);
  Span opening = lower_span(l);
  lower_opening(l, element);
  uint32_t behind = opening.end;
  while (lower_next_or_comment(l)) {
    if (l->kind == CST_JSX_TEXT || l->kind == CST_HTML_REFERENCE) continue;
    push_text(l, element, (Span){ behind, lower_start(l) });
    behind = lower_end(l);
    Node *child = NULL;
    switch (l->kind) {
      case CST_JSX_CLOSING: check_closing(l, element, opening); break;
      case CST_JSX_EXPRESSION: child = lower_braces(l); break;
      case CST_COMMENT:
      case CST_HTML_COMMENT: lower_refuse_token(l); break;
      default: child = lower_expression(l); break;
    }
    if (child) node_list_push(&element->children, child);
  }
  lower_up(l);
}

static void refuse_jsx(Lowering *l) {
  Str name = str_of(l->at->path);
  Str ending = str_slice(name, str_find_last(name, '.'), name.len);
  char *help = str_format("name the file .jsx, or read such files as JSX: --loader:%.*s=jsx",
                          STR_ARG(ending));
  lower_refuse(l, DIAG_JSX, help, "There is JSX in a file that is read as plain JavaScript");
  mem_free(help);
}

Node *lower_jsx(Lowering *l) {
  Span span = lower_span(l);
  if (!l->allows_jsx) {
    // One is enough: what is inside and beside this is JSX, too.
    if (l->jsx.end == 0) refuse_jsx(l);
    l->jsx = span;
    return lower_placeholder(l);
  }
  if (l->jsx.end == 0) l->jsx = span;
  JsxElement *element = (JsxElement *)node_new(NODE_JSX_ELEMENT, span);
  if (l->context & HAS_SUPER_CALL) element->node.op = JSX_LACKS_THIS;
  if (l->kind == CST_JSX_SELF_CLOSING) {
    lower_opening(l, element);
  } else {
    lower_children(l, element);
  }
  return &element->node;
}

// --- Pragmas ---

static size_t word_end(Str source, size_t from) {
  while (from < source.len &&
         ((source.data[from] | 0x20) >= 'a' && (source.data[from] | 0x20) <= 'z')) {
    from++;
  }
  return from;
}

static bool is_comment_at(const TSTree *tree, size_t place) {
  TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree), (uint32_t)place,
                                                  (uint32_t)place + 1);
  TSSymbol symbol = ts_node_symbol(node);
  return symbol < CST_SYMBOLS_MAX && cst_kinds()->kind[symbol] == CST_COMMENT;
}

static const Atom **pragma_place(JsxPragmas *pragmas, Str word) {
  if (str_is(word, "jsx")) return &pragmas->factory;
  if (str_is(word, "jsxFrag")) return &pragmas->fragment;
  if (str_is(word, "jsxImportSource")) return &pragmas->import_source;
  return str_is(word, "jsxRuntime") ? &pragmas->runtime : NULL;
}

// The word behind the blanks at `from`, up to a blank or the end of the comment.
static Str pragma_value(Str source, size_t from) {
  while (from < source.len && (source.data[from] == ' ' || source.data[from] == '\t')) {
    from++;
  }
  size_t end = from;
  while (end < source.len && (uint8_t)source.data[end] > ' ' &&
         !str_starts(str_slice(source, end, source.len), STR("*/"))) {
    end++;
  }
  return str_slice(source, from, end);
}

JsxPragmas lower_jsx_pragmas(const TSTree *tree, const DiagSource *at) {
  JsxPragmas pragmas = { NULL, NULL, NULL, NULL };
  Str source = at->source;
  for (size_t i = 0; i < source.len; i++) {
    i += str_find_str(str_slice(source, i, source.len), STR("@jsx"));
    size_t end = word_end(source, i + 1);
    const Atom **place = pragma_place(&pragmas, str_slice(source, i + 1, end));
    if (place == NULL || !is_comment_at(tree, i)) continue;
    Str value = pragma_value(source, end);
    if (value.len != 0) *place = intern(value);
  }
  return pragmas;
}
