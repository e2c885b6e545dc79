// The names that a module exports, gathered from its top-level statements once every name in them is bound.
#include "syntax/exports.h"

#include "base/map.h"

typedef struct Gatherer {
  Ast *ast;
  const DiagSource *at;
  Map seen; // exported names
} Gatherer;

static void export_add(Gatherer *gatherer, ExportEntry entry) {
  bool fresh;
  MapEntry *seen = map_put(&gatherer->seen, atom_str(entry.exported), &fresh);
  if (!fresh) {
    diag_add(gatherer->at, SEVERITY_ERROR, DIAG_DUPLICATE_EXPORT, entry.span,
             "each name can be exported once: remove or rename one of them",
             "Multiple exports with the name \"%s\"", entry.exported->text);
    diag_note(gatherer->at, gatherer->ast->exports.items[seen->number].span,
              "it is first exported here");
    return;
  }
  seen->number = gatherer->ast->exports.len;
  vec_push(&gatherer->ast->exports, entry);
}

// The names that a declaration's pattern binds, each as an export. Depth is bounded by LOWER_MAX_NESTING.
static void export_pattern(Gatherer *gatherer, const Node *node) {
  if (node == NULL) return;
  switch (node->kind) {
    case NODE_IDENTIFIER:
      export_add(gatherer, (ExportEntry){ .exported = ((const Identifier *)node)->name,
                                          .symbol = ((const Identifier *)node)->symbol,
                                          .record = NO_INDEX,
                                          .span = node_span(node) });
      break;
    case NODE_ARRAY_PATTERN:
      for (uint32_t i = 0; i < ((const ArrayPattern *)node)->elements.len; i++) {
        export_pattern(gatherer, ((const ArrayPattern *)node)->elements.items[i]);
      }
      break;
    case NODE_OBJECT_PATTERN:
      for (uint32_t i = 0; i < ((const ObjectPattern *)node)->properties.len; i++) {
        export_pattern(gatherer, ((const ObjectPattern *)node)->properties.items[i]);
      }
      break;
    case NODE_PATTERN_PROPERTY:
      export_pattern(gatherer, ((const PatternProperty *)node)->value);
      break;
    case NODE_DEFAULT_PATTERN:
      export_pattern(gatherer, ((const DefaultPattern *)node)->target);
      break;
    case NODE_REST: export_pattern(gatherer, ((const Rest *)node)->target); break;
    default: break;
  }
}

static void export_declaration(Gatherer *gatherer, const Node *declaration) {
  if (declaration->kind == NODE_VARIABLE) {
    const NodeList *declarators = &((const Variable *)declaration)->declarators;
    for (uint32_t i = 0; i < declarators->len; i++) {
      export_pattern(gatherer, ((const Declarator *)declarators->items[i])->target);
    }
  } else if (declaration->kind == NODE_FUNCTION_DECLARATION) {
    export_pattern(gatherer, ((const FunctionDeclaration *)declaration)->name);
  } else {
    export_pattern(gatherer, ((const ClassDeclaration *)declaration)->name);
  }
}

static void export_specifiers(Gatherer *gatherer, const ExportNamed *node) {
  for (uint32_t i = 0; i < node->specifiers.len; i++) {
    const ExportSpecifier *specifier = (const ExportSpecifier *)node->specifiers.items[i];
    ExportEntry entry = { .exported = specifier->exported,
                          .symbol = NO_INDEX,
                          .record = node->record,
                          .imported = specifier->imported,
                          .span = node_span(&specifier->node) };
    if (specifier->local) {
      entry.symbol = ((const Identifier *)specifier->local)->symbol;
      entry.imported = NULL;
      if (gatherer->ast->symbols.items[entry.symbol].kind == SYMBOL_UNBOUND) {
        diag_add(gatherer->at, SEVERITY_ERROR, DIAG_EARLY, entry.span,
                 "declare or import it in this file, or remove it from the list",
                 "\"%s\" is exported but not declared in this file", specifier->imported->text);
        continue;
      }
    }
    export_add(gatherer, entry);
  }
}

static void export_default(Gatherer *gatherer, const ExportDefault *node) {
  uint32_t symbol = node->symbol;
  if (symbol == NO_INDEX) {
    const Node *name = node->value->kind == NODE_FUNCTION_DECLARATION
                           ? ((const FunctionDeclaration *)node->value)->name
                           : ((const ClassDeclaration *)node->value)->name;
    symbol = ((const Identifier *)name)->symbol;
  }
  export_add(gatherer, (ExportEntry){ .exported = intern_text("default"),
                                      .symbol = symbol,
                                      .record = NO_INDEX,
                                      .span = node_span(&node->node) });
}

static void export_all(Gatherer *gatherer, const ExportAll *node) {
  if (node->exported) {
    export_add(gatherer, (ExportEntry){ .exported = node->exported,
                                        .symbol = NO_INDEX,
                                        .record = node->record,
                                        .span = node_span(&node->node) });
  } else {
    vec_push(&gatherer->ast->stars, node->record);
  }
}

bool exports_gather(Ast *ast, const DiagSource *at) {
  Gatherer gatherer = { ast, at, MAP_EMPTY };
  uint32_t errors = at->list->errors;
  const NodeList *body = &ast->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    switch (node->kind) {
      case NODE_EXPORT_NAMED: export_specifiers(&gatherer, (const ExportNamed *)node); break;
      case NODE_EXPORT_DEFAULT: export_default(&gatherer, (const ExportDefault *)node); break;
      case NODE_EXPORT_DECLARATION:
        export_declaration(&gatherer, ((const ExportDeclaration *)node)->declaration);
        break;
      case NODE_EXPORT_ALL: export_all(&gatherer, (const ExportAll *)node); break;
      default: break;
    }
  }
  map_clear(&gatherer.seen);
  return at->list->errors == errors;
}
