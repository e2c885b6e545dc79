// The entry of libFuzzer, and its mutations: half of them by bytes and words, half by the tree, since most byte mutations of a program
// are no program any more. A piece of the tree is put in the place of another of its kind (an expression for an expression, a
// statement for a statement), from the same input or from another of the corpus.
#include "base/mem.h"
#include "round_trip.h"
#include "syntax/cst.h"

#include <stdlib.h>

// NOLINTBEGIN(readability-identifier-naming): libFuzzer names them
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *bytes, size_t size, const uint8_t *other,
                                 size_t other_size, uint8_t *out, size_t max_size, unsigned seed);

// NOLINTEND(readability-identifier-naming)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  round_trip(bytes, size);
  return 0;
}

// --- Pieces ---

typedef enum PieceKind { PIECE_EXPRESSION, PIECE_STATEMENT, PIECE_PATTERN, PIECE_OTHER } PieceKind;

typedef struct Piece {
  PieceKind kind;
  TSSymbol symbol; // compared for PIECE_OTHER
  Str text;        // borrowed from the input
} Piece;

typedef VEC(Piece) PieceList;

static bool type_ends(const char *type, const char *ending) {
  return str_ends(str_of(type), str_of(ending));
}

static PieceKind piece_kind(const char *type) {
  static const char *const expressions[] = { "identifier", "number", "string", "template_string",
                                             "regex",      "object", "array",  "arrow_function",
                                             "class",      "this",   "null",   "undefined",
                                             "super",      "true",   "false" };
  if (type_ends(type, "_expression")) return PIECE_EXPRESSION;
  if (type_ends(type, "_statement") || type_ends(type, "_declaration")) return PIECE_STATEMENT;
  if (type_ends(type, "_pattern")) return PIECE_PATTERN;
  for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
    if (strcmp(type, expressions[i]) == 0) return PIECE_EXPRESSION;
  }
  return PIECE_OTHER;
}

static void pieces_gather(PieceList *pieces, TSNode node, Str source) {
  if (ts_node_is_named(node) && ts_node_end_byte(node) > ts_node_start_byte(node)) {
    Str text = str_slice(source, ts_node_start_byte(node), ts_node_end_byte(node));
    Piece piece = { piece_kind(ts_node_type(node)), ts_node_symbol(node), text };
    if (ts_node_parent(node).id) vec_push(pieces, piece);
  }
  for (uint32_t i = 0; i < ts_node_child_count(node); i++) {
    pieces_gather(pieces, ts_node_child(node, i), source);
  }
}

static PieceList pieces_of(Str source) {
  static TSParser *parser; // kept for the program's life
  if (parser == NULL) parser = cst_parser_new();
  PieceList pieces = VEC_EMPTY;
  TSTree *tree = cst_tree(parser, source, NULL, NULL);
  if (tree) pieces_gather(&pieces, ts_tree_root_node(tree), source);
  ts_tree_delete(tree);
  return pieces;
}

static bool pieces_fit(const Piece *a, const Piece *b) {
  return a->kind == b->kind && (a->kind != PIECE_OTHER || a->symbol == b->symbol);
}

// The `from`-th or next piece that fits in the place of `target`, or NULL.
static const Piece *piece_for(const PieceList *pieces, const Piece *target, uint32_t from) {
  for (uint32_t i = 0; i < pieces->len; i++) {
    const Piece *piece = &pieces->items[(from + i) % pieces->len];
    if (pieces_fit(piece, target) && !str_equal(piece->text, target->text)) return piece;
  }
  return NULL;
}

// --- Mutations ---

// What a piece becomes: another piece, nothing, itself twice, or another in parentheses.
static Buf mutated(Str source, const Piece *target, const Piece *by, unsigned how) {
  Buf out = BUF_EMPTY;
  size_t start = (size_t)(target->text.data - source.data);
  buf_append(&out, str_slice(source, 0, start));
  bool in_parentheses = target->kind == PIECE_EXPRESSION && how % 4 == 0;
  if (how % 16 == 1) {
    buf_append(&out, target->text);
    buf_append(&out, target->text);
  } else if (how % 16 != 2) {
    if (in_parentheses) buf_append_char(&out, '(');
    buf_append(&out, by->text);
    if (in_parentheses) buf_append_char(&out, ')');
  }
  buf_append(&out, str_slice(source, start + target->text.len, source.len));
  return out;
}

// Puts a piece of `other` into `source`. 0: there is none that fits.
static size_t tree_mutate(Str source, Str other, uint8_t *out, size_t max_size, unsigned seed) {
  PieceList targets = pieces_of(source);
  PieceList pieces = pieces_of(other);
  size_t size = 0;
  if (targets.len != 0 && pieces.len != 0) {
    const Piece *target = &targets.items[seed % targets.len];
    const Piece *by = piece_for(&pieces, target, seed / 7 % pieces.len);
    Buf text = by ? mutated(source, target, by, seed / 31) : BUF_EMPTY;
    if (text.len <= max_size) size = text.len;
    if (size != 0) memcpy(out, text.data, size);
    buf_clear(&text);
  }
  vec_clear(&targets);
  vec_clear(&pieces);
  return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed) {
  size_t mutated_size = 0;
  if (seed % 4 != 0 && size != 0) {
    char *copy = mem_copy_text((const char *)bytes, size);
    Str source = { copy, size };
    mutated_size = tree_mutate(source, source, bytes, max_size, seed / 4);
    mem_free(copy);
  }
  return mutated_size != 0 ? mutated_size : LLVMFuzzerMutate(bytes, size, max_size);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *bytes, size_t size, const uint8_t *other,
                                 size_t other_size, uint8_t *out, size_t max_size, unsigned seed) {
  if (size == 0 || other_size == 0) return 0;
  return tree_mutate((Str){ (const char *)bytes, size }, (Str){ (const char *)other, other_size },
                     out, max_size, seed);
}
