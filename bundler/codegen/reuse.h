// The text of modules from one build to the next, also of another process. A piece is known by a hash of all that its printing reads; as long as
// that is the same, so is its text, and the module is neither renamed inside nor printed again: its tree is not needed.
#ifndef NEAP_CODEGEN_REUSE_H
#define NEAP_CODEGEN_REUSE_H

#include "base/map.h"
#include "codegen/piece.h"

#include <xxhash.h>

// What printing a piece gave. Never changed; owned by the Reuse that it is in.
typedef struct PrintedPiece {
  XXH128_hash_t key;
  Str text; // owned
  const Atom *default_function;
  bool names_default;
} PrintedPiece;

typedef struct Reuse {
  Map known;    // key → PrintedPiece, of the build before
  Map fresh;    // of the build that runs
  bool differs; // something was printed since it was read or written
} Reuse;

// The hash of what piece_print reads: the module's content and everything that the link decided about it and what it imports. Good as long as the
// options of the build are the same. Threads: any, the link is frozen.
XXH128_hash_t reuse_key(const Piece *piece);

// What is known by `key`, or NULL. Threads: any, while nobody calls the functions below.
const PrintedPiece *reuse_find(const Reuse *reuse, XXH128_hash_t key);

// Keeps what is known for the next build too; or a piece that was printed now, whose text it takes. Gives what is kept.
const PrintedPiece *reuse_keep(Reuse *reuse, const PrintedPiece *known);
const PrintedPiece *reuse_add(Reuse *reuse, XXH128_hash_t key, Piece *piece);

// A build succeeded: forgets what was not kept in it. After a build that failed, all stays.
void reuse_turn(Reuse *reuse);

// What is known as bytes, for a cache, and back. false: these are other bytes, and nothing more is known than before. Any bytes may be tried.
void reuse_write(Reuse *reuse, Buf *out);
bool reuse_read(Reuse *reuse, Str bytes);

void reuse_clear(Reuse *reuse);

#endif
