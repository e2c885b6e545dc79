#include "syntax/alike.h"

#include "base/name_table.h"

static bool same_presence(Span a, Span b) {
  return (a.end != 0) == (b.end != 0);
}

static bool same_kind_of_file(const Ast *a, const Ast *b) {
  return a->is_module == b->is_module && a->has_esm_syntax == b->has_esm_syntax &&
         a->is_strict == b->is_strict && same_presence(a->sloppy_only, b->sloppy_only) &&
         same_presence(a->top_level_await, b->top_level_await) &&
         same_presence(a->commonjs, b->commonjs) && same_presence(a->own_exports, b->own_exports) &&
         same_presence(a->require_tool, b->require_tool) &&
         same_presence(a->import_meta, b->import_meta);
}

static bool same_top(const Ast *a, const Ast *b) {
  const Scope *top_a = &a->scopes.items[0];
  const Scope *top_b = &b->scopes.items[0];
  if (a->top_end != b->top_end || top_a->symbols.len != top_b->symbols.len) return false;
  for (uint32_t i = 0; i < top_a->symbols.len; i++) {
    uint32_t index = top_a->symbols.items[i];
    const Symbol *one = &a->symbols.items[index];
    const Symbol *other = &b->symbols.items[index];
    if (index != top_b->symbols.items[i] || one->name != other->name || one->kind != other->kind ||
        one->assigned != other->assigned || one->is_tag != other->is_tag)
      return false;
  }
  return true;
}

// Each name is there once, in the order of its first use, which says nothing.
static bool same_globals(const Ast *a, const Ast *b) {
  if (a->unbound.len != b->unbound.len) return false;
  NameTable names = NAME_TABLE_EMPTY;
  vec_each (index, &a->unbound) {
    *name_table_put(&names, 0, a->symbols.items[*index].name) = 0;
  }
  bool same = true;
  vec_each (index, &b->unbound) {
    same = same && name_table_get(&names, 0, b->symbols.items[*index].name) != NO_INDEX;
  }
  name_table_clear(&names);
  return same;
}

static bool same_records(const Ast *a, const Ast *b) {
  if (a->records.len != b->records.len) return false;
  for (uint32_t i = 0; i < a->records.len; i++) {
    const ImportRecord *one = &a->records.items[i];
    const ImportRecord *other = &b->records.items[i];
    if (one->kind != other->kind || one->in_try != other->in_try ||
        one->is_bare != other->is_bare || one->attributes || other->attributes ||
        strcmp(one->specifier, other->specifier) != 0)
      return false;
  }
  return true;
}

static bool same_imports(const Ast *a, const Ast *b) {
  if (a->imports.len != b->imports.len || a->stars.len != b->stars.len) return false;
  for (uint32_t i = 0; i < a->imports.len; i++) {
    const ImportBinding *one = &a->imports.items[i];
    const ImportBinding *other = &b->imports.items[i];
    if (one->symbol != other->symbol || one->record != other->record ||
        one->imported != other->imported)
      return false;
  }
  for (uint32_t i = 0; i < a->stars.len; i++) {
    if (a->stars.items[i] != b->stars.items[i]) return false;
  }
  return true;
}

static bool same_exports(const Ast *a, const Ast *b) {
  if (a->exports.len != b->exports.len) return false;
  for (uint32_t i = 0; i < a->exports.len; i++) {
    const ExportEntry *one = &a->exports.items[i];
    const ExportEntry *other = &b->exports.items[i];
    if (one->exported != other->exported || one->symbol != other->symbol ||
        one->record != other->record || one->imported != other->imported)
      return false;
  }
  return true;
}

static bool same_parts(const Ast *a, const Ast *b) {
  if (a->parts.len != b->parts.len || a->declarations.len != b->declarations.len) return false;
  for (uint32_t i = 0; i < a->parts.len; i++) {
    const Part *one = &a->parts.items[i];
    const Part *other = &b->parts.items[i];
    if (one->uses_end != other->uses_end || one->has_effects != other->has_effects) return false;
  }
  for (uint32_t i = 0; i < a->declarations.len; i++) {
    const Declaration *one = &a->declarations.items[i];
    const Declaration *other = &b->declarations.items[i];
    if (one->symbol != other->symbol || one->part != other->part) return false;
  }
  return true;
}

static bool same_uses(const Ast *a, const Ast *b) {
  if (a->uses.len != b->uses.len) return false;
  for (uint32_t i = 0; i < a->uses.len; i++) {
    const PartUse *one = &a->uses.items[i];
    const PartUse *other = &b->uses.items[i];
    if (one->member != other->member || one->symbol != other->symbol ||
        one->record != other->record || one->is_target != other->is_target)
      return false;
  }
  return true;
}

bool ast_links_alike(const Ast *a, const Ast *b) {
  bool has_pins = a->has_pins || b->has_pins;
  return !has_pins && same_kind_of_file(a, b) && same_top(a, b) && same_records(a, b) &&
         same_imports(a, b) && same_exports(a, b) && same_parts(a, b) && same_uses(a, b) &&
         same_globals(a, b);
}
