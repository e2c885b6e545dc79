#include "codegen/piece.h"

#include "codegen/print.h"

#include <assert.h>

// The tree is frozen: what a default export becomes is printed from nodes made here for the moment, around its own ones.

static Node *borrow(const Node *node) {
  return (Node *)(uintptr_t)node;
}

// const x_default = value;
static void print_default_constant(Printer *printer, const ExportDefault *export, Node *value) {
  Identifier name = { .node = { .kind = NODE_IDENTIFIER },
                      .symbol = export->symbol,
                      .name = intern_text("default") };
  Declarator declarator = { .node = { .kind = NODE_DECLARATOR },
                            .target = &name.node,
                            .value = value };
  Node *declarators[] = { &declarator.node };
  Variable variable = { .node = { .kind = NODE_VARIABLE, .op = VARIABLE_CONST },
                        .declarators = { declarators, 1, 1 } };
  print_statement(printer, &variable.node);
}

// const x_default = { default: value }.default; which names an anonymous function "default", as ECMAScript does.
static void print_named_default(Printer *printer, const ExportDefault *export, Node *value) {
  Name key = { .node = { .kind = NODE_NAME }, .name = intern_text("default") };
  Property property = { .node = { .kind = NODE_PROPERTY }, .key = &key.node, .value = value };
  Node *properties[] = { &property.node };
  Object object = { .node = { .kind = NODE_OBJECT }, .properties = { properties, 1, 1 } };
  Member member = { .node = { .kind = NODE_MEMBER }, .object = &object.node, .name = key.name };
  print_default_constant(printer, export, &member.node);
}

static void print_default_function(Piece *piece, Printer *printer, const ExportDefault *export) {
  FunctionDeclaration function = *(const FunctionDeclaration *)export->value;
  if (function.name != NULL) {
    print_statement(printer, export->value);
    return;
  }
  Identifier name = { .node = { .kind = NODE_IDENTIFIER },
                      .symbol = export->symbol,
                      .name = intern_text("default") };
  function.name = &name.node;
  print_statement(printer, &function.node);
  piece->default_function = piece->link->modules[piece->module->index].names[export->symbol].name;
}

static void print_default_class(Printer *printer, const ExportDefault *export) {
  static_assert(sizeof(Class) == sizeof(ClassDeclaration), "the two kinds are alike");
  if (((const ClassDeclaration *)export->value)->name != NULL) {
    print_statement(printer, export->value);
    return;
  }
  Class class = *(const Class *)export->value;
  class.node.kind = NODE_CLASS;
  print_named_default(printer, export, &class.node);
}

// ECMAScript's IsAnonymousFunctionDefinition.
static bool is_anonymous_function(const Node *node) {
  return node->kind == NODE_ARROW ||
         (node->kind == NODE_FUNCTION && ((const Function *)node)->name == NULL) ||
         (node->kind == NODE_CLASS && ((const Class *)node)->name == NULL);
}

static void print_default(Piece *piece, Printer *printer, const ExportDefault *export) {
  if (export->value->kind == NODE_FUNCTION_DECLARATION) {
    print_default_function(piece, printer, export);
  } else if (export->value->kind == NODE_CLASS_DECLARATION) {
    print_default_class(printer, export);
  } else if (is_anonymous_function(export->value)) {
    print_named_default(printer, export, borrow(export->value));
  } else {
    print_default_constant(printer, export, borrow(export->value));
  }
}

void piece_print(Piece *piece) {
  const Link *link = piece->link;
  const Module *module = piece->module;
  PrintOptions options = { .names = link->modules[module->index].names,
                           .link = link,
                           .module = module,
                           .this_is_undefined = true,
                           .import_meta_is_empty = link->options->format != FORMAT_ESM };
  Printer printer = { .out = &piece->out, .options = &options, .indent = piece->indent };
  const NodeList *body = &module->ast->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    switch (node->kind) {
      case NODE_IMPORT:
      case NODE_EXPORT_NAMED:
      case NODE_EXPORT_ALL:
      case NODE_DIRECTIVE: break; // the chunk has its own
      case NODE_EXPORT_DECLARATION:
        print_statement(&printer, ((const ExportDeclaration *)node)->declaration);
        break;
      case NODE_EXPORT_DEFAULT: print_default(piece, &printer, (const ExportDefault *)node); break;
      default: print_statement(&printer, node); break;
    }
  }
}
