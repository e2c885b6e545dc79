// The text of modules from one build to the next, also of another process. A piece is known by a hash of all that its printing reads; as long as
// that is the same, so is its text, and the module is neither renamed inside nor printed again: its tree is not needed.
#ifndef NEAP_CODEGEN_REUSE_H
#define NEAP_CODEGEN_REUSE_H

#include "base/map.h"
#include "codegen/piece.h"

#include <xxhash.h>

// What printing a piece gave. Never changed, but for its count of holders.
typedef struct PrintedPiece {
  XXH128_hash_t key;
  XXH128_hash_t content; // of the module
  Str text;              // owned
  const Atom *default_function;
  bool names_default;
  uint32_t holders; // places in chunks of a Reuse; the last one frees it
} PrintedPiece;

// The pieces of one chunk, in the order of its modules.
typedef VEC(PrintedPiece *) PrintedChunk;
typedef VEC(PrintedChunk) PrintedChunks;

typedef struct Reuse {
  PrintedChunks known; // of the last build that succeeded
  PrintedChunks fresh; // of the build that runs
  Map by_key;          // key → PrintedPiece, of the build that runs
  bool by_place;       // the link is the one that `known` was printed by
  bool differs;        // something was printed since it was read or written
} Reuse;

#define REUSE_EMPTY ((Reuse){ VEC_EMPTY, VEC_EMPTY, MAP_EMPTY, false, false })

// A build begins. `same_link`: by the very Link of the last build that succeeded, whose chunks come in the same order; what a module is printed as then
// depends on its content alone.
void reuse_begin(Reuse *reuse, bool same_link);

// The next chunk of the build begins.
void reuse_begin_chunk(Reuse *reuse);

// The hash of what piece_print reads: the module's content and everything that the link decided about it and what it imports. Good as long as the
// options of the build are the same. Threads: any, the link is frozen.
XXH128_hash_t reuse_key(const Piece *piece);

// What is known of the piece at `place` of the chunk that was begun, by the content of its module. NULL: nothing, or the link is another.
PrintedPiece *reuse_find_place(const Reuse *reuse, uint32_t place, const Piece *piece);

// What is known by `key`, or NULL. Threads: any, while nobody calls the functions around.
PrintedPiece *reuse_find(const Reuse *reuse, XXH128_hash_t key);

// Adds the next piece of the chunk: one that is known, or one that was printed now, whose text it takes. Gives what was added.
const PrintedPiece *reuse_keep(Reuse *reuse, PrintedPiece *known);
const PrintedPiece *reuse_add(Reuse *reuse, XXH128_hash_t key, Piece *piece);

// A build succeeded: forgets what was not kept in it. After a build that failed, all stays.
void reuse_turn(Reuse *reuse);

// What is known as bytes, for a cache, and back. false: these are other bytes, and nothing more is known than before. Any bytes may be tried.
void reuse_write(Reuse *reuse, Buf *out);
bool reuse_read(Reuse *reuse, Str bytes);

void reuse_clear(Reuse *reuse);

#endif
