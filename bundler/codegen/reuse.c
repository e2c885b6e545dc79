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
  for (uint32_t i = 0; i < key->module->ast->symbols.len; i++) {
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

const PrintedPiece *reuse_find(const Reuse *reuse, XXH128_hash_t key) {
  MapEntry *entry = map_get(&reuse->known, key_text(&key));
  return entry ? (const PrintedPiece *)entry->pointer : NULL;
}

const PrintedPiece *reuse_keep(Reuse *reuse, const PrintedPiece *known) {
  map_put(&reuse->fresh, key_text(&known->key), NULL)->pointer = (void *)(uintptr_t)known;
  return known;
}

const PrintedPiece *reuse_add(Reuse *reuse, XXH128_hash_t key, Piece *piece) {
  MapEntry *entry = map_get(&reuse->fresh, key_text(&key));
  if (entry) return (const PrintedPiece *)entry->pointer; // of another chunk
  PrintedPiece *printed = MEM_NEW_ZEROED(PrintedPiece);
  printed->key = key;
  printed->text = (Str){ str_copy(buf_str(&piece->out.text)), piece->out.text.len };
  printed->default_function = piece->default_function;
  printed->names_default = piece->names_default;
  reuse->differs = true;
  buf_clear(&piece->out.text);
  return reuse_keep(reuse, printed);
}

static void printed_free(const PrintedPiece *printed) {
  mem_free((void *)(uintptr_t)printed->text.data);
  mem_free((void *)(uintptr_t)printed);
}

// Frees what is in `left` and not in `kept`.
static void free_others(const Map *left, const Map *kept) {
  map_each (entry, left) {
    if (map_get(kept, entry->key) == NULL) printed_free((const PrintedPiece *)entry->pointer);
  }
}

void reuse_turn(Reuse *reuse) {
  free_others(&reuse->known, &reuse->fresh);
  map_clear(&reuse->known);
  reuse->known = reuse->fresh;
  reuse->fresh = MAP_EMPTY;
}

// --- As bytes ---

// A count, then of each piece its key, whether somebody names the default function, that name and the text, with their lengths.
enum { KEY_BYTES = sizeof(XXH128_canonical_t), NUMBER_BYTES = 4 };

static void write_number(Buf *out, uint32_t number) {
  for (uint32_t i = 0; i < NUMBER_BYTES; i++) {
    buf_append_char(out, (char)(number >> (8 * i)));
  }
}

static void write_text(Buf *out, Str text) {
  write_number(out, (uint32_t)text.len);
  buf_append(out, text);
}

void reuse_write(Reuse *reuse, Buf *out) {
  write_number(out, reuse->known.count);
  map_each (entry, &reuse->known) {
    const PrintedPiece *printed = (const PrintedPiece *)entry->pointer;
    XXH128_canonical_t key;
    XXH128_canonicalFromHash(&key, printed->key);
    buf_append(out, (Str){ (const char *)key.digest, KEY_BYTES });
    buf_append_char(out, (char)printed->names_default);
    write_text(out, printed->default_function ? atom_str(printed->default_function) : STR_EMPTY);
    write_text(out, printed->text);
  }
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

static bool read_piece(Reuse *reuse, Str *rest) {
  Str key;
  Str mark;
  Str name;
  Str text;
  if (!take_bytes(rest, KEY_BYTES, &key) || !take_bytes(rest, 1, &mark) ||
      !take_text(rest, &name) || !take_text(rest, &text)) {
    return false;
  }
  XXH128_canonical_t canonical;
  memcpy(canonical.digest, key.data, KEY_BYTES);
  XXH128_hash_t hash = XXH128_hashFromCanonical(&canonical);
  if (reuse_find(reuse, hash)) return true;
  PrintedPiece *printed = MEM_NEW_ZEROED(PrintedPiece);
  printed->key = hash;
  printed->text = (Str){ str_copy(text), text.len };
  printed->default_function = name.len != 0 ? intern(name) : NULL;
  printed->names_default = mark.data[0] != 0;
  map_put(&reuse->known, key_text(&printed->key), NULL)->pointer = printed;
  return true;
}

bool reuse_read(Reuse *reuse, Str bytes) {
  Reuse read = { MAP_EMPTY, MAP_EMPTY, false };
  uint32_t count;
  bool is_good = take_number(&bytes, &count);
  for (uint32_t i = 0; is_good && i < count; i++) {
    is_good = read_piece(&read, &bytes);
  }
  is_good = is_good && bytes.len == 0;
  if (is_good && reuse->known.count == 0) {
    map_clear(&reuse->known);
    reuse->known = read.known;
    return true;
  }
  reuse_clear(&read);
  return is_good;
}

void reuse_clear(Reuse *reuse) {
  free_others(&reuse->fresh, &reuse->known);
  map_clear(&reuse->fresh);
  reuse_turn(reuse);
}
