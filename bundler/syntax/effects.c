#include "syntax/effects.h"

#include <assert.h>

typedef struct Judge {
  const Ast *ast;
  bool heeds_marks;
  uint32_t start; // what the module declares from here on is not initialised yet
} Judge;

enum { MAX_DEPTH = 64 };

// Globals of ECMAScript: to read one, or a property of one, does nothing.
static const char *const known_globals[] = {
  "Array",
  "ArrayBuffer",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "DataView",
  "Date",
  "Error",
  "EvalError",
  "Float32Array",
  "Float64Array",
  "Function",
  "Infinity",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "Intl",
  "JSON",
  "Map",
  "Math",
  "NaN",
  "Number",
  "Object",
  "Promise",
  "Proxy",
  "RangeError",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "SyntaxError",
  "TypeError",
  "URIError",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "WeakMap",
  "WeakSet",
  "decodeURI",
  "encodeURI",
  "globalThis",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
  "undefined",
  "ReferenceError",
  "decodeURIComponent",
  "encodeURIComponent",
};

static bool is_free(const Judge *judge, const Node *node, uint32_t depth);

static bool list_is_free(const Judge *judge, const NodeList *list, uint32_t depth) {
  for (uint32_t i = 0; i < list->len; i++) {
    if (list->items[i] && !is_free(judge, list->items[i], depth)) return false;
  }
  return true;
}

static const Symbol *symbol_of(const Judge *judge, const Node *node) {
  if (node->kind != NODE_IDENTIFIER) return NULL;
  return &judge->ast->symbols.items[((const Identifier *)node)->symbol];
}

// The unbound name `text`.
static bool is_global(const Judge *judge, const Node *node, const char *text) {
  const Symbol *symbol = symbol_of(judge, node);
  return symbol && symbol->kind == SYMBOL_UNBOUND && str_is(atom_str(symbol->name), text);
}

static bool is_known_global(const Judge *judge, const Node *node) {
  const Symbol *symbol = symbol_of(judge, node);
  if (symbol == NULL || symbol->kind != SYMBOL_UNBOUND) return false;
  for (size_t i = 0; i < sizeof known_globals / sizeof *known_globals; i++) {
    if (str_is(atom_str(symbol->name), known_globals[i])) return true;
  }
  return false;
}

// --- Values that no conversion can call code for ---

static bool is_primitive(const Judge *judge, const Node *node, uint32_t depth) {
  if (depth == 0) return false;
  switch (node->kind) {
    case NODE_NULL_LITERAL:
    case NODE_BOOLEAN:
    case NODE_NUMBER:
    case NODE_BIGINT:
    case NODE_STRING: return true;
    case NODE_IDENTIFIER:
      return is_global(judge, node, "undefined") || is_global(judge, node, "NaN") ||
             is_global(judge, node, "Infinity");
    case NODE_TEMPLATE: return is_free(judge, node, depth - 1);
    case NODE_UNARY: {
      const Node *argument = ((const Unary *)node)->argument;
      bool is_number = node->op == UNARY_NEGATE || node->op == UNARY_BIT_NOT;
      return !is_number || argument->kind == NODE_NUMBER || argument->kind == NODE_BIGINT;
    }
    case NODE_BINARY: {
      const Binary *binary = (const Binary *)node;
      return is_primitive(judge, binary->left, depth - 1) &&
             is_primitive(judge, binary->right, depth - 1);
    }
    case NODE_CONDITIONAL: {
      const Conditional *conditional = (const Conditional *)node;
      return is_primitive(judge, conditional->then, depth - 1) &&
             is_primitive(judge, conditional->otherwise, depth - 1);
    }
    default: return false;
  }
}

static bool is_number(const Node *node) {
  if (node->kind == NODE_UNARY && node->op == UNARY_NEGATE) node = ((const Unary *)node)->argument;
  return node->kind == NODE_NUMBER;
}

static bool is_text(const Node *node) {
  return node->kind == NODE_STRING || node->kind == NODE_TEMPLATE;
}

static bool is_null(const Judge *judge, const Node *node) {
  return node->kind == NODE_NULL_LITERAL || is_global(judge, node, "undefined");
}

// --- Operators ---

static bool unary_is_free(const Judge *judge, const Unary *unary, uint32_t depth) {
  const Node *argument = unary->argument;
  switch ((UnaryOp)unary->node.op) {
    case UNARY_TYPEOF: {
      const Symbol *symbol = symbol_of(judge, argument);
      bool is_nowhere =
          symbol && symbol->kind == SYMBOL_UNBOUND; // which is "undefined", and no error
      return is_nowhere || is_free(judge, argument, depth);
    }
    case UNARY_VOID:
    case UNARY_NOT: return is_free(judge, argument, depth);
    case UNARY_NEGATE:
    case UNARY_BIT_NOT: return argument->kind == NODE_NUMBER || argument->kind == NODE_BIGINT;
    case UNARY_PLUS: return is_number(argument) || is_text(argument);
    case UNARY_DELETE: return false;
  }
  return false;
}

static bool binary_is_free(const Judge *judge, const Binary *binary, uint32_t depth) {
  const Node *left = binary->left;
  const Node *right = binary->right;
  if (!is_free(judge, left, depth) || !is_free(judge, right, depth)) return false;
  switch ((BinaryOp)binary->node.op) {
    case BINARY_STRICT_EQ:
    case BINARY_STRICT_NE:
    case BINARY_AND:
    case BINARY_OR:
    case BINARY_COALESCE: return true;
    case BINARY_EQ:
    case BINARY_NE:
      return is_null(judge, left) || is_null(judge, right) ||
             (is_primitive(judge, left, depth) && is_primitive(judge, right, depth));
    case BINARY_IN:
    case BINARY_INSTANCEOF: return false;
    // Of BigInts these can fail.
    case BINARY_ADD:
      return (is_number(left) && is_number(right)) ||
             (is_text(left) && is_primitive(judge, right, depth)) ||
             (is_text(right) && is_primitive(judge, left, depth));
    default: return is_number(left) && is_number(right);
  }
}

// --- Properties, calls ---

// Math.PI, Object.prototype.toString
static bool member_is_free(const Judge *judge, const Member *member) {
  const Node *object = member->object;
  if (member->node.flags & NODE_OPTIONAL) return false;
  if (object->kind == NODE_MEMBER && str_is(atom_str(((const Member *)object)->name), "prototype"))
    object = ((const Member *)object)->object;
  return is_known_global(judge, object) && !is_global(judge, object, "undefined") &&
         !is_global(judge, object, "NaN") && !is_global(judge, object, "Infinity");
}

// new Set([…]) and the like, without what would call code of others.
static bool is_new_collection(const Judge *judge, const New *call, uint32_t depth) {
  bool is_set = is_global(judge, call->callee, "Set");
  bool is_map = is_global(judge, call->callee, "Map");
  bool is_weak =
      is_global(judge, call->callee, "WeakMap") || is_global(judge, call->callee, "WeakSet");
  if ((!is_set && !is_map && !is_weak) || call->arguments.len > 1) return false;
  if (call->arguments.len == 0 || is_null(judge, call->arguments.items[0])) return true;
  const Node *argument = call->arguments.items[0];
  if (is_weak || argument->kind != NODE_ARRAY || !is_free(judge, argument, depth)) return false;
  const NodeList *elements = &((const Array *)argument)->elements;
  for (uint32_t i = 0; is_map && i < elements->len; i++) {
    if (elements->items[i] == NULL || elements->items[i]->kind != NODE_ARRAY) return false;
  }
  return true;
}

static bool is_new_symbol(const Judge *judge, const Call *call) {
  if (!is_global(judge, call->callee, "Symbol") || call->node.flags & NODE_OPTIONAL) return false;
  return call->arguments.len == 0 ||
         (call->arguments.len == 1 && call->arguments.items[0]->kind == NODE_STRING);
}

static bool call_is_free(const Judge *judge, const Node *node, uint32_t depth) {
  bool is_marked = judge->heeds_marks && node->flags & NODE_PURE;
  if (node->kind == NODE_NEW) {
    const New *call = (const New *)node;
    if (is_marked) return list_is_free(judge, &call->arguments, depth);
    return is_new_collection(judge, call, depth);
  }
  const Call *call = (const Call *)node;
  if (is_marked) return list_is_free(judge, &call->arguments, depth);
  return is_new_symbol(judge, call);
}

// --- Objects and classes ---

static bool key_is_free(const Judge *judge, const Node *key, uint32_t flags, uint32_t depth) {
  if (!(flags & NODE_COMPUTED)) return true;
  const Node *symbol = key->kind == NODE_MEMBER ? ((const Member *)key)->object : NULL;
  if (symbol && is_global(judge, symbol, "Symbol")) return true; // [Symbol.iterator]
  return is_primitive(judge, key, depth) && is_free(judge, key, depth);
}

static bool property_is_free(const Judge *judge, const Node *node, uint32_t depth) {
  if (node->kind == NODE_METHOD)
    return key_is_free(judge, ((const Method *)node)->key, node->flags, depth);
  if (node->kind != NODE_PROPERTY) return false; // a spread calls getters
  const Property *property = (const Property *)node;
  return key_is_free(judge, property->key, node->flags, depth) &&
         is_free(judge, property->value, depth);
}

static bool class_member_is_free(const Judge *judge, const Node *node, uint32_t depth) {
  switch (node->kind) {
    case NODE_METHOD: {
      const Method *method = (const Method *)node;
      return method->decorators.len == 0 && key_is_free(judge, method->key, node->flags, depth);
    }
    case NODE_FIELD: {
      const Field *field = (const Field *)node;
      bool is_evaluated = node->flags & NODE_STATIC && field->value;
      return field->decorators.len == 0 && key_is_free(judge, field->key, node->flags, depth) &&
             (!is_evaluated || is_free(judge, field->value, depth));
    }
    case NODE_STATIC_BLOCK: return ((const StaticBlock *)node)->body.len == 0;
    default: return false;
  }
}

// `extends` of what has no effect and can be extended, as far as one can see.
static bool heritage_is_free(const Judge *judge, const Node *heritage, uint32_t depth) {
  if (heritage == NULL) return true;
  bool may_be_class = heritage->kind == NODE_IDENTIFIER || heritage->kind == NODE_CLASS ||
                      heritage->kind == NODE_FUNCTION || heritage->kind == NODE_NULL_LITERAL ||
                      heritage->kind == NODE_MEMBER || heritage->kind == NODE_CALL;
  return may_be_class && is_free(judge, heritage, depth);
}

static bool class_is_free(const Judge *judge, const Class *class, uint32_t depth) {
  if (class->decorators.len != 0 || !heritage_is_free(judge, class->heritage, depth)) return false;
  for (uint32_t i = 0; i < class->members.len; i++) {
    if (!class_member_is_free(judge, class->members.items[i], depth)) return false;
  }
  return true;
}

static bool object_is_free(const Judge *judge, const Object *object, uint32_t depth) {
  for (uint32_t i = 0; i < object->properties.len; i++) {
    if (!property_is_free(judge, object->properties.items[i], depth)) return false;
  }
  return true;
}

static bool array_is_free(const Judge *judge, const Array *array, uint32_t depth) {
  for (uint32_t i = 0; i < array->elements.len; i++) {
    const Node *element = array->elements.items[i];
    if (element && (element->kind == NODE_SPREAD || !is_free(judge, element, depth))) return false;
  }
  return true;
}

static bool template_is_free(const Judge *judge, const Template *template, uint32_t depth) {
  for (uint32_t i = 0; i < template->expressions.len; i++) {
    const Node *expression = template->expressions.items[i];
    if (!is_primitive(judge, expression, depth) || !is_free(judge, expression, depth)) return false;
  }
  return true;
}

// To read what the module declares further down is an error. Trees that loaders make (of JSON) have no places, and are in order.
static bool identifier_is_free(const Judge *judge, const Node *node) {
  const Symbol *symbol = symbol_of(judge, node);
  switch ((SymbolKind)symbol->kind) {
    case SYMBOL_UNBOUND: return is_known_global(judge, node);
    case SYMBOL_LET:
    case SYMBOL_CONST:
    case SYMBOL_CLASS: return symbol->declared_at < judge->start || node->end == 0;
    default: return true;
  }
}

// Whether evaluating the expression has no effect.
static bool is_free(const Judge *judge, const Node *node, uint32_t depth) {
  if (depth == 0) return false;
  depth--;
  switch (node->kind) {
    case NODE_THIS:
    case NODE_NULL_LITERAL:
    case NODE_BOOLEAN:
    case NODE_NUMBER:
    case NODE_BIGINT:
    case NODE_STRING:
    case NODE_REGEXP:
    case NODE_FUNCTION:
    case NODE_ARROW:
    case NODE_IMPORT_META: return true;
    case NODE_IDENTIFIER: return identifier_is_free(judge, node);
    case NODE_TEMPLATE: return template_is_free(judge, (const Template *)node, depth);
    case NODE_ARRAY: return array_is_free(judge, (const Array *)node, depth);
    case NODE_OBJECT: return object_is_free(judge, (const Object *)node, depth);
    case NODE_CLASS: return class_is_free(judge, (const Class *)node, depth);
    case NODE_UNARY: return unary_is_free(judge, (const Unary *)node, depth);
    case NODE_BINARY: return binary_is_free(judge, (const Binary *)node, depth);
    case NODE_CONDITIONAL: {
      const Conditional *conditional = (const Conditional *)node;
      return is_free(judge, conditional->test, depth) && is_free(judge, conditional->then, depth) &&
             is_free(judge, conditional->otherwise, depth);
    }
    case NODE_SEQUENCE: return list_is_free(judge, &((const Sequence *)node)->expressions, depth);
    case NODE_MEMBER: return member_is_free(judge, (const Member *)node);
    case NODE_CALL:
    case NODE_NEW: return call_is_free(judge, node, depth);
    default: return false;
  }
}

// --- Statements ---

static bool variable_is_free(Judge *judge, const Variable *variable) {
  if (variable->node.op == VARIABLE_USING || variable->node.op == VARIABLE_AWAIT_USING)
    return false;
  for (uint32_t i = 0; i < variable->declarators.len; i++) {
    const Declarator *declarator = (const Declarator *)variable->declarators.items[i];
    if (declarator->target->kind != NODE_IDENTIFIER) return false; // patterns call getters
    judge->start = declarator->node.start;
    if (declarator->value && !is_free(judge, declarator->value, MAX_DEPTH)) return false;
  }
  return true;
}

static bool statement_is_free(Judge *judge, const Node *node) {
  switch (node->kind) {
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL:
    case NODE_FUNCTION_DECLARATION:
    case NODE_EMPTY: return true;
    case NODE_CLASS_DECLARATION: return class_is_free(judge, (const Class *)node, MAX_DEPTH);
    case NODE_VARIABLE: return variable_is_free(judge, (const Variable *)node);
    case NODE_EXPRESSION_STATEMENT:
      return is_free(judge, ((const ExpressionStatement *)node)->expression, MAX_DEPTH);
    default: return false;
  }
}

bool effects_of_statement(const Ast *ast, const Node *statement, bool heeds_marks) {
  static_assert(sizeof(Class) == sizeof(ClassDeclaration), "the two kinds are alike");
  Judge judge = { ast, heeds_marks, statement->start };
  const Node *node = statement;
  if (node->kind == NODE_EXPORT_DECLARATION) node = ((const ExportDeclaration *)node)->declaration;
  if (node->kind == NODE_EXPORT_DEFAULT) {
    node = ((const ExportDefault *)node)->value;
    bool is_declaration =
        node->kind == NODE_FUNCTION_DECLARATION || node->kind == NODE_CLASS_DECLARATION;
    if (!is_declaration) return !is_free(&judge, node, MAX_DEPTH);
  }
  return !statement_is_free(&judge, node);
}
