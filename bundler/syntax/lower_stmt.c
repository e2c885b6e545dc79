// Statements.
#include "base/mem.h"
#include "syntax/dead.h"
#include "syntax/early.h"
#include "syntax/lowering.h"

#include <assert.h>

Node *lower_block(Lowering *l) {
  Block *block = (Block *)node_new(NODE_BLOCK, lower_span(l));
  if (l->kind != CST_STATEMENT_BLOCK) lower_bug(l);
  if (lower_first_or_comment(l)) {
    lower_statements(l, &block->body, PLACE_BLOCK, true);
    lower_up(l);
  }
  return &block->node;
}

Node *lower_function_body(Lowering *l) {
  Block *block = (Block *)node_new(NODE_BLOCK, lower_span(l));
  if (lower_first_or_comment(l)) {
    lower_statements(l, &block->body, PLACE_BODY, true);
    lower_up(l);
  }
  return &block->node;
}

// A statement where only one may stand.
static Node *lower_body(Lowering *l) {
  Node *statement = lower_statement(l);
  const Node *body = statement;
  while (body->kind == NODE_LABELED) {
    body = ((const Labeled *)body)->body;
  }
  bool lexical = body->kind == NODE_CLASS_DECLARATION || body->kind == NODE_FUNCTION_DECLARATION ||
                 (body->kind == NODE_VARIABLE && body->op != VARIABLE_VAR);
  if (lexical) {
    lower_refuse(l, DIAG_SYNTAX, "put it in a block: { … }", "A declaration cannot stand here");
  }
  return statement;
}

static Node *lower_loop_body(Lowering *l) {
  uint32_t outer = l->context;
  l->context |= IN_LOOP;
  Node *body = lower_body(l);
  l->context = outer;
  return body;
}

// The branch of an if: a function there is as if in a block (ECMAScript, Annex B.3.3).
static Node *lower_branch(Lowering *l) {
  if (l->kind != CST_FUNCTION_DECLARATION) return lower_body(l);
  Block *block = (Block *)node_new(NODE_BLOCK, lower_span(l));
  if (l->context & STRICT) {
    lower_refuse(l, DIAG_STRICT, "put it in a block: { … }",
                 "A function cannot stand here in strict code");
  }
  Node *function = lower_statement(l);
  if (function->flags & NODE_ASYNC) lower_refuse_token(l);
  node_list_push(&block->body, function);
  return &block->node;
}

// --- Declarations ---

// The names that a declaration declares.
static Node *lower_declared(Lowering *l, VariableOp op) {
  uint32_t outer = l->context;
  if (op != VARIABLE_VAR) l->context |= DECLARES_LET;
  Node *target = lower_binding(l);
  l->context = outer;
  if (op >= VARIABLE_USING && target->kind != NODE_IDENTIFIER) {
    early_refuse(l, DIAG_SYNTAX, node_span(target), NULL, "`using` can only declare plain names");
  }
  return target;
}

static Node *lower_declarator(Lowering *l, VariableOp op) {
  Declarator *declarator = (Declarator *)node_new(NODE_DECLARATOR, lower_span(l));
  lower_enter(l);
  declarator->target = lower_declared(l, op);
  if (lower_next(l)) {
    lower_advance(l);
    declarator->value = lower_expression(l);
  } else if (op >= VARIABLE_CONST || declarator->target->kind != NODE_IDENTIFIER) {
    lower_refuse(l, DIAG_SYNTAX, "give it a value", "This declaration needs a value");
  }
  lower_up(l);
  return &declarator->node;
}

// The words that open a declaration; the cursor moves to what follows them.
static VariableOp lower_variable_kind(Lowering *l) {
  VariableOp op = VARIABLE_VAR;
  switch (l->kind) {
    case CST_T_VAR: // the grammar was given `var` for a `let` (cst_repair.c)
      if (str_is(lower_text(l), "let")) op = VARIABLE_LET;
      break;
    case CST_T_LET: op = VARIABLE_LET; break;
    case CST_T_CONST: op = VARIABLE_CONST; break;
    case CST_T_USING: op = VARIABLE_USING; break;
    case CST_T_AWAIT:
      op = VARIABLE_AWAIT_USING;
      lower_advance(l);
      break;
    default: lower_bug(l);
  }
  lower_advance(l);
  return op;
}

static Node *lower_variable(Lowering *l) {
  Variable *variable = (Variable *)node_new(NODE_VARIABLE, lower_span(l));
  lower_enter(l);
  variable->node.op = (uint8_t)lower_variable_kind(l);
  do {
    switch (l->kind) {
      case CST_T_COMMA:
      case CST_T_SEMICOLON: break;
      case CST_VARIABLE_DECLARATOR:
        node_list_push(&variable->declarators, lower_declarator(l, (VariableOp)variable->node.op));
        break;
      default: lower_bug(l);
    }
  } while (lower_next(l));
  lower_up(l);
  return &variable->node;
}

// --- Choices ---

// `else if` chains are thousands long in generated code: they are walked, not recursed into.
static Node *lower_if(Lowering *l) {
  Node *first = NULL;
  Node **place = &first;
  uint32_t levels = 0;
  for (;;) {
    If *node = (If *)node_new(NODE_IF, lower_span(l));
    *place = &node->node;
    place = &node->otherwise;
    lower_enter(l);
    lower_advance(l);
    node->test = lower_parenthesized(l);
    l->has_known_test |= dead_may_decide(node->test);
    lower_advance(l);
    node->then = lower_branch(l);
    levels++;
    if (!lower_next(l)) break;
    lower_enter(l);
    lower_advance(l);
    levels++;
    if (l->kind == CST_IF) continue;
    node->otherwise = lower_branch(l);
    break;
  }
  for (; levels > 0; levels--) {
    lower_up(l);
  }
  return first;
}

static bool is_using(const Node *node) {
  return node->kind == NODE_VARIABLE && node->op >= VARIABLE_USING;
}

// What `using` declares would be disposed of at the end of the switch, whichever case was entered.
static void check_no_using(Lowering *l, const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    if (!is_using(body->items[i])) continue;
    early_refuse(l, DIAG_SYNTAX, node_span(body->items[i]), "put it in a block: { … }",
                 "`using` cannot stand directly in a case of a switch");
  }
}

static Node *lower_case(Lowering *l) {
  Case *node = (Case *)node_new(NODE_CASE, lower_span(l));
  bool is_default = l->kind == CST_SWITCH_DEFAULT;
  lower_enter(l);
  if (!is_default) {
    lower_advance(l);
    node->test = lower_expression(l);
  }
  lower_advance(l);
  uint32_t outer = l->context;
  l->context |= IN_SWITCH;
  lower_statements(l, &node->body, PLACE_BLOCK, lower_next_or_comment(l));
  check_no_using(l, &node->body);
  l->context = outer;
  lower_up(l);
  return &node->node;
}

static Node *lower_switch(Lowering *l) {
  Switch *node = (Switch *)node_new(NODE_SWITCH, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  node->discriminant = lower_parenthesized(l);
  lower_advance(l);
  lower_enter(l);
  bool has_default = false;
  do {
    if (l->kind == CST_SWITCH_DEFAULT && has_default) {
      lower_refuse(l, DIAG_EARLY, "join the two", "A switch can have only one `default`");
    }
    has_default |= l->kind == CST_SWITCH_DEFAULT;
    if (l->kind == CST_SWITCH_CASE || l->kind == CST_SWITCH_DEFAULT)
      node_list_push(&node->cases, lower_case(l));
  } while (lower_next(l));
  lower_up(l);
  lower_up(l);
  return &node->node;
}

// --- Loops ---

// One of the three parts in a for statement's head, with its semicolon.
static Node *lower_for_part(Lowering *l) {
  if (l->kind == CST_EMPTY_STATEMENT) return NULL;
  if (l->kind == CST_VARIABLE_DECLARATION || l->kind == CST_LEXICAL_DECLARATION)
    return lower_variable(l);
  Node *part = lower_expression(l);
  lower_advance(l);
  return part;
}

static Node *lower_for(Lowering *l) {
  For *loop = (For *)node_new(NODE_FOR, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  lower_advance(l);
  loop->init = lower_for_part(l);
  lower_advance(l);
  loop->test = lower_for_part(l);
  lower_advance(l);
  if (l->kind != CST_T_PAREN_CLOSE) {
    loop->update = lower_expression(l);
    lower_advance(l);
  }
  lower_advance(l);
  loop->body = lower_loop_body(l);
  lower_up(l);
  return &loop->node;
}

// `for (let of …)` and `for (async of …)` are kept for other things.
static void check_word_before_of(Lowering *l) {
  Str behind = str_slice(l->at->source, lower_end(l), l->at->source.len);
  size_t blank = 0;
  while (blank < behind.len && strchr(" \t\r\n", behind.data[blank])) {
    blank++;
  }
  if (str_starts(str_slice(behind, blank, behind.len), STR("of"))) lower_refuse_token(l);
}

// `for (let.x of …)`: only `in` may follow.
static void check_let_member(Lowering *l, const Node *target) {
  while (target->kind == NODE_MEMBER || target->kind == NODE_INDEX_MEMBER) {
    target = target->kind == NODE_MEMBER ? ((const Member *)target)->object
                                         : ((const IndexMember *)target)->object;
  }
  bool is_let = target->kind == NODE_IDENTIFIER &&
                str_is(atom_str(((const Identifier *)target)->name), "let");
  if (is_let) check_word_before_of(l);
}

// What stands left of `in` or `of`; the cursor ends on that word.
static Node *lower_for_left(Lowering *l) {
  bool declares = l->kind == CST_T_VAR || l->kind == CST_T_LET || l->kind == CST_T_CONST ||
                  l->kind == CST_T_USING || l->kind == CST_T_AWAIT;
  if (!declares) {
    bool is_word = l->kind == CST_IDENTIFIER &&
                   (str_is(lower_text(l), "let") || str_is(lower_text(l), "async"));
    bool starts_with_let =
        str_starts(lower_text(l), STR("let")) &&
        (l->kind == CST_MEMBER || l->kind == CST_SUBSCRIPT || l->kind == CST_CALL);
    Node *target = lower_target(l);
    if (starts_with_let) check_let_member(l, target);
    if (is_word) check_word_before_of(l);
    lower_advance(l);
    return target;
  }
  Variable *variable = (Variable *)node_new(NODE_VARIABLE, lower_span(l));
  variable->node.op = (uint8_t)lower_variable_kind(l);
  Declarator *declarator = (Declarator *)node_new(NODE_DECLARATOR, lower_span(l));
  node_list_push(&variable->declarators, &declarator->node);
  declarator->target = lower_declared(l, (VariableOp)variable->node.op);
  lower_advance(l);
  if (l->kind == CST_T_ASSIGN) {
    lower_advance(l);
    declarator->value = lower_expression(l);
    declarator->node.end = lower_end(l);
    lower_advance(l);
  }
  variable->node.end = declarator->node.end;
  return &variable->node;
}

// Only `for (var a = 1 in b)` may have a value, in sloppy code (Annex B.3.5); the cursor is on `in` or `of`.
static void check_for_value(Lowering *l, const Node *left) {
  if (left->kind != NODE_VARIABLE) return;
  const Declarator *declarator = (const Declarator *)((const Variable *)left)->declarators.items[0];
  bool fits = left->op == VARIABLE_VAR && declarator->target->kind == NODE_IDENTIFIER &&
              l->kind == CST_T_IN && !(l->context & STRICT);
  if (declarator->value == NULL || fits) return;
  early_refuse(l, DIAG_SYNTAX, node_span(declarator->value), "set it before the loop",
               "The variable of this loop cannot be given a value here");
}

static Node *lower_for_each(Lowering *l) {
  static_assert(sizeof(ForIn) == sizeof(ForOf), "FOR_IN and FOR_OF are lowered by one function");
  ForOf *loop = (ForOf *)node_new(NODE_FOR_OF, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  if (l->kind == CST_T_AWAIT) {
    if (!(l->context & (IN_ASYNC | AT_TOP))) lower_refuse_token(l);
    if (l->context & AT_TOP) lower_note_module(l);
    loop->node.flags |= NODE_AWAIT_OF;
    lower_advance(l);
  }
  lower_advance(l);
  loop->left = lower_for_left(l);
  check_for_value(l, loop->left);
  if (l->kind == CST_T_IN) {
    if ((loop->node.flags & NODE_AWAIT_OF) || is_using(loop->left)) lower_refuse_token(l);
    loop->node.kind = NODE_FOR_IN;
  } else if (l->kind != CST_T_OF) {
    lower_bug(l);
  }
  lower_advance(l);
  if (loop->node.kind == NODE_FOR_OF && l->kind == CST_SEQUENCE) {
    lower_refuse(l, DIAG_SYNTAX, "put it in parentheses", "A comma cannot stand in a for-of head");
  }
  loop->right = lower_expression(l);
  lower_advance(l);
  lower_advance(l);
  loop->body = lower_loop_body(l);
  lower_up(l);
  return &loop->node;
}

static Node *lower_while(Lowering *l) {
  While *loop = (While *)node_new(NODE_WHILE, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  loop->test = lower_parenthesized(l);
  lower_advance(l);
  loop->body = lower_loop_body(l);
  lower_up(l);
  return &loop->node;
}

static Node *lower_do(Lowering *l) {
  DoWhile *loop = (DoWhile *)node_new(NODE_DO_WHILE, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  loop->body = lower_loop_body(l);
  lower_advance(l);
  lower_advance(l);
  loop->test = lower_parenthesized(l);
  lower_up(l);
  return &loop->node;
}

// --- Exceptions ---

static Node *lower_catch(Lowering *l) {
  Catch *node = (Catch *)node_new(NODE_CATCH, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  if (l->kind == CST_T_PAREN_OPEN) {
    lower_advance(l);
    node->param = lower_binding(l);
    lower_advance(l);
    lower_advance(l);
  }
  node->body = lower_block(l);
  lower_up(l);
  return &node->node;
}

static Node *lower_finally(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  Node *block = lower_block(l);
  lower_up(l);
  return block;
}

static Node *lower_try(Lowering *l) {
  Try *node = (Try *)node_new(NODE_TRY, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  node->block = lower_block(l);
  while (lower_next(l)) {
    switch (l->kind) {
      case CST_CATCH_CLAUSE: node->handler = lower_catch(l); break;
      case CST_FINALLY_CLAUSE: node->finalizer = lower_finally(l); break;
      default: lower_bug(l);
    }
  }
  lower_up(l);
  if (!node->handler && !node->finalizer) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "Missing `catch` or `finally` after `try`");
  }
  return &node->node;
}

// --- Jumps and the rest ---

// return and throw: an expression may follow.
static Node *lower_jump(Lowering *l, NodeKind kind) {
  static_assert(sizeof(Return) == sizeof(Throw), "RETURN and THROW are lowered by one function");
  Return *node = (Return *)node_new(kind, lower_span(l));
  if (kind == NODE_RETURN && !(l->context & IN_FUNCTION))
    lower_refuse(l, DIAG_JUMP, NULL, "`return` can only stand in a function");
  lower_enter(l);
  uint32_t end = lower_end(l);
  if (lower_next(l) && l->kind != CST_T_SEMICOLON) {
    lower_refuse_line_break(l, end);
    node->argument = lower_expression(l);
  }
  lower_up(l);
  return &node->node;
}

// break and continue: a label may follow.
static Node *lower_label_jump(Lowering *l, NodeKind kind) {
  static_assert(sizeof(Break) == sizeof(Continue),
                "BREAK and CONTINUE are lowered by one function");
  Break *node = (Break *)node_new(kind, lower_span(l));
  lower_enter(l);
  uint32_t end = lower_end(l);
  if (lower_next(l) && l->kind == CST_STATEMENT_IDENTIFIER) {
    lower_refuse_line_break(l, end);
    node->label = lower_name(l);
    early_jump(l, kind, node->label);
  }
  lower_up(l);
  if (node->label == NULL) early_jump(l, kind, NULL);
  return &node->node;
}

static Node *lower_labeled(Lowering *l) {
  Labeled *node = (Labeled *)node_new(NODE_LABELED, lower_span(l));
  lower_enter(l);
  node->label = lower_name(l);
  early_name(l, node->label, lower_span(l));
  lower_advance(l);
  lower_advance(l);
  early_label_enter(l, node->label, l->kind);
  bool is_function = l->kind == CST_FUNCTION_DECLARATION;
  if (is_function) {
    early_refuse_strict(l, lower_span(l), "remove the label",
                        "A function cannot have a label in strict code");
  }
  node->body = is_function || l->kind == CST_LABELED ? lower_statement(l) : lower_body(l);
  if (node->body->flags & NODE_ASYNC && node->body->kind == NODE_FUNCTION_DECLARATION)
    lower_refuse_token(l);
  early_label_leave(l);
  lower_up(l);
  return &node->node;
}

static Node *lower_with(Lowering *l) {
  With *node = (With *)node_new(NODE_WITH, lower_span(l));
  early_refuse_strict(l, lower_span(l), "name the object and take its properties",
                      "Strict code cannot have `with`");
  lower_enter(l);
  lower_advance(l);
  node->object = lower_parenthesized(l);
  lower_advance(l);
  node->body = lower_body(l);
  lower_up(l);
  return &node->node;
}

// A pattern that is assigned to needs parentheses, like any other expression that starts with a brace.
static void check_leading_brace(Lowering *l) {
  lower_refuse(l, DIAG_SYNTAX, "put the statement in parentheses: ({ … } = …)",
               "A statement that starts with `{` is a block");
}

static Node *lower_expression_statement(Lowering *l) {
  Span span = lower_span(l);
  char first = lower_text(l).data[0];
  if (lower_starts_declaration(l)) {
    lower_refuse(l, DIAG_SYNTAX, "name it, or put it in parentheses",
                 "A function or class that is a statement needs a name");
  }
  lower_enter(l);
  if (first == '{' && l->kind == CST_OBJECT) {
    Node *block = lower_object_as_block(l);
    lower_up(l);
    return block;
  }
  if (first == '{') check_leading_brace(l);
  Node *expression = lower_expression(l);
  lower_up(l);
  ExpressionStatement *node = (ExpressionStatement *)node_new(NODE_EXPRESSION_STATEMENT, span);
  node->expression = expression;
  return &node->node;
}

static Node *lower_misplaced(Lowering *l) {
  lower_refuse(l, DIAG_SYNTAX, "move it out of what is around it",
               "`import` and `export` can only stand at the top level of a module");
  return lower_placeholder(l);
}

// --- Dispatch ---

static Node *lower_statement_by_kind(Lowering *l) {
  switch (l->kind) {
    case CST_EXPRESSION_STATEMENT: return lower_expression_statement(l);
    case CST_VARIABLE_DECLARATION:
    case CST_LEXICAL_DECLARATION:
    case CST_USING_DECLARATION: return lower_variable(l);
    case CST_RETURN: return lower_jump(l, NODE_RETURN);
    case CST_IF: return lower_if(l);
    case CST_STATEMENT_BLOCK: return lower_block(l);
    case CST_FUNCTION_DECLARATION:
    case CST_GENERATOR_DECLARATION: return lower_function(l, NODE_FUNCTION_DECLARATION);
    case CST_CLASS_DECLARATION: return lower_class(l, NODE_CLASS_DECLARATION);
    case CST_FOR: return lower_for(l);
    case CST_FOR_IN: return lower_for_each(l);
    case CST_WHILE: return lower_while(l);
    case CST_DO: return lower_do(l);
    case CST_SWITCH: return lower_switch(l);
    case CST_TRY: return lower_try(l);
    case CST_THROW: return lower_jump(l, NODE_THROW);
    case CST_BREAK: return lower_label_jump(l, NODE_BREAK);
    case CST_CONTINUE: return lower_label_jump(l, NODE_CONTINUE);
    case CST_LABELED: return lower_labeled(l);
    case CST_EMPTY_STATEMENT: return node_new(NODE_EMPTY, lower_span(l));
    case CST_DEBUGGER: return node_new(NODE_DEBUGGER, lower_span(l));
    case CST_WITH: return lower_with(l);
    case CST_IMPORT_STATEMENT:
    case CST_EXPORT_STATEMENT: return lower_misplaced(l);
    default: lower_bug(l);
  }
}

Node *lower_statement(Lowering *l) {
  if (!lower_deeper(l)) return lower_placeholder(l);
  Node *statement = lower_statement_by_kind(l);
  l->depth--;
  return statement;
}
