// Statements and module items, each on lines of its own.
#include "codegen/print_internal.h"

#include "syntax/literal.h"

void print_newline(Printer *printer) {
  put_char(printer, '\n');
  for (uint32_t i = 0; i < printer->indent; i++) {
    put(printer, "  ");
  }
}

static void print_indent(Printer *printer) {
  for (uint32_t i = 0; i < printer->indent; i++) {
    put(printer, "  ");
  }
}

void print_statements(Printer *printer, const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    print_statement(printer, body->items[i]);
  }
}

// Strict code keeps a function in its block: one that sloppy code sees around it becomes a variable, set where the block begins.
static bool becomes_variable(const Printer *printer, const Node *node) {
  return printer->options->link && node->kind == NODE_FUNCTION_DECLARATION &&
         (node->flags & NODE_HOISTED);
}

static void print_block_functions(Printer *printer, const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    if (!becomes_variable(printer, body->items[i])) continue;
    const Function *function = (const Function *)body->items[i];
    print_indent(printer);
    put(printer, "var ");
    print_pattern(printer, function->name);
    put(printer, " = ");
    print_function_value(printer, function);
    put(printer, ";\n");
  }
}

// `{ a: {} }` ahead of `(` is taken for an object by the grammar; an empty statement, which nobody keeps, tells it from one.
static bool looks_like_object(const NodeList *body) {
  const Node *node = body->len == 1 ? body->items[0] : NULL;
  if (node == NULL || node->kind != NODE_LABELED) return false;
  while (node->kind == NODE_LABELED) {
    node = ((const Labeled *)node)->body;
  }
  return node->kind == NODE_BLOCK || node->kind == NODE_FUNCTION_DECLARATION;
}

void print_block(Printer *printer, const NodeList *body) {
  if (body->len == 0) {
    put(printer, "{}");
    return;
  }
  put(printer, "{\n");
  printer->indent++;
  print_block_functions(printer, body);
  for (uint32_t i = 0; i < body->len; i++) {
    if (!becomes_variable(printer, body->items[i])) print_statement(printer, body->items[i]);
  }
  if (looks_like_object(body)) {
    print_indent(printer);
    put(printer, ";\n");
  }
  printer->indent--;
  print_indent(printer);
  put_char(printer, '}');
}

static void print_inside(Printer *printer, const Node *expression) {
  put_char(printer, '(');
  print_expression(printer, expression, PREC_COMMA);
  put_char(printer, ')');
}

// The statement that a loop or an `if` governs: a block on the same line, anything else on the next. Ends without a newline
// after a block when `goes_on`.
static void print_governed(Printer *printer, const Node *body, bool goes_on) {
  if (body->kind == NODE_BLOCK) {
    put_char(printer, ' ');
    print_block(printer, &((const Block *)body)->body);
    if (!goes_on) put_char(printer, '\n');
  } else if (body->kind == NODE_EMPTY) {
    put(printer, " ;\n");
  } else {
    put_char(printer, '\n');
    printer->indent++;
    print_statement(printer, body);
    printer->indent--;
  }
}

static const char *variable_keyword(VariableOp op) {
  switch (op) {
    case VARIABLE_VAR: return "var ";
    case VARIABLE_LET: return "let ";
    case VARIABLE_CONST: return "const ";
    case VARIABLE_USING: return "using ";
    default: return "await using ";
  }
}

// Without semicolon and newline.
static void print_variable(Printer *printer, const Variable *variable) {
  write_str(printer->out, str_of(variable_keyword((VariableOp)variable->node.op)));
  for (uint32_t i = 0; i < variable->declarators.len; i++) {
    const Declarator *declarator = (const Declarator *)variable->declarators.items[i];
    if (i > 0) put(printer, ", ");
    print_pattern(printer, declarator->target);
    if (declarator->value == NULL) continue;
    put(printer, " = ");
    print_expression(printer, declarator->value, PREC_ASSIGN);
  }
}

// The other half of an `if` would go to this statement's own open one.
static bool ends_with_open_if(const Node *node) {
  for (;;) {
    switch (node->kind) {
      case NODE_IF: {
        const If *inner = (const If *)node;
        if (inner->otherwise == NULL) return true;
        node = inner->otherwise;
        break;
      }
      case NODE_FOR: node = ((const For *)node)->body; break;
      case NODE_FOR_IN: node = ((const ForIn *)node)->body; break;
      case NODE_FOR_OF: node = ((const ForOf *)node)->body; break;
      case NODE_WHILE: node = ((const While *)node)->body; break;
      case NODE_WITH: node = ((const With *)node)->body; break;
      case NODE_LABELED: node = ((const Labeled *)node)->body; break;
      default: return false;
    }
  }
}

static void print_then(Printer *printer, const If *node) {
  if (node->otherwise && ends_with_open_if(node->then)) {
    put(printer, " {\n");
    printer->indent++;
    print_statement(printer, node->then);
    printer->indent--;
    print_indent(printer);
    put_char(printer, '}');
    return;
  }
  print_governed(printer, node->then, node->otherwise != NULL);
}

// else if … else if … may be long: a loop.
static void print_if(Printer *printer, const If *node) {
  for (;;) {
    put(printer, "if ");
    print_inside(printer, node->test);
    print_then(printer, node);
    if (node->otherwise == NULL) return;
    const Buf *text = &printer->out->text;
    if (text->data[text->len - 1] == '\n') {
      print_indent(printer);
    } else {
      put_char(printer, ' ');
    }
    put(printer, "else");
    if (node->otherwise->kind != NODE_IF) break;
    put_char(printer, ' ');
    node = (const If *)node->otherwise;
  }
  print_governed(printer, node->otherwise, false);
}

static void print_for(Printer *printer, const For *loop) {
  put(printer, "for (");
  printer->no_in = true;
  printer->for_start = print_place(printer);
  if (loop->init && loop->init->kind == NODE_VARIABLE) {
    print_variable(printer, (const Variable *)loop->init);
  } else if (loop->init) {
    print_expression(printer, loop->init, PREC_COMMA);
  }
  printer->no_in = false;
  put_char(printer, ';');
  if (loop->test) {
    put_char(printer, ' ');
    print_expression(printer, loop->test, PREC_COMMA);
  }
  put_char(printer, ';');
  if (loop->update) {
    put_char(printer, ' ');
    print_expression(printer, loop->update, PREC_COMMA);
  }
  put_char(printer, ')');
  print_governed(printer, loop->body, false);
}

static void print_mirrored_body(Printer *printer, const ForOf *loop) {
  put(printer, " {");
  print_mirrors(printer, loop->left, STR(" "), STR(";"));
  put_char(printer, '\n');
  printer->indent++;
  print_statement(printer, loop->body);
  printer->indent--;
  print_indent(printer);
  put(printer, "}\n");
}

// FOR_IN and FOR_OF have the same fields.
static void print_for_each(Printer *printer, const ForOf *loop, Str word, Precedence right) {
  put(printer, "for ");
  if (loop->node.flags & NODE_AWAIT_OF) put(printer, "await ");
  put_char(printer, '(');
  printer->no_in = true;
  printer->for_start = print_place(printer);
  if (loop->left->kind == NODE_VARIABLE) {
    print_variable(printer, (const Variable *)loop->left);
  } else {
    print_pattern(printer, loop->left);
  }
  printer->no_in = false;
  write_str(printer->out, word);
  print_expression(printer, loop->right, (int)right);
  put_char(printer, ')');
  if (print_has_mirror(printer, loop->left)) {
    print_mirrored_body(printer, loop);
  } else {
    print_governed(printer, loop->body, false);
  }
}

static void print_jump(Printer *printer, Str word, const Atom *label) {
  write_str(printer->out, word);
  if (label) {
    put_char(printer, ' ');
    put_atom(printer, label);
  }
  put(printer, ";\n");
}

static void print_with_argument(Printer *printer, Str word, const Node *argument) {
  write_str(printer->out, word);
  if (argument) {
    put_char(printer, ' ');
    print_expression(printer, argument, PREC_COMMA);
  }
  put(printer, ";\n");
}

static void print_case(Printer *printer, const Case *node) {
  print_indent(printer);
  if (node->test) {
    put(printer, "case ");
    print_expression(printer, node->test, PREC_COMMA);
  } else {
    put(printer, "default");
  }
  put(printer, ":\n");
  printer->indent++;
  print_statements(printer, &node->body);
  printer->indent--;
}

static void print_switch(Printer *printer, const Switch *node) {
  put(printer, "switch ");
  print_inside(printer, node->discriminant);
  put(printer, " {\n");
  printer->indent++;
  for (uint32_t i = 0; i < node->cases.len; i++) {
    print_case(printer, (const Case *)node->cases.items[i]);
  }
  printer->indent--;
  print_indent(printer);
  put(printer, "}\n");
}

static void print_try(Printer *printer, const Try *node) {
  put(printer, "try ");
  print_block(printer, &((const Block *)node->block)->body);
  if (node->handler) {
    const Catch *handler = (const Catch *)node->handler;
    put(printer, " catch ");
    if (handler->param) {
      put_char(printer, '(');
      print_pattern(printer, handler->param);
      put(printer, ") ");
    }
    print_block(printer, &((const Block *)handler->body)->body);
  }
  if (node->finalizer) {
    put(printer, " finally ");
    print_block(printer, &((const Block *)node->finalizer)->body);
  }
  put_char(printer, '\n');
}

static void print_do_while(Printer *printer, const DoWhile *loop) {
  put(printer, "do");
  print_governed(printer, loop->body, true);
  const Buf *text = &printer->out->text;
  if (text->data[text->len - 1] == '\n') {
    print_indent(printer);
  } else {
    put_char(printer, ' ');
  }
  put(printer, "while ");
  print_inside(printer, loop->test);
  put(printer, ";\n");
}

static void print_expression_statement(Printer *printer, const ExpressionStatement *statement) {
  // In parentheses, a text is no directive.
  bool is_text = statement->expression->kind == NODE_STRING;
  printer->statement_start = print_place(printer);
  if (is_text) {
    print_inside(printer, statement->expression);
  } else {
    print_expression(printer, statement->expression, PREC_COMMA);
  }
  put(printer, ";\n");
}

// --- Module items ---

// A name in an import or export list: an identifier name as it is, any other text in quotes.
static void print_module_name(Printer *printer, const Atom *name) {
  if (literal_is_identifier(atom_str(name))) {
    put_atom(printer, name);
  } else {
    print_string(printer, atom_str(name));
  }
}

static void print_source(Printer *printer, const Node *source, const Node *attributes) {
  print_string(printer, text_str(((const String *)source)->value));
  if (attributes) {
    put(printer, " with ");
    print_expression(printer, attributes, PREC_MEMBER);
  }
  put(printer, ";\n");
}

static void print_import_specifier(Printer *printer, const ImportSpecifier *specifier) {
  const Identifier *local = (const Identifier *)specifier->local;
  if (local->name != specifier->imported) {
    print_module_name(printer, specifier->imported);
    put(printer, " as ");
  }
  print_symbol(printer, local->symbol, local->name);
}

// Prints what stands before the braces: a default import comes first, and only there without braces. Gives the first of the rest.
static uint32_t print_import_head(Printer *printer, const NodeList *specifiers) {
  if (specifiers->len == 0 || specifiers->items[0]->kind != NODE_IMPORT_SPECIFIER) return 0;
  const ImportSpecifier *first = (const ImportSpecifier *)specifiers->items[0];
  if (!str_is(atom_str(first->imported), "default")) return 0;
  print_symbol(printer, ((const Identifier *)first->local)->symbol,
               ((const Identifier *)first->local)->name);
  if (specifiers->len > 1) put(printer, ", ");
  return 1;
}

static void print_import(Printer *printer, const Import *import) {
  put(printer, "import ");
  const NodeList *specifiers = &import->specifiers;
  if (!(import->node.flags & NODE_SIDE_EFFECT_ONLY)) {
    uint32_t i = print_import_head(printer, specifiers);
    if (i < specifiers->len && specifiers->items[i]->kind == NODE_IMPORT_NAMESPACE) {
      const Identifier *local =
          (const Identifier *)((const ImportNamespace *)specifiers->items[i])->local;
      put(printer, "* as ");
      print_symbol(printer, local->symbol, local->name);
    } else if (i < specifiers->len || i == 0) {
      put_char(printer, '{');
      for (uint32_t first = i; i < specifiers->len; i++) {
        write_str(printer->out, i > first ? STR(", ") : STR(" "));
        print_import_specifier(printer, (const ImportSpecifier *)specifiers->items[i]);
      }
      write_str(printer->out, specifiers->len ? STR(" }") : STR("}"));
    }
    put(printer, " from ");
  }
  print_source(printer, import->source, import->attributes);
}

static void print_export_named(Printer *printer, const ExportNamed *node) {
  put(printer, "export {");
  for (uint32_t i = 0; i < node->specifiers.len; i++) {
    const ExportSpecifier *specifier = (const ExportSpecifier *)node->specifiers.items[i];
    const Identifier *local = (const Identifier *)specifier->local;
    write_str(printer->out, i > 0 ? STR(", ") : STR(" "));
    if (local) {
      print_symbol(printer, local->symbol, local->name);
    } else {
      print_module_name(printer, specifier->imported);
    }
    if (specifier->exported != specifier->imported) {
      put(printer, " as ");
      print_module_name(printer, specifier->exported);
    }
  }
  write_str(printer->out, node->specifiers.len ? STR(" }") : STR("}"));
  if (node->source) {
    put(printer, " from ");
    print_source(printer, node->source, node->attributes);
  } else {
    put(printer, ";\n");
  }
}

static void print_export_default(Printer *printer, const ExportDefault *node) {
  put(printer, "export default ");
  bool is_declaration =
      node->value->kind == NODE_FUNCTION_DECLARATION || node->value->kind == NODE_CLASS_DECLARATION;
  if (node->value->kind == NODE_FUNCTION_DECLARATION) {
    print_function(printer, (const Function *)node->value);
  } else if (is_declaration) {
    print_class(printer, (const Class *)node->value);
  } else {
    printer->default_start = print_place(printer);
    print_expression(printer, node->value, PREC_ASSIGN);
    put_char(printer, ';');
  }
  put_char(printer, '\n');
}

static void print_module_item(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_IMPORT: print_import(printer, (const Import *)node); break;
    case NODE_EXPORT_NAMED: print_export_named(printer, (const ExportNamed *)node); break;
    case NODE_EXPORT_ALL: {
      const ExportAll *all = (const ExportAll *)node;
      put(printer, "export *");
      if (all->exported) {
        put(printer, " as ");
        print_module_name(printer, all->exported);
      }
      put(printer, " from ");
      print_source(printer, all->source, all->attributes);
      break;
    }
    case NODE_EXPORT_DEFAULT: print_export_default(printer, (const ExportDefault *)node); break;
    case NODE_EXPORT_DECLARATION: {
      uint32_t indent = printer->indent;
      printer->indent = 0;
      put(printer, "export ");
      print_statement(printer, ((const ExportDeclaration *)node)->declaration);
      printer->indent = indent;
      break;
    }
    default: abort(); // a kind that no printing function knows: our own mistake, never the input's
  }
}

// --- Dispatch ---

static bool print_loop(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_FOR: print_for(printer, (const For *)node); return true;
    case NODE_FOR_IN:
      print_for_each(printer, (const ForOf *)node, STR(" in "), PREC_COMMA);
      return true;
    case NODE_FOR_OF:
      print_for_each(printer, (const ForOf *)node, STR(" of "), PREC_ASSIGN);
      return true;
    case NODE_WHILE:
      put(printer, "while ");
      print_inside(printer, ((const While *)node)->test);
      print_governed(printer, ((const While *)node)->body, false);
      return true;
    case NODE_DO_WHILE: print_do_while(printer, (const DoWhile *)node); return true;
    case NODE_WITH:
      put(printer, "with ");
      print_inside(printer, ((const With *)node)->object);
      print_governed(printer, ((const With *)node)->body, false);
      return true;
    default: return false;
  }
}

static bool print_declaration(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_VARIABLE:
      print_variable(printer, (const Variable *)node);
      put(printer, ";\n");
      return true;
    case NODE_FUNCTION_DECLARATION:
      print_function(printer, (const Function *)node);
      put_char(printer, '\n');
      return true;
    case NODE_CLASS_DECLARATION:
      print_class(printer, (const Class *)node);
      put_char(printer, '\n');
      return true;
    default: return false;
  }
}

static bool print_simple(Printer *printer, const Node *node) {
  switch (node->kind) {
    case NODE_EXPRESSION_STATEMENT:
      print_expression_statement(printer, (const ExpressionStatement *)node);
      return true;
    case NODE_DIRECTIVE:
      put_text(printer, ((const Directive *)node)->raw);
      put(printer, ";\n");
      return true;
    case NODE_COMMENT:
      put_text(printer, ((const Comment *)node)->text);
      put_char(printer, '\n');
      return true;
    case NODE_EMPTY: put(printer, ";\n"); return true;
    case NODE_DEBUGGER: put(printer, "debugger;\n"); return true;
    case NODE_RETURN:
      print_with_argument(printer, STR("return"), ((const Return *)node)->argument);
      return true;
    case NODE_THROW:
      print_with_argument(printer, STR("throw"), ((const Throw *)node)->argument);
      return true;
    case NODE_BREAK: print_jump(printer, STR("break"), ((const Break *)node)->label); return true;
    case NODE_CONTINUE:
      print_jump(printer, STR("continue"), ((const Continue *)node)->label);
      return true;
    default: return false;
  }
}

void print_statement(Printer *printer, const Node *statement) {
  print_indent(printer);
  if (print_simple(printer, statement) || print_declaration(printer, statement) ||
      print_loop(printer, statement))
    return;
  switch (statement->kind) {
    case NODE_BLOCK:
      print_block(printer, &((const Block *)statement)->body);
      put_char(printer, '\n');
      break;
    case NODE_IF: print_if(printer, (const If *)statement); break;
    case NODE_SWITCH: print_switch(printer, (const Switch *)statement); break;
    case NODE_TRY: print_try(printer, (const Try *)statement); break;
    case NODE_LABELED:
      put_atom(printer, ((const Labeled *)statement)->label);
      put_char(printer, ':');
      print_governed(printer, ((const Labeled *)statement)->body, false);
      break;
    default: print_module_item(printer, statement); break;
  }
}

void print_ast(Writer *out, const Ast *ast) {
  const PrintOptions options = { 0 };
  Printer printer = { .out = out, .options = &options };
  if (ast->hashbang.len > 0) {
    put_text(&printer, ast->hashbang);
    put_char(&printer, '\n');
  }
  print_statements(&printer, &ast->program->body);
  print_end(&printer);
}
