// JSX that is kept as it is. Texts are written so that they mean the same in one line; around children that are no text, lines may end.
#include "codegen/print_internal.h"

#include "syntax/literal.h"

// Characters that end a text, or begin something else in it, and ends of lines, which white space is dropped around.
static void print_text(Printer *printer, Str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.data[i];
    Str rest = str_slice(text, i, text.len);
    bool separates = str_starts(rest, STR("\u2028")) || str_starts(rest, STR("\u2029"));
    if (separates) {
      write_str(printer->out, rest.data[2] == '\xa8' ? STR("&#8232;") : STR("&#8233;"));
      i += 2;
    } else if (strchr("<>{}&", c) || (uint8_t)c < ' ') {
      buf_printf(&printer->out->text, "&#%d;", c);
    } else {
      put_char(printer, c);
    }
  }
}

static void print_braces(Printer *printer, const Node *expression) {
  put_char(printer, '{');
  print_expression(printer, expression, PREC_COMMA);
  put_char(printer, '}');
}

// A string that can stand between quotes.
static bool is_plain(Str value) {
  for (size_t i = 0; i < value.len; i++) {
    if ((uint8_t)value.data[i] < ' ' || strchr("\"&\\", value.data[i])) return false;
  }
  return literal_is_well_formed(value);
}

static void print_attribute(Printer *printer, const Node *node) {
  put_char(printer, ' ');
  if (node->kind == NODE_SPREAD) {
    print_braces(printer, node);
    return;
  }
  const JsxAttribute *attribute = (const JsxAttribute *)node;
  put_atom(printer, attribute->name);
  if (attribute->value == NULL) return;
  put_char(printer, '=');
  bool quoted = attribute->value->kind == NODE_STRING &&
                is_plain(text_str(((const String *)attribute->value)->value));
  if (quoted) {
    put_char(printer, '"');
    put_text(printer, ((const String *)attribute->value)->value);
    put_char(printer, '"');
  } else {
    print_braces(printer, attribute->value);
  }
}

static void print_tag(Printer *printer, const Node *tag) {
  if (tag == NULL) return;
  if (tag->kind == NODE_JSX_NAME) {
    put_atom(printer, ((const JsxName *)tag)->name);
  } else {
    print_expression(printer, tag, PREC_MEMBER);
  }
}

static void print_child(Printer *printer, const Node *child) {
  switch (child->kind) {
    case NODE_JSX_TEXT: print_text(printer, text_str(((const JsxText *)child)->value)); break;
    case NODE_JSX_ELEMENT: print_jsx(printer, (const JsxElement *)child); break;
    default: print_braces(printer, child); break;
  }
}

static bool has_text(const NodeList *children) {
  for (uint32_t i = 0; i < children->len; i++) {
    if (children->items[i]->kind == NODE_JSX_TEXT) return true;
  }
  return false;
}

// Two texts in a row were parted by an expression that is nothing, and would be one without it.
static bool is_second_text(const NodeList *children, uint32_t i) {
  return i > 0 && children->items[i]->kind == NODE_JSX_TEXT &&
         children->items[i - 1]->kind == NODE_JSX_TEXT;
}

static void print_children(Printer *printer, const NodeList *children) {
  bool one_line = children->len < 2 || has_text(children);
  printer->indent++;
  for (uint32_t i = 0; i < children->len; i++) {
    if (!one_line) print_newline(printer);
    if (is_second_text(children, i)) put(printer, "{}");
    print_child(printer, children->items[i]);
  }
  printer->indent--;
  if (!one_line) print_newline(printer);
}

void print_jsx(Printer *printer, const JsxElement *element) {
  put_char(printer, '<');
  print_tag(printer, element->tag);
  for (uint32_t i = 0; i < element->attributes.len; i++) {
    print_attribute(printer, element->attributes.items[i]);
  }
  if (element->children.len == 0 && element->tag) {
    put(printer, " />");
    return;
  }
  put_char(printer, '>');
  print_children(printer, &element->children);
  put(printer, "</");
  print_tag(printer, element->tag);
  put_char(printer, '>');
}
