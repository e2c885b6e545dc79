#include "link/externals.h"

#include "base/mem.h"

static bool same_attributes(const External *external, const Node *attributes) {
  const Node *known = external->attributes ? &external->attributes->node : NULL;
  if (known == NULL || attributes == NULL) return known == attributes;
  return node_equal(known, attributes);
}

// Externals of one specifier are told apart by what else the key of the table says: the ways to import it, then a count.
enum { KEY_NODE = 1, KEY_EMPTY = 2, KEY_COMMONJS = 4, KEY_STEP = 8 };

static uint32_t external_find(Link *link, NameTable *known, External fresh) {
  const Node *attributes = fresh.attributes ? &fresh.attributes->node : NULL;
  uint32_t key = (fresh.node_interop ? KEY_NODE : 0) | (fresh.is_empty ? KEY_EMPTY : 0) |
                 (fresh.commonjs ? KEY_COMMONJS : 0);
  for (;; key += KEY_STEP) {
    uint32_t *place = name_table_put(known, key, fresh.specifier);
    if (*place == NO_INDEX) {
      *place = link->externals.len;
      vec_push(&link->externals, fresh);
      return *place;
    }
    if (same_attributes(&link->externals.items[*place], attributes)) return *place;
  }
}

static bool is_commonjs(const Link *link, const Module *module) {
  return module && link->modules[module->index].wrap == WRAP_COMMONJS;
}

// An import or export-from statement.
static bool is_statement(const ImportRecord *record) {
  return record->kind == IMPORT_STATIC || record->kind == IMPORT_EXPORT_FROM;
}

static bool leads_outside(const Link *link, const Module *module) {
  vec_each (edge, &module->edges) {
    if (edge->target == NULL || is_commonjs(link, edge->target)) return true;
  }
  return false;
}

static External external_new(const Link *link, const Module *importer, uint32_t index) {
  const Edge *edge = &importer->edges.items[index];
  const ImportRecord *record = &importer->ast->records.items[index];
  const char *specifier = edge->external ? edge->external : record->specifier;
  bool has_interop = edge->target || link->options->format == FORMAT_CJS;
  return (External){ .specifier = intern_text(edge->target ? edge->target->name : specifier),
                     .commonjs = edge->target,
                     .is_empty = edge->external == NULL && edge->target == NULL,
                     .attributes = edge->target ? NULL : (const Object *)record->attributes,
                     .node_interop = has_interop && importer->type == MODULE_TYPE_ESM };
}

void externals_collect(Link *link) {
  NameTable known = NAME_TABLE_EMPTY;
  vec_each (module, &link->order) {
    const Ast *ast = (*module)->ast;
    ModuleLink *state = &link->modules[(*module)->index];
    state->edge_externals =
        (uint32_t *)mem_alloc(((size_t)ast->records.len + 1) * sizeof(uint32_t));
    memset(state->edge_externals, 0xff, ast->records.len * sizeof(uint32_t));
    if (!leads_outside(link, *module)) continue;
    for (uint32_t i = 0; i < ast->records.len; i++) {
      const Edge *edge = &(*module)->edges.items[i];
      if (!is_statement(&ast->records.items[i])) continue;
      if (edge->target && !is_commonjs(link, edge->target)) continue;
      state->edge_externals[i] = external_find(link, &known, external_new(link, *module, i));
    }
  }
  name_table_clear(&known);
}

void external_use(Link *link, uint32_t external, const Atom *imported, const Atom *wanted) {
  External *used = &link->externals.items[external];
  if (imported == NULL) {
    used->needs_namespace = true;
    used->needs_interop = true;
    if (used->wanted == NULL) used->wanted = wanted;
    return;
  }
  if (str_is(atom_str(imported), "default")) used->needs_interop = true;
  uint32_t *place = name_table_put(&link->external_names, external, imported);
  if (*place == NO_INDEX) {
    *place = used->names.len;
    vec_push(&used->names, (ExternalName){ .imported = imported, .wanted = wanted });
  } else if (used->names.items[*place].wanted == NULL) {
    used->names.items[*place].wanted = wanted;
  }
}
