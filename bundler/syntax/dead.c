#include "syntax/dead.h"

#include "base/mem.h"
#include "syntax/make.h"

// --- What a test is, when that is known ---

typedef enum ValueKind {
  VALUE_UNKNOWN,
  VALUE_UNDEFINED,
  VALUE_NULL,
  VALUE_BOOLEAN,
  VALUE_NUMBER,
  VALUE_STRING
} ValueKind;

typedef struct Value {
  ValueKind kind;
  double number; // VALUE_NUMBER, VALUE_BOOLEAN
  Str text;      // VALUE_STRING: borrowed from the tree
} Value;

enum { MAX_DEPTH = 32 }; // of a test; chains of operators can be as deep as a file is long

static const Value unknown = { .kind = VALUE_UNKNOWN };

static Value boolean_value(bool value) {
  return (Value){ .kind = VALUE_BOOLEAN, .number = value };
}

static bool is_truthy(Value value) {
  if (value.kind == VALUE_STRING) return value.text.len != 0;
  return value.number != 0; // NaN cannot be written
}

static bool is_nullish(Value value) {
  return value.kind == VALUE_UNDEFINED || value.kind == VALUE_NULL;
}

static Value number_value(const Number *number) {
  Str raw = atom_str(number->raw);
  bool legacy = raw.len > 1 && raw.data[0] == '0' && raw.data[1] >= '0' && raw.data[1] <= '9';
  char *end;
  double value = strtod(raw.data, &end);
  if (legacy || *end != '\0') return unknown;
  return (Value){ .kind = VALUE_NUMBER, .number = value };
}

static Value equality_value(uint8_t op, Value left, Value right) {
  bool is_loose = op == BINARY_EQ || op == BINARY_NE;
  bool negates = op == BINARY_NE || op == BINARY_STRICT_NE;
  if (left.kind == VALUE_UNKNOWN || right.kind == VALUE_UNKNOWN) return unknown;
  bool equal =
      left.kind == right.kind && left.number == right.number && str_equal(left.text, right.text);
  if (is_loose && left.kind != right.kind) {
    if (!is_nullish(left) && !is_nullish(right)) return unknown;
    equal = is_nullish(left) && is_nullish(right);
  }
  return boolean_value(equal != negates);
}

// Whether the right side of a logical operator runs.
static bool runs_right(uint8_t op, Value left) {
  if (op == BINARY_COALESCE) return is_nullish(left);
  return is_truthy(left) == (op == BINARY_AND);
}

static bool is_logical(uint8_t op) {
  return op == BINARY_AND || op == BINARY_OR || op == BINARY_COALESCE;
}

static Value value_of(const Ast *ast, const Node *node, uint32_t depth);

static Value binary_value(const Ast *ast, const Binary *binary, uint32_t depth) {
  uint8_t op = binary->node.op;
  bool is_equality = op >= BINARY_EQ && op <= BINARY_STRICT_NE;
  if (!is_equality && !is_logical(op)) return unknown;
  Value left = value_of(ast, binary->left, depth);
  if (left.kind == VALUE_UNKNOWN) return unknown;
  if (is_equality) return equality_value(op, left, value_of(ast, binary->right, depth));
  return runs_right(op, left) ? value_of(ast, binary->right, depth) : left;
}

static Value unary_value(const Ast *ast, const Unary *unary, uint32_t depth) {
  if (unary->node.op != UNARY_NOT && unary->node.op != UNARY_VOID) return unknown;
  Value value = value_of(ast, unary->argument, depth);
  if (value.kind == VALUE_UNKNOWN) return unknown;
  return unary->node.op == UNARY_NOT ? boolean_value(!is_truthy(value))
                                     : (Value){ .kind = VALUE_UNDEFINED };
}

static Value identifier_value(const Ast *ast, const Identifier *identifier) {
  bool is_global = identifier->symbol != NO_INDEX &&
                   ast->symbols.items[identifier->symbol].kind == SYMBOL_UNBOUND &&
                   !ast->symbols.items[identifier->symbol].pinned;
  if (!is_global || !str_is(atom_str(identifier->name), "undefined")) return unknown;
  return (Value){ .kind = VALUE_UNDEFINED };
}

static Value value_of(const Ast *ast, const Node *node, uint32_t depth) {
  if (depth == MAX_DEPTH) return unknown;
  switch (node->kind) {
    case NODE_NULL_LITERAL: return (Value){ .kind = VALUE_NULL };
    case NODE_BOOLEAN: return boolean_value(node->op != 0);
    case NODE_NUMBER: return number_value((const Number *)node);
    case NODE_STRING:
      return (Value){ .kind = VALUE_STRING, .text = text_str(((const String *)node)->value) };
    case NODE_IDENTIFIER: return identifier_value(ast, (const Identifier *)node);
    case NODE_UNARY: return unary_value(ast, (const Unary *)node, depth + 1);
    case NODE_BINARY: return binary_value(ast, (const Binary *)node, depth + 1);
    default: return unknown;
  }
}

static bool is_literal(const Node *node) {
  return node->kind == NODE_BOOLEAN || node->kind == NODE_NUMBER || node->kind == NODE_STRING ||
         node->kind == NODE_NULL_LITERAL;
}

bool dead_may_decide(const Node *test) {
  if (test->kind == NODE_UNARY) return is_literal(((const Unary *)test)->argument);
  if (test->kind == NODE_BINARY) return is_literal(((const Binary *)test)->left);
  return is_literal(test);
}

// --- What a dead statement leaves behind ---

static Node *var_new(Node *name) {
  Declarator *declarator = (Declarator *)node_new(NODE_DECLARATOR, node_span(name));
  declarator->target = make_identifier(((Identifier *)name)->name, node_span(name));
  return &declarator->node;
}

typedef VEC(Node *) NodeStack;

static void push_children(NodeStack *left, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    void *at = (char *)node + field->offset;
    if ((field->type == FIELD_CHILD || field->type == FIELD_OPT) && *(Node **)at)
      vec_push(left, *(Node **)at);
    if (field->type != FIELD_LIST) continue;
    NodeList *list = (NodeList *)at;
    for (uint32_t i = list->len; i > 0; i--) {
      if (list->items[i - 1]) vec_push(left, list->items[i - 1]);
    }
  }
}

// Whether a name is one of the function around: declared by `var`, or hoisted from a block as sloppy functions are.
static bool is_hoisted(const Ast *ast, const Node *name) {
  uint32_t symbol = ((const Identifier *)name)->symbol;
  if (symbol == NO_INDEX) return false;
  uint32_t scope = ast->symbols.items[symbol].scope;
  if (scope == NO_INDEX) return false;
  ScopeKind kind = (ScopeKind)ast->scopes.items[scope].kind;
  return kind == SCOPE_MODULE || kind == SCOPE_FUNCTION || kind == SCOPE_BODY;
}

// The names below a declaration's target; its default values and computed keys declare nothing.
static void keep_pattern(NodeStack *left, Node *target, NodeList *declarators) {
  uint32_t base = left->len;
  vec_push(left, target);
  while (left->len > base) {
    Node *node = vec_pop(left);
    switch (node->kind) {
      case NODE_IDENTIFIER: node_list_push(declarators, var_new(node)); break;
      case NODE_DEFAULT_PATTERN: vec_push(left, ((DefaultPattern *)node)->target); break;
      case NODE_PATTERN_PROPERTY: vec_push(left, ((PatternProperty *)node)->value); break;
      default: push_children(left, node); break;
    }
  }
}

// What `dead` declares for the function around, as `var a, b;`; NULL: nothing.
static Node *hoisted_from(const Ast *ast, Node *dead) {
  Variable *variable = (Variable *)node_new(NODE_VARIABLE, node_span(dead));
  NodeStack left = VEC_EMPTY;
  vec_push(&left, dead);
  while (left.len > 0) {
    Node *node = vec_pop(&left);
    switch (node->kind) {
      case NODE_FUNCTION_DECLARATION: {
        Node *name = ((FunctionDeclaration *)node)->name;
        if (is_hoisted(ast, name)) node_list_push(&variable->declarators, var_new(name));
        break;
      }
      case NODE_FUNCTION:
      case NODE_ARROW:
      case NODE_CLASS:
      case NODE_CLASS_DECLARATION:
      case NODE_METHOD: break;
      case NODE_DECLARATOR:
        keep_pattern(&left, ((Declarator *)node)->target, &variable->declarators);
        break;
      case NODE_VARIABLE:
        if (node->op != VARIABLE_VAR) break;
        push_children(&left, node);
        break;
      default: push_children(&left, node); break;
    }
  }
  vec_clear(&left);
  if (variable->declarators.len != 0) return &variable->node;
  node_free(&variable->node);
  return NULL;
}

// --- Taking branches away ---

// `var a; kept`, of which either may be missing.
static Node *statement_of(Node *hoisted, Node *kept, Span span) {
  if (hoisted == NULL) return kept ? kept : node_new(NODE_EMPTY, span);
  if (kept == NULL) return hoisted;
  Block *block = (Block *)node_new(NODE_BLOCK, span);
  node_list_push(&block->body, hoisted);
  node_list_push(&block->body, kept);
  return &block->node;
}

static bool decide_if(const Ast *ast, Node **slot) {
  If *node = (If *)*slot;
  Value test = value_of(ast, node->test, 0);
  if (test.kind == VALUE_UNKNOWN) return false;
  Node **kept = is_truthy(test) ? &node->then : &node->otherwise;
  Node *dead = is_truthy(test) ? node->otherwise : node->then;
  *slot = statement_of(dead ? hoisted_from(ast, dead) : NULL, *kept, node_span(&node->node));
  *kept = NULL;
  node_free(&node->node);
  return true;
}

// Whether a value would mean more without the `c ? … : …` around it: a call would pass `this`, an assignment would name a function.
static bool minds_its_place(const Node *node) {
  switch (node->kind) {
    case NODE_IDENTIFIER:
    case NODE_MEMBER:
    case NODE_INDEX_MEMBER:
    case NODE_CHAIN:
    case NODE_FUNCTION:
    case NODE_ARROW:
    case NODE_CLASS: return true;
    default: return false;
  }
}

static bool is_undefined(const Node *node) {
  return node->kind == NODE_UNARY && node->op == UNARY_VOID &&
         ((const Unary *)node)->argument->kind == NODE_NUMBER;
}

static bool decide_conditional(const Ast *ast, Node **slot) {
  Conditional *node = (Conditional *)*slot;
  Value test = value_of(ast, node->test, 0);
  if (test.kind == VALUE_UNKNOWN) return false;
  Node **kept = is_truthy(test) ? &node->then : &node->otherwise;
  Node **dead = is_truthy(test) ? &node->otherwise : &node->then;
  if (minds_its_place(*kept)) {
    if (is_undefined(*dead)) return false;
    Span span = node_span(*dead);
    node_free(*dead);
    *dead = make_undefined(span);
    return true;
  }
  *slot = *kept;
  *kept = NULL;
  node_free(&node->node);
  return true;
}

static bool decide_logical(const Ast *ast, Node **slot) {
  Binary *node = (Binary *)*slot;
  if (!is_logical(node->node.op)) return false;
  Value left = value_of(ast, node->left, 0);
  if (left.kind == VALUE_UNKNOWN || runs_right(node->node.op, left)) return false;
  if (minds_its_place(node->left)) return false;
  *slot = node->left;
  node->left = NULL;
  node_free(&node->node);
  return true;
}

static bool decide(const Ast *ast, Node **slot) {
  switch ((*slot)->kind) {
    case NODE_IF: return decide_if(ast, slot);
    case NODE_CONDITIONAL: return decide_conditional(ast, slot);
    case NODE_BINARY: return decide_logical(ast, slot);
    default: return false;
  }
}

typedef VEC(Node **) SlotStack;

static void push_slots(SlotStack *slots, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    const NodeField *field = &shape->fields[f];
    void *at = (char *)node + field->offset;
    if (field->type == FIELD_CHILD || field->type == FIELD_OPT) vec_push(slots, (Node **)at);
    if (field->type != FIELD_LIST) continue;
    vec_each (item, (NodeList *)at) {
      vec_push(slots, item);
    }
  }
}

bool dead_remove(Ast *ast) {
  SlotStack slots = VEC_EMPTY;
  bool removed = false;
  push_slots(&slots, &ast->program->node);
  while (slots.len > 0) {
    Node **slot = vec_pop(&slots);
    if (*slot == NULL) continue;
    if (decide(ast, slot)) {
      removed = true;
      vec_push(&slots, slot); // what stands there now may be decided, too
    } else {
      push_slots(&slots, *slot);
    }
  }
  vec_clear(&slots);
  return removed;
}
