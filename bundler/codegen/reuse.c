#include "codegen/reuse.h"

#include "base/mem.h"

// --- The key ---

// Nothing of this process goes into a key: names are told apart by their hashes, modules by where they are.
typedef struct KeyWriter {
  Buf *out;
  const Link *link;
  const Module *module;
} KeyWriter;

static void add_bytes(const KeyWriter *key, const void *bytes, size_t size) {
  buf_append(key->out, (Str){ (const char *)bytes, size });
}

static void add_number(const KeyWriter *key, uint64_t number) {
  add_bytes(key, &number, sizeof number);
}

static void add_text(const KeyWriter *key, const char *text) {
  add_number(key, text ? strlen(text) : UINT64_MAX);
  if (text) add_bytes(key, text, strlen(text));
}

static void add_name(const KeyWriter *key, const Atom *name) {
  add_number(key, name ? name->hash : 0);
}

static void add_output_name(const KeyWriter *key, OutputName name) {
  add_name(key, name.name);
  add_name(key, name.member);
}

static void add_target(const KeyWriter *key, const Target *target) {
  bool is_own = target->kind == TARGET_SYMBOL && target->symbol.module == key->module->index;
  add_number(key, is_own ? target->symbol.symbol : NO_INDEX);
  add_output_name(key, link_target_name(key->link, key->module, target));
}

static void add_module(const KeyWriter *key, const Piece *piece) {
  const Module *module = key->module;
  add_bytes(key, &module->hash, sizeof module->hash);
  add_text(key, module->path);
  add_text(key, module->asset);
  add_number(key, (uint64_t)module->type << 8 | (uint64_t)module->loader);
  add_number(key, (uint64_t)key->link->options->format);
  add_name(key, key->link->own_suffix);
  add_number(key, (uint64_t)piece->indent << 2 | (uint64_t)piece->is_entry << 1 |
                      (uint64_t)piece->is_declared);
}

static void add_state(const KeyWriter *key, const ModuleLink *state) {
  add_number(key, (uint64_t)state->wrap << 1 | (uint64_t)state->is_async);
  add_name(key, state->wrap_name);
  add_name(key, state->namespace_name);
  if (state->live) add_bytes(key, state->live, key->module->ast->parts.len * sizeof(bool));
  if (state->wrap != WRAP_LAZY) return;
  for (uint32_t i = 0; i < key->module->ast->top_end; i++) {
    add_name(key, state->mirrors ? state->mirrors[i] : NULL);
  }
  vec_each (export, &state->exports) {
    add_name(key, export->exported);
    add_target(key, &export->target);
  }
  vec_each (index, &state->star_externals) {
    add_name(key, key->link->externals.items[*index].namespace_name);
  }
}

static void add_names(const KeyWriter *key, const ModuleLink *state) {
  const Ast *ast = key->module->ast;
  vec_each (index, &ast->scopes.items[0].symbols) {
    add_output_name(key, state->names[*index]);
  }
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    add_number(key, state->used_imports[i]);
    if (state->used_imports[i]) add_target(key, &state->imports[i]);
  }
  vec_each (member, &state->members) {
    add_number(key, (uint64_t)member->symbol << 1 | (uint64_t)member->is_used);
    add_name(key, member->name);
    if (member->is_used) add_target(key, &member->target);
  }
}

static void add_external(const KeyWriter *key, uint32_t index) {
  if (index == NO_INDEX) return;
  const External *external = &key->link->externals.items[index];
  add_name(key, external->namespace_name);
  add_number(key, (uint64_t)external->needs_interop << 1 | (uint64_t)external->node_interop);
}

static void add_edges(const KeyWriter *key, const ModuleLink *state) {
  const Module *module = key->module;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Edge *edge = &module->edges.items[i];
    add_text(key, edge->external);
    // Only which of them are the same counts: what they are is said below.
    add_text(key, edge->target ? edge->target->path : NULL);
    if (edge->target == NULL) continue;
    const ModuleLink *target = &key->link->modules[edge->target->index];
    add_number(key, (uint64_t)target->wrap << 2 | (uint64_t)target->is_async << 1 |
                        (uint64_t)target->is_dropped);
    add_number(key, (uint64_t)edge->target->loader);
    add_name(key, target->wrap_name);
    add_name(key, target->namespace_name);
    add_external(key, state->edge_externals[i]);
  }
}

XXH128_hash_t reuse_key(const Piece *piece) {
  const ModuleLink *state = &piece->link->modules[piece->module->index];
  Buf bytes = BUF_EMPTY;
  KeyWriter key = { &bytes, piece->link, piece->module };
  add_module(&key, piece);
  add_state(&key, state);
  add_names(&key, state);
  add_edges(&key, state);
  XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.len);
  buf_clear(&bytes);
  return hash;
}

// --- What is kept ---

static Str key_text(const XXH128_hash_t *key) {
  return (Str){ (const char *)key, sizeof *key };
}

static void let_go(PrintedPiece *piece) {
  if (piece == NULL || --piece->holders != 0) return;
  mem_free((void *)(uintptr_t)piece->text.data);
  mem_free(piece);
}

static void chunk_let_go(PrintedChunk *chunk) {
  vec_each (piece, chunk) {
    let_go(*piece);
  }
  vec_clear(chunk);
}

static void forget_fresh(Reuse *reuse) {
  vec_each (chunk, &reuse->fresh) {
    chunk_let_go(chunk);
  }
  vec_clear(&reuse->fresh);
}

void reuse_begin(Reuse *reuse, bool same_link) {
  forget_fresh(reuse);
  reuse->by_place = same_link;
  map_clear(&reuse->by_key);
  if (same_link) return;
  vec_each (chunk, &reuse->known) {
    vec_each (piece, chunk) {
      map_put(&reuse->by_key, key_text(&(*piece)->key), NULL)->pointer = *piece;
    }
  }
}

void reuse_begin_chunk(Reuse *reuse) {
  PrintedChunk chunk = VEC_EMPTY;
  vec_push(&reuse->fresh, chunk);
}

PrintedPiece *reuse_find_place(const Reuse *reuse, uint32_t place, const Piece *piece) {
  if (!reuse->by_place) return NULL;
  PrintedPiece *known = reuse->known.items[reuse->fresh.len - 1].items[place];
  return XXH128_isEqual(known->content, piece->module->hash) ? known : NULL;
}

PrintedPiece *reuse_find(const Reuse *reuse, XXH128_hash_t key) {
  MapEntry *entry = map_get(&reuse->by_key, key_text(&key));
  return entry ? (PrintedPiece *)entry->pointer : NULL;
}

const PrintedPiece *reuse_keep(Reuse *reuse, PrintedPiece *known) {
  PrintedChunk *chunk = vec_last(&reuse->fresh);
  vec_push(chunk, known);
  if (known) known->holders++;
  return known;
}

const PrintedPiece *reuse_add(Reuse *reuse, XXH128_hash_t key, Piece *piece) {
  PrintedPiece *same = reuse_find(reuse, key);
  if (same) return reuse_keep(reuse, same); // of another chunk
  PrintedPiece *printed = MEM_NEW_ZEROED(PrintedPiece);
  size_t length = piece->out.text.len;
  printed->key = key;
  printed->content = piece->module->hash;
  printed->text =
      (Str){ (const char *)mem_resize(buf_take(&piece->out.text), length + 1, 1), length };
  printed->default_function = piece->default_function;
  printed->names_default = piece->names_default;
  reuse->differs = true;
  map_put(&reuse->by_key, key_text(&printed->key), NULL)->pointer = printed;
  return reuse_keep(reuse, printed);
}

void reuse_turn(Reuse *reuse) {
  vec_each (chunk, &reuse->known) {
    chunk_let_go(chunk);
  }
  vec_clear(&reuse->known);
  reuse->known = reuse->fresh;
  reuse->fresh = (PrintedChunks)VEC_EMPTY;
  map_clear(&reuse->by_key);
}

// --- As bytes ---

// A count, then of each piece its key and its module's content, whether somebody names the default function, that name and the text, with their lengths.
enum { HASH_BYTES = sizeof(XXH128_canonical_t), NUMBER_BYTES = 4 };

static void write_number(Buf *out, uint32_t number) {
  for (uint32_t i = 0; i < NUMBER_BYTES; i++) {
    buf_append_char(out, (char)(number >> (8 * i)));
  }
}

static void write_text(Buf *out, Str text) {
  write_number(out, (uint32_t)text.len);
  buf_append(out, text);
}

static void write_hash(Buf *out, XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  buf_append(out, (Str){ (const char *)canonical.digest, HASH_BYTES });
}

static void write_piece(Buf *out, const PrintedPiece *printed) {
  write_hash(out, printed->key);
  write_hash(out, printed->content);
  buf_append_char(out, (char)printed->names_default);
  write_text(out, printed->default_function ? atom_str(printed->default_function) : STR_EMPTY);
  write_text(out, printed->text);
}

void reuse_write(Reuse *reuse, Buf *out) {
  Map written = MAP_EMPTY; // a piece may be part of several chunks
  Buf pieces = BUF_EMPTY;
  vec_each (chunk, &reuse->known) {
    vec_each (piece, chunk) {
      if (map_get(&written, key_text(&(*piece)->key))) continue;
      map_put(&written, key_text(&(*piece)->key), NULL);
      write_piece(&pieces, *piece);
    }
  }
  write_number(out, written.count);
  buf_append(out, buf_str(&pieces));
  buf_clear(&pieces);
  map_clear(&written);
  reuse->differs = false;
}

// Takes `size` bytes off `*rest`. false: there are not so many.
static bool take_bytes(Str *rest, size_t size, Str *out) {
  if (rest->len < size) return false;
  *out = str_slice(*rest, 0, size);
  *rest = str_slice(*rest, size, rest->len);
  return true;
}

static bool take_number(Str *rest, uint32_t *out) {
  Str bytes;
  if (!take_bytes(rest, NUMBER_BYTES, &bytes)) return false;
  *out = 0;
  for (uint32_t i = 0; i < NUMBER_BYTES; i++) {
    *out |= (uint32_t)(uint8_t)bytes.data[i] << (8 * i);
  }
  return true;
}

static bool take_text(Str *rest, Str *out) {
  uint32_t size;
  return take_number(rest, &size) && take_bytes(rest, size, out);
}

static bool take_hash(Str *rest, XXH128_hash_t *out) {
  Str bytes;
  XXH128_canonical_t canonical;
  if (!take_bytes(rest, HASH_BYTES, &bytes)) return false;
  memcpy(canonical.digest, bytes.data, HASH_BYTES);
  *out = XXH128_hashFromCanonical(&canonical);
  return true;
}

static bool read_piece(PrintedChunk *chunk, Str *rest) {
  XXH128_hash_t key;
  XXH128_hash_t content;
  Str mark;
  Str name;
  Str text;
  if (!take_hash(rest, &key) || !take_hash(rest, &content) || !take_bytes(rest, 1, &mark) ||
      !take_text(rest, &name) || !take_text(rest, &text)) {
    return false;
  }
  PrintedPiece *printed = MEM_NEW_ZEROED(PrintedPiece);
  printed->key = key;
  printed->content = content;
  printed->text = (Str){ str_copy(text), text.len };
  printed->default_function = name.len != 0 ? intern(name) : NULL;
  printed->names_default = mark.data[0] != 0;
  printed->holders = 1;
  vec_push(chunk, printed);
  return true;
}

bool reuse_read(Reuse *reuse, Str bytes) {
  PrintedChunk chunk = VEC_EMPTY;
  uint32_t count;
  bool is_good = take_number(&bytes, &count);
  for (uint32_t i = 0; is_good && i < count; i++) {
    is_good = read_piece(&chunk, &bytes);
  }
  is_good = is_good && bytes.len == 0;
  if (is_good && reuse->known.len == 0) {
    vec_push(&reuse->known, chunk);
  } else {
    chunk_let_go(&chunk);
  }
  return is_good;
}

void reuse_clear(Reuse *reuse) {
  forget_fresh(reuse);
  reuse_turn(reuse);
}
