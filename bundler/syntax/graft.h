// An edit inside of one statement of a large file: only the statement is read again, and takes the place of the old one in the tree.
#ifndef NEAP_SYNTAX_GRAFT_H
#define NEAP_SYNTAX_GRAFT_H

#include "syntax/ast.h"
#include "syntax/cst.h"

// A statement that was read again.
typedef struct Graft {
  Node **place;  // where the old one hangs
  Node *fresh;   // owned until it is put there
  Span old;      // of the old one in the old source
  int64_t delta; // by how many bytes the source grew
  bool
      same_names; // names, and all that binding looks at, are as they were: the new one has them from the old one
  VEC(Declaration)
  moved_symbols; // with same_names: symbols of the statement, and where they are declared now (as `part`)
  VEC(Declaration) moved_records; // likewise records, and where they start now
} Graft;

// Reads the statement that was edited, if `ast` (lowered and bound of `before`, and not changed since but by grafting) becomes the tree of at->source by nothing but
// that. false: it does not, or that is hard to tell, or there is something to tell about it; nothing was told then, and `ast` is as it was. Threads: whoever holds the module.
bool graft_find(Graft *graft, const Ast *ast, Str before, const DiagSource *at, TSParser *parser);

// Puts the statement in place. With same_names the tables of `ast` hold again, else it has to be bound anew; places everywhere are those of the new source.
void graft_apply(Graft *graft, Ast *ast);

// Forgets a statement that is not to be put in place.
void graft_clear(Graft *graft);

#endif
