#include "codegen/piece.h"

#include "codegen/print.h"
#include "codegen/runtime.h"
#include "link/nested.h"
#include "link/rename.h"
#include "syntax/literal.h"

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

static void print_default_function(Printer *printer, const ExportDefault *export) {
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

static void print_default(Printer *printer, const ExportDefault *export) {
  if (export->value->kind == NODE_FUNCTION_DECLARATION) {
    print_default_function(printer, export);
  } else if (export->value->kind == NODE_CLASS_DECLARATION) {
    print_default_class(printer, export);
  } else if (is_anonymous_function(export->value)) {
    print_named_default(printer, export, borrow(export->value));
  } else {
    print_default_constant(printer, export, borrow(export->value));
  }
}

static void print_item(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL:
    case NODE_DIRECTIVE: break; // the chunk has its own
    case NODE_EXPORT_DECLARATION:
      print_statement(printer, ((const ExportDeclaration *)node)->declaration);
      break;
    case NODE_EXPORT_DEFAULT: print_default(printer, (const ExportDefault *)node); break;
    default: print_statement(printer, node); break;
  }
}

// The name of a function declaration that is the default export without having a name; NULL: there is none.
static const Atom *find_default_function(const Piece *piece, const OutputName *names) {
  const NodeList *body = &piece->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    if (body->items[i]->kind != NODE_EXPORT_DEFAULT) continue;
    if (!link_is_live(piece->link, piece->module, i)) return NULL;
    const ExportDefault *export = (const ExportDefault *)body->items[i];
    bool is_function = export->value->kind == NODE_FUNCTION_DECLARATION;
    if (is_function && ((const FunctionDeclaration *)export->value)->name == NULL)
      return names[export->symbol].name;
  }
  return NULL;
}

// --- Wrapped modules ---

static void print_indentation(Writer *out, uint32_t indent) {
  for (uint32_t i = 0; i < indent; i++) {
    write_str(out, STR("  "));
  }
}

static void print_line(Piece *piece, uint32_t deeper, Str text) {
  print_indentation(&piece->out, piece->indent + deeper);
  write_str(&piece->out, text);
  write_char(&piece->out, '\n');
}

void piece_require(const Link *link, const External *external, Writer *out) {
  if (external->namespace_name) {
    write_str(out, atom_str(external->namespace_name));
    write_str(out, STR(" = "));
  }
  bool goes_through = external->namespace_name && external->needs_interop;
  if (goes_through) write_own(out, link, STR(NAME_IMPORT "("));
  write_str(out, atom_str(link->modules[external->commonjs->index].wrap_name));
  write_str(out, STR("()"));
  if (goes_through) write_str(out, external->node_interop ? STR(", true)") : STR(")"));
}

static bool is_evaluated_before(const Module *module, uint32_t record) {
  for (uint32_t i = 0; i < record; i++) {
    ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
    bool is_static = kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
    if (is_static && module->edges.items[i].target == module->edges.items[record].target)
      return true;
  }
  return false;
}

bool piece_evaluation(const Link *link, const Module *importer, uint32_t record, Writer *out) {
  const Module *target = importer->edges.items[record].target;
  ImportKind kind = (ImportKind)importer->ast->records.items[record].kind;
  if (target == NULL || (kind != IMPORT_STATIC && kind != IMPORT_EXPORT_FROM)) return false;
  if (link->modules[target->index].is_dropped || is_evaluated_before(importer, record))
    return false;
  uint32_t external = link->modules[importer->index].edge_externals[record];
  if (external != NO_INDEX) {
    piece_require(link, &link->externals.items[external], out);
    return true;
  }
  const ModuleLink *state = &link->modules[target->index];
  if (state->wrap != WRAP_LAZY) return false;
  write_str(out, atom_str(state->wrap_name));
  write_str(out, STR("()"));
  return true;
}

// One statement for each module that is imported, in order.
static void print_evaluations(Piece *piece) {
  for (uint32_t i = 0; i < piece->module->edges.len; i++) {
    Writer call = WRITER_EMPTY;
    if (piece_evaluation(piece->link, piece->module, i, &call)) {
      write_char(&call, ';');
      print_line(piece, 1, buf_str(&call.text));
    }
    buf_clear(&call.text);
  }
}

static bool imports_async(const Piece *piece) {
  const Module *module = piece->module;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
    bool is_static = kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
    if (is_static && target && piece->link->modules[target->index].is_async) return true;
  }
  return false;
}

// All are started, in order, before the first is waited for. Where none is to be waited for, the module begins at once, before its siblings.
static void print_async_evaluations(Piece *piece) {
  if (!imports_async(piece)) {
    print_evaluations(piece);
    return;
  }
  const char *before = "await " NAME_ALL "([";
  Writer line = WRITER_EMPTY;
  for (uint32_t i = 0; i < piece->module->edges.len; i++) {
    Writer call = WRITER_EMPTY;
    if (piece_evaluation(piece->link, piece->module, i, &call)) {
      bool is_commonjs =
          piece->link->modules[piece->module->edges.items[i].target->index].wrap == WRAP_COMMONJS;
      write_own(&line, piece->link, str_of(before));
      write_str(&line, is_commonjs ? STR("void (") : STR(""));
      write_str(&line, buf_str(&call.text));
      write_str(&line, is_commonjs ? STR(")") : STR(""));
      before = ", ";
    }
    buf_clear(&call.text);
  }
  if (line.text.len != 0) {
    write_str(&line, STR("]);"));
    print_line(piece, 1, buf_str(&line.text));
  }
  buf_clear(&line.text);
}

// A key of the getters: `a`, `"a b"`, and `["__proto__"]`, which would be the prototype without the brackets.
static void write_key(Writer *out, Str name) {
  bool is_prototype = str_is(name, "__proto__");
  if (is_prototype) write_char(out, '[');
  if (literal_is_identifier(name) && !is_prototype) {
    write_str(out, name);
  } else {
    literal_quote(&out->text, name, '"');
  }
  if (is_prototype) write_char(out, ']');
}

static OutputName exported_name(const Link *link, const Module *module, const OutputName *own,
                                const Target *target) {
  bool is_own = own && target->kind == TARGET_SYMBOL && target->symbol.module == module->index;
  if (is_own) return own[target->symbol.symbol];
  return link_target_name(link, NULL, target);
}

void piece_getters(const Link *link, const Module *module, const OutputName *own, uint32_t indent,
                   Writer *out) {
  vec_each (export, &link->modules[module->index].exports) {
    print_indentation(out, indent + 1);
    write_key(out, atom_str(export->exported));
    write_str(out, STR(": () => "));
    print_output_name(out, exported_name(link, module, own, &export->target));
    write_str(out, STR(",\n"));
  }
  print_indentation(out, indent);
  write_char(out, '}');
}

// x_exports = __namespace({ … }, stars);
static void print_namespace(Piece *piece, const OutputName *names) {
  const ModuleLink *state = &piece->link->modules[piece->module->index];
  print_indentation(&piece->out, piece->indent + 1);
  write_str(&piece->out, atom_str(state->namespace_name));
  write_own(&piece->out, piece->link, STR(" = " NAME_NAMESPACE "({\n"));
  print_line(piece, 2, STR("__proto__: null,"));
  piece_getters(piece->link, piece->module, names, piece->indent + 1, &piece->out);
  vec_each (index, &state->star_externals) {
    write_str(&piece->out, STR(", "));
    write_str(&piece->out, atom_str(piece->link->externals.items[*index].namespace_name));
  }
  write_str(&piece->out, STR(");\n"));
}

// Who imports in a circle finds the names before the module is evaluated, unless they are only known when others have been.
static void print_lazy_head(Piece *piece, const OutputName *names) {
  const ModuleLink *state = &piece->link->modules[piece->module->index];
  bool names_are_known = state->star_externals.len == 0;
  if (names_are_known) print_namespace(piece, names);
  if (piece->default_function) {
    print_indentation(&piece->out, piece->indent + 1);
    write_own(&piece->out, piece->link, STR(NAME_SET_NAME "("));
    write_str(&piece->out, atom_str(piece->default_function));
    write_str(&piece->out, STR(", \"default\");\n"));
  }
  if (state->is_async) {
    print_async_evaluations(piece);
  } else {
    print_evaluations(piece);
  }
  if (!names_are_known) print_namespace(piece, names);
}

static void open_wrapper(Piece *piece, const OutputName *names) {
  const ModuleLink *state = &piece->link->modules[piece->module->index];
  Writer *out = &piece->out;
  if (state->wrap == WRAP_LAZY && !piece->is_declared) {
    print_indentation(out, piece->indent);
    write_str(out, STR("var "));
    write_str(out, atom_str(state->namespace_name));
    for (uint32_t i = 0; state->mirrors && i < piece->module->ast->top_end; i++) {
      write_str(out, state->mirrors[i] ? STR(", ") : STR_EMPTY);
      if (state->mirrors[i]) write_str(out, atom_str(state->mirrors[i]));
    }
    write_str(out, STR(";\n"));
  }
  print_indentation(out, piece->indent);
  if (!piece->is_declared) write_str(out, STR("var "));
  write_str(out, atom_str(state->wrap_name));
  if (state->wrap == WRAP_COMMONJS) {
    write_own(out, piece->link, STR(" = " NAME_COMMONJS "(function (exports, module) {\n"));
  } else if (state->is_async) {
    write_own(out, piece->link, STR(" = " NAME_LAZY_ASYNC "(async () => {\n"));
  } else {
    write_own(out, piece->link, STR(" = " NAME_LAZY "(() => {\n"));
  }
  if (state->wrap == WRAP_LAZY) print_lazy_head(piece, names);
}

// The entry of a CommonJS output is the module that Node made for it; in other formats it is at least nobody's child.
static void close_wrapper(Piece *piece) {
  const Link *link = piece->link;
  bool has_own = link->modules[piece->module->index].wrap == WRAP_COMMONJS && piece->is_entry;
  if (!has_own) {
    print_line(piece, 0, STR("});"));
  } else if (link->options->format == FORMAT_CJS) {
    print_line(piece, 0, STR("}, module);"));
  } else {
    print_indentation(&piece->out, piece->indent);
    write_own(&piece->out, link, STR("}, " NAME_MAIN ");\n"));
  }
}

static void print_module(Piece *piece, const OutputName *names) {
  const Link *link = piece->link;
  const Module *module = piece->module;
  Wrap wrap = link->modules[module->index].wrap;
  PrintOptions options = { .names = names,
                           .link = link,
                           .module = module,
                           .this_is_undefined = wrap != WRAP_COMMONJS,
                           .mirrors = link->modules[module->index].mirrors,
                           .import_meta = link->options->format == FORMAT_ESM
                                              ? NULL
                                              : rename_own_name(link, NAME_IMPORT_META) };
  uint32_t indent = piece->indent + (wrap != WRAP_NONE);
  Printer printer = { .out = &piece->out, .options = &options, .indent = indent };
  piece->default_function = find_default_function(piece, names);
  piece->names_default = piece->default_function != NULL;
  if (wrap != WRAP_NONE) open_wrapper(piece, names);
  const NodeList *body = &piece->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    if (!link_is_live(link, module, i)) continue;
    if (wrap == WRAP_COMMONJS) {
      print_statement(&printer, body->items[i]);
    } else {
      print_item(&printer, body->items[i]);
    }
  }
  print_end(&printer);
  if (wrap == WRAP_NONE) return;
  close_wrapper(piece);
  piece->default_function = NULL; // it has been named
}

void piece_print(Piece *piece) {
  OutputName *names = nested_names(piece->link, piece->module, &piece->cannot_yield);
  print_module(piece, names);
  piece->text = buf_str(&piece->out.text);
  mem_free(names);
}
