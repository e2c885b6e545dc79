#ifndef NEAP_CODEGEN_PIECE_H
#define NEAP_CODEGEN_PIECE_H

#include "codegen/writer.h"
#include "link/link.h"

// One module's part of the chunk. Owned by one worker while it is printed.
typedef struct Piece {
  const Link *link;
  const Module *module;
  const Program *program; // borrowed: the module's tree, while it is printed
  uint32_t indent;
  bool is_entry;     // of the chunk
  bool is_declared;  // the names of its wrapper are, elsewhere
  bool is_evaluated; // when the program starts
  Writer out;        // owned: the module's statements, when they were printed now
  Str text;          // borrowed: those, or as they were printed before
  const Atom *
      default_function; // output name of a function declaration exported as default without a name, if its name is still to be set; or NULL
  bool names_default;   // somebody sets the name of such a function
  uint32_t cannot_yield; // what nested_names says; then there is no right text
} Piece;

// Prints the module's statements into piece->out: imports and export lists are gone, exported declarations are declarations, a default
// export is a declaration of its output name. A wrapped module is a declaration of the function that evaluates it.
// Threads: one for each piece.
void piece_print(Piece *piece);

// How `importer` has the module of a record evaluated, as an expression (`init_x()`, `import_y = require_y()`). false: it needs not.
bool piece_evaluation(const Link *link, const Module *importer, uint32_t record, Writer *out);

// The assignment `import_y = require_y()` of a CommonJS module's exports, or just the call where nobody looks at them.
void piece_require(const Link *link, const External *external, Writer *out);

// `a: () => b`, one line each behind `indent` levels, for all exports of the module; then the brace. `own`: what its own symbols are called
// where this is printed (nested_names); NULL: what the link calls them from outside.
void piece_getters(const Link *link, const Module *module, const OutputName *own, uint32_t indent,
                   Writer *out);

#endif
