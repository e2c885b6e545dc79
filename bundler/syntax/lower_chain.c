// Calls and member accesses. They nest to the left (a.b().c()[d] is a chain of four), and generated code has chains of thousands,
// so a chain is lowered from its base outwards in a loop.
//
// The grammar cannot know where `await` is an operator: `await (x).y` comes as a call of `await`, and `export default
// function () {} (x)` as a call of the function, although ECMAScript ends the declaration at the brace. Both are cut in two here.
//
// Nor does it give `new new a().b(c)` the links behind the inner `new`: to ECMAScript a `new` without arguments takes all links up to
// the next arguments, which are its own.
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/lowering.h"

typedef struct Links {
  uint32_t start;
  bool optional; // some link has a ?.
  bool awaits;   // the base was the operator `await`
  uint32_t news; // how many `new` the base starts with that have no arguments yet
} Links;

static bool is_link(CstKind kind) {
  return kind == CST_CALL || kind == CST_MEMBER || kind == CST_SUBSCRIPT;
}

static Node *lower_import_call(Lowering *l, Span span) {
  ImportCall *call = (ImportCall *)node_new(NODE_IMPORT_CALL, span);
  NodeList arguments = VEC_EMPTY;
  lower_commas(l, &arguments, lower_argument, false);
  bool fits = arguments.len == 1 || arguments.len == 2;
  for (uint32_t i = 0; i < arguments.len; i++) {
    fits &= arguments.items[i]->kind != NODE_SPREAD;
  }
  if (!fits) lower_refuse(l, DIAG_SYNTAX, NULL, "import() takes a specifier and maybe options");
  call->source = arguments.len > 0 ? arguments.items[0] : lower_placeholder(l);
  call->options = arguments.len > 1 ? arguments.items[1] : NULL;
  for (uint32_t i = 2; i < arguments.len; i++) {
    node_free(arguments.items[i]);
  }
  vec_clear(&arguments);
  return &call->node;
}

static Node *lower_member(Lowering *l, Node *object, uint32_t start) {
  Member *member = (Member *)node_new(NODE_MEMBER, (Span){ start, start });
  member->object = object;
  if (l->kind != CST_PROPERTY_IDENTIFIER && l->kind != CST_PRIVATE_IDENTIFIER) lower_bug(l);
  member->name = lower_name(l);
  if (l->kind == CST_PRIVATE_IDENTIFIER) early_private_use(l, member->name, lower_span(l));
  return &member->node;
}

static Node *lower_call(Lowering *l, Node *callee, uint32_t start) {
  Call *call = (Call *)node_new(NODE_CALL, (Span){ start, start });
  call->callee = callee;
  lower_commas(l, &call->arguments, lower_argument, false);
  return &call->node;
}

static Node *lower_index(Lowering *l, Node *object, uint32_t start) {
  IndexMember *member = (IndexMember *)node_new(NODE_INDEX_MEMBER, (Span){ start, start });
  member->object = object;
  lower_advance(l);
  member->index = lower_expression(l);
  return &member->node;
}

static Node *lower_tagged(Lowering *l, Node *tag, const Links *links) {
  if (links->optional)
    lower_refuse(l, DIAG_SYNTAX, NULL, "An optional chain cannot tag a template");
  TaggedTemplate *tagged =
      (TaggedTemplate *)node_new(NODE_TAGGED_TEMPLATE, (Span){ links->start, links->start });
  tagged->tag = tag;
  tagged->template = lower_template(l, true);
  return &tagged->node;
}

// What stands behind `super`.
static void check_super(Lowering *l, bool optional) {
  if (optional || l->kind == CST_TEMPLATE_STRING || l->kind == CST_PRIVATE_IDENTIFIER) {
    lower_refuse_token(l);
  } else if (l->kind == CST_ARGUMENTS && !(l->context & HAS_SUPER_CALL)) {
    lower_refuse(l, DIAG_SUPER, NULL,
                 "super() can only be called in the constructor of a class with `extends`");
  } else if (l->kind != CST_ARGUMENTS && !(l->context & HAS_SUPER)) {
    lower_refuse(l, DIAG_SUPER, NULL, "`super` can only stand in methods and class fields");
  }
}

// One link: the cursor comes behind the object's node and leaves on that or some sibling of it.
static Node *lower_link_here(Lowering *l, Node *object, Links *links) {
  bool optional = l->kind == CST_OPTIONAL_CHAIN;
  if (optional || l->kind == CST_T_DOT) lower_advance(l);
  links->optional |= optional;
  if (object->kind == NODE_SUPER) check_super(l, optional);
  Node *link;
  switch (l->kind) {
    case CST_ARGUMENTS: link = lower_call(l, object, links->start); break;
    case CST_T_BRACKET_OPEN: link = lower_index(l, object, links->start); break;
    case CST_TEMPLATE_STRING: link = lower_tagged(l, object, links); break;
    default: link = lower_member(l, object, links->start);
  }
  if (optional) link->flags |= NODE_OPTIONAL;
  return link;
}

// --- A chain whose base is a `new` without arguments ---

static uint32_t count_open_news(const Lowering *l) {
  uint32_t count = 0;
  TSNode node = l->node;
  while (ts_node_symbol(node) == l->symbol &&
         ts_node_is_null(ts_node_child_by_field_name(node, "arguments", strlen("arguments")))) {
    count++;
    node = ts_node_child_by_field_name(node, "constructor", strlen("constructor"));
  }
  return count;
}

// As lower_link, for the innermost `new` of `outer` that has no arguments yet.
static Node *lower_link_of_new(Lowering *l, Node *outer, Links *links) {
  New *inner = (New *)outer;
  for (uint32_t i = 1; i < links->news; i++) {
    inner = (New *)inner->callee;
  }
  lower_advance(l);
  if (l->kind == CST_ARGUMENTS) {
    lower_commas(l, &inner->arguments, lower_argument, false);
    inner->node.end = lower_end(l);
    links->news--;
    return outer;
  }
  Links within = { .start = inner->callee->start };
  inner->callee = lower_link_here(l, inner->callee, &within);
  inner->callee->end = lower_end(l);
  if (within.optional) {
    lower_refuse(l, DIAG_SYNTAX, "put it in parentheses", "`new` cannot take an optional chain");
  }
  return outer;
}

static Node *lower_link(Lowering *l, Node *object, Links *links) {
  if (links->news != 0) return lower_link_of_new(l, object, links);
  lower_advance(l);
  return lower_link_here(l, object, links);
}

// --- A chain whose base stands for itself ---

static Node *list_to_expression(Lowering *l, NodeList *list) {
  Node *expression;
  if (list->len == 0) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "An expression is missing between these parentheses");
    expression = lower_placeholder(l);
  } else if (list->len == 1) {
    expression = list->items[0];
  } else {
    Sequence *sequence = (Sequence *)node_new(NODE_SEQUENCE, lower_span(l));
    sequence->expressions = *list;
    return &sequence->node;
  }
  vec_clear(list);
  return expression;
}

static Node *lower_index_as_array(Lowering *l) {
  Array *array = (Array *)node_new(NODE_ARRAY, (Span){ lower_start(l), lower_end(l) });
  lower_advance(l);
  Node *index = lower_expression(l);
  if (l->kind == CST_SEQUENCE) {
    array->elements = ((Sequence *)index)->expressions;
    ((Sequence *)index)->expressions = (NodeList){ NULL, 0, 0 };
    node_free(index);
  } else {
    node_list_push(&array->elements, index);
  }
  lower_advance(l);
  array->node.end = lower_end(l);
  return &array->node;
}

// The link behind the base as an expression of its own: (x), [x] or a template.
static Node *lower_link_alone(Lowering *l) {
  switch (l->kind) {
    case CST_ARGUMENTS: {
      NodeList list = VEC_EMPTY;
      lower_commas(l, &list, lower_expression, false);
      return list_to_expression(l, &list);
    }
    case CST_T_BRACKET_OPEN: return lower_index_as_array(l);
    case CST_TEMPLATE_STRING: return lower_template(l, false);
    default: lower_bug(l);
  }
}

static bool is_await(const Lowering *l) {
  return l->kind == CST_IDENTIFIER && (l->context & (IN_ASYNC | AT_TOP)) &&
         str_equal(lower_text(l), STR("await"));
}

static bool is_default_function(const Lowering *l) {
  return lower_start(l) == l->default_at &&
         (l->kind == CST_FUNCTION_EXPRESSION || l->kind == CST_GENERATOR_FUNCTION ||
          l->kind == CST_CLASS);
}

// What the link behind the base starts with; the cursor stays on the base.
static CstKind next_kind(Lowering *l) {
  TSTreeCursor base = ts_tree_cursor_copy(&l->cursor);
  lower_advance(l);
  CstKind kind = l->kind;
  ts_tree_cursor_delete(&l->cursor);
  l->cursor = base;
  lower_reload(l);
  return kind;
}

// The grammar binds some things tighter than ECMAScript does: `a++.b`, `() => {}()`.
static void check_base(Lowering *l) {
  switch (l->kind) {
    case CST_ARROW_FUNCTION:
      lower_refuse(l, DIAG_SYNTAX, "end it with a semicolon, or put it in parentheses",
                   "An arrow function cannot be called or accessed as it stands");
      break;
    case CST_UPDATE:
    case CST_UNARY:
    case CST_BINARY:
    case CST_AWAIT: lower_refuse_token(l); break;
    default: break;
  }
}

// The base and, when it is cut off, the first link. *levels: links still to come.
static Node *lower_base(Lowering *l, Links *links, uint32_t *levels) {
  bool awaits = is_await(l);
  bool is_default = is_default_function(l);
  if (l->kind == CST_SUPER) return node_new(NODE_SUPER, lower_span(l));
  if (l->kind == CST_NEW) links->news = count_open_news(l);
  if (!awaits && !is_default) {
    check_base(l);
    return l->kind == CST_ARROW_FUNCTION ? lower_expression(l) : lower_operand(l);
  }
  CstKind next = next_kind(l);
  bool alone = next == CST_ARGUMENTS || next == CST_T_BRACKET_OPEN || next == CST_TEMPLATE_STRING;
  if (!alone) return lower_expression(l);
  if (is_default) l->default_function = lower_expression(l);
  lower_advance(l);
  links->awaits = awaits;
  links->start = lower_start(l);
  Node *node = lower_link_alone(l);
  lower_up(l);
  (*levels)--;
  return node;
}

static Node *lower_import_base(Lowering *l, uint32_t start) {
  Node *node;
  lower_advance(l);
  if (l->kind == CST_ARGUMENTS) {
    node = lower_import_call(l, (Span){ start, lower_end(l) });
  } else {
    lower_refuse_token(l);
    node = lower_placeholder(l);
  }
  lower_up(l);
  return node;
}

static Node *wrap_optional(Node *node) {
  Chain *chain = (Chain *)node_new(NODE_CHAIN, node_span(node));
  chain->expression = node;
  return &chain->node;
}

static Node *wrap_await(Lowering *l, Node *node, Span span) {
  if (l->context & IN_PARAMS) {
    early_refuse(l, DIAG_AWAIT, span, "wait in the body of the function",
                 "`await` cannot stand in the parameters of a function");
  }
  if (l->context & AT_TOP) lower_note_module(l);
  Await *await = (Await *)node_new(NODE_AWAIT, span);
  await->argument = node;
  return &await->node;
}

Node *lower_chain(Lowering *l) {
  Links links = { .start = lower_start(l) };
  Span span = lower_span(l);
  bool pure = l->pure_at == span.start;
  if (pure) l->pure_at = NO_INDEX;
  uint32_t levels = 0;
  while (is_link(l->kind)) {
    lower_enter(l);
    levels++;
  }
  Node *node;
  if (l->kind == CST_IMPORT) {
    node = lower_import_base(l, span.start);
    levels--;
  } else {
    node = lower_base(l, &links, &levels);
  }
  for (; levels > 0; levels--) {
    node = lower_link(l, node, &links);
    lower_up(l);
    node->end = lower_end(l);
  }
  if (pure && (node->kind == NODE_CALL || node->kind == NODE_NEW)) node->flags |= NODE_PURE;
  if (links.optional) node = wrap_optional(node);
  return links.awaits ? wrap_await(l, node, span) : node;
}

Node *lower_new(Lowering *l) {
  New *call = (New *)node_new(NODE_NEW, lower_span(l));
  if (l->pure_at == call->node.start) {
    call->node.flags |= NODE_PURE;
    l->pure_at = NO_INDEX;
  }
  lower_enter(l);
  lower_advance(l);
  bool parenthesized = l->kind == CST_PARENTHESIZED;
  call->callee = lower_operand(l);
  if (call->callee->kind == NODE_CHAIN && !parenthesized) {
    lower_refuse(l, DIAG_SYNTAX, "put it in parentheses", "`new` cannot take an optional chain");
  }
  if (call->callee->kind == NODE_IMPORT_CALL && !parenthesized) lower_refuse_token(l);
  if (lower_next(l)) lower_commas(l, &call->arguments, lower_argument, false);
  lower_up(l);
  return &call->node;
}
