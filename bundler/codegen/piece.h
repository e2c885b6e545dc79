#ifndef NEAP_CODEGEN_PIECE_H
#define NEAP_CODEGEN_PIECE_H

#include "codegen/writer.h"
#include "link/link.h"

// One module's part of the chunk. Owned by one worker while it is printed.
typedef struct Piece {
  const Link *link;
  const Module *module;
  uint32_t indent;
  Writer out; // owned: the module's statements
  const Atom *
      default_function; // output name of a function declaration exported as default without a name, or NULL
} Piece;

// Prints the module's statements into piece->out: imports and export lists are gone, exported declarations are declarations, a default
// export is a declaration of its output name. Threads: one for each piece.
void piece_print(Piece *piece);

#endif
