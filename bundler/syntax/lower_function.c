// Functions of every form, and objects, which hold methods.
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/literal.h"
#include "syntax/lowering.h"

#include <assert.h>

static_assert(sizeof(Function) == sizeof(FunctionDeclaration), "lowered by one function");

// Of a function's body; its parameters have IN_PARAMS, too.
static uint32_t function_context(uint32_t outer, const Node *function) {
  return (outer & FROM_AROUND) | IN_FUNCTION | HAS_NEW_TARGET |
         (function->flags & NODE_ASYNC ? IN_ASYNC : 0u) |
         (function->flags & NODE_GENERATOR ? IN_GENERATOR : 0u);
}

// An arrow function has no `this`, `super`, `arguments` and `new.target` of its own.
static uint32_t arrow_context(uint32_t outer, const Node *arrow) {
  uint32_t shared = FROM_AROUND | HAS_NEW_TARGET | HAS_SUPER | HAS_SUPER_CALL | NO_ARGUMENTS;
  return (outer & shared) | IN_FUNCTION | (arrow->flags & NODE_ASYNC ? IN_ASYNC : 0u);
}

LowerPlace lower_place_in(LowerPlace outer, const Node *function, bool is_strict) {
  outer.context = function->kind == NODE_ARROW ? arrow_context(outer.context, function)
                                               : function_context(outer.context, function);
  if (is_strict) outer.context |= STRICT;
  return outer;
}

static void lower_params(Lowering *l, NodeList *params) {
  l->context |= IN_PARAMS;
  lower_commas(l, params, lower_binding, false);
  l->context &= ~(uint32_t)IN_PARAMS;
  const Node *last = params->len > 0 ? *vec_last(params) : NULL;
  if (last && last->kind == NODE_REST && lower_comma_follows(l, last))
    lower_refuse(l, DIAG_SYNTAX, NULL, "There cannot be a comma behind a rest parameter");
  for (uint32_t i = 0; i + 1 < params->len; i++) {
    if (params->items[i]->kind != NODE_REST) continue;
    lower_refuse(l, DIAG_SYNTAX, NULL, "A rest parameter must be the last one");
    break;
  }
}

// The body in a context of its own; labels do not reach into it. Name and parameters are judged again if it makes itself strict.
static Node *lower_own_body(Lowering *l, const Node *name, const NodeList *params) {
  uint32_t labels = l->label_base;
  uint32_t before = l->context;
  l->label_base = l->labels.len;
  Node *body = lower_function_body(l);
  l->label_base = labels;
  if (l->context & ~before & STRICT) {
    early_strict_function(l, name, params);
  } else if (before & STRICT) {
    early_strict_params(l, (const Block *)body, params);
  }
  return body;
}

Node *lower_function(Lowering *l, NodeKind kind) {
  Function *function = (Function *)node_new(kind, lower_span(l));
  uint32_t outer = l->context;
  lower_enter(l);
  do {
    switch (l->kind) {
      case CST_T_FUNCTION: break;
      case CST_T_ASYNC: function->node.flags |= NODE_ASYNC; break;
      case CST_T_STAR: function->node.flags |= NODE_GENERATOR; break;
      case CST_IDENTIFIER:
        // The name of an expression belongs to the function, the name of a declaration to what is around it.
        if (kind == NODE_FUNCTION) l->context = function_context(outer, &function->node);
        function->name = lower_target_name(l);
        break;
      case CST_FORMAL_PARAMETERS:
        l->context = function_context(outer, &function->node);
        lower_params(l, &function->params);
        break;
      case CST_STATEMENT_BLOCK:
        function->body = lower_own_body(l, function->name, &function->params);
        break;
      default: lower_bug(l);
    }
  } while (lower_next(l));
  lower_up(l);
  l->context = outer;
  return &function->node;
}

// As lower_own_body, for a block that the grammar takes for an object.
static Node *lower_own_block(Lowering *l) {
  uint32_t labels = l->label_base;
  l->label_base = l->labels.len;
  Node *body = lower_object_as_block(l);
  l->label_base = labels;
  return body;
}

Node *lower_arrow(Lowering *l) {
  Arrow *arrow = (Arrow *)node_new(NODE_ARROW, lower_span(l));
  uint32_t outer = l->context;
  lower_enter(l);
  if (l->kind == CST_T_ASYNC) {
    arrow->node.flags |= NODE_ASYNC;
    uint32_t end_of_async = lower_end(l);
    lower_advance(l);
    lower_refuse_line_break(l, end_of_async);
  }
  l->context =
      arrow_context(outer, &arrow->node) | (outer & (IN_ASYNC | IN_GENERATOR | NO_AWAIT_NAME));
  if (l->kind == CST_FORMAL_PARAMETERS) {
    lower_params(l, &arrow->params);
  } else {
    node_list_push(&arrow->params, lower_target_name(l));
  }
  l->context = arrow_context(outer, &arrow->node);
  uint32_t end = lower_end(l);
  lower_advance(l);
  lower_refuse_line_break(l, end);
  lower_advance(l);
  switch (l->kind) {
    case CST_STATEMENT_BLOCK: arrow->body = lower_own_body(l, NULL, &arrow->params); break;
    case CST_OBJECT: arrow->body = lower_own_block(l); break;
    default:
      // `() => {} = 1` is no assignment in parentheses.
      if (lower_text(l).data[0] == '{') lower_refuse_token(l);
      arrow->body = lower_expression(l);
  }
  lower_up(l);
  l->context = outer;
  return &arrow->node;
}

// --- Methods ---

Node *lower_key(Lowering *l, uint16_t *flags) {
  switch (l->kind) {
    case CST_PROPERTY_IDENTIFIER:
    case CST_IDENTIFIER: {
      Name *name = (Name *)node_new(NODE_NAME, lower_span(l));
      name->name = lower_name(l);
      return &name->node;
    }
    case CST_PRIVATE_IDENTIFIER: {
      PrivateName *name = (PrivateName *)node_new(NODE_PRIVATE_NAME, lower_span(l));
      name->name = lower_name(l);
      return &name->node;
    }
    case CST_STRING: return lower_string(l);
    case CST_NUMBER: return lower_number(l);
    case CST_COMPUTED_NAME: {
      lower_enter(l);
      lower_advance(l);
      *flags |= NODE_COMPUTED;
      Node *key = lower_expression(l);
      lower_up(l);
      return key;
    }
    default: lower_bug(l);
  }
}

void lower_check_accessor(Lowering *l, const Method *method) {
  const Function *function = (const Function *)method->function;
  bool odd = (function->node.flags & (NODE_ASYNC | NODE_GENERATOR)) != 0 ||
             (method->node.op == METHOD_GET && function->params.len != 0) ||
             (method->node.op == METHOD_SET &&
              (function->params.len != 1 || function->params.items[0]->kind == NODE_REST));
  if (method->node.op == METHOD_PLAIN || !odd) return;
  lower_refuse(l, DIAG_SYNTAX, NULL,
               method->node.op == METHOD_GET
                   ? "A getter takes no parameters and is neither async nor a generator"
                   : "A setter takes one parameter and is neither async nor a generator");
}

// Of a method's body. Only the constructor of a class with `extends` may call super().
static uint32_t method_context(uint32_t outer, const Method *method, const Function *function) {
  const Node *key = method->key;
  bool constructs =
      key && !(method->node.flags & (NODE_COMPUTED | NODE_STATIC)) &&
      method->node.op == METHOD_PLAIN && (outer & IN_DERIVED) &&
      ((key->kind == NODE_NAME && str_is(atom_str(((const Name *)key)->name), "constructor")) ||
       (key->kind == NODE_STRING && str_is(text_str(((const String *)key)->value), "constructor")));
  return function_context(outer, &function->node) | HAS_SUPER | (constructs ? HAS_SUPER_CALL : 0u);
}

// Takes the part of a method that is under the cursor.
static void lower_method_part(Lowering *l, Method *method, Function *function) {
  switch (l->kind) {
    case CST_DECORATOR: node_list_push(&method->decorators, lower_decorator(l)); break;
    case CST_T_STATIC: method->node.flags |= NODE_STATIC; break;
    case CST_T_STATIC_GET:
      method->node.flags |= NODE_STATIC;
      method->node.op = METHOD_GET;
      break;
    case CST_T_ASYNC: function->node.flags |= NODE_ASYNC; break;
    case CST_T_GET: method->node.op = METHOD_GET; break;
    case CST_T_SET: method->node.op = METHOD_SET; break;
    case CST_T_STAR: function->node.flags |= NODE_GENERATOR; break;
    case CST_FORMAL_PARAMETERS:
      function->node.start = lower_start(l);
      l->context = method_context(l->context, method, function);
      lower_params(l, &function->params);
      break;
    case CST_STATEMENT_BLOCK: function->body = lower_own_body(l, NULL, &function->params); break;
    default: method->key = lower_key(l, &method->node.flags);
  }
}

Node *lower_class_method(Lowering *l) {
  Method *method = (Method *)node_new(NODE_METHOD, lower_span(l));
  Function *function = (Function *)node_new(NODE_FUNCTION, lower_span(l));
  uint32_t outer = l->context;
  method->function = &function->node;
  lower_enter(l);
  uint32_t end_of_async = 0;
  do {
    if (end_of_async != 0) lower_refuse_line_break(l, end_of_async);
    end_of_async = l->kind == CST_T_ASYNC ? lower_end(l) : 0;
    lower_method_part(l, method, function);
  } while (lower_next(l));
  lower_up(l);
  l->context = outer;
  lower_check_accessor(l, method);
  return &method->node;
}

Node *lower_method(Lowering *l) {
  uint32_t outer = l->context;
  l->context &= ~(uint32_t)IN_DERIVED;
  Node *method = lower_class_method(l);
  l->context = outer;
  return method;
}

// --- Objects ---

static Node *lower_pair(Lowering *l) {
  Property *property = (Property *)node_new(NODE_PROPERTY, lower_span(l));
  lower_enter(l);
  property->key = lower_key(l, &property->node.flags);
  lower_advance(l);
  lower_advance(l);
  property->value = lower_expression(l);
  lower_up(l);
  return &property->node;
}

static Node *lower_shorthand(Lowering *l) {
  Property *property = (Property *)node_new(NODE_PROPERTY, lower_span(l));
  Name *key = (Name *)node_new(NODE_NAME, lower_span(l));
  property->node.flags = NODE_SHORTHAND;
  property->key = &key->node;
  property->value = lower_identifier(l);
  key->name = ((Identifier *)property->value)->name;
  if (literal_is_reserved_word(atom_str(key->name), false)) lower_refuse_token(l);
  return &property->node;
}

static Node *lower_property(Lowering *l) {
  Node *key = NULL;
  Node *property = NULL;
  switch (l->kind) {
    case CST_PAIR:
      property = lower_pair(l);
      key = ((Property *)property)->key;
      break;
    case CST_METHOD_DEFINITION:
      property = lower_method(l);
      key = ((Method *)property)->key;
      break;
    case CST_SPREAD_ELEMENT: return lower_argument(l);
    case CST_SHORTHAND: return lower_shorthand(l);
    case CST_OBJECT_ASSIGNMENT_PATTERN:
      lower_refuse(l, DIAG_SYNTAX, "write a colon",
                   "A default can only stand in a pattern that is assigned to");
      return lower_placeholder(l);
    default: lower_bug(l);
  }
  bool in_class = property->kind == NODE_METHOD && ((property->flags & NODE_STATIC) != 0 ||
                                                    ((Method *)property)->decorators.len != 0);
  if (key->kind == NODE_PRIVATE_NAME || in_class) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "Only classes can have such members");
  }
  return property;
}

Node *lower_object(Lowering *l) {
  Object *object = (Object *)node_new(NODE_OBJECT, lower_span(l));
  lower_commas(l, &object->properties, lower_property, false);
  early_object(l, object);
  return &object->node;
}

// --- Objects that are blocks ---

// Whether a property's value stands there without parentheses.
static bool is_bare_object(const Property *property) {
  return property->value->kind == NODE_OBJECT && property->value->end == property->node.end;
}

// A declaration behind a label, which was read as the value of a property: a function in sloppy code may stand there.
static void value_to_declaration(Lowering *l, const Property *property) {
  Node *value = property->value;
  if (value->kind != NODE_FUNCTION && value->kind != NODE_CLASS) return;
  Str between = str_slice(l->at->source, property->key->end, value->start);
  if (str_find(between, '(') < between.len) return;
  bool fits = value->kind == NODE_FUNCTION && ((const Function *)value)->name &&
              (value->flags & (NODE_ASYNC | NODE_GENERATOR)) == 0;
  if (fits) {
    early_refuse_strict(l, node_span(value), "remove the label",
                        "A function cannot have a label in strict code");
    value->kind = NODE_FUNCTION_DECLARATION;
  } else {
    early_refuse(l, DIAG_SYNTAX, node_span(value), "put it in parentheses",
                 "A declaration cannot stand here");
  }
}

// `a: value` and the names behind it as the expression of a labelled statement. NULL: this is no statement.
static Node *properties_to_expression(NodeList *properties) {
  Sequence *sequence = (Sequence *)node_new(NODE_SEQUENCE, node_span(properties->items[0]));
  bool ok = true;
  for (uint32_t i = 0; i < properties->len; i++) {
    Node *item = properties->items[i];
    ok &= item->kind == NODE_PROPERTY && !(item->flags & NODE_COMPUTED) &&
          (i == 0 || (item->flags & NODE_SHORTHAND));
    if (!ok) break;
    node_list_push(&sequence->expressions, ((Property *)item)->value);
    ((Property *)item)->value = NULL;
    sequence->node.end = item->end;
  }
  if (ok && sequence->expressions.len > 1) return &sequence->node;
  Node *single = NULL;
  if (ok) {
    single = sequence->expressions.items[0];
    sequence->expressions.len = 0;
  }
  node_free(&sequence->node);
  return single;
}

static Node *object_to_block(Lowering *l, Object *object);

// What stands behind the label that is the first one's key.
static Node *properties_to_body(Lowering *l, NodeList *properties) {
  Property *first = (Property *)properties->items[0];
  if (properties->len == 1 && is_bare_object(first)) {
    Node *block = object_to_block(l, (Object *)first->value);
    first->value = NULL;
    return block;
  }
  value_to_declaration(l, first);
  return properties_to_expression(properties);
}

static Node *properties_to_statement(Lowering *l, NodeList *properties) {
  Property *first = (Property *)properties->items[0];
  bool is_label = first->node.kind == NODE_PROPERTY && first->key->kind == NODE_NAME;
  if (!is_label || (first->node.flags & (NODE_SHORTHAND | NODE_COMPUTED))) return NULL;
  const Atom *name = ((Name *)first->key)->name;
  Span span = node_span(&first->node);
  early_name(l, name, node_span(first->key));
  early_label_enter(l, name, CST_OBJECT);
  Node *body = properties_to_body(l, properties);
  early_label_leave(l);
  if (body == NULL) return NULL;
  if (body->kind != NODE_BLOCK && body->kind != NODE_FUNCTION_DECLARATION) {
    Node *expression = body;
    body = node_new(NODE_EXPRESSION_STATEMENT, node_span(expression));
    ((ExpressionStatement *)body)->expression = expression;
    span.end = expression->end;
  }
  Labeled *labeled = (Labeled *)node_new(NODE_LABELED, span);
  labeled->label = name;
  labeled->body = body;
  return &labeled->node;
}

// Takes `object`. Depth is bounded, as the object was lowered.
static Node *object_to_block(Lowering *l, Object *object) {
  Block *block = (Block *)node_new(NODE_BLOCK, node_span(&object->node));
  Node *statement =
      object->properties.len > 0 ? properties_to_statement(l, &object->properties) : NULL;
  if (statement) node_list_push(&block->body, statement);
  if (!statement && object->properties.len > 0) {
    lower_refuse(l, DIAG_SYNTAX, "put the object in parentheses: ({ … })",
                 "This is a block of statements here, not an object");
  }
  node_free(&object->node);
  return &block->node;
}

Node *lower_object_as_block(Lowering *l) {
  Object *object = (Object *)lower_object(l);
  Str text = lower_text(l);
  size_t last = text.len - 1;
  while (last > 0 && strchr("} \t\r\n", text.data[last])) {
    last--;
  }
  if (text.data[last] == ',') lower_refuse_token(l);
  return object_to_block(l, object);
}
