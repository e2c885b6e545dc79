// Patterns: what is declared or assigned to. The grammar gives most of them as patterns, but what a parameter may be it says too
// generously (a member expression passes), and what may be assigned to as well (a call in parentheses passes).
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/literal.h"
#include "syntax/lowering.h"

static Node *lower_pattern(Lowering *l, bool declares);

Node *lower_binding(Lowering *l) {
  return lower_pattern(l, true);
}

Node *lower_target(Lowering *l) {
  return lower_pattern(l, false);
}

Node *lower_simple_target(Lowering *l) {
  Node *target = lower_expression(l);
  bool fits = target->kind == NODE_IDENTIFIER || target->kind == NODE_MEMBER ||
              target->kind == NODE_INDEX_MEMBER;
  if (target->kind == NODE_IDENTIFIER)
    early_target_name(l, ((const Identifier *)target)->name, node_span(target));
  if (fits) return target;
  if (!l->failed) {
    lower_refuse(l, DIAG_TARGET, "only a variable, a property or a pattern can be assigned to",
                 target->kind == NODE_CHAIN ? "An optional chain cannot be assigned to"
                                            : "This cannot be assigned to");
  }
  return target;
}

// `let` cannot be the name of a let.
static void check_let(Lowering *l, const Node *name) {
  if (!(l->context & DECLARES_LET) || !str_is(atom_str(((const Identifier *)name)->name), "let"))
    return;
  early_refuse(l, DIAG_SYNTAX, node_span(name), "choose another name",
               "`let` cannot be declared by let, const or using");
}

static Node *lower_default(Lowering *l, bool declares) {
  DefaultPattern *pattern = (DefaultPattern *)node_new(NODE_DEFAULT_PATTERN, lower_span(l));
  lower_enter(l);
  pattern->target = lower_pattern(l, declares);
  lower_advance(l);
  lower_advance(l);
  pattern->value = lower_expression(l);
  lower_up(l);
  return &pattern->node;
}

static Node *lower_rest(Lowering *l, bool declares) {
  Rest *rest = (Rest *)node_new(NODE_REST, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  rest->target = lower_pattern(l, declares);
  if (rest->target->kind == NODE_DEFAULT_PATTERN) {
    early_refuse(l, DIAG_SYNTAX, node_span(rest->target), NULL,
                 "A rest element cannot have a default");
  }
  lower_up(l);
  return &rest->node;
}

static void check_rest(Lowering *l, const NodeList *list) {
  const Node *last = list->len > 0 ? *vec_last(list) : NULL;
  bool ends_with_comma = last && last->kind == NODE_REST && lower_comma_follows(l, last);
  bool is_last = true;
  for (uint32_t i = 0; i + 1 < list->len; i++) {
    is_last &= list->items[i] == NULL || list->items[i]->kind != NODE_REST;
  }
  if (!is_last || ends_with_comma) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "A rest element must be the last one, without a comma");
  }
}

static Node *lower_array_pattern(Lowering *l, bool declares) {
  ArrayPattern *pattern = (ArrayPattern *)node_new(NODE_ARRAY_PATTERN, lower_span(l));
  lower_commas(l, &pattern->elements, declares ? lower_binding : lower_target, true);
  check_rest(l, &pattern->elements);
  return &pattern->node;
}

// --- Object patterns ---

static Node *lower_pair_pattern(Lowering *l, bool declares) {
  PatternProperty *property = (PatternProperty *)node_new(NODE_PATTERN_PROPERTY, lower_span(l));
  lower_enter(l);
  property->key = lower_key(l, &property->node.flags);
  if (property->key->kind == NODE_PRIVATE_NAME) lower_refuse_token(l);
  lower_advance(l);
  lower_advance(l);
  property->value = lower_pattern(l, declares);
  if (property->value->kind == NODE_REST) lower_refuse_token(l);
  lower_up(l);
  return &property->node;
}

static Node *lower_shorthand_pattern(Lowering *l) {
  PatternProperty *property = (PatternProperty *)node_new(NODE_PATTERN_PROPERTY, lower_span(l));
  Name *key = (Name *)node_new(NODE_NAME, lower_span(l));
  property->node.flags = NODE_SHORTHAND;
  property->key = &key->node;
  property->value = lower_target_name(l);
  check_let(l, property->value);
  key->name = ((Identifier *)property->value)->name;
  if (literal_is_reserved_word(atom_str(key->name), false)) lower_refuse_token(l);
  return &property->node;
}

// {a = 1}
static Node *lower_shorthand_default(Lowering *l) {
  Span span = lower_span(l);
  lower_enter(l);
  if (l->kind != CST_SHORTHAND_PATTERN && l->kind != CST_IDENTIFIER) {
    lower_refuse_token(l);
    lower_up(l);
    return lower_placeholder(l);
  }
  PatternProperty *property = (PatternProperty *)lower_shorthand_pattern(l);
  DefaultPattern *pattern = (DefaultPattern *)node_new(NODE_DEFAULT_PATTERN, span);
  property->node.end = span.end;
  pattern->target = property->value;
  property->value = &pattern->node;
  lower_advance(l);
  lower_advance(l);
  pattern->value = lower_expression(l);
  lower_up(l);
  return &property->node;
}

static Node *lower_pattern_property(Lowering *l, bool declares) {
  switch (l->kind) {
    case CST_PAIR_PATTERN:
    case CST_PAIR: return lower_pair_pattern(l, declares);
    case CST_SHORTHAND_PATTERN:
    case CST_SHORTHAND: return lower_shorthand_pattern(l);
    case CST_OBJECT_ASSIGNMENT_PATTERN: return lower_shorthand_default(l);
    case CST_REST_PATTERN:
    case CST_SPREAD_ELEMENT: return lower_rest(l, declares);
    case CST_METHOD_DEFINITION:
      lower_refuse(l, DIAG_TARGET, NULL, "A pattern cannot have methods");
      return lower_placeholder(l);
    default: lower_bug(l);
  }
}

static Node *lower_binding_property(Lowering *l) {
  return lower_pattern_property(l, true);
}

static Node *lower_target_property(Lowering *l) {
  return lower_pattern_property(l, false);
}

static Node *lower_object_pattern(Lowering *l, bool declares) {
  ObjectPattern *pattern = (ObjectPattern *)node_new(NODE_OBJECT_PATTERN, lower_span(l));
  lower_commas(l, &pattern->properties, declares ? lower_binding_property : lower_target_property,
               false);
  check_rest(l, &pattern->properties);
  const Node *last = pattern->properties.len > 0 ? *vec_last(&pattern->properties) : NULL;
  const Node *rest = last && last->kind == NODE_REST ? ((const Rest *)last)->target : NULL;
  if (rest && (rest->kind == NODE_ARRAY_PATTERN || rest->kind == NODE_OBJECT_PATTERN)) {
    early_refuse(l, DIAG_SYNTAX, node_span(rest), "give the rest a name",
                 "The rest of an object cannot be taken apart");
  }
  return &pattern->node;
}

// --- Dispatch ---

static Node *lower_pattern_by_kind(Lowering *l, bool declares) {
  switch (l->kind) {
    case CST_IDENTIFIER:
    case CST_UNDEFINED: {
      Node *name = lower_target_name(l);
      if (declares) check_let(l, name);
      return name;
    }
    case CST_ARRAY_PATTERN:
    case CST_ARRAY: return lower_array_pattern(l, declares);
    case CST_OBJECT_PATTERN:
    case CST_OBJECT: return lower_object_pattern(l, declares);
    case CST_ASSIGNMENT_PATTERN:
    case CST_ASSIGNMENT: return lower_default(l, declares);
    case CST_REST_PATTERN:
    case CST_SPREAD_ELEMENT: return lower_rest(l, declares);
    default: break;
  }
  if (!declares) return lower_simple_target(l);
  lower_refuse(l, DIAG_SYNTAX, "only names and patterns can be declared",
               "This cannot be declared");
  return lower_placeholder(l);
}

static Node *lower_pattern(Lowering *l, bool declares) {
  if (!lower_deeper(l)) return lower_placeholder(l);
  Node *pattern = lower_pattern_by_kind(l, declares);
  l->depth--;
  return pattern;
}
