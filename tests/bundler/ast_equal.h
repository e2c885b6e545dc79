// Whether two ASTs are the same in everything that scanning fills: tree, spans, indices, tables. Field by field, so that whoever adds a field
// and forgets to store it is told.
#ifndef NEAP_TESTS_AST_EQUAL_H
#define NEAP_TESTS_AST_EQUAL_H

#include "syntax/ast_store.h"
#include "syntax/scope.h"

#include <stdio.h>

// The program under test says what it misses, and goes on to the end.
#define AST_SAME(condition)                                                                        \
 do {                                                                                              \
  if (!(condition)) {                                                                              \
   fprintf(stderr, "differs: %s\n", #condition);                                                   \
   return false;                                                                                   \
  }                                                                                                \
 } while (0)

static inline bool same_span(Span a, Span b) {
  return a.start == b.start && a.end == b.end;
}

static inline bool same_text(const char *a, const char *b) {
  return a && b ? strcmp(a, b) == 0 : a == b;
}

static inline bool same_symbols(const Ast *a, const Ast *b) {
  AST_SAME(a->symbols.len == b->symbols.len);
  for (uint32_t i = 0; i < a->symbols.len; i++) {
    const Symbol *x = &a->symbols.items[i];
    const Symbol *y = &b->symbols.items[i];
    AST_SAME(x->name == y->name && x->kind == y->kind && x->scope == y->scope);
    AST_SAME(x->declared_at == y->declared_at && x->use_count == y->use_count);
    AST_SAME(x->assigned == y->assigned && x->pinned == y->pinned && x->is_tag == y->is_tag);
  }
  AST_SAME(a->unbound.len == b->unbound.len && a->top_end == b->top_end);
  for (uint32_t i = 0; i < a->unbound.len; i++) {
    AST_SAME(a->unbound.items[i] == b->unbound.items[i]);
  }
  return true;
}

static inline bool same_scopes(const Ast *a, const Ast *b) {
  AST_SAME(a->scopes.len == b->scopes.len);
  for (uint32_t i = 0; i < a->scopes.len; i++) {
    const Scope *x = &a->scopes.items[i];
    const Scope *y = &b->scopes.items[i];
    AST_SAME(x->parent == y->parent && x->kind == y->kind);
    AST_SAME(x->has_direct_eval == y->has_direct_eval && x->symbols.len == y->symbols.len);
    for (uint32_t j = 0; j < x->symbols.len; j++) {
      AST_SAME(x->symbols.items[j] == y->symbols.items[j]);
    }
  }
  return true;
}

static inline bool same_imports(const Ast *a, const Ast *b) {
  AST_SAME(a->records.len == b->records.len && a->imports.len == b->imports.len);
  for (uint32_t i = 0; i < a->records.len; i++) {
    const ImportRecord *x = &a->records.items[i];
    const ImportRecord *y = &b->records.items[i];
    AST_SAME(same_text(x->specifier, y->specifier) && x->kind == y->kind);
    AST_SAME(x->in_try == y->in_try && x->is_bare == y->is_bare && same_span(x->span, y->span));
    AST_SAME((x->attributes == NULL) == (y->attributes == NULL));
  }
  for (uint32_t i = 0; i < a->imports.len; i++) {
    const ImportBinding *x = &a->imports.items[i];
    const ImportBinding *y = &b->imports.items[i];
    AST_SAME(x->symbol == y->symbol && x->record == y->record);
    AST_SAME(x->imported == y->imported && same_span(x->span, y->span));
  }
  return true;
}

static inline bool same_exports(const Ast *a, const Ast *b) {
  AST_SAME(a->exports.len == b->exports.len && a->stars.len == b->stars.len);
  for (uint32_t i = 0; i < a->exports.len; i++) {
    const ExportEntry *x = &a->exports.items[i];
    const ExportEntry *y = &b->exports.items[i];
    AST_SAME(x->exported == y->exported && x->symbol == y->symbol && x->record == y->record);
    AST_SAME(x->imported == y->imported && same_span(x->span, y->span));
  }
  for (uint32_t i = 0; i < a->stars.len; i++) {
    AST_SAME(a->stars.items[i] == b->stars.items[i]);
  }
  return true;
}

static inline bool same_parts(const Ast *a, const Ast *b) {
  AST_SAME(a->parts.len == b->parts.len && a->uses.len == b->uses.len);
  AST_SAME(a->declarations.len == b->declarations.len);
  for (uint32_t i = 0; i < a->parts.len; i++) {
    AST_SAME(a->parts.items[i].uses_end == b->parts.items[i].uses_end);
    AST_SAME(a->parts.items[i].has_effects == b->parts.items[i].has_effects);
  }
  for (uint32_t i = 0; i < a->uses.len; i++) {
    const PartUse *x = &a->uses.items[i];
    const PartUse *y = &b->uses.items[i];
    AST_SAME(x->member == y->member && x->symbol == y->symbol && x->record == y->record);
    AST_SAME(same_span(x->span, y->span) && x->is_target == y->is_target);
  }
  for (uint32_t i = 0; i < a->declarations.len; i++) {
    AST_SAME(a->declarations.items[i].symbol == b->declarations.items[i].symbol);
    AST_SAME(a->declarations.items[i].part == b->declarations.items[i].part);
  }
  return true;
}

static inline bool same_facts(const Ast *a, const Ast *b) {
  AST_SAME(str_equal(text_str(a->hashbang), text_str(b->hashbang)));
  AST_SAME(a->has_pins == b->has_pins && a->is_module == b->is_module);
  AST_SAME(a->has_esm_syntax == b->has_esm_syntax && a->is_strict == b->is_strict);
  AST_SAME(a->is_empty == b->is_empty && a->has_known_test == b->has_known_test);
  AST_SAME(same_span(a->jsx, b->jsx) && same_span(a->sloppy_only, b->sloppy_only));
  AST_SAME(same_span(a->top_level_await, b->top_level_await));
  AST_SAME(same_span(a->commonjs, b->commonjs) && same_span(a->own_exports, b->own_exports));
  AST_SAME(same_span(a->require_tool, b->require_tool));
  AST_SAME(same_span(a->import_meta, b->import_meta));
  AST_SAME(a->jsx_pragmas.factory == b->jsx_pragmas.factory);
  AST_SAME(a->jsx_pragmas.fragment == b->jsx_pragmas.fragment);
  AST_SAME(a->jsx_pragmas.import_source == b->jsx_pragmas.import_source);
  AST_SAME(a->jsx_pragmas.runtime == b->jsx_pragmas.runtime);
  AST_SAME(a->directives.len == b->directives.len);
  for (uint32_t i = 0; i < a->directives.len; i++) {
    AST_SAME(a->directives.items[i] == b->directives.items[i]);
  }
  return true;
}

static inline bool same_tables(const Ast *a, const Ast *b) {
  return same_symbols(a, b) && same_scopes(a, b) && same_imports(a, b) && same_exports(a, b) &&
         same_parts(a, b) && same_facts(a, b);
}

// What node_equal leaves out: spans, indices, marks of binding. Needs: node_equal holds.
typedef VEC(const Node *) NodePairs; // the two of each pair one behind the other

static inline void push_pairs(NodePairs *pairs, const Node *a, const Node *b,
                              const NodeField *field) {
  const void *x = (const char *)a + field->offset;
  const void *y = (const char *)b + field->offset;
  if (field->type == FIELD_CHILD || field->type == FIELD_OPT) {
    vec_push(pairs, *(Node *const *)x);
    vec_push(pairs, *(Node *const *)y);
  } else if (field->type == FIELD_LIST) {
    for (uint32_t i = 0; i < ((const NodeList *)x)->len; i++) {
      vec_push(pairs, ((const NodeList *)x)->items[i]);
      vec_push(pairs, ((const NodeList *)y)->items[i]);
    }
  }
}

static inline bool same_bound_node(const Node *a, const Node *b, NodePairs *pairs) {
  AST_SAME(a->start == b->start && a->end == b->end && a->flags == b->flags);
  const NodeShape *shape = node_shape((NodeKind)a->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    const NodeField *field = &shape->fields[f];
    if (field->type == FIELD_INDEX) {
      AST_SAME(*(const uint32_t *)((const char *)a + field->offset) ==
               *(const uint32_t *)((const char *)b + field->offset));
    }
    push_pairs(pairs, a, b, field);
  }
  return true;
}

static inline bool same_tree(const Node *a, const Node *b) {
  AST_SAME(node_equal(a, b));
  NodePairs pairs = VEC_EMPTY;
  vec_push(&pairs, a);
  vec_push(&pairs, b);
  bool same = true;
  while (same && pairs.len != 0) {
    const Node *y = vec_pop(&pairs);
    const Node *x = vec_pop(&pairs);
    if (x) same = same_bound_node(x, y, &pairs);
  }
  vec_clear(&pairs);
  return same;
}

// Whether what ast_write makes of a bound AST with parts reads as the same.
static inline bool same_when_stored(const Ast *ast, size_t source_size) {
  if (!ast_is_storable(ast)) return true;
  Buf bytes = BUF_EMPTY;
  ast_write(ast, &bytes);
  Ast *read = ast_read(buf_str(&bytes), source_size);
  if (read) read->program = ast_read_tree(buf_str(&bytes), read, source_size);
  bool same = read && read->program && same_tables(ast, read) &&
              same_tree(&ast->program->node, &read->program->node);
  ast_free(read);
  buf_clear(&bytes);
  return same;
}

// Any bytes as an entry of a cache: what is believed of them holds for whoever works with it. false: they were refused.
static inline bool any_bytes_hold(Str bytes, size_t source_size) {
  Ast *read = ast_read(bytes, source_size);
  if (read) read->program = ast_read_tree(bytes, read, source_size);
  bool is_whole = read && read->program;
  if (is_whole) {
    node_check(&read->program->node);
    scope_check(read);
    if (!same_when_stored(read, source_size)) abort();
  }
  ast_free(read);
  return is_whole;
}

#endif
