// Shared by the files of the printer, which print one part of the language each.
#ifndef NEAP_CODEGEN_PRINT_INTERNAL_H
#define NEAP_CODEGEN_PRINT_INTERNAL_H

#include "codegen/print.h"

// How tightly an expression binds, loosest first (ECMAScript, "Expressions"). An expression is put in parentheses where its own
// level is below the one that its place asks for.
typedef enum Precedence {
  PREC_COMMA,
  PREC_ASSIGN, // assignments, arrows, yield
  PREC_CONDITIONAL,
  PREC_COALESCE,
  PREC_OR,
  PREC_AND,
  PREC_BIT_OR,
  PREC_BIT_XOR,
  PREC_BIT_AND,
  PREC_EQUALITY,
  PREC_RELATION,
  PREC_SHIFT,
  PREC_ADD,
  PREC_MULTIPLY,
  PREC_POWER,
  PREC_UNARY,
  PREC_POSTFIX,
  PREC_CHAIN, // a whole optional chain: complete, so that going on behind it needs parentheses
  PREC_CALL,
  PREC_MEMBER, // members, literals, names
} Precedence;

#define put(printer, literal) write_str((printer)->out, STR(literal))

static inline void put_char(Printer *printer, char c) {
  write_char(printer->out, c);
}

static inline void put_atom(Printer *printer, const Atom *atom) {
  write_str(printer->out, atom_str(atom));
}

static inline void put_text(Printer *printer, Text text) {
  write_str(printer->out, text_str(text));
}

// A mark at the place where the next byte goes: 0 is never one.
static inline size_t print_place(const Printer *printer) {
  return printer->out->text.len + 1;
}

void print_newline(Printer *printer); // and the indentation
void print_statements(Printer *printer, const NodeList *body);
void print_block(Printer *printer, const NodeList *body); // with its braces, no newline behind

// Patterns, and expressions as targets of assignments.
void print_pattern(Printer *printer, const Node *pattern);

// Functions and classes: without what a statement adds.
void print_function(Printer *printer, const Function *function);
void print_function_value(Printer *printer, const Function *function); // without its name
void print_arrow(Printer *printer, const Arrow *arrow);
void print_class(Printer *printer, const Class *class);
void print_method(Printer *printer, const Method *method);

void print_jsx(Printer *printer, const JsxElement *element);

// A property's key, in brackets when `flags` say COMPUTED.
void print_key(Printer *printer, const Node *key, uint16_t flags);

// {a} as {a} if the value is still called so, else as {a: b}; `initial` (or NULL) is the default behind it.
void print_shorthand(Printer *printer, const Identifier *value, const Node *initial);

// The output name of an identifier, or of ns.name where that is known to be a binding. false: `node` is neither.
bool print_output_name_of(const Printer *printer, const Node *node, OutputName *name);

// Whether `target`, a name or pattern that is assigned to, has a name that a mirror follows (print_mirror.c).
bool print_has_mirror(const Printer *printer, const Node *target);

// The mirror that stands ahead of an assignment or update, `mirror = x = 1`; NULL: none does.
const Atom *print_leading_mirror(const Printer *printer, const Node *node);

// `mirror = x` for each such name, with `before` and `after` round it.
void print_mirrors(Printer *printer, const Node *target, Str before, Str after);

// require("…") of what the link knows (late.c).
void print_require(Printer *printer, const Call *call);

// import("…") of a module of the bundle. false: it is to be printed as written.
bool print_late_import(Printer *printer, const ImportCall *call);

void print_arguments(Printer *printer, const NodeList *arguments);
void print_string(Printer *printer, Str value);

#endif
