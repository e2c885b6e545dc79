// Expressions. Where an expression begins matters in a few places (a statement must not begin with `{` or `function`): the printer notes
// the byte where such a place begins, and whatever would be misread looks whether it stands just there.
#include "codegen/print_internal.h"

#include "syntax/literal.h"

static void print_level(Printer *printer, const Node *node, Precedence level);

static const struct {
  const char *text;
  uint8_t len;
  uint8_t precedence;
} binary_ops[] = {

#define OP(op, text, precedence)                                                                   \
 [BINARY_##op] = { " " text " ", sizeof(text) + 1, PREC_##precedence }
  OP(ADD, "+", ADD),
  OP(SUB, "-", ADD),
  OP(MUL, "*", MULTIPLY),
  OP(DIV, "/", MULTIPLY),
  OP(MOD, "%", MULTIPLY),
  OP(POW, "**", POWER),
  OP(SHL, "<<", SHIFT),
  OP(SHR, ">>", SHIFT),
  OP(USHR, ">>>", SHIFT),
  OP(BIT_AND, "&", BIT_AND),
  OP(BIT_OR, "|", BIT_OR),
  OP(BIT_XOR, "^", BIT_XOR),
  OP(LT, "<", RELATION),
  OP(LE, "<=", RELATION),
  OP(GT, ">", RELATION),
  OP(GE, ">=", RELATION),
  OP(EQ, "==", EQUALITY),
  OP(NE, "!=", EQUALITY),
  OP(STRICT_EQ, "===", EQUALITY),
  OP(STRICT_NE, "!==", EQUALITY),
  OP(IN, "in", RELATION),
  OP(INSTANCEOF, "instanceof", RELATION),
  OP(AND, "&&", AND),
  OP(OR, "||", OR),
  OP(COALESCE, "??", COALESCE),
#undef OP
};

static Precedence binary_precedence(const Node *node) {
  return (Precedence)binary_ops[node->op].precedence;
}

// What an assignment or update assigns to; NULL: `node` is neither.
static const Node *assigned_to(const Node *node) {
  if (node->kind == NODE_ASSIGNMENT) return ((const Assignment *)node)->target;
  return node->kind == NODE_UPDATE ? ((const Update *)node)->argument : NULL;
}

static bool has_mirror(const Printer *printer, const Node *node) {
  const Node *target = printer->options->mirrors ? assigned_to(node) : NULL;
  return target && print_has_mirror(printer, target);
}

static Precedence precedence_of(const Printer *printer, const Node *node) {
  if (has_mirror(printer, node))
    return print_leading_mirror(printer, node) ? PREC_ASSIGN : PREC_MEMBER;
  switch (node->kind) {
    case NODE_SEQUENCE: return PREC_COMMA;
    case NODE_ASSIGNMENT:
    case NODE_ARROW:
    case NODE_YIELD: return PREC_ASSIGN;
    case NODE_CONDITIONAL: return PREC_CONDITIONAL;
    case NODE_BINARY: return binary_precedence(node);
    case NODE_UNARY:
    case NODE_AWAIT: return PREC_UNARY;
    case NODE_UPDATE: return node->flags & NODE_PREFIX ? PREC_UNARY : PREC_POSTFIX;
    case NODE_CHAIN: return PREC_CHAIN;
    case NODE_CALL:
    case NODE_IMPORT_CALL: return PREC_CALL;
    case NODE_THIS: {
      bool is_void = (node->flags & NODE_MODULE_THIS) && printer->options->this_is_undefined;
      return is_void ? PREC_UNARY : PREC_MEMBER;
    }
    default: return PREC_MEMBER;
  }
}

static bool at_place(const Printer *printer, size_t place) {
  return print_place(printer) == place;
}

static void pass_mark(size_t *mark, size_t from, size_t to) {
  if (*mark == from) *mark = to;
}

// What follows the comment still begins where the comment does: it needs its parentheses all the same.
static void print_pure_mark(Printer *printer) {
  size_t from = print_place(printer);
  put(printer, "/* @__PURE__ */ ");
  size_t to = print_place(printer);
  pass_mark(&printer->statement_start, from, to);
  pass_mark(&printer->arrow_start, from, to);
  pass_mark(&printer->default_start, from, to);
  pass_mark(&printer->for_start, from, to);
}

// --- Names ---

static OutputName name_of(const Printer *printer, uint32_t symbol, const Atom *own_name) {
  if (printer->options->names == NULL || symbol == NO_INDEX)
    return (OutputName){ .name = own_name };
  OutputName name = printer->options->names[symbol];
  return name.name ? name : (OutputName){ .name = own_name };
}

void print_output_name(Writer *out, OutputName name) {
  write_str(out, atom_str(name.name));
  if (name.member == NULL) return;
  if (literal_is_identifier(atom_str(name.member))) {
    write_char(out, '.');
    write_str(out, atom_str(name.member));
  } else {
    write_char(out, '[');
    literal_quote(&out->text, atom_str(name.member), '"');
    write_char(out, ']');
  }
}

void print_symbol(Printer *printer, uint32_t symbol, const Atom *own_name) {
  print_output_name(printer->out, name_of(printer, symbol, own_name));
}

bool print_output_name_of(const Printer *printer, const Node *node, OutputName *name) {
  if (node->kind == NODE_IDENTIFIER) {
    *name = name_of(printer, ((const Identifier *)node)->symbol, ((const Identifier *)node)->name);
    return true;
  }
  if (node->kind != NODE_MEMBER || printer->options->link == NULL || (node->flags & NODE_OPTIONAL))
    return false;
  const Member *member = (const Member *)node;
  if (member->object->kind != NODE_IDENTIFIER) return false;
  uint32_t symbol = ((const Identifier *)member->object)->symbol;
  return symbol != NO_INDEX &&
         link_namespace_member(printer->options->link, printer->options->module, symbol,
                               member->name, name);
}

static void print_identifier(Printer *printer, const Identifier *identifier) {
  OutputName name = name_of(printer, identifier->symbol, identifier->name);
  Str text = atom_str(name.name);
  bool starts_for = at_place(printer, printer->for_start);
  bool starts = starts_for || at_place(printer, printer->statement_start);
  bool is_let = starts && str_is(text, "let");
  bool is_async = starts_for && str_is(text, "async");
  // Names that not every parser knows bare.
  bool is_rare = str_is(text, "yield") || str_is(text, "await") ||
                 (str_is(text, "using") && (starts || at_place(printer, printer->default_start)));
  bool is_wrapped = is_let || is_async || is_rare;
  if (is_wrapped) put_char(printer, '(');
  print_output_name(printer->out, name);
  if (is_wrapped) put_char(printer, ')');
}

// --- Literals ---

void print_string(Printer *printer, Str value) {
  literal_quote(&printer->out->text, value, '"');
}

static void print_template(Printer *printer, const Template *template) {
  put_char(printer, '`');
  for (uint32_t i = 0; i < template->chunks.len; i++) {
    put_text(printer, ((const TemplateChunk *)template->chunks.items[i])->raw);
    if (i == template->expressions.len) break;
    put(printer, "${");
    print_expression(printer, template->expressions.items[i], PREC_COMMA);
    put_char(printer, '}');
  }
  put_char(printer, '`');
}

static void print_array(Printer *printer, const Array *array) {
  put_char(printer, '[');
  for (uint32_t i = 0; i < array->elements.len; i++) {
    const Node *element = array->elements.items[i];
    if (i > 0) put(printer, ", ");
    if (element) print_expression(printer, element, PREC_ASSIGN);
    // A hole at the end is only there with a comma of its own.
    if (element == NULL && i + 1 == array->elements.len) put_char(printer, ',');
  }
  put_char(printer, ']');
}

static void print_property(Printer *printer, const Node *node) {
  if (node->kind == NODE_METHOD) {
    print_method(printer, (const Method *)node);
    return;
  }
  if (node->kind == NODE_SPREAD) {
    print_expression(printer, node, PREC_ASSIGN);
    return;
  }
  const Property *property = (const Property *)node;
  if (node->flags & NODE_SHORTHAND) {
    print_shorthand(printer, (const Identifier *)property->value, NULL);
    return;
  }
  print_key(printer, property->key, node->flags);
  put(printer, ": ");
  print_expression(printer, property->value, PREC_ASSIGN);
}

static bool fits_one_line(const Object *object) {
  enum { MOST = 4 };

  if (object->properties.len > MOST) return false;
  for (uint32_t i = 0; i < object->properties.len; i++) {
    const Node *node = object->properties.items[i];
    if (node->kind == NODE_METHOD) return false;
    if (node->kind != NODE_PROPERTY) continue;
    const Node *value = ((const Property *)node)->value;
    bool is_large = value->kind == NODE_OBJECT || value->kind == NODE_FUNCTION ||
                    value->kind == NODE_ARROW || value->kind == NODE_CLASS;
    if (is_large) return false;
  }
  return true;
}

static void print_object(Printer *printer, const Object *object) {
  if (object->properties.len == 0) {
    put(printer, "{}");
    return;
  }
  bool one_line = fits_one_line(object);
  put_char(printer, '{');
  printer->indent++;
  for (uint32_t i = 0; i < object->properties.len; i++) {
    if (i > 0) put_char(printer, ',');
    if (one_line) {
      put_char(printer, ' ');
    } else {
      print_newline(printer);
    }
    print_property(printer, object->properties.items[i]);
  }
  printer->indent--;
  if (one_line) {
    put_char(printer, ' ');
  } else {
    print_newline(printer);
  }
  put_char(printer, '}');
}

// --- Operators ---

static void print_sign(Printer *printer, char sign) {
  const Buf *text = &printer->out->text;
  // `- -x` must not become `--x`.
  if (text->len > 0 && text->data[text->len - 1] == sign) put_char(printer, ' ');
  put_char(printer, sign);
}

static void print_unary(Printer *printer, const Unary *unary) {
  switch (unary->node.op) {
    case UNARY_NEGATE: print_sign(printer, '-'); break;
    case UNARY_PLUS: print_sign(printer, '+'); break;
    case UNARY_NOT: put_char(printer, '!'); break;
    case UNARY_BIT_NOT: put_char(printer, '~'); break;
    case UNARY_TYPEOF: put(printer, "typeof "); break;
    case UNARY_VOID: put(printer, "void "); break;
    default: put(printer, "delete "); break;
  }
  print_level(printer, unary->argument, PREC_UNARY);
}

static void print_update(Printer *printer, const Update *update) {
  char sign = update->node.op == UPDATE_INCREMENT ? '+' : '-';
  if (update->node.flags & NODE_PREFIX) {
    print_sign(printer, sign);
    put_char(printer, sign);
    print_level(printer, update->argument, PREC_UNARY);
  } else {
    print_level(printer, update->argument, PREC_CHAIN);
    put_char(printer, sign);
    put_char(printer, sign);
  }
}

static bool mixes_coalesce(const Node *operand, uint8_t op) {
  return op == BINARY_COALESCE && operand->kind == NODE_BINARY &&
         (operand->op == BINARY_AND || operand->op == BINARY_OR);
}

static void print_operand(Printer *printer, const Node *operand, uint8_t op, Precedence level) {
  print_level(printer, operand, mixes_coalesce(operand, op) ? PREC_MEMBER : level);
}

// The level that the left operand of `op` must have.
static Precedence left_level(uint8_t op) {
  return op == BINARY_POW ? PREC_POSTFIX : (Precedence)binary_ops[op].precedence;
}

static Precedence right_level(uint8_t op) {
  return op == BINARY_POW ? PREC_POWER : (Precedence)(binary_ops[op].precedence + 1);
}

void print_end(Printer *printer) {
  vec_clear(&printer->path);
}

// a + b + c + … leans to the left, as deep as it is long: goes down first, then prints on the way up.
static void print_binary(Printer *printer, const Binary *binary) {
  uint32_t top = printer->path.len;
  const Binary *at = binary;
  vec_push(&printer->path, &at->node);
  for (;;) {
    const Node *left = at->left;
    bool goes_on = left->kind == NODE_BINARY &&
                   binary_precedence(left) >= left_level(at->node.op) &&
                   !mixes_coalesce(left, at->node.op) && !(printer->no_in && left->op == BINARY_IN);
    if (!goes_on) break;
    at = (const Binary *)left;
    vec_push(&printer->path, left);
  }
  print_operand(printer, at->left, at->node.op, left_level(at->node.op));
  while (printer->path.len > top) {
    at = (const Binary *)vec_pop(&printer->path);
    uint8_t op = at->node.op;
    write_str(printer->out, (Str){ binary_ops[op].text, binary_ops[op].len });
    print_operand(printer, at->right, op, right_level(op));
  }
}

static void print_assignment(Printer *printer, const Assignment *assignment) {
  const Node *target = assignment->target;
  if (target->kind == NODE_IDENTIFIER) {
    print_identifier(printer, (const Identifier *)target);
  } else {
    print_pattern(printer, target);
  }
  if (assignment->node.op == ASSIGN_PLAIN) {
    put(printer, " = ");
  } else {
    uint8_t op = (uint8_t)(assignment->node.op - ASSIGN_COMPOUND);
    write_str(printer->out, (Str){ binary_ops[op].text, binary_ops[op].len - 1u });
    put(printer, "= ");
  }
  print_level(printer, assignment->value, PREC_ASSIGN);
}

static void print_conditional(Printer *printer, const Conditional *conditional) {
  print_level(printer, conditional->test, PREC_COALESCE);
  put(printer, " ? ");
  print_level(printer, conditional->then, PREC_ASSIGN);
  put(printer, " : ");
  print_level(printer, conditional->otherwise, PREC_ASSIGN);
}

static void print_list(Printer *printer, const NodeList *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    if (i > 0) put(printer, ", ");
    print_level(printer, list->items[i], PREC_ASSIGN);
  }
}

// --- Members and calls ---

void print_arguments(Printer *printer, const NodeList *arguments) {
  bool no_in = printer->no_in;
  printer->no_in = false;
  put_char(printer, '(');
  print_list(printer, arguments);
  put_char(printer, ')');
  printer->no_in = no_in;
}

// A require() that the link knows is printed as a whole.
static bool is_linked_require(const Printer *printer, const Call *call) {
  return printer->options->link && call->record != NO_INDEX;
}

// What a link of a chain continues, or NULL where the chain begins.
static const Node *chain_object(const Printer *printer, const Node *node) {
  OutputName name;
  switch (node->kind) {
    case NODE_MEMBER:
      return print_output_name_of(printer, node, &name) ? NULL : ((const Member *)node)->object;
    case NODE_INDEX_MEMBER: return ((const IndexMember *)node)->object;
    case NODE_CALL:
      return is_linked_require(printer, (const Call *)node) ? NULL : ((const Call *)node)->callee;
    case NODE_TAGGED_TEMPLATE: return ((const TaggedTemplate *)node)->tag;
    default: return NULL;
  }
}

// 1.x would read as a number and a name.
static bool is_plain_integer(const Node *node) {
  if (node->kind != NODE_NUMBER) return false;
  Str raw = atom_str(((const Number *)node)->raw);
  for (size_t i = 0; i < raw.len; i++) {
    if (raw.data[i] < '0' || raw.data[i] > '9') return false;
  }
  return true;
}

// The mark in front of it would be taken for one of the whole chain.
static bool is_marked_pure(const Node *node) {
  return (node->kind == NODE_CALL || node->kind == NODE_NEW) && (node->flags & NODE_PURE);
}

// new A()?.() is right, but tree-sitter's grammar does not read it.
static bool is_optional_call_of_new(const Node *node, const Node *link) {
  return node->kind == NODE_NEW && link->kind == NODE_CALL && (link->flags & NODE_OPTIONAL);
}

// The first expression of a chain, given the link behind it. Called directly, name.member must lose its object.
static void print_chain_start(Printer *printer, const Node *node, const Node *link) {
  OutputName name;
  bool is_called = link->kind == NODE_CALL || link->kind == NODE_TAGGED_TEMPLATE;
  if (is_called && print_output_name_of(printer, node, &name) && name.member != NULL) {
    put(printer, "(0, ");
    print_output_name(printer->out, name);
    put_char(printer, ')');
  } else if ((link->kind == NODE_MEMBER && is_plain_integer(node)) || is_marked_pure(node) ||
             is_optional_call_of_new(node, link)) {
    put_char(printer, '(');
    print_level(printer, node, PREC_COMMA);
    put_char(printer, ')');
  } else {
    print_level(printer, node, PREC_CALL);
  }
}

static void print_link(Printer *printer, const Node *link) {
  bool optional = (link->flags & NODE_OPTIONAL) != 0;
  if (optional) put(printer, "?.");
  switch (link->kind) {
    case NODE_MEMBER:
      if (!optional) put_char(printer, '.');
      put_atom(printer, ((const Member *)link)->name);
      break;
    case NODE_INDEX_MEMBER: {
      bool no_in = printer->no_in;
      printer->no_in = false;
      put_char(printer, '[');
      print_level(printer, ((const IndexMember *)link)->index, PREC_COMMA);
      put_char(printer, ']');
      printer->no_in = no_in;
      break;
    }
    case NODE_CALL: print_arguments(printer, &((const Call *)link)->arguments); break;
    default:
      print_template(printer, (const Template *)((const TaggedTemplate *)link)->template);
      break;
  }
}

// a.b().c… leans to the left too.
static void print_chain(Printer *printer, const Node *node) {
  OutputName name;
  if (node->kind == NODE_MEMBER && print_output_name_of(printer, node, &name)) {
    print_output_name(printer->out, name);
    return;
  }
  if (node->kind == NODE_CALL && is_linked_require(printer, (const Call *)node)) {
    print_require(printer, (const Call *)node);
    return;
  }
  if (node->flags & NODE_PURE) print_pure_mark(printer);
  uint32_t top = printer->path.len;
  const Node *start = node;
  const Node *link = node;
  while (chain_object(printer, start) != NULL && (start == node || !is_marked_pure(start))) {
    vec_push(&printer->path, start);
    link = start;
    start = chain_object(printer, start);
  }
  print_chain_start(printer, start, link);
  while (printer->path.len > top) {
    print_link(printer, vec_pop(&printer->path));
  }
}

// Whether a `new` in front of it would take an inner call's parentheses for its own.
static bool has_call(const Printer *printer, const Node *node) {
  for (; node != NULL; node = chain_object(printer, node)) {
    if (node->kind == NODE_CALL || node->kind == NODE_IMPORT_CALL || node->kind == NODE_CHAIN)
      return true;
  }
  return false;
}

static void print_new(Printer *printer, const New *node) {
  if (node->node.flags & NODE_PURE) print_pure_mark(printer);
  put(printer, "new ");
  bool parens = has_call(printer, node->callee);
  if (parens) put_char(printer, '(');
  print_level(printer, node->callee, parens ? PREC_COMMA : PREC_MEMBER);
  if (parens) put_char(printer, ')');
  print_arguments(printer, &node->arguments);
}

static void print_import_call(Printer *printer, const ImportCall *call) {
  if (print_late_import(printer, call)) return;
  put(printer, "import(");
  print_level(printer, call->source, PREC_ASSIGN);
  if (call->options) {
    put(printer, ", ");
    print_level(printer, call->options, PREC_ASSIGN);
  }
  put_char(printer, ')');
}

// --- Dispatch ---

static void print_yield(Printer *printer, const Yield *yield) {
  put(printer, "yield");
  if (yield->node.flags & NODE_DELEGATE) put_char(printer, '*');
  if (yield->argument == NULL) return;
  put_char(printer, ' ');
  print_level(printer, yield->argument, PREC_ASSIGN);
}

static void print_await(Printer *printer, const Node *argument) {
  put(printer, "await ");
  // tree-sitter's grammar takes `await` for a name in `await --(a).b` and `await (a).b++`.
  print_level(printer, argument, argument->kind == NODE_UPDATE ? PREC_MEMBER : PREC_UNARY);
}

static void print_this(Printer *printer, const Node *node) {
  bool is_void = (node->flags & NODE_MODULE_THIS) && printer->options->this_is_undefined;
  if (is_void) {
    put(printer, "void 0");
  } else {
    put(printer, "this");
  }
}

static bool print_leaf(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_IDENTIFIER: print_identifier(printer, (const Identifier *)node); return true;
    case NODE_NAME: put_atom(printer, ((const Name *)node)->name); return true;
    case NODE_PRIVATE_NAME: put_atom(printer, ((const PrivateName *)node)->name); return true;
    case NODE_THIS: print_this(printer, node); return true;
    case NODE_SUPER: put(printer, "super"); return true;
    case NODE_NULL_LITERAL: put(printer, "null"); return true;
    case NODE_BOOLEAN: write_str(printer->out, node->op ? STR("true") : STR("false")); return true;
    case NODE_NUMBER: put_atom(printer, ((const Number *)node)->raw); return true;
    case NODE_BIGINT: put_atom(printer, ((const BigInt *)node)->raw); return true;
    case NODE_STRING: print_string(printer, text_str(((const String *)node)->value)); return true;
    case NODE_REGEXP: put_text(printer, ((const RegExp *)node)->raw); return true;
    case NODE_NEW_TARGET: put(printer, "new.target"); return true;
    case NODE_IMPORT_META:
      write_str(printer->out, printer->options->import_meta
                                  ? atom_str(printer->options->import_meta)
                                  : STR("import.meta"));
      return true;
    default: return false;
  }
}

// Expressions with brackets of their own, inside which `in` is an operator again.
static bool print_bracketed(Printer *printer, const Node *node) {
  bool no_in = printer->no_in;
  printer->no_in = false;
  bool printed = true;
  switch (node->kind) {
    case NODE_TEMPLATE: print_template(printer, (const Template *)node); break;
    case NODE_ARRAY: print_array(printer, (const Array *)node); break;
    case NODE_OBJECT: print_object(printer, (const Object *)node); break;
    case NODE_FUNCTION: print_function(printer, (const Function *)node); break;
    case NODE_CLASS: print_class(printer, (const Class *)node); break;
    case NODE_IMPORT_CALL: print_import_call(printer, (const ImportCall *)node); break;
    case NODE_JSX_ELEMENT: print_jsx(printer, (const JsxElement *)node); break;
    default: printed = false;
  }
  printer->no_in = no_in;
  return printed;
}

static void print_operation(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_SPREAD:
      put(printer, "...");
      print_level(printer, ((const Spread *)node)->argument, PREC_ASSIGN);
      break;
    case NODE_ARROW: print_arrow(printer, (const Arrow *)node); break;
    case NODE_UNARY: print_unary(printer, (const Unary *)node); break;
    case NODE_UPDATE: print_update(printer, (const Update *)node); break;
    case NODE_BINARY: print_binary(printer, (const Binary *)node); break;
    case NODE_ASSIGNMENT: print_assignment(printer, (const Assignment *)node); break;
    case NODE_CONDITIONAL: print_conditional(printer, (const Conditional *)node); break;
    case NODE_SEQUENCE: print_list(printer, &((const Sequence *)node)->expressions); break;
    case NODE_YIELD: print_yield(printer, (const Yield *)node); break;
    case NODE_AWAIT: print_await(printer, ((const Await *)node)->argument); break;
    case NODE_CHAIN: print_level(printer, ((const Chain *)node)->expression, PREC_CALL); break;
    case NODE_NEW: print_new(printer, (const New *)node); break;
    case NODE_CALL:
    case NODE_MEMBER:
    case NODE_INDEX_MEMBER:
    case NODE_TAGGED_TEMPLATE: print_chain(printer, node); break;
    default: print_pattern(printer, node); break;
  }
}

static void print_compound(Printer *printer, const Node *node) {
  bool is_mirrored = has_mirror(printer, node);
  const Atom *leading = is_mirrored ? print_leading_mirror(printer, node) : NULL;
  if (leading) {
    put_atom(printer, leading);
    put(printer, " = ");
  } else if (is_mirrored) {
    put_char(printer, '[');
  }
  print_operation(printer, node);
  if (!is_mirrored || leading) return;
  print_mirrors(printer, assigned_to(node), STR(", "), STR_EMPTY);
  put(printer, "][0]");
}

// What would be misread as the beginning of something else just here.
static bool needs_parens_here(const Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_FUNCTION:
    case NODE_CLASS:
      return at_place(printer, printer->statement_start) ||
             at_place(printer, printer->default_start);
    case NODE_OBJECT:
      return at_place(printer, printer->statement_start) || at_place(printer, printer->arrow_start);
    case NODE_ASSIGNMENT:
      return ((const Assignment *)node)->target->kind == NODE_OBJECT_PATTERN &&
             (at_place(printer, printer->statement_start) ||
              at_place(printer, printer->arrow_start));
    case NODE_BINARY: return printer->no_in && node->op == BINARY_IN;
    default: return false;
  }
}

static void print_level(Printer *printer, const Node *node, Precedence level) {
  bool parens = precedence_of(printer, node) < level || needs_parens_here(printer, node);
  bool no_in = printer->no_in;
  if (parens) {
    put_char(printer, '(');
    printer->no_in = false;
  }
  if (!print_leaf(printer, node) && !print_bracketed(printer, node)) print_compound(printer, node);
  if (parens) put_char(printer, ')');
  printer->no_in = no_in;
}

void print_expression(Printer *printer, const Node *expression, int precedence) {
  print_level(printer, expression, (Precedence)precedence);
}
