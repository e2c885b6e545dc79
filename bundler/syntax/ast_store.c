// One description serves both ways: a coder either writes what a place holds or fills the place. What was read is believed only after
// everything in it was checked against everything else.
//
//   bytes:   size of the first part (4 bytes, little-endian) · tables · tree
//   a part:  names that it is the first to have (count, texts) · content
//   a node:  kind, HAS_MORE when operator or flags follow · start (from that of the node before) · length · fields · children; NO_NODE: none
#include "syntax/ast_store.h"

#include "base/mem.h"
#include "base/name_table.h"

#include <assert.h>

enum { SIZE_BYTES = 4, NUMBER_BYTES = 5, HAS_MORE = 0x80, NO_NODE = 0xff };

static_assert((int)NODE_KIND_COUNT <= (int)HAS_MORE, "a kind leaves room for the mark");

// Places that hold nodes, side by side, still to be coded.
typedef struct Places {
  Node **next;
  uint32_t left;
  bool may_be_empty;
} Places;

typedef struct Coder {
  bool writes;
  bool is_bad; // reading: these are other bytes
  Buf out;     // writing: the content of the part
  const uint8_t *at;
  const uint8_t *end;
  NameTable numbers;       // writing: the number of a name
  VEC(const Atom *) names; // by number
  VEC(Places) places;      // of the tree, those to be coded next last
  uint32_t promised;       // reading: nodes that the places still take, at least a byte each
  uint32_t start;          // of the node before
  uint32_t *uses;          // reading the tree: owned: how often each symbol was met
  const Ast *tables;       // reading the tree
  size_t source_size;      // reading
} Coder;

static uint32_t left(const Coder *coder) {
  return (uint32_t)(coder->end - coder->at);
}

static void refuse(Coder *coder) {
  coder->is_bad = true;
  coder->at = coder->end;
}

// --- Numbers and texts ---

static void write_number(Buf *out, uint32_t number) {
  if (out->cap - out->len <= NUMBER_BYTES) buf_reserve(out, out->len + NUMBER_BYTES);
  for (; number >= 0x80; number >>= 7) {
    out->data[out->len++] = (char)(number | 0x80);
  }
  out->data[out->len++] = (char)number;
}

static uint32_t read_number(Coder *coder) {
  uint32_t number = 0;
  for (uint32_t shift = 0; shift < 32; shift += 7) {
    if (coder->at == coder->end) break;
    uint8_t byte = *coder->at++;
    number |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  refuse(coder);
  return 0;
}

static void code_number(Coder *coder, uint32_t *number) {
  if (coder->writes) {
    write_number(&coder->out, *number);
  } else {
    *number = read_number(coder);
  }
}

// NO_INDEX is the smallest.
static void code_index(Coder *coder, uint32_t *index) {
  uint32_t number = *index + 1;
  code_number(coder, &number);
  *index = number - 1;
}

static void code_byte(Coder *coder, uint8_t *byte) {
  if (coder->writes) {
    buf_append_char(&coder->out, (char)*byte);
  } else if (coder->at == coder->end) {
    refuse(coder);
    *byte = 0;
  } else {
    *byte = *coder->at++;
  }
}

static void code_bool(Coder *coder, bool *value) {
  uint8_t byte = *value;
  code_byte(coder, &byte);
  if (byte > 1) refuse(coder);
  *value = byte == 1;
}

static void code_span(Coder *coder, Span *span) {
  uint32_t size = span->end - span->start;
  code_number(coder, &span->start);
  code_number(coder, &size);
  if (coder->writes) return;
  span->end = span->start + size;
  if (span->end < span->start || span->end > coder->source_size) refuse(coder);
}

// How many things follow, each of at least a byte.
static uint32_t code_count(Coder *coder, uint32_t count) {
  code_number(coder, &count);
  if (coder->writes || count <= left(coder)) return count;
  refuse(coder);
  return 0;
}

static Str read_bytes(Coder *coder) {
  uint32_t size = code_count(coder, 0);
  Str bytes = { (const char *)coder->at, size };
  coder->at += size;
  return bytes;
}

static void write_bytes(Buf *out, Str bytes) {
  write_number(out, (uint32_t)bytes.len);
  buf_append(out, bytes);
}

// A text that is not there and one that is empty differ.
static void code_text(Coder *coder, Text *text) {
  bool is_there = text->data != NULL;
  code_bool(coder, &is_there);
  if (!is_there) return;
  if (coder->writes) {
    write_bytes(&coder->out, text_str(*text));
    return;
  }
  Str bytes = read_bytes(coder);
  *text = (Text){ mem_copy_text(bytes.data, bytes.len), (uint32_t)bytes.len };
}

// --- Names ---

static void code_name(Coder *coder, const Atom **name) {
  if (coder->writes) {
    uint32_t *number = name_table_put(&coder->numbers, 0, *name);
    if (*number == NO_INDEX) {
      *number = coder->names.len;
      vec_push(&coder->names, *name);
    }
    write_number(&coder->out, *number);
    return;
  }
  uint32_t number = read_number(coder);
  if (number >= coder->names.len) refuse(coder);
  *name = coder->is_bad ? NULL : coder->names.items[number];
}

static void code_opt_name(Coder *coder, const Atom **name) {
  bool is_there = *name != NULL;
  code_bool(coder, &is_there);
  if (is_there) code_name(coder, name);
}

// Names are made shared once, not for each use.
static void read_names(Coder *coder) {
  uint32_t count = code_count(coder, 0);
  for (uint32_t i = 0; i < count && !coder->is_bad; i++) {
    const Atom *name = intern(read_bytes(coder));
    vec_push(&coder->names, name);
  }
}

// Ends a part: the names that are new in it, then its content.
static void write_part(Coder *coder, uint32_t first_name, Buf *out) {
  write_number(out, coder->names.len - first_name);
  for (uint32_t i = first_name; i < coder->names.len; i++) {
    write_bytes(out, atom_str(coder->names.items[i]));
  }
  buf_append(out, buf_str(&coder->out));
  coder->out.len = 0;
}

// --- Tables ---

// Codes a vector item by item; what was read is of just that size.
#define CODE_VEC(coder, vec, code_item)                                                            \
 do {                                                                                              \
  uint32_t count_ = code_count(coder, (vec)->len);                                                 \
  if (!(coder)->writes && count_ != 0) {                                                           \
   (vec)->items = mem_alloc_zeroed(count_, sizeof *(vec)->items);                                  \
   (vec)->len = (vec)->cap = count_;                                                               \
  }                                                                                                \
  vec_each (item_, vec) {                                                                          \
   code_item(coder, item_);                                                                        \
  }                                                                                                \
 } while (0)

static void code_symbol(Coder *coder, Symbol *symbol) {
  code_name(coder, &symbol->name);
  code_byte(coder, &symbol->kind);
  uint8_t marks = (uint8_t)(symbol->assigned | symbol->pinned << 1 | symbol->is_tag << 2);
  code_byte(coder, &marks);
  symbol->assigned = marks & 1;
  symbol->pinned = marks >> 1 & 1;
  symbol->is_tag = marks >> 2 & 1;
  code_index(coder, &symbol->scope);
  code_number(coder, &symbol->declared_at);
  code_number(coder, &symbol->use_count);
}

static void code_scope(Coder *coder, Scope *scope) {
  code_index(coder, &scope->parent);
  code_byte(coder, &scope->kind);
  code_bool(coder, &scope->has_direct_eval);
  CODE_VEC(coder, &scope->symbols, code_number);
}

static void code_record(Coder *coder, ImportRecord *record) {
  Text specifier = { record->specifier,
                     record->specifier ? (uint32_t)strlen(record->specifier) : 0 };
  code_text(coder, &specifier);
  record->specifier = specifier.data;
  code_byte(coder, &record->kind);
  code_bool(coder, &record->in_try);
  code_bool(coder, &record->is_bare);
  code_span(coder, &record->span);
}

static void code_import(Coder *coder, ImportBinding *import) {
  code_number(coder, &import->symbol);
  code_number(coder, &import->record);
  code_opt_name(coder, &import->imported);
  code_span(coder, &import->span);
}

static void code_export(Coder *coder, ExportEntry *export) {
  code_name(coder, &export->exported);
  code_index(coder, &export->symbol);
  code_index(coder, &export->record);
  code_opt_name(coder, &export->imported);
  code_span(coder, &export->span);
}

static void code_part(Coder *coder, Part *part) {
  code_number(coder, &part->uses_end);
  code_bool(coder, &part->has_effects);
}

static void code_use(Coder *coder, PartUse *use) {
  code_opt_name(coder, &use->member);
  code_index(coder, &use->symbol);
  code_index(coder, &use->record);
  code_span(coder, &use->span);
  code_bool(coder, &use->is_target);
}

static void code_declaration(Coder *coder, Declaration *declaration) {
  code_number(coder, &declaration->symbol);
  code_number(coder, &declaration->part);
}

static void code_facts(Coder *coder, Ast *ast) {
  bool *const facts[] = { &ast->has_pins,  &ast->is_module, &ast->has_esm_syntax,
                          &ast->is_strict, &ast->is_empty,  &ast->has_known_test };
  Span *const spans[] = { &ast->jsx,        &ast->sloppy_only, &ast->top_level_await,
                          &ast->commonjs,   &ast->own_exports, &ast->require_tool,
                          &ast->import_meta };
  const Atom **const names[] = { &ast->jsx_pragmas.factory, &ast->jsx_pragmas.fragment,
                                 &ast->jsx_pragmas.import_source, &ast->jsx_pragmas.runtime };
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    code_bool(coder, facts[i]);
  }
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    code_span(coder, spans[i]);
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    code_opt_name(coder, names[i]);
  }
}

static void code_tables(Coder *coder, Ast *ast) {
  code_text(coder, &ast->hashbang);
  code_facts(coder, ast);
  code_number(coder, &ast->top_end);
  CODE_VEC(coder, &ast->symbols, code_symbol);
  CODE_VEC(coder, &ast->scopes, code_scope);
  CODE_VEC(coder, &ast->unbound, code_number);
  CODE_VEC(coder, &ast->records, code_record);
  CODE_VEC(coder, &ast->imports, code_import);
  CODE_VEC(coder, &ast->exports, code_export);
  CODE_VEC(coder, &ast->stars, code_number);
  CODE_VEC(coder, &ast->parts, code_part);
  CODE_VEC(coder, &ast->uses, code_use);
  CODE_VEC(coder, &ast->declarations, code_declaration);
  CODE_VEC(coder, &ast->directives, code_name);
}

// --- Whether tables hold together ---

static bool is_below(uint32_t index, uint32_t count) {
  return index < count;
}

static bool is_below_or_none(uint32_t index, uint32_t count) {
  return index < count || index == NO_INDEX;
}

static bool symbols_hold(const Ast *ast, size_t source_size) {
  bool holds = ast->top_end <= ast->symbols.len;
  vec_each (symbol, &ast->symbols) {
    holds &= symbol->kind <= SYMBOL_DEFAULT && symbol->declared_at <= source_size &&
             is_below_or_none(symbol->scope, ast->scopes.len);
    holds &= symbol->scope != 0 || (uint32_t)(symbol - ast->symbols.items) < ast->top_end;
  }
  vec_each (index, &ast->unbound) {
    holds &= is_below(*index, ast->symbols.len);
  }
  return holds;
}

static bool scopes_hold(const Ast *ast) {
  bool holds = ast->scopes.len != 0;
  vec_each (scope, &ast->scopes) {
    uint32_t index = (uint32_t)(scope - ast->scopes.items);
    holds &= scope->kind <= SCOPE_FUNCTION_NAME;
    holds &= index == 0 ? scope->parent == NO_INDEX : scope->parent < index;
    vec_each (symbol, &scope->symbols) {
      holds &= is_below(*symbol, index == 0 ? ast->top_end : ast->symbols.len);
    }
  }
  return holds;
}

static bool imports_hold(const Ast *ast) {
  bool holds = true;
  vec_each (record, &ast->records) {
    holds &= record->specifier != NULL && record->kind <= IMPORT_REQUIRE;
  }
  vec_each (import, &ast->imports) {
    holds &=
        is_below(import->symbol, ast->symbols.len) && is_below(import->record, ast->records.len);
  }
  vec_each (export, &ast->exports) {
    holds &= is_below_or_none(export->symbol, ast->symbols.len) &&
             is_below_or_none(export->record, ast->records.len) &&
             (export->symbol == NO_INDEX) != (export->record == NO_INDEX);
  }
  vec_each (star, &ast->stars) {
    holds &= is_below(*star, ast->records.len);
  }
  return holds;
}

static bool parts_hold(const Ast *ast) {
  bool holds = true;
  uint32_t end = 0;
  vec_each (part, &ast->parts) {
    holds &= part->uses_end >= end && part->uses_end <= ast->uses.len;
    end = part->uses_end;
  }
  vec_each (use, &ast->uses) {
    holds &= is_below_or_none(use->symbol, ast->top_end) &&
             is_below_or_none(use->record, ast->records.len) &&
             (use->symbol == NO_INDEX) != (use->record == NO_INDEX);
  }
  vec_each (declaration, &ast->declarations) {
    holds &=
        is_below(declaration->symbol, ast->top_end) && is_below(declaration->part, ast->parts.len);
  }
  return holds;
}

// --- The tree ---

// How many operators a kind has.
static uint32_t op_count(NodeKind kind) {
  switch (kind) {
    case NODE_BOOLEAN: return 2;
    case NODE_UNARY: return UNARY_DELETE + 1;
    case NODE_UPDATE: return UPDATE_DECREMENT + 1;
    case NODE_METHOD: return METHOD_SET + 1;
    case NODE_VARIABLE: return VARIABLE_AWAIT_USING + 1;
    case NODE_BINARY: return BINARY_COALESCE + 1;
    case NODE_ASSIGNMENT: return ASSIGN_COMPOUND + BINARY_COALESCE + 1;
    case NODE_JSX_ELEMENT: return JSX_LACKS_THIS + 1;
    default: return 1;
  }
}

// The kind of the node at `place`, which is made when reading. false: there is none.
static bool code_kind(Coder *coder, Node **place, bool may_be_empty, bool *has_more) {
  uint8_t byte = NO_NODE;
  if (coder->writes && *place) {
    *has_more = (*place)->op != 0 || (*place)->flags != 0;
    byte = (uint8_t)((*place)->kind | (*has_more ? HAS_MORE : 0));
  }
  code_byte(coder, &byte);
  if (coder->writes) return *place != NULL;
  uint8_t kind = byte & (HAS_MORE - 1);
  bool is_node = byte != NO_NODE && kind < NODE_KIND_COUNT;
  if (!is_node && (byte != NO_NODE || !may_be_empty)) refuse(coder);
  if (!is_node || coder->is_bad) return false;
  *has_more = byte & HAS_MORE;
  *place = node_new((NodeKind)kind, (Span){ 0, 0 });
  return true;
}

static void code_head(Coder *coder, Node *node, bool has_more) {
  if (has_more) {
    uint32_t flags = node->flags;
    code_byte(coder, &node->op);
    code_number(coder, &flags);
    if (node->op >= op_count((NodeKind)node->kind) || flags >= NODE_HOISTED * 2) refuse(coder);
    node->flags = (uint16_t)flags;
  }
  // Zigzag: small steps back are small numbers too.
  uint32_t step = node->start - coder->start;
  uint32_t folded = step << 1 ^ (step >> 31 ? UINT32_MAX : 0);
  uint32_t size = node->end - node->start;
  code_number(coder, &folded);
  code_number(coder, &size);
  node->start = coder->start + (folded >> 1 ^ (folded & 1 ? UINT32_MAX : 0));
  node->end = node->start + size;
  coder->start = node->start;
  if (!coder->writes && (node->end < node->start || node->end > coder->source_size)) refuse(coder);
}

// A list's length, and when reading its empty places.
static void code_list(Coder *coder, NodeList *list) {
  uint32_t count = code_count(coder, list->len);
  if (coder->writes || count == 0) return;
  list->items = (Node **)mem_alloc_zeroed(count, sizeof(Node *));
  list->len = list->cap = count;
}

// What stands in the node itself.
static void code_fields(Coder *coder, Node *node, const NodeShape *shape) {
  for (uint32_t f = 0; f < shape->field_count; f++) {
    void *at = (char *)node + shape->fields[f].offset;
    switch (shape->fields[f].type) {
      case FIELD_CHILD:
      case FIELD_OPT: break;
      case FIELD_LIST: code_list(coder, (NodeList *)at); break;
      case FIELD_ATOM: code_name(coder, (const Atom **)at); break;
      case FIELD_OPT_ATOM: code_opt_name(coder, (const Atom **)at); break;
      case FIELD_TEXT: code_text(coder, (Text *)at); break;
      case FIELD_INDEX: code_index(coder, (uint32_t *)at); break;
    }
  }
}

static void add_places(Coder *coder, Node **places, uint32_t count, bool may_be_empty) {
  if (count == 0) return;
  if (!coder->writes) {
    // Nodes that are promised must fit in what is left: memory stays in proportion to the bytes.
    if (count > left(coder) || coder->promised > left(coder) - count) {
      refuse(coder);
      return;
    }
    coder->promised += count;
  }
  vec_push(&coder->places, (Places){ places, count, may_be_empty });
}

// The first child is to be coded next.
static void add_children(Coder *coder, Node *node, const NodeShape *shape) {
  bool may_have_holes = node->kind == NODE_ARRAY || node->kind == NODE_ARRAY_PATTERN;
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    void *at = (char *)node + field->offset;
    if (field->type == FIELD_CHILD || field->type == FIELD_OPT) {
      add_places(coder, (Node **)at, 1, field->type == FIELD_OPT);
    } else if (field->type == FIELD_LIST) {
      const NodeList *list = (const NodeList *)at;
      add_places(coder, list->items, list->len, may_have_holes);
    }
  }
}

// How many things the index of a kind may lead to. No kind has two.
static uint32_t index_limit(const Ast *tables, NodeKind kind) {
  switch (kind) {
    case NODE_IDENTIFIER:
    case NODE_EXPORT_DEFAULT: return tables->symbols.len;
    case NODE_CALL:
    case NODE_IMPORT_CALL:
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL: return tables->records.len;
    default: return tables->scopes.len;
  }
}

// Indices that lead somewhere, and what node_check asks beyond what each field has.
static void check_read(Coder *coder, const Node *node, const NodeShape *shape) {
  for (uint32_t f = 0; f < shape->field_count; f++) {
    if (shape->fields[f].type != FIELD_INDEX) continue;
    uint32_t index = *(const uint32_t *)((const char *)node + shape->fields[f].offset);
    uint32_t limit = index_limit(coder->tables, (NodeKind)node->kind);
    bool may_lack = node->kind != NODE_IDENTIFIER;
    if (index >= limit && !(may_lack && index == NO_INDEX)) refuse(coder);
    bool is_use = node->kind == NODE_IDENTIFIER || node->kind == NODE_EXPORT_DEFAULT;
    if (is_use && index < limit) coder->uses[index]++;
  }
  if (node->kind == NODE_TEMPLATE) {
    const Template *template = (const Template *)node;
    if (template->chunks.len != template->expressions.len + 1) refuse(coder);
  }
}

static void code_place(Coder *coder, Node **place, bool may_be_empty) {
  bool has_more = false;
  if (!coder->writes) coder->promised--;
  if (!code_kind(coder, place, may_be_empty, &has_more)) return;
  const NodeShape *shape = node_shape((NodeKind)(*place)->kind);
  code_head(coder, *place, has_more);
  code_fields(coder, *place, shape);
  if (!coder->writes) check_read(coder, *place, shape);
  if (!coder->is_bad) add_children(coder, *place, shape);
}

static void code_tree(Coder *coder, Node **root) {
  add_places(coder, root, 1, false);
  while (coder->places.len != 0 && !coder->is_bad) {
    Places *places = vec_last(&coder->places);
    if (places->left == 0) {
      coder->places.len--;
      continue;
    }
    places->left--;
    Node **place = places->next++;
    code_place(coder, place, places->may_be_empty);
  }
}

static bool uses_hold(const Coder *coder) {
  bool holds = true;
  for (uint32_t i = 0; i < coder->tables->symbols.len; i++) {
    holds &= coder->uses[i] == coder->tables->symbols.items[i].use_count;
  }
  return holds;
}

// Whether the tables mean this tree.
static bool tree_holds(const Coder *coder, const Node *root) {
  if (root == NULL || root->kind != NODE_PROGRAM) return false;
  uint32_t statements = ((const Program *)root)->body.len;
  uint32_t parts = coder->tables->parts.len;
  return uses_hold(coder) && (statements == 0) == coder->tables->is_empty &&
         (parts == 0 || parts == statements);
}

// --- Both parts ---

bool ast_is_storable(const Ast *ast) {
  vec_each (record, &ast->records) {
    if (record->attributes) return false;
  }
  return true;
}

static void coder_clear(Coder *coder) {
  name_table_clear(&coder->numbers);
  vec_clear(&coder->names);
  vec_clear(&coder->places);
  buf_clear(&coder->out);
  mem_free(coder->uses);
}

void ast_write(const Ast *ast, Buf *out) {
  Coder coder = { .writes = true };
  Ast *borrowed = (Ast *)(uintptr_t)ast; // a coder that writes changes nothing
  size_t begin = out->len;
  buf_append(out, (Str){ "\0\0\0\0", SIZE_BYTES });
  code_tables(&coder, borrowed);
  write_part(&coder, 0, out);
  size_t size = out->len - begin - SIZE_BYTES;
  for (uint32_t i = 0; i < SIZE_BYTES; i++) {
    out->data[begin + i] = (char)(size >> (8 * i));
  }
  uint32_t names = coder.names.len;
  Node *root = &borrowed->program->node;
  code_tree(&coder, &root);
  write_part(&coder, names, out);
  coder_clear(&coder);
}

// A coder for the tables, and in `tree` what is behind them. false: there is no such thing.
static bool coder_open(Coder *coder, Str bytes, Str *tree) {
  if (bytes.len < SIZE_BYTES || bytes.len > UINT32_MAX) return false;
  uint32_t size = 0;
  for (uint32_t i = 0; i < SIZE_BYTES; i++) {
    size |= (uint32_t)(uint8_t)bytes.data[i] << (8 * i);
  }
  if (size > bytes.len - SIZE_BYTES) return false;
  coder->at = (const uint8_t *)bytes.data + SIZE_BYTES;
  coder->end = coder->at + size;
  *tree = str_slice(bytes, SIZE_BYTES + size, bytes.len);
  return true;
}

Ast *ast_read(Str bytes, size_t source_size) {
  Coder coder = { .source_size = source_size };
  Str tree;
  if (!coder_open(&coder, bytes, &tree)) return NULL;
  Ast *ast = MEM_NEW_ZEROED(Ast);
  read_names(&coder);
  code_tables(&coder, ast);
  bool holds = !coder.is_bad && coder.at == coder.end && symbols_hold(ast, source_size) &&
               scopes_hold(ast) && imports_hold(ast) && parts_hold(ast);
  coder_clear(&coder);
  if (holds) return ast;
  ast_free(ast);
  return NULL;
}

Program *ast_read_tree(Str bytes, const Ast *tables, size_t source_size) {
  Coder coder = { .source_size = source_size, .tables = tables };
  Str tree;
  if (!coder_open(&coder, bytes, &tree)) return NULL;
  read_names(&coder);
  coder.at = (const uint8_t *)tree.data;
  coder.end = coder.at + tree.len;
  read_names(&coder);
  coder.uses = (uint32_t *)mem_alloc_zeroed((size_t)tables->symbols.len + 1, sizeof(uint32_t));
  Node *root = NULL;
  code_tree(&coder, &root);
  bool holds = !coder.is_bad && coder.at == coder.end && tree_holds(&coder, root);
  coder_clear(&coder);
  if (holds) return (Program *)root;
  node_free(root);
  return NULL;
}
