#include "syntax/make.h"

#include "base/mem.h"
#include "syntax/literal.h"

#include <math.h>
#include <stdio.h>

Node *make_identifier(const Atom *name, Span span) {
  Identifier *identifier = (Identifier *)node_new(NODE_IDENTIFIER, span);
  identifier->name = name;
  return &identifier->node;
}

Node *make_string(Str wtf8, Span span) {
  String *string = (String *)node_new(NODE_STRING, span);
  string->value = (Text){ mem_copy_text(wtf8.data, wtf8.len), (uint32_t)wtf8.len };
  return &string->node;
}

Node *make_boolean(bool value, Span span) {
  Node *node = node_new(NODE_BOOLEAN, span);
  node->op = value;
  return node;
}

static Node *make_unary(UnaryOp op, Node *argument) {
  Unary *unary = (Unary *)node_new(NODE_UNARY, node_span(argument));
  unary->node.op = (uint8_t)op;
  unary->argument = argument;
  return &unary->node;
}

Node *make_number(double value, Span span) {
  enum { SHORT = 15, EXACT = 17 }; // decimal digits: always kept by a double; always enough for one

  char digits[40];
  double magnitude = fabs(value);
  for (int precision = SHORT; precision <= EXACT; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, magnitude);
    if (strtod(digits, NULL) == magnitude) break;
  }
  Number *number = (Number *)node_new(NODE_NUMBER, span);
  number->raw = intern_text(digits);
  return signbit(value) ? make_unary(UNARY_NEGATE, &number->node) : &number->node;
}

Node *make_undefined(Span span) {
  return make_unary(UNARY_VOID, make_number(0, span));
}

Node *make_member(Node *object, const Atom *name) {
  Member *member = (Member *)node_new(NODE_MEMBER, node_span(object));
  member->object = object;
  member->name = name;
  return &member->node;
}

Node *make_chain(Str dotted, Span span) {
  Node *chain = NULL;
  for (;;) {
    size_t dot = str_find(dotted, '.');
    Str word = str_slice(dotted, 0, dot);
    bool fits = chain ? literal_is_identifier(word)
                      : literal_is_identifier(word) && !literal_is_reserved_word(word, true);
    if (!fits) {
      node_free(chain);
      return NULL;
    }
    chain = chain ? make_member(chain, intern(word)) : make_identifier(intern(word), span);
    if (dot == dotted.len) return chain;
    dotted = str_slice(dotted, dot + 1, dotted.len);
  }
}

Node *make_call(Node *callee) {
  Call *call = (Call *)node_new(NODE_CALL, node_span(callee));
  call->callee = callee;
  return &call->node;
}

Node *make_object(Span span) {
  return node_new(NODE_OBJECT, span);
}

void make_property(Node *object, Str name, Node *value) {
  Property *property = (Property *)node_new(NODE_PROPERTY, node_span(value));
  if (literal_is_identifier(name) && !str_is(name, "__proto__")) {
    Name *key = (Name *)node_new(NODE_NAME, node_span(value));
    key->name = intern(name);
    property->key = &key->node;
  } else {
    property->key = make_string(name, node_span(value));
  }
  // Without brackets it would set the prototype.
  if (str_is(name, "__proto__")) property->node.flags = NODE_COMPUTED;
  property->value = value;
  node_list_push(&((Object *)object)->properties, &property->node);
}

static Node *make_json_object(const json_t *json, Span span) {
  Node *object = make_object(span);
  for (void *at = json_object_iter((json_t *)(uintptr_t)json); at;
       at = json_object_iter_next((json_t *)(uintptr_t)json, at)) {
    Str key = { json_object_iter_key(at), json_object_iter_key_len(at) };
    make_property(object, key, make_json(json_object_iter_value(at), span));
  }
  return object;
}

Node *make_json(const json_t *value, Span span) {
  switch (json_typeof(value)) {
    case JSON_OBJECT: return make_json_object(value, span);
    case JSON_ARRAY: {
      Array *array = (Array *)node_new(NODE_ARRAY, span);
      for (size_t i = 0; i < json_array_size(value); i++) {
        node_list_push(&array->elements, make_json(json_array_get(value, i), span));
      }
      return &array->node;
    }
    case JSON_STRING:
      return make_string((Str){ json_string_value(value), json_string_length(value) }, span);
    case JSON_INTEGER:
    case JSON_REAL: return make_number(json_number_value(value), span);
    case JSON_TRUE:
    case JSON_FALSE: return make_boolean(json_is_true(value), span);
    case JSON_NULL: break;
  }
  return node_new(NODE_NULL_LITERAL, span);
}

// --- Modules ---

Ast *make_module(Span span) {
  Ast *ast = MEM_NEW_ZEROED(Ast);
  ast->program = (Program *)node_new(NODE_PROGRAM, span);
  ast->is_module = true;
  return ast;
}

void make_export(Ast *ast, const Atom *name, Node *value) {
  Declarator *declarator = (Declarator *)node_new(NODE_DECLARATOR, node_span(value));
  declarator->target = make_identifier(name, node_span(value));
  declarator->value = value;
  Variable *variable = (Variable *)node_new(NODE_VARIABLE, node_span(value));
  variable->node.op = VARIABLE_CONST;
  node_list_push(&variable->declarators, &declarator->node);
  ExportDeclaration *exported =
      (ExportDeclaration *)node_new(NODE_EXPORT_DECLARATION, node_span(value));
  exported->declaration = &variable->node;
  node_list_push(&ast->program->body, &exported->node);
}

void make_export_default(Ast *ast, Node *value) {
  ExportDefault *exported = (ExportDefault *)node_new(NODE_EXPORT_DEFAULT, node_span(value));
  exported->value = value;
  node_list_push(&ast->program->body, &exported->node);
}
