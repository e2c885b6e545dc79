// Classes and their members.
//
// The grammar ends a field at a line break where ECMAScript goes on: after `get`, `set` and `static`. What it takes for a field of
// that name and a member on the next line is put together here.
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/lowering.h"

#include <assert.h>

static_assert(sizeof(Class) == sizeof(ClassDeclaration), "lowered by one function");

Node *lower_decorator(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  Node *expression = lower_expression(l);
  lower_up(l);
  return expression;
}

static Node *lower_field(Lowering *l) {
  Field *field = (Field *)node_new(NODE_FIELD, lower_span(l));
  lower_enter(l);
  for (bool more = true; more; more = lower_next(l)) {
    switch (l->kind) {
      case CST_DECORATOR: node_list_push(&field->decorators, lower_decorator(l)); break;
      case CST_T_STATIC: field->node.flags |= NODE_STATIC; break;
      case CST_T_ASSIGN: {
        uint32_t outer = l->context;
        l->context = (outer & FROM_AROUND) | HAS_NEW_TARGET | HAS_SUPER | NO_ARGUMENTS;
        lower_advance(l);
        field->value = lower_expression(l);
        l->context = outer;
        break;
      }
      default: field->key = lower_key(l, &field->node.flags);
    }
  }
  lower_up(l);
  return &field->node;
}

static Node *lower_static_block(Lowering *l) {
  StaticBlock *block = (StaticBlock *)node_new(NODE_STATIC_BLOCK, lower_span(l));
  uint32_t outer = l->context;
  uint32_t labels = l->label_base;
  l->context = (outer & FROM_AROUND) | HAS_NEW_TARGET | HAS_SUPER | NO_ARGUMENTS | NO_AWAIT_NAME;
  l->label_base = l->labels.len;
  lower_enter(l);
  lower_advance(l);
  if (l->kind != CST_STATEMENT_BLOCK) lower_bug(l);
  lower_statements(l, &block->body, PLACE_BLOCK, lower_first_or_comment(l));
  lower_up(l);
  lower_up(l);
  l->context = outer;
  l->label_base = labels;
  return &block->node;
}

// --- Members that were cut at a line break ---

static bool is_named(const Field *field, const char *name) {
  return field->key->kind == NODE_NAME && strcmp(((const Name *)field->key)->name->text, name) == 0;
}

// A field that may be the first word of what follows. NULL: it is none.
static Field *open_field(Node *member) {
  if (member->kind != NODE_FIELD) return NULL;
  Field *field = (Field *)member;
  if (field->value || (field->node.flags & NODE_COMPUTED)) return NULL;
  bool is_static = is_named(field, "static") && !(field->node.flags & NODE_STATIC);
  return is_static || is_named(field, "get") || is_named(field, "set") ? field : NULL;
}

static bool is_plain_method(const Node *member) {
  if (member->kind != NODE_METHOD || member->op != METHOD_PLAIN) return false;
  const Method *method = (const Method *)member;
  return !(member->flags & NODE_STATIC) && method->decorators.len == 0 &&
         !(method->function->flags & (NODE_ASYNC | NODE_GENERATOR));
}

static NodeList *member_decorators(Node *member) {
  return member->kind == NODE_METHOD ? &((Method *)member)->decorators
                                     : &((Field *)member)->decorators;
}

// Makes `first` a word of `member`. false: it is a field of its own.
static bool join_members(const Field *first, Node *member) {
  if (!is_named(first, "static")) {
    if (!is_plain_method(member)) return false;
    member->op = is_named(first, "get") ? METHOD_GET : METHOD_SET;
    member->flags |= first->node.flags & NODE_STATIC;
    return true;
  }
  bool fits = (member->kind == NODE_METHOD || member->kind == NODE_FIELD) &&
              !(member->flags & NODE_STATIC) && member_decorators(member)->len == 0;
  if (fits) member->flags |= NODE_STATIC;
  return fits;
}

static void push_member(Lowering *l, NodeList *members, Node *member, bool after_break) {
  Field *first = after_break && members->len > 0 ? open_field(*vec_last(members)) : NULL;
  if (first && join_members(first, member)) {
    member->start = first->node.start;
    *member_decorators(member) = first->decorators;
    first->decorators = (NodeList){ NULL, 0, 0 };
    members->len--;
    node_free(&first->node);
    if (member->kind == NODE_METHOD) lower_check_accessor(l, (const Method *)member);
  }
  node_list_push(members, member);
}

static void lower_class_body(Lowering *l, NodeList *members) {
  bool after_break = false; // the last member had no semicolon
  lower_enter(l);
  do {
    switch (l->kind) {
      case CST_T_BRACE_OPEN:
      case CST_T_BRACE_CLOSE: continue;
      case CST_T_SEMICOLON: after_break = false; continue;
      case CST_METHOD_DEFINITION:
        push_member(l, members, lower_class_method(l), after_break);
        break;
      case CST_FIELD_DEFINITION: push_member(l, members, lower_field(l), after_break); break;
      case CST_STATIC_BLOCK: push_member(l, members, lower_static_block(l), false); break;
      default: lower_bug(l);
    }
    after_break = true;
  } while (lower_next(l));
  lower_up(l);
}

// --- The class ---

static Node *lower_heritage(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  if (l->kind == CST_BINARY || l->kind == CST_UNARY || l->kind == CST_AWAIT) lower_refuse_token(l);
  Node *heritage = lower_operand(l);
  lower_up(l);
  return heritage;
}

static void lower_members(Lowering *l, Class *class) {
  uint32_t around = l->context;
  uint32_t outer = early_class_enter(l);
  l->context = (l->context & ~(uint32_t)IN_DERIVED) | (class->heritage ? IN_DERIVED : 0u);
  lower_class_body(l, &class->members);
  l->context = around;
  early_class_leave(l, outer, &class->members);
}

Node *lower_class(Lowering *l, NodeKind kind) {
  Class *class = (Class *)node_new(kind, lower_span(l));
  uint32_t outer = l->context;
  lower_enter(l);
  do {
    switch (l->kind) {
      case CST_T_CLASS: l->context |= STRICT; break;
      case CST_DECORATOR: node_list_push(&class->decorators, lower_decorator(l)); break;
      case CST_IDENTIFIER: class->name = lower_target_name(l); break;
      case CST_CLASS_HERITAGE: class->heritage = lower_heritage(l); break;
      case CST_CLASS_BODY: lower_members(l, class); break;
      default: lower_bug(l);
    }
  } while (lower_next(l));
  lower_up(l);
  l->context = outer;
  return &class->node;
}
