// Expressions. What nests to the left (a + b + c) is lowered in a loop; everything else recurses, counted by lower_deeper.
#include "base/mem.h"
#include "syntax/dead.h"
#include "syntax/early.h"
#include "syntax/lowering.h"

Node *lower_parenthesized(Lowering *l) {
  bool pure = l->pure_at == lower_start(l);
  lower_enter(l);
  lower_advance(l);
  // A mark before the parenthesis means a call that fills it.
  if (pure && (l->kind == CST_CALL || l->kind == CST_NEW || l->kind == CST_PARENTHESIZED)) {
    l->pure_at = lower_start(l);
  }
  if (l->kind == CST_SUPER) lower_refuse_token(l);
  Node *expression = lower_expression(l);
  lower_up(l);
  return expression;
}

// The grammar takes `+a = b` for `+(a = b)` and `() => {}()` for a call.
Node *lower_operand(Lowering *l) {
  switch (l->kind) {
    case CST_ASSIGNMENT:
    case CST_AUGMENTED_ASSIGNMENT:
    case CST_ARROW_FUNCTION:
    case CST_YIELD:
    case CST_TERNARY:
      lower_refuse(l, DIAG_SYNTAX, "put it in parentheses",
                   "This cannot be an operand as it stands");
      break;
    default: break;
  }
  return lower_expression(l);
}

static Node *lower_spread(Lowering *l) {
  Spread *spread = (Spread *)node_new(NODE_SPREAD, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  spread->argument = lower_expression(l);
  lower_up(l);
  return &spread->node;
}

Node *lower_argument(Lowering *l) {
  return l->kind == CST_SPREAD_ELEMENT ? lower_spread(l) : lower_expression(l);
}

static Node *lower_array(Lowering *l) {
  Array *array = (Array *)node_new(NODE_ARRAY, lower_span(l));
  lower_commas(l, &array->elements, lower_argument, true);
  return &array->node;
}

static Node *lower_sequence(Lowering *l) {
  Sequence *sequence = (Sequence *)node_new(NODE_SEQUENCE, lower_span(l));
  lower_commas(l, &sequence->expressions, lower_expression, false);
  return &sequence->node;
}

// --- Operators ---

static Node *lower_unary(Lowering *l) {
  Unary *unary = (Unary *)node_new(NODE_UNARY, lower_span(l));
  lower_enter(l);
  switch (l->kind) {
    case CST_T_SUB: unary->node.op = UNARY_NEGATE; break;
    case CST_T_ADD: unary->node.op = UNARY_PLUS; break;
    case CST_T_BANG: unary->node.op = UNARY_NOT; break;
    case CST_T_TILDE: unary->node.op = UNARY_BIT_NOT; break;
    case CST_T_TYPEOF: unary->node.op = UNARY_TYPEOF; break;
    case CST_T_VOID: unary->node.op = UNARY_VOID; break;
    case CST_T_DELETE: unary->node.op = UNARY_DELETE; break;
    default: lower_bug(l);
  }
  lower_advance(l);
  if (l->kind == CST_BINARY) lower_refuse_token(l); // `!#a in b`
  unary->argument = lower_operand(l);
  if (unary->node.op == UNARY_DELETE) early_delete(l, unary->argument);
  lower_up(l);
  return &unary->node;
}

static Node *lower_update(Lowering *l) {
  Update *update = (Update *)node_new(NODE_UPDATE, lower_span(l));
  lower_enter(l);
  bool prefix = l->kind == CST_T_INCREMENT || l->kind == CST_T_DECREMENT;
  CstKind operator= l->kind;
  if (prefix) {
    update->node.flags |= NODE_PREFIX;
    lower_advance(l);
  }
  update->argument = lower_simple_target(l);
  if (!prefix) {
    uint32_t end = lower_end(l);
    lower_advance(l);
    lower_refuse_line_break(l, end);
    operator= l->kind;
  }
  update->node.op = operator== CST_T_INCREMENT ? UPDATE_INCREMENT : UPDATE_DECREMENT;
  lower_up(l);
  return &update->node;
}

typedef struct Operand {
  Node *node;
  CstKind kind; // of the concrete node: parentheses are seen
} Operand;

static bool is_coalesce(Operand operand) {
  return operand.kind == CST_BINARY && operand.node->op == BINARY_COALESCE;
}

static bool is_logical(Operand operand) {
  return operand.kind == CST_BINARY &&
         (operand.node->op == BINARY_AND || operand.node->op == BINARY_OR);
}

// What the grammar lets pass although ECMAScript finds it ambiguous.
static void check_operands(Lowering *l, BinaryOp op, Operand left, Operand right) {
  if (op == BINARY_POW && (left.kind == CST_UNARY || left.kind == CST_AWAIT)) {
    lower_refuse(l, DIAG_SYNTAX, "put the left side of `**` in parentheses",
                 "A unary operator cannot stand just before `**`");
  }
  bool logical = op == BINARY_AND || op == BINARY_OR;
  bool mixed = (op == BINARY_COALESCE && (is_logical(left) || is_logical(right))) ||
               (logical && (is_coalesce(left) || is_coalesce(right)));
  if (mixed) {
    lower_refuse(l, DIAG_SYNTAX, "use parentheses to say which comes first",
                 "`?\?` cannot be mixed with `&&` and `||`");
  }
}

// `#a in b` on the right of what binds as tightly as `in`, or tighter.
static bool is_tight_private_in(BinaryOp op, Operand right) {
  bool loose = op == BINARY_AND || op == BINARY_OR || op == BINARY_COALESCE ||
               (op >= BINARY_BIT_AND && op <= BINARY_BIT_XOR) ||
               (op >= BINARY_EQ && op <= BINARY_STRICT_NE);
  return !loose && right.kind == CST_BINARY &&
         ((const Binary *)right.node)->left->kind == NODE_PRIVATE_NAME;
}

static Node *lower_private_name(Lowering *l) {
  PrivateName *name = (PrivateName *)node_new(NODE_PRIVATE_NAME, lower_span(l));
  name->name = lower_name(l);
  early_private_use(l, name->name, node_span(&name->node));
  return &name->node;
}

static Node *lower_binary(Lowering *l) {
  uint32_t start = lower_start(l);
  uint32_t levels = 0;
  while (l->kind == CST_BINARY) {
    lower_enter(l);
    levels++;
  }
  Operand left = { NULL, l->kind };
  left.node = l->kind == CST_PRIVATE_IDENTIFIER ? lower_private_name(l) : lower_operand(l);
  for (; levels > 0; levels--) {
    lower_advance(l);
    uint8_t op = l->kinds->binary[l->symbol];
    if (op == CST_NO_OPERATOR) lower_bug(l);
    if (left.kind == CST_PRIVATE_IDENTIFIER && op != BINARY_IN) lower_refuse_token(l);
    lower_advance(l);
    Operand right = { NULL, l->kind };
    right.node = lower_operand(l);
    if (is_tight_private_in((BinaryOp)op, right)) lower_refuse_token(l);
    lower_up(l);
    check_operands(l, (BinaryOp)op, left, right);
    if (op >= BINARY_AND) l->has_known_test |= dead_may_decide(left.node);
    Binary *binary = (Binary *)node_new(NODE_BINARY, (Span){ start, lower_end(l) });
    binary->node.op = op;
    binary->left = left.node;
    binary->right = right.node;
    left = (Operand){ &binary->node, CST_BINARY };
  }
  return left.node;
}

static Node *lower_assignment(Lowering *l) {
  Assignment *assignment = (Assignment *)node_new(NODE_ASSIGNMENT, lower_span(l));
  bool plain = l->kind == CST_ASSIGNMENT;
  lower_enter(l);
  assignment->target = plain ? lower_target(l) : lower_simple_target(l);
  lower_advance(l);
  if (!plain) {
    uint8_t op = l->kinds->binary[l->symbol];
    if (op == CST_NO_OPERATOR) lower_bug(l);
    assignment->node.op = (uint8_t)(ASSIGN_COMPOUND + op);
  }
  lower_advance(l);
  assignment->value = lower_expression(l);
  lower_up(l);
  return &assignment->node;
}

static Node *lower_ternary(Lowering *l) {
  Conditional *conditional = (Conditional *)node_new(NODE_CONDITIONAL, lower_span(l));
  lower_enter(l);
  conditional->test = lower_operand(l);
  l->has_known_test |= dead_may_decide(conditional->test);
  lower_advance(l);
  lower_advance(l);
  conditional->then = lower_expression(l);
  lower_advance(l);
  lower_advance(l);
  conditional->otherwise = lower_expression(l);
  lower_up(l);
  return &conditional->node;
}

// --- await, yield, new.target, import.meta ---

static Node *lower_await(Lowering *l) {
  Await *await = (Await *)node_new(NODE_AWAIT, lower_span(l));
  if (l->context & AT_TOP) lower_note_module(l);
  if (l->context & IN_PARAMS) {
    lower_refuse(l, DIAG_AWAIT, "wait in the body of the function",
                 "`await` cannot stand in the parameters of a function");
  } else if (!(l->context & (IN_ASYNC | AT_TOP))) {
    lower_refuse(l, DIAG_AWAIT, "make the function around it `async`",
                 "`await` is only allowed in async functions and at the top level of modules");
  }
  lower_enter(l);
  lower_advance(l);
  if (l->kind == CST_BINARY) lower_refuse_token(l); // `await #a in b`
  await->argument = lower_operand(l);
  lower_up(l);
  return &await->node;
}

// Outside generators `yield` is a name, which the grammar does not know.
static Node *lower_yield_as_name(Lowering *l) {
  if (ts_node_child_count(l->node) > 1) {
    lower_refuse(l, DIAG_AWAIT, "make the function around it a generator: `function*`",
                 "`yield` is only allowed in generators");
  }
  Identifier *identifier = (Identifier *)node_new(NODE_IDENTIFIER, lower_span(l));
  identifier->name = intern_text("yield");
  early_name(l, identifier->name, node_span(&identifier->node));
  return &identifier->node;
}

static Node *lower_yield(Lowering *l) {
  if (!(l->context & IN_GENERATOR)) return lower_yield_as_name(l);
  Yield *yield = (Yield *)node_new(NODE_YIELD, lower_span(l));
  if (l->context & IN_PARAMS) {
    lower_refuse(l, DIAG_AWAIT, "yield in the body of the generator",
                 "`yield` cannot stand in the parameters of a function");
  }
  lower_enter(l);
  uint32_t end_of_word = lower_end(l);
  bool more = lower_next(l);
  if (more && l->kind == CST_T_STAR) {
    lower_refuse_line_break(l, end_of_word);
    yield->node.flags |= NODE_DELEGATE;
    lower_advance(l);
  }
  if (more) yield->argument = lower_expression(l);
  lower_up(l);
  return &yield->node;
}

static Node *lower_meta_property(Lowering *l) {
  Span span = lower_span(l);
  lower_enter(l);
  NodeKind kind = l->kind == CST_T_NEW ? NODE_NEW_TARGET : NODE_IMPORT_META;
  lower_up(l);
  if (kind == NODE_IMPORT_META) {
    lower_note_module(l);
  } else if (!(l->context & HAS_NEW_TARGET)) {
    lower_refuse(l, DIAG_SUPER, NULL, "`new.target` can only stand in a function");
  }
  return node_new(kind, span);
}

static Node *lower_boolean(const Lowering *l) {
  Node *node = node_new(NODE_BOOLEAN, lower_span(l));
  node->op = l->kind == CST_TRUE;
  return node;
}

// --- Dispatch ---

// NOLINTNEXTLINE(readability-function-size): one case per kind
static Node *lower_by_kind(Lowering *l) {
  switch (l->kind) {
    case CST_IDENTIFIER:
    case CST_UNDEFINED: return lower_identifier(l);
    case CST_MEMBER:
    case CST_SUBSCRIPT:
    case CST_CALL: return lower_chain(l);
    case CST_STRING: return lower_string(l);
    case CST_NUMBER: return lower_number(l);
    case CST_TEMPLATE_STRING: return lower_template(l, false);
    case CST_REGEX: return lower_regex(l);
    case CST_TRUE:
    case CST_FALSE: return lower_boolean(l);
    case CST_NULL: return node_new(NODE_NULL_LITERAL, lower_span(l));
    case CST_THIS: return node_new(NODE_THIS, lower_span(l));
    case CST_SUPER:
      lower_refuse(l, DIAG_SYNTAX, NULL, "`super` can only be called or have a property taken");
      return lower_placeholder(l);
    case CST_PARENTHESIZED: return lower_parenthesized(l);
    case CST_ARRAY: return lower_array(l);
    case CST_OBJECT: return lower_object(l);
    case CST_FUNCTION_EXPRESSION:
    case CST_GENERATOR_FUNCTION: return lower_function(l, NODE_FUNCTION);
    case CST_ARROW_FUNCTION: return lower_arrow(l);
    case CST_CLASS: return lower_class(l, NODE_CLASS);
    case CST_BINARY: return lower_binary(l);
    case CST_UNARY: return lower_unary(l);
    case CST_UPDATE: return lower_update(l);
    case CST_ASSIGNMENT:
    case CST_AUGMENTED_ASSIGNMENT: return lower_assignment(l);
    case CST_TERNARY: return lower_ternary(l);
    case CST_NEW: return lower_new(l);
    case CST_SEQUENCE: return lower_sequence(l);
    case CST_AWAIT: return lower_await(l);
    case CST_YIELD: return lower_yield(l);
    case CST_META_PROPERTY: return lower_meta_property(l);
    case CST_JSX_ELEMENT:
    case CST_JSX_SELF_CLOSING: return lower_jsx(l);
    default: lower_bug(l);
  }
}

Node *lower_expression(Lowering *l) {
  if (!lower_deeper(l)) return lower_placeholder(l);
  Node *expression = lower_by_kind(l);
  l->depth--;
  return expression;
}
