// Functions, classes, their members, and patterns.
#include "codegen/print_internal.h"

#include "syntax/literal.h"

static void print_params(Printer *printer, const NodeList *params) {
  put_char(printer, '(');
  for (uint32_t i = 0; i < params->len; i++) {
    if (i > 0) put(printer, ", ");
    print_pattern(printer, params->items[i]);
  }
  put_char(printer, ')');
}

// What stands inside a function does not know what stands around it.
static void print_body(Printer *printer, const Node *body) {
  bool no_in = printer->no_in;
  printer->no_in = false;
  print_block(printer, &((const Block *)body)->body);
  printer->no_in = no_in;
}

static void print_function_as(Printer *printer, const Function *function, const Node *name) {
  if (function->node.flags & NODE_ASYNC) put(printer, "async ");
  put(printer, "function");
  if (function->node.flags & NODE_GENERATOR) put_char(printer, '*');
  put_char(printer, ' ');
  if (name) print_expression(printer, name, PREC_MEMBER);
  print_params(printer, &function->params);
  put_char(printer, ' ');
  print_body(printer, function->body);
}

void print_function(Printer *printer, const Function *function) {
  print_function_as(printer, function, function->name);
}

void print_function_value(Printer *printer, const Function *function) {
  print_function_as(printer, function, NULL);
}

void print_arrow(Printer *printer, const Arrow *arrow) {
  if (arrow->node.flags & NODE_ASYNC) put(printer, "async ");
  bool no_in = printer->no_in;
  printer->no_in = false;
  print_params(printer, &arrow->params);
  printer->no_in = no_in;
  put(printer, " => ");
  if (arrow->body->kind == NODE_BLOCK) {
    print_body(printer, arrow->body);
  } else {
    printer->arrow_start = print_place(printer);
    print_expression(printer, arrow->body, PREC_ASSIGN);
  }
}

void print_key(Printer *printer, const Node *key, uint16_t flags) {
  if (flags & NODE_COMPUTED) {
    put_char(printer, '[');
    print_expression(printer, key, PREC_ASSIGN);
    put_char(printer, ']');
  } else {
    print_expression(printer, key, PREC_MEMBER);
  }
}

// Names joined by dots, maybe called once: anything else behind the @ would end too early (@a[b] is @a, then a computed key).
static bool is_plain_decorator(const Printer *printer, const Node *node) {
  OutputName name;
  if (node->kind == NODE_CALL && !(node->flags & (NODE_OPTIONAL | NODE_PURE))) {
    node = ((const Call *)node)->callee;
    // Called, a member of an external module is (0, name.member).
    if (print_output_name_of(printer, node, &name)) return name.member == NULL;
  }
  while (!print_output_name_of(printer, node, &name)) {
    if (node->kind != NODE_MEMBER || (node->flags & NODE_OPTIONAL)) return false;
    node = ((const Member *)node)->object;
  }
  return name.member == NULL || literal_is_identifier(atom_str(name.member));
}

static void print_decorators(Printer *printer, const NodeList *decorators) {
  for (uint32_t i = 0; i < decorators->len; i++) {
    const Node *decorator = decorators->items[i];
    bool parens = !is_plain_decorator(printer, decorator);
    put_char(printer, '@');
    if (parens) put_char(printer, '(');
    print_expression(printer, decorator, parens ? PREC_COMMA : PREC_CALL);
    if (parens) put_char(printer, ')');
    put_char(printer, ' ');
  }
}

void print_method(Printer *printer, const Method *method) {
  const Function *function = (const Function *)method->function;
  print_decorators(printer, &method->decorators);
  if (method->node.flags & NODE_STATIC) put(printer, "static ");
  if (function->node.flags & NODE_ASYNC) put(printer, "async ");
  if (method->node.op == METHOD_GET) put(printer, "get ");
  if (method->node.op == METHOD_SET) put(printer, "set ");
  if (function->node.flags & NODE_GENERATOR) put_char(printer, '*');
  print_key(printer, method->key, method->node.flags);
  print_params(printer, &function->params);
  put_char(printer, ' ');
  print_body(printer, function->body);
}

static void print_field(Printer *printer, const Field *field) {
  print_decorators(printer, &field->decorators);
  if (field->node.flags & NODE_STATIC) put(printer, "static ");
  if (field->node.flags & NODE_ACCESSOR) put(printer, "accessor ");
  print_key(printer, field->key, field->node.flags);
  if (field->value) {
    put(printer, " = ");
    print_expression(printer, field->value, PREC_ASSIGN);
  }
  put_char(printer, ';');
}

static void print_member(Printer *printer, const Node *node) {
  if (node->kind == NODE_METHOD) {
    print_method(printer, (const Method *)node);
  } else if (node->kind == NODE_FIELD) {
    print_field(printer, (const Field *)node);
  } else {
    put(printer, "static ");
    print_block(printer, &((const StaticBlock *)node)->body);
  }
}

void print_class(Printer *printer, const Class *class) {
  print_decorators(printer, &class->decorators);
  put(printer, "class ");
  if (class->name) {
    print_pattern(printer, class->name); // what is declared
    put_char(printer, ' ');
  }
  if (class->heritage) {
    put(printer, "extends ");
    print_expression(printer, class->heritage, PREC_CHAIN);
    put_char(printer, ' ');
  }
  put_char(printer, '{');
  printer->indent++;
  for (uint32_t i = 0; i < class->members.len; i++) {
    print_newline(printer);
    print_member(printer, class->members.items[i]);
  }
  printer->indent--;
  if (class->members.len > 0) print_newline(printer);
  put_char(printer, '}');
}

// --- Patterns ---

static void print_default(Printer *printer, const Node *initial) {
  if (initial == NULL) return;
  put(printer, " = ");
  print_expression(printer, initial, PREC_ASSIGN);
}

void print_shorthand(Printer *printer, const Identifier *value, const Node *initial) {
  Buf *text = &printer->out->text;
  size_t start = text->len;
  print_symbol(printer, value->symbol, value->name);
  if (!str_equal(str_slice(buf_str(text), start, text->len), atom_str(value->name))) {
    text->len = start;
    // Written with a colon, __proto__ would set the prototype.
    bool is_proto = str_is(atom_str(value->name), "__proto__");
    if (is_proto) {
      put(printer, "[\"__proto__\"]");
    } else {
      put_atom(printer, value->name);
    }
    put(printer, ": ");
    print_symbol(printer, value->symbol, value->name);
  }
  print_default(printer, initial);
}

static void print_pattern_property(Printer *printer, const Node *node) {
  if (node->kind != NODE_PATTERN_PROPERTY) {
    print_pattern(printer, node);
    return;
  }
  const PatternProperty *property = (const PatternProperty *)node;
  if (node->flags & NODE_SHORTHAND) {
    bool has_default = property->value->kind == NODE_DEFAULT_PATTERN;
    const DefaultPattern *pattern = (const DefaultPattern *)property->value;
    print_shorthand(printer, (const Identifier *)(has_default ? pattern->target : property->value),
                    has_default ? pattern->value : NULL);
    return;
  }
  print_key(printer, property->key, node->flags);
  put(printer, ": ");
  print_pattern(printer, property->value);
}

static void print_object_pattern(Printer *printer, const ObjectPattern *pattern) {
  put_char(printer, '{');
  for (uint32_t i = 0; i < pattern->properties.len; i++) {
    if (i > 0) put_char(printer, ',');
    put_char(printer, ' ');
    print_pattern_property(printer, pattern->properties.items[i]);
  }
  if (pattern->properties.len > 0) put_char(printer, ' ');
  put_char(printer, '}');
}

static void print_array_pattern(Printer *printer, const ArrayPattern *pattern) {
  put_char(printer, '[');
  for (uint32_t i = 0; i < pattern->elements.len; i++) {
    const Node *element = pattern->elements.items[i];
    if (i > 0) put(printer, ", ");
    if (element) print_pattern(printer, element);
    if (element == NULL && i + 1 == pattern->elements.len) put_char(printer, ',');
  }
  put_char(printer, ']');
}

// What is declared cannot stand in parentheses.
static void print_pattern_name(Printer *printer, const Identifier *identifier) {
  Str name = atom_str(identifier->name);
  if (str_is(name, "yield") || str_is(name, "await")) {
    print_symbol(printer, identifier->symbol, identifier->name);
  } else {
    print_expression(printer, &identifier->node, PREC_CALL);
  }
}

void print_pattern(Printer *printer, const Node *pattern) {
  bool no_in = printer->no_in;
  printer->no_in = false;
  switch (pattern->kind) {
    case NODE_ARRAY_PATTERN: print_array_pattern(printer, (const ArrayPattern *)pattern); break;
    case NODE_OBJECT_PATTERN: print_object_pattern(printer, (const ObjectPattern *)pattern); break;
    case NODE_DEFAULT_PATTERN:
      print_pattern(printer, ((const DefaultPattern *)pattern)->target);
      print_default(printer, ((const DefaultPattern *)pattern)->value);
      break;
    case NODE_REST:
      put(printer, "...");
      print_pattern(printer, ((const Rest *)pattern)->target);
      break;
    case NODE_IDENTIFIER: print_pattern_name(printer, (const Identifier *)pattern); break;
    case NODE_MEMBER:
    case NODE_INDEX_MEMBER: print_expression(printer, pattern, PREC_CALL); break;
    default: abort(); // a kind that no printing function knows: our own mistake, never the input's
  }
  printer->no_in = no_in;
}
