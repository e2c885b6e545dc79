#include "link/externals.h"

#include "base/mem.h"

// What a module's import statements say about one record.
typedef struct Statement {
  uint32_t record;
  const Node *attributes; // may be NULL
} Statement;

// An import or export-from statement. false: `node` is none.
static bool read_statement(const Node *node, Statement *out) {
  switch (node->kind) {
    case NODE_IMPORT:
      *out = (Statement){ ((const Import *)node)->record, ((const Import *)node)->attributes };
      return true;
    case NODE_EXPORT_NAMED:
      *out = (Statement){ ((const ExportNamed *)node)->record,
                          ((const ExportNamed *)node)->attributes };
      return ((const ExportNamed *)node)->source != NULL;
    case NODE_EXPORT_ALL:
      *out =
          (Statement){ ((const ExportAll *)node)->record, ((const ExportAll *)node)->attributes };
      return true;
    default: return false;
  }
}

static bool same_attributes(const External *external, const Node *attributes) {
  const Node *known = external->attributes ? &external->attributes->node : NULL;
  if (known == NULL || attributes == NULL) return known == attributes;
  return node_equal(known, attributes);
}

// Externals of one specifier are told apart by what else the key of the table says: the ways to import it, then a count.
enum { KEY_NODE = 1, KEY_EMPTY = 2, KEY_STEP = 4 };

static uint32_t external_find(Link *link, NameTable *known, External fresh) {
  const Node *attributes = fresh.attributes ? &fresh.attributes->node : NULL;
  uint32_t key = (fresh.node_interop ? KEY_NODE : 0) | (fresh.is_empty ? KEY_EMPTY : 0);
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

static bool leads_outside(const Module *module) {
  vec_each (edge, &module->edges) {
    if (edge->target == NULL) return true;
  }
  return false;
}

void externals_collect(Link *link) {
  NameTable known = NAME_TABLE_EMPTY;
  bool is_cjs = link->options->format == FORMAT_CJS;
  vec_each (module, &link->order) {
    const Ast *ast = (*module)->ast;
    ModuleLink *state = &link->modules[(*module)->index];
    state->edge_externals =
        (uint32_t *)mem_alloc(((size_t)ast->records.len + 1) * sizeof(uint32_t));
    memset(state->edge_externals, 0xff, ast->records.len * sizeof(uint32_t));
    if (!leads_outside(*module)) continue;
    for (uint32_t i = 0; i < ast->program->body.len; i++) {
      Statement statement;
      if (!read_statement(ast->program->body.items[i], &statement)) continue;
      const Edge *edge = &(*module)->edges.items[statement.record];
      if (edge->target) continue;
      const char *specifier =
          edge->external ? edge->external : ast->records.items[statement.record].specifier;
      External external = { .specifier = intern_text(specifier),
                            .is_empty = edge->external == NULL,
                            .attributes = (const Object *)statement.attributes,
                            .node_interop = is_cjs && (*module)->type == MODULE_TYPE_ESM };
      state->edge_externals[statement.record] = external_find(link, &known, external);
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
