// Imports and exports.
#include "base/mem.h"
#include "syntax/early.h"
#include "syntax/literal.h"
#include "syntax/lowering.h"

// A name between braces: an identifier, the word `default`, or a string.
static const Atom *lower_module_name(Lowering *l) {
  if (l->kind != CST_STRING) return lower_name(l);
  String *string = (String *)lower_string(l);
  Str text = text_str(string->value);
  if (!literal_is_well_formed(text)) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "The name of an export cannot have a lone surrogate");
  }
  const Atom *name = intern(text);
  node_free(&string->node);
  return name;
}

// --- Imports ---

static Node *import_specifier_new(Lowering *l, Span span, const Atom *imported) {
  ImportSpecifier *specifier = (ImportSpecifier *)node_new(NODE_IMPORT_SPECIFIER, span);
  specifier->imported = imported;
  specifier->local = lower_target_name(l);
  if (literal_is_reserved_word(lower_text(l), true)) lower_refuse_token(l);
  return &specifier->node;
}

static Node *lower_import_specifier(Lowering *l) {
  Span span = lower_span(l);
  lower_enter(l);
  const Atom *imported = lower_module_name(l);
  if (lower_next(l)) lower_advance(l);
  Node *specifier = import_specifier_new(l, span, imported);
  lower_up(l);
  return specifier;
}

static Node *lower_namespace_import(Lowering *l) {
  ImportNamespace *namespace = (ImportNamespace *)node_new(NODE_IMPORT_NAMESPACE, lower_span(l));
  lower_enter(l);
  lower_advance(l);
  lower_advance(l);
  namespace->local = lower_target_name(l);
  lower_up(l);
  return &namespace->node;
}

static void lower_import_clause(Lowering *l, NodeList *specifiers) {
  lower_enter(l);
  do {
    switch (l->kind) {
      case CST_T_COMMA: break;
      case CST_IDENTIFIER:
        node_list_push(specifiers, import_specifier_new(l, lower_span(l), intern_text("default")));
        break;
      case CST_NAMED_IMPORTS: lower_commas(l, specifiers, lower_import_specifier, false); break;
      case CST_NAMESPACE_IMPORT: node_list_push(specifiers, lower_namespace_import(l)); break;
      default: lower_bug(l);
    }
  } while (lower_next(l));
  lower_up(l);
}

static Str attribute_key(const Node *item) {
  if (item->kind != NODE_PROPERTY) return STR_EMPTY;
  const Node *key = ((const Property *)item)->key;
  if (key->kind == NODE_NAME) return atom_str(((const Name *)key)->name);
  return key->kind == NODE_STRING ? text_str(((const String *)key)->value) : STR_EMPTY;
}

// Attributes are few.
static void check_attribute_key(Lowering *l, const NodeList *list, uint32_t index) {
  Str key = attribute_key(list->items[index]);
  for (uint32_t i = 0; i < index && key.len > 0; i++) {
    if (!str_equal(attribute_key(list->items[i]), key)) continue;
    early_refuse(l, DIAG_EARLY, node_span(list->items[index]), "remove one of the two",
                 "This attribute is given twice");
  }
}

// The grammar takes any object for attributes; ECMAScript has only texts in them.
static Node *lower_attribute_list(Lowering *l) {
  Object *object = (Object *)lower_object(l);
  vec_each (item, &object->properties) {
    const Property *property = (const Property *)*item;
    check_attribute_key(l, &object->properties, (uint32_t)(item - object->properties.items));
    bool fits = (*item)->kind == NODE_PROPERTY && (*item)->flags == 0 &&
                property->value->kind == NODE_STRING &&
                (property->key->kind == NODE_NAME || property->key->kind == NODE_STRING);
    if (fits) continue;
    lower_refuse(l, DIAG_SYNTAX, "write it as with { type: \"json\" }",
                 "An import attribute is a name and a string");
    break;
  }
  return &object->node;
}

static Node *lower_attributes(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  Node *attributes = lower_attribute_list(l);
  lower_up(l);
  return attributes;
}

Node *lower_import(Lowering *l) {
  Import *import = (Import *)node_new(NODE_IMPORT, lower_span(l));
  import->node.flags = NODE_SIDE_EFFECT_ONLY;
  lower_enter(l);
  do {
    switch (l->kind) {
      case CST_T_IMPORT:
      case CST_T_FROM:
      case CST_T_SEMICOLON: break;
      case CST_IMPORT_CLAUSE:
        import->node.flags = 0;
        lower_import_clause(l, &import->specifiers);
        break;
      case CST_STRING: import->source = lower_string(l); break;
      case CST_IMPORT_ATTRIBUTE: import->attributes = lower_attributes(l); break;
      default: lower_bug(l);
    }
  } while (lower_next(l));
  lower_up(l);
  return &import->node;
}

// --- Exports ---

// What the parts of an export statement are, gathered before it is known which form it is.
typedef struct ExportParts {
  NodeList decorators;
  NodeList specifiers;
  Node *source;
  Node *value;       // of `export default`, or a declaration
  const Atom *alias; // export * as alias
  bool is_star;
  bool is_list;
  bool is_default;
  bool is_declaration; // value was given as a declaration
  bool needs_more;     // the default's function is not the whole value, and cannot be cut off
} ExportParts;

static Node *lower_export_specifier(Lowering *l) {
  ExportSpecifier *specifier = (ExportSpecifier *)node_new(NODE_EXPORT_SPECIFIER, lower_span(l));
  lower_enter(l);
  // Whether `local` stays is known when the source was seen; words that cannot be a variable are refused then.
  specifier->imported = lower_module_name(l);
  if (l->kind == CST_IDENTIFIER) {
    Identifier *local = (Identifier *)node_new(NODE_IDENTIFIER, lower_span(l));
    local->name = specifier->imported;
    specifier->local = &local->node;
  }
  specifier->exported = specifier->imported;
  if (lower_next(l)) {
    lower_advance(l);
    specifier->exported = lower_module_name(l);
  }
  lower_up(l);
  return &specifier->node;
}

static const Atom *lower_namespace_export(Lowering *l) {
  lower_enter(l);
  lower_advance(l);
  lower_advance(l);
  const Atom *alias = lower_module_name(l);
  lower_up(l);
  return alias;
}

static bool is_function_or_class(CstKind kind) {
  return kind == CST_FUNCTION_EXPRESSION || kind == CST_GENERATOR_FUNCTION || kind == CST_CLASS;
}

static void lower_default_value(Lowering *l, ExportParts *parts) {
  if (l->kind == CST_CLASS) {
    parts->value = lower_class(l, NODE_CLASS_DECLARATION);
  } else if (is_function_or_class(l->kind)) {
    parts->value = lower_function(l, NODE_FUNCTION_DECLARATION);
  } else if (lower_starts_declaration(l)) {
    l->default_at = lower_start(l);
    parts->value = lower_expression(l);
    l->default_at = NO_INDEX;
    parts->needs_more = l->default_function == NULL;
  } else {
    parts->value = lower_expression(l);
  }
}

static void lower_export_value(Lowering *l, ExportParts *parts) {
  switch (l->kind) {
    case CST_FUNCTION_DECLARATION:
    case CST_GENERATOR_DECLARATION:
    case CST_CLASS_DECLARATION:
      parts->is_declaration = true;
      parts->value = lower_statement(l);
      break;
    case CST_VARIABLE_DECLARATION:
    case CST_LEXICAL_DECLARATION:
    case CST_USING_DECLARATION:
      if (parts->is_default || l->kind == CST_USING_DECLARATION) lower_refuse_token(l);
      parts->is_declaration = true;
      parts->value = lower_statement(l);
      break;
    default: lower_default_value(l, parts);
  }
}

static void lower_export_part(Lowering *l, ExportParts *parts) {
  switch (l->kind) {
    case CST_T_EXPORT:
    case CST_T_FROM:
    case CST_T_SEMICOLON: break;
    case CST_DECORATOR: node_list_push(&parts->decorators, lower_decorator(l)); break;
    case CST_T_DEFAULT: parts->is_default = true; break;
    case CST_T_STAR: parts->is_star = true; break;
    case CST_NAMESPACE_EXPORT:
      parts->is_star = true;
      parts->alias = lower_namespace_export(l);
      break;
    case CST_EXPORT_CLAUSE:
      parts->is_list = true;
      lower_commas(l, &parts->specifiers, lower_export_specifier, false);
      break;
    case CST_STRING:
      if (parts->is_default) {
        lower_export_value(l, parts);
      } else {
        parts->source = lower_string(l);
      }
      break;
    default: lower_export_value(l, parts);
  }
}

// Keeps `local` only where the names are the module's own.
static void settle_specifiers(Lowering *l, ExportParts *parts) {
  for (uint32_t i = 0; i < parts->specifiers.len; i++) {
    ExportSpecifier *specifier = (ExportSpecifier *)parts->specifiers.items[i];
    if (parts->source) {
      node_free(specifier->local);
      specifier->local = NULL;
    } else if (specifier->local == NULL ||
               literal_is_reserved_word(atom_str(specifier->imported), true)) {
      l->failed = true;
      diag_add(l->at, SEVERITY_ERROR, DIAG_SYNTAX, node_span(&specifier->node),
               "give the module it comes from: export { … } from \"…\"",
               "`%s` cannot be the name of a variable to export", specifier->imported->text);
    }
  }
}

static Node *export_list_new(Lowering *l, ExportParts *parts) {
  settle_specifiers(l, parts);
  ExportNamed *node = (ExportNamed *)node_new(NODE_EXPORT_NAMED, lower_span(l));
  node->specifiers = parts->specifiers;
  node->source = parts->source;
  return &node->node;
}

static Node *export_all_new(const Lowering *l, const ExportParts *parts) {
  ExportAll *node = (ExportAll *)node_new(NODE_EXPORT_ALL, lower_span(l));
  node->exported = parts->alias;
  node->source = parts->source;
  return &node->node;
}

// Decorators may stand before `export`, too: they are the class's.
static void move_decorators(Lowering *l, ExportParts *parts) {
  if (parts->decorators.len == 0) return;
  if (parts->value == NULL || parts->value->kind != NODE_CLASS_DECLARATION) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "Only classes can be decorated here");
    for (uint32_t i = 0; i < parts->decorators.len; i++) {
      node_free(parts->decorators.items[i]);
    }
  } else {
    NodeList *own = &((ClassDeclaration *)parts->value)->decorators;
    for (uint32_t i = 0; i < own->len; i++) {
      node_list_push(&parts->decorators, own->items[i]);
    }
    vec_clear(own);
    *own = parts->decorators;
    return;
  }
  vec_clear(&parts->decorators);
}

static Node *export_default_new(const Lowering *l, Node *value) {
  ExportDefault *node = (ExportDefault *)node_new(NODE_EXPORT_DEFAULT, lower_span(l));
  node->value = value;
  return &node->node;
}

static Node *export_declaration_new(const Lowering *l, const ExportParts *parts) {
  ExportDeclaration *node = (ExportDeclaration *)node_new(NODE_EXPORT_DECLARATION, lower_span(l));
  node->declaration = parts->value;
  return &node->node;
}

// `export default function () {} (x)` is a declaration and a statement.
static void push_cut_default(Lowering *l, ExportParts *parts, NodeList *body) {
  Node *function = l->default_function;
  l->default_function = NULL;
  function->kind =
      function->kind == NODE_CLASS ? NODE_CLASS_DECLARATION : NODE_FUNCTION_DECLARATION;
  Node *exported = export_default_new(l, function);
  exported->end = function->end;
  node_list_push(body, exported);
  ExpressionStatement *rest =
      (ExpressionStatement *)node_new(NODE_EXPRESSION_STATEMENT, node_span(parts->value));
  rest->expression = parts->value;
  node_list_push(body, &rest->node);
}

void lower_export(Lowering *l, NodeList *body) {
  ExportParts parts = { .source = NULL };
  lower_enter(l);
  do {
    lower_export_part(l, &parts);
  } while (lower_next(l));
  lower_up(l);
  move_decorators(l, &parts);
  if (parts.is_list) {
    node_list_push(body, export_list_new(l, &parts));
  } else if (parts.is_star) {
    node_list_push(body, export_all_new(l, &parts));
  } else if (parts.value == NULL) {
    lower_bug(l);
  } else if (parts.needs_more) {
    lower_refuse(l, DIAG_SYNTAX, "put a semicolon behind the function or class",
                 "What follows the default export cannot be read");
    node_free(parts.value);
  } else if (l->default_function) {
    push_cut_default(l, &parts, body);
  } else if (parts.is_default) {
    node_list_push(body, export_default_new(l, parts.value));
  } else {
    node_list_push(body, export_declaration_new(l, &parts));
  }
}

// `+{ … }`, where the source has `with { … }`.
bool lower_export_attributes(Lowering *l, Node *exported) {
  bool is_list = exported->kind == NODE_EXPORT_NAMED && ((ExportNamed *)exported)->source;
  if (!is_list && exported->kind != NODE_EXPORT_ALL) return false;
  if (l->kind != CST_EXPRESSION_STATEMENT || lower_text(l).data[0] != 'h') return false;
  lower_enter(l);
  bool found = l->kind == CST_UNARY;
  if (found) {
    lower_enter(l);
    lower_advance(l);
    if (l->kind == CST_OBJECT) {
      Node *attributes = lower_attribute_list(l);
      *(is_list ? &((ExportNamed *)exported)->attributes : &((ExportAll *)exported)->attributes) =
          attributes;
    } else {
      lower_refuse(l, DIAG_SYNTAX, "put a semicolon behind the attributes",
                   "These attributes cannot be read");
    }
    lower_up(l);
  }
  lower_up(l);
  return found;
}
