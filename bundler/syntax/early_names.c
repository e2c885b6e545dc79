// Words that are names in one place and not in another, and what strict code refuses.
#include "syntax/early.h"

#include "syntax/literal.h"

void early_refuse(Lowering *l, DiagCode code, Span span, const char *help, const char *text) {
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, code, span, help, "%s", text);
}

static void note_sloppy(Lowering *l, Span span) {
  if (l->sloppy_only.end == 0) l->sloppy_only = span;
}

void early_refuse_strict(Lowering *l, Span span, const char *help, const char *text) {
  if (l->context & STRICT) {
    early_refuse(l, DIAG_STRICT, span, help, text);
  } else {
    note_sloppy(l, span);
  }
}

static bool name_is(const Atom *name, const char *word, size_t length) {
  return name->len == length && memcmp(name->text, word, length) == 0;
}

// Words by length and first letter: nearly every name is none of them, and is told so by two comparisons.
static bool may_be_special(const Atom *name) {
  switch (name->len) {
    case 3: return name->text[0] == 'l';
    case 4: return name->text[0] == 'e';
    case 5: return name->text[0] == 'a' || name->text[0] == 'y';
    case 6: return name->text[0] == 'p' || name->text[0] == 's' || name->text[0] == 'e';
    case 7: return name->text[0] == 'p';
    case 9: return name->text[0] == 'i' || name->text[0] == 'p' || name->text[0] == 'a';
    case 10: return name->text[0] == 'i';
    default: return false;
  }
}

static void refuse_name(Lowering *l, DiagCode code, const Atom *name, Span span, const char *why) {
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, code, span, "choose another name", "`%s` cannot be a name %s",
           name->text, why);
}

void early_name(Lowering *l, const Atom *name, Span span) {
  if (!may_be_special(name)) return;
  if (name_is(name, "arguments", 9)) {
    if (l->context & NO_ARGUMENTS) {
      early_refuse(l, DIAG_EARLY, span, "take it from a function around the class",
                   "`arguments` means nothing in a class field or static block");
    }
  } else if (name_is(name, "await", 5)) {
    if (l->is_module || (l->context & (IN_ASYNC | NO_AWAIT_NAME)))
      refuse_name(l, DIAG_AWAIT, name, span, "in modules, async functions and static blocks");
  } else if (name_is(name, "yield", 5) && (l->context & IN_GENERATOR)) {
    refuse_name(l, DIAG_AWAIT, name, span, "in a generator");
  } else if (name_is(name, "enum", 4) || name_is(name, "export", 6)) {
    refuse_name(l, DIAG_SYNTAX, name, span, "anywhere");
  } else if ((l->context & STRICT) && literal_is_reserved_word(atom_str(name), true)) {
    refuse_name(l, DIAG_STRICT, name, span, "in strict code");
  }
}

void early_target_name(Lowering *l, const Atom *name, Span span) {
  if (!name_is(name, "eval", 4) && !name_is(name, "arguments", 9)) return;
  if (!(l->context & STRICT)) {
    note_sloppy(l, span);
    return;
  }
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, DIAG_STRICT, span, "choose another name",
           "`%s` cannot be declared or assigned to in strict code", name->text);
}

static void check_again(Lowering *l, const Node *node) {
  if (node == NULL || node->kind != NODE_IDENTIFIER) return;
  const Atom *name = ((const Identifier *)node)->name;
  early_name(l, name, node_span(node));
  early_target_name(l, name, node_span(node));
}

static bool refuse_patterns(Lowering *l, const NodeList *params) {
  for (uint32_t i = 0; i < params->len; i++) {
    if (params->items[i]->kind == NODE_IDENTIFIER) continue;
    early_refuse(l, DIAG_STRICT, node_span(params->items[i]),
                 "put \"use strict\" around the function, or keep its parameters plain names",
                 "A function with \"use strict\" can only have plain names as parameters");
    return true;
  }
  return false;
}

void early_strict_params(Lowering *l, const Block *body, const NodeList *params) {
  for (uint32_t i = 0; i < body->body.len; i++) {
    const Node *node = body->body.items[i];
    if (node->kind == NODE_COMMENT) continue;
    if (node->kind != NODE_DIRECTIVE) return;
    Str raw = text_str(((const Directive *)node)->raw);
    if (!str_equal(str_slice(raw, 1, raw.len - 1), STR("use strict"))) continue;
    refuse_patterns(l, params);
    return;
  }
}

void early_strict_function(Lowering *l, const Node *name, const NodeList *params) {
  check_again(l, name);
  if (refuse_patterns(l, params)) return;
  for (uint32_t i = 0; i < params->len; i++) {
    check_again(l, params->items[i]);
  }
}

void early_delete(Lowering *l, const Node *argument) {
  const Node *member =
      argument->kind == NODE_CHAIN ? ((const Chain *)argument)->expression : argument;
  if (member->kind == NODE_MEMBER && ((const Member *)member)->name->text[0] == '#') {
    early_refuse(l, DIAG_PRIVATE_NAME, node_span(argument), "set it to undefined",
                 "Private members cannot be deleted");
  } else if (argument->kind == NODE_IDENTIFIER) {
    early_refuse_strict(l, node_span(argument), "set the variable to undefined",
                        "A variable cannot be deleted in strict code");
  }
}

static bool is_proto(const Node *node) {
  if (node->kind != NODE_PROPERTY || (node->flags & (NODE_COMPUTED | NODE_SHORTHAND))) return false;
  const Node *key = ((const Property *)node)->key;
  if (key->kind == NODE_NAME) return name_is(((const Name *)key)->name, "__proto__", 9);
  return key->kind == NODE_STRING && str_is(text_str(((const String *)key)->value), "__proto__");
}

void early_object(Lowering *l, const Object *object) {
  bool seen = false;
  for (uint32_t i = 0; i < object->properties.len; i++) {
    const Node *property = object->properties.items[i];
    if (!is_proto(property)) continue;
    if (seen) {
      early_refuse(l, DIAG_EARLY, node_span(property), "remove one of the two",
                   "An object can be given only one `__proto__`");
    }
    seen = true;
  }
}
