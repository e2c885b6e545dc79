// The way down to the statement keeps account of what lowering would know there. The text before a statement is as it was, and so is its first word; when what is
// read from there ends with the same semicolon or brace as before, a parser of the whole file would go on behind it as it did.
#include "syntax/graft.h"

#include "base/mem.h"
#include "syntax/cst_error.h"
#include "syntax/literal.h"
#include "syntax/lower.h"

// Bytes [start, end) of the old source, in whose place [start, end + delta) of the new one stands.
typedef struct Edit {
  uint32_t start;
  uint32_t end;
  int64_t delta;
} Edit;

// A statement around the edit.
typedef struct Candidate {
  Node **place;
  uint32_t gap; // what is behind the end of the statement before it
  LowerPlace lowered;
} Candidate;

enum { CANDIDATES_MAX = 3, FRAGMENT_MAX = 1 << 20 };

typedef struct Search {
  Edit edit;
  Str before;
  LowerPlace here;
  bool has_label;                  // of the function at hand, around the place
  Candidate found[CANDIDATES_MAX]; // the innermost ones, the last one innermost
  uint32_t count;
} Search;

// --- What was edited ---

static size_t shared_start(Str a, Str b) {
  enum { BLOCK = 4096 };

  size_t most = a.len < b.len ? a.len : b.len;
  size_t same = 0;
  while (most - same >= BLOCK && memcmp(a.data + same, b.data + same, BLOCK) == 0) {
    same += BLOCK;
  }
  while (same < most && a.data[same] == b.data[same]) {
    same++;
  }
  return same;
}

static size_t shared_end(Str a, Str b, size_t most) {
  enum { BLOCK = 4096 };

  const char *end_a = a.data + a.len;
  const char *end_b = b.data + b.len;
  size_t same = 0;
  while (most - same >= BLOCK && memcmp(end_a - same - BLOCK, end_b - same - BLOCK, BLOCK) == 0) {
    same += BLOCK;
  }
  while (same < most && end_a[-1 - (ptrdiff_t)same] == end_b[-1 - (ptrdiff_t)same]) {
    same++;
  }
  return same;
}

static Edit edit_between(Str before, Str after) {
  size_t start = shared_start(before, after);
  size_t shorter = before.len < after.len ? before.len : after.len;
  size_t end = before.len - shared_end(before, after, shorter - start);
  return (Edit){ (uint32_t)start, (uint32_t)end, (int64_t)after.len - (int64_t)before.len };
}

// --- The way down ---

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || (uint8_t)c >= 0x80;
}

static bool contains(const Node *node, Edit edit) {
  return node && node->start < edit.start && edit.end < node->end;
}

// Whether the edit leaves the statement's first word alone, and the semicolon or brace at its end.
static bool has_firm_ends(const Search *search, const Node *node) {
  const char *text = search->before.data;
  uint32_t word = node->start;
  while (word < search->edit.start && is_word(text[word])) {
    word++;
  }
  bool begins = word > node->start && word < search->edit.start;
  return begins && (text[node->end - 1] == ';' || text[node->end - 1] == '}');
}

static bool may_stand_alone(const Node *node) {
  switch (node->kind) {
    case NODE_DIRECTIVE:
    case NODE_COMMENT:
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL:
    case NODE_EXPORT_DEFAULT:
    case NODE_EXPORT_DECLARATION:
    case NODE_CLASS_DECLARATION: return false;
    default: return true;
  }
}

static void note_candidate(Search *search, Node **place, uint32_t gap) {
  const Node *node = *place;
  if (search->has_label || !may_stand_alone(node) || node->end - node->start > FRAGMENT_MAX ||
      !has_firm_ends(search, node))
    return;
  if (search->count == CANDIDATES_MAX) {
    memmove(search->found, search->found + 1, sizeof search->found - sizeof *search->found);
    search->count--;
  }
  search->found[search->count++] = (Candidate){ place, gap, search->here };
}

static bool is_strict_body(const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    if (body->items[i]->kind == NODE_COMMENT) continue;
    if (body->items[i]->kind != NODE_DIRECTIVE) break;
    Str raw = text_str(((const Directive *)body->items[i])->raw);
    if (str_equal(str_slice(raw, 1, raw.len - 1), STR("use strict"))) return true;
  }
  return false;
}

// The statement of the list that was edited; NULL: none alone.
static Node *step_into_list(Search *search, const NodeList *list, uint32_t start) {
  uint32_t low = 0;
  uint32_t high = list->len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (list->items[middle]->end <= search->edit.start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == list->len || !contains(list->items[low], search->edit)) return NULL;
  note_candidate(search, &list->items[low], low == 0 ? start : list->items[low - 1]->end);
  return list->items[low];
}

static Node *step_into_body(Search *search, Node *function, Node *body) {
  if (!contains(body, search->edit) || body->kind != NODE_BLOCK) return NULL;
  search->here = lower_place_in(search->here, function, is_strict_body(&((Block *)body)->body));
  search->has_label = false;
  return body;
}

// The child that was edited, whatever it is.
static Node *step_into_child(const Search *search, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    void *at = (char *)node + shape->fields[f].offset;
    FieldType type = shape->fields[f].type;
    if ((type == FIELD_CHILD || type == FIELD_OPT) && contains(*(Node **)at, search->edit))
      return *(Node **)at;
    const NodeList *list = type == FIELD_LIST ? (const NodeList *)at : NULL;
    for (uint32_t i = 0; list && i < list->len; i++) {
      if (contains(list->items[i], search->edit)) return list->items[i];
    }
  }
  return NULL;
}

// NULL: further down it is not known what holds.
static Node *step_down(Search *search, Node *node) {
  search->here.depth++;
  switch (node->kind) {
    case NODE_BLOCK: return step_into_list(search, &((Block *)node)->body, node->start + 1);
    case NODE_FUNCTION:
    case NODE_FUNCTION_DECLARATION: return step_into_body(search, node, ((Function *)node)->body);
    case NODE_ARROW: return step_into_body(search, node, ((Arrow *)node)->body);
    case NODE_METHOD:
    case NODE_CLASS:
    case NODE_CLASS_DECLARATION:
    case NODE_JSX_ELEMENT: return NULL;
    case NODE_LABELED: search->has_label = true; break;
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
    case NODE_WHILE:
    case NODE_DO_WHILE: search->here = lower_place_in_loop(search->here); break;
    case NODE_SWITCH: search->here = lower_place_in_switch(search->here); break;
    default: break;
  }
  return step_into_child(search, node);
}

static void find_candidates(Search *search, const Ast *ast) {
  const NodeList *body = &ast->program->body;
  search->here = lower_place_at_top(ast->is_module, is_strict_body(body));
  Node *node = step_into_list(search, body, 0);
  while (node) {
    node = step_down(search, node);
  }
}

// --- Reading it ---

// Whether the statement's last brace is that of a block, behind which no expression can go on.
static bool ends_in_block(const Node *node) {
  for (;;) {
    switch (node->kind) {
      case NODE_BLOCK:
      case NODE_FUNCTION_DECLARATION:
      case NODE_TRY:
      case NODE_SWITCH: return true;
      case NODE_IF: {
        const If *branch = (const If *)node;
        node = branch->otherwise ? branch->otherwise : branch->then;
        break;
      }
      case NODE_FOR: node = ((const For *)node)->body; break;
      case NODE_FOR_IN:
      case NODE_FOR_OF: node = ((const ForOf *)node)->body; break;
      case NODE_WHILE: node = ((const While *)node)->body; break;
      default: return false;
    }
  }
}

// What could be taken for a directive is left alone.
static bool ends_alike(const Node *old, const Node *fresh, char end) {
  bool is_string = fresh->kind == NODE_EXPRESSION_STATEMENT &&
                   ((const ExpressionStatement *)fresh)->expression->kind == NODE_STRING;
  return !is_string && (end == ';' || (ends_in_block(old) && ends_in_block(fresh)));
}

// Whether only blanks, comments and semicolons stand between two statements. Where a branch that never runs was taken away (dead.h), the statement that is left is
// none of a list in the source; and some comments mean something.
static bool is_plain_gap(Str gap) {
  if (str_find_str(gap, STR("__PURE__")) != gap.len) return false;
  uint32_t at = cst_skip_blank(gap, 0);
  while (at < gap.len && gap.data[at] == ';') {
    at = cst_skip_blank(gap, at + 1);
  }
  return at == gap.len;
}

static void tree_shift(Node *root, uint32_t from, int64_t delta);

static Node *read_candidate(const Search *search, const Candidate *candidate, const DiagSource *at,
                            TSParser *parser) {
  const Node *old = *candidate->place;
  if (!is_plain_gap(str_slice(search->before, candidate->gap, old->start))) return NULL;
  size_t end = (size_t)((int64_t)old->end + search->edit.delta);
  Str text = str_slice(at->source, old->start, end);
  if (literal_find_invalid_utf8(text) != text.len) return NULL;
  Node *fresh = lower_fragment(parser, text, at->path, &candidate->lowered);
  if (fresh == NULL) return NULL;
  if (!ends_alike(old, fresh, text.data[text.len - 1])) {
    node_free(fresh);
    return NULL;
  }
  tree_shift(fresh, 0, old->start);
  return fresh;
}

// --- Names ---

typedef struct Pair {
  const Node *old;
  Node *fresh;
} Pair;

typedef VEC(Pair) PairStack;

typedef struct Transplant {
  const Ast *ast;
  Graft *graft;
  PairStack left;
} Transplant;

static bool is_commonjs_name(const Node *node) {
  static const char *const names[] = { "require", "module", "exports" };
  if (node->kind != NODE_IDENTIFIER) return node->kind == NODE_THIS;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (str_is(atom_str(((const Identifier *)node)->name), names[i])) return true;
  }
  return false;
}

// Whether binding looks at more than the names in the node, so that it must be what it was.
static bool is_telling(const Node *node) {
  switch (node->kind) {
    case NODE_DIRECTIVE:
    case NODE_IMPORT_CALL: return true;
    case NODE_CALL: return ((const Call *)node)->record != NO_INDEX;
    case NODE_MEMBER: return is_commonjs_name(((const Member *)node)->object);
    case NODE_INDEX_MEMBER: return is_commonjs_name(((const IndexMember *)node)->object);
    default: return false;
  }
}

static bool may_differ_in_op(const Node *node) {
  return node->kind == NODE_BINARY || node->kind == NODE_BOOLEAN || node->kind == NODE_ASSIGNMENT ||
         node->kind == NODE_UPDATE;
}

static bool may_differ_in_atom(const Node *node) {
  return node->kind == NODE_NUMBER || node->kind == NODE_BIGINT || node->kind == NODE_MEMBER ||
         node->kind == NODE_NAME;
}

static bool push_pair(PairStack *left, const Node *old, Node *fresh) {
  if (old == NULL || fresh == NULL) return old == fresh;
  vec_push(left, (Pair){ old, fresh });
  return true;
}

static bool push_pairs(PairStack *left, const NodeList *old, const NodeList *fresh) {
  bool same = old->len == fresh->len;
  for (uint32_t i = 0; same && i < old->len; i++) {
    same = push_pair(left, old->items[i], fresh->items[i]);
  }
  return same;
}

static bool take_field(Transplant *t, const NodeField *field, Pair pair) {
  const void *old = (const char *)pair.old + field->offset;
  void *fresh = (char *)pair.fresh + field->offset;
  switch (field->type) {
    case FIELD_CHILD:
    case FIELD_OPT: return push_pair(&t->left, *(Node *const *)old, *(Node **)fresh);
    case FIELD_LIST: return push_pairs(&t->left, (const NodeList *)old, (const NodeList *)fresh);
    case FIELD_ATOM:
    case FIELD_OPT_ATOM:
      return may_differ_in_atom(pair.old) || *(const Atom *const *)old == *(const Atom **)fresh;
    case FIELD_TEXT: return true;
    case FIELD_INDEX: *(uint32_t *)fresh = *(const uint32_t *)old; return true;
  }
  return false;
}

static void note_moved(const Transplant *t, Pair pair) {
  Graft *graft = t->graft;
  if (pair.old->kind == NODE_IDENTIFIER) {
    uint32_t symbol = ((const Identifier *)pair.old)->symbol;
    if (symbol != NO_INDEX && t->ast->symbols.items[symbol].declared_at == pair.old->start)
      vec_push(&graft->moved_symbols, (Declaration){ symbol, pair.fresh->start });
  } else if (pair.old->kind == NODE_CALL && ((const Call *)pair.old)->record != NO_INDEX) {
    const Node *source = ((const Call *)pair.fresh)->arguments.items[0];
    vec_push(&graft->moved_records,
             (Declaration){ ((const Call *)pair.old)->record, source->start });
  } else if (pair.old->kind == NODE_IMPORT_CALL &&
             ((const ImportCall *)pair.old)->record != NO_INDEX) {
    const Node *source = ((const ImportCall *)pair.fresh)->source;
    vec_push(&graft->moved_records,
             (Declaration){ ((const ImportCall *)pair.old)->record, source->start });
  }
}

// The record of such a call points into the tree.
static bool has_attributes(const Ast *ast, const Node *node) {
  uint32_t record = node->kind == NODE_IMPORT_CALL ? ((const ImportCall *)node)->record : NO_INDEX;
  return record != NO_INDEX && ast->records.items[record].attributes;
}

static bool take_pair(Transplant *t, Pair pair) {
  uint16_t flags = (uint16_t)((pair.old->flags ^ pair.fresh->flags) & ~NODE_BOUND);
  if (pair.old->kind != pair.fresh->kind || flags != 0) return false;
  if (pair.old->op != pair.fresh->op && !may_differ_in_op(pair.old)) return false;
  if ((is_telling(pair.old) || is_telling(pair.fresh)) && !node_equal(pair.old, pair.fresh))
    return false;
  if (has_attributes(t->ast, pair.old)) return false;
  const NodeShape *shape = node_shape((NodeKind)pair.old->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    if (!take_field(t, &shape->fields[f], pair)) return false;
  }
  pair.fresh->flags |= pair.old->flags & NODE_BOUND;
  note_moved(t, pair);
  return true;
}

static bool lies_in(Span span, Span outer) {
  return span.end != 0 && span.start >= outer.start && span.start < outer.end;
}

// Gives the new statement what binding gave the old one, if that is all there is to do.
static bool transplant(Graft *graft, const Ast *ast) {
  Transplant t = { ast, graft, VEC_EMPTY };
  bool same = ast->parts.len == 0 && !lies_in(ast->commonjs, graft->old) &&
              !lies_in(ast->own_exports, graft->old) && !lies_in(ast->require_tool, graft->old);
  if (same) vec_push(&t.left, (Pair){ *graft->place, graft->fresh });
  while (same && t.left.len > 0) {
    same = take_pair(&t, vec_pop(&t.left));
  }
  vec_clear(&t.left);
  if (!same) {
    vec_clear(&graft->moved_symbols);
    vec_clear(&graft->moved_records);
  }
  return same;
}

bool graft_find(Graft *graft, const Ast *ast, Str before, const DiagSource *at, TSParser *parser) {
  Search search = { .edit = edit_between(before, at->source), .before = before };
  find_candidates(&search, ast);
  for (uint32_t i = search.count; i > 0; i--) {
    const Candidate *candidate = &search.found[i - 1];
    Span old = node_span(*candidate->place);
    // That there is such a thing would have to be looked for anew.
    if (lies_in(ast->sloppy_only, old) || lies_in(ast->top_level_await, old) ||
        lies_in(ast->import_meta, old) || ast->jsx.end != 0)
      continue;
    Node *fresh = read_candidate(&search, candidate, at, parser);
    if (fresh == NULL) continue;
    *graft = (Graft){
      .place = candidate->place, .fresh = fresh, .old = old, .delta = search.edit.delta
    };
    graft->same_names = transplant(graft, ast);
    return true;
  }
  return false;
}

// --- Putting it in place ---

static uint32_t shifted(uint32_t place, uint32_t from, int64_t delta) {
  return place < from ? place : (uint32_t)(place + delta);
}

static void span_shift(Span *span, uint32_t from, int64_t delta) {
  if (span->end == 0) return;
  span->start = shifted(span->start, from, delta);
  span->end = shifted(span->end, from, delta);
}

typedef VEC(Node *) NodeStack;

static void push_children(NodeStack *left, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    void *at = (char *)node + shape->fields[f].offset;
    FieldType type = shape->fields[f].type;
    if (type == FIELD_CHILD || type == FIELD_OPT) vec_push(left, *(Node **)at);
    if (type != FIELD_LIST) continue;
    vec_each (item, (NodeList *)at) {
      vec_push(left, *item);
    }
  }
}

// Moves what begins or ends at `from` or behind it.
static void tree_shift(Node *root, uint32_t from, int64_t delta) {
  NodeStack left = VEC_EMPTY;
  vec_push(&left, root);
  while (left.len > 0) {
    Node *node = vec_pop(&left);
    if (node == NULL || node->end < from) continue;
    node->start = shifted(node->start, from, delta);
    node->end = shifted(node->end, from, delta);
    push_children(&left, node);
  }
  vec_clear(&left);
}

static void tables_shift(Ast *ast, const Graft *graft) {
  uint32_t from = graft->old.end;
  int64_t delta = graft->delta;
  vec_each (symbol, &ast->symbols) {
    symbol->declared_at = shifted(symbol->declared_at, from, delta);
  }
  vec_each (record, &ast->records) {
    span_shift(&record->span, from, delta);
  }
  vec_each (import, &ast->imports) {
    span_shift(&import->span, from, delta);
  }
  vec_each (export, &ast->exports) {
    span_shift(&export->span, from, delta);
  }
  span_shift(&ast->top_level_await, from, delta);
  span_shift(&ast->commonjs, from, delta);
  span_shift(&ast->own_exports, from, delta);
  span_shift(&ast->require_tool, from, delta);
  span_shift(&ast->import_meta, from, delta);
  vec_each (moved, &graft->moved_symbols) {
    ast->symbols.items[moved->symbol].declared_at = moved->part;
  }
  vec_each (moved, &graft->moved_records) {
    Span *span = &ast->records.items[moved->symbol].span;
    *span = (Span){ moved->part, moved->part + span->end - span->start };
  }
}

void graft_apply(Graft *graft, Ast *ast) {
  node_free(*graft->place);
  *graft->place = NULL; // its places are those of the new source already
  if (graft->delta != 0) tree_shift(&ast->program->node, graft->old.end, graft->delta);
  *graft->place = graft->fresh;
  graft->fresh = NULL;
  span_shift(&ast->sloppy_only, graft->old.end, graft->delta);
  if (graft->same_names) tables_shift(ast, graft);
  vec_clear(&graft->moved_symbols);
  vec_clear(&graft->moved_records);
}

void graft_clear(Graft *graft) {
  node_free(graft->fresh);
  vec_clear(&graft->moved_symbols);
  vec_clear(&graft->moved_records);
}
