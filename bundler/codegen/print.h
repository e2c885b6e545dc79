// AST to text. Normal form: two spaces, double quotes, one statement a line; parentheses only where the grammar needs them.
#ifndef NEAP_CODEGEN_PRINT_H
#define NEAP_CODEGEN_PRINT_H

#include "codegen/writer.h"
#include "link/link.h"
#include "syntax/ast.h"

typedef struct PrintOptions {
  const OutputName *names; // for each symbol of the AST, or NULL: every symbol under its own name
  const Link *link;        // for ns.name → binding (link_namespace_member), or NULL
  const Module *module;    // with link
  bool this_is_undefined;  // the module's own `this` prints as `void 0`
  const Atom *const *mirrors; // with names: by symbol at the top, see ModuleLink, or NULL
  const Atom *import_meta;    // the variable that stands for import.meta (chunk.c), or NULL
} PrintOptions;

// Begun with its first three fields, given to print_end.
typedef struct Printer {
  Writer *out;
  const PrintOptions *options;
  uint32_t indent;
  // Below: the printer's own, zero at the start. Marks are places where what is printed next would be misread (print_expr.c).
  bool no_in; // inside the head of a `for`, where `in` ends the expression
  size_t statement_start;
  size_t arrow_start;   // an arrow's body
  size_t default_start; // behind `export default`
  size_t for_start;     // behind `for (`
  // Down what leans to the left, of all such expressions that are being printed.
  VEC(const Node *) path;
} Printer;

// Frees what the printer holds.
void print_end(Printer *printer);

// Prints one statement at the current indentation, with its newline. IMPORT and EXPORT_* print as written (the chunk joiner replaces them).
void print_statement(Printer *printer, const Node *statement);

// Prints an expression where anything of at least `precedence` (print_expr.c's table; 0: comma expressions too) may stand.
void print_expression(Printer *printer, const Node *expression, int precedence);

// Prints a whole program under its own names, with its hashbang: what parses again to the same AST.
void print_ast(Writer *out, const Ast *ast);

// A name as it stands in an expression: `a`, `a.b`, `a["b c"]`.
void print_output_name(Writer *out, OutputName name);

// How `symbol` is written as a plain name, and as an expression (with its member, see OutputName).
void print_symbol(Printer *printer, uint32_t symbol, const Atom *own_name);

#endif
