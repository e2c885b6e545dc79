// Each module that imports a namespace is walked on the pool, into a list of its own; what the lists mean is decided afterwards, in
// order, so that nothing depends on the threads.
#include "link/namespaces.h"

#include "base/mem.h"
#include "link/externals.h"

typedef struct NamespaceUse {
  uint32_t symbol;
  const Atom *name; // the member; NULL: the namespace as a whole
  Span span;
} NamespaceUse;

// One module's walk. Owned by one worker while it runs.
typedef struct Walk {
  const Module *module;
  const Target *imports;  // of the module, one for each of ast->imports
  bool *is_namespace;     // owned: by symbol
  VEC(NamespaceUse) uses; // each (symbol, name) once, in order of first appearance
  NameTable seen;
  NameTable written; // (symbol, name) of members that are assigned to or deleted
} Walk;

typedef VEC(Walk) WalkList;

// --- The walk of one module ---

// A node to visit. A member that is assigned to or deleted stays a property access in the whole module, and fails as ECMAScript says.
typedef struct WalkTask {
  const Node *node;
  bool is_target;
} WalkTask;

typedef VEC(WalkTask) TaskStack;

static void push(TaskStack *tasks, const Node *node, bool is_target) {
  if (node) vec_push(tasks, (WalkTask){ node, is_target });
}

static void push_list(TaskStack *tasks, const NodeList *list, bool is_target) {
  for (uint32_t i = list->len; i > 0; i--) {
    push(tasks, list->items[i - 1], is_target);
  }
}

static void push_children(TaskStack *tasks, const Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    const void *at = (const char *)node + field->offset;
    if (field->type == FIELD_CHILD || field->type == FIELD_OPT) {
      push(tasks, *(Node *const *)at, false);
    } else if (field->type == FIELD_LIST) {
      push_list(tasks, (const NodeList *)at, false);
    }
  }
}

static void note_use(Walk *walk, uint32_t symbol, const Atom *name, Span span) {
  // A whole use is keyed by the symbol's own name with the highest owner bit, which no symbol index has.
  const Atom *key = name ? name : walk->module->ast->symbols.items[symbol].name;
  uint32_t *place = name_table_put(&walk->seen, name ? symbol : symbol | 1u << 31, key);
  if (*place != NO_INDEX) return;
  *place = 0;
  vec_push(&walk->uses, (NamespaceUse){ symbol, name, span });
}

// The namespace that `node` names, or NO_INDEX.
static uint32_t namespace_symbol(const Walk *walk, const Node *node) {
  if (node->kind != NODE_IDENTIFIER) return NO_INDEX;
  uint32_t symbol = ((const Identifier *)node)->symbol;
  return walk->is_namespace[symbol] ? symbol : NO_INDEX;
}

static void walk_member(Walk *walk, const Member *member, bool is_target, TaskStack *tasks) {
  uint32_t symbol = namespace_symbol(walk, member->object);
  bool is_plain = !is_target && !(member->node.flags & NODE_OPTIONAL);
  if (symbol != NO_INDEX && is_plain) {
    note_use(walk, symbol, member->name, node_span(&member->node));
  } else {
    if (symbol != NO_INDEX) *name_table_put(&walk->written, symbol, member->name) = 0;
    push(tasks, member->object, false);
  }
}

static void walk_node(Walk *walk, WalkTask task, TaskStack *tasks) {
  const Node *node = task.node;
  switch (node->kind) {
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL: return;
    case NODE_IDENTIFIER: {
      uint32_t symbol = namespace_symbol(walk, node);
      if (symbol != NO_INDEX) note_use(walk, symbol, NULL, node_span(node));
      return;
    }
    case NODE_MEMBER: walk_member(walk, (const Member *)node, task.is_target, tasks); return;
    case NODE_CHAIN: push(tasks, ((const Chain *)node)->expression, task.is_target); return;
    case NODE_ASSIGNMENT:
      push(tasks, ((const Assignment *)node)->value, false);
      push(tasks, ((const Assignment *)node)->target, true);
      return;
    case NODE_UPDATE: push(tasks, ((const Update *)node)->argument, true); return;
    case NODE_UNARY: push(tasks, ((const Unary *)node)->argument, node->op == UNARY_DELETE); return;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
      push(tasks, ((const ForOf *)node)->body, false);
      push(tasks, ((const ForOf *)node)->right, false);
      push(tasks, ((const ForOf *)node)->left, true);
      return;
    case NODE_ARRAY_PATTERN:
      push_list(tasks, &((const ArrayPattern *)node)->elements, true);
      return;
    case NODE_OBJECT_PATTERN:
      push_list(tasks, &((const ObjectPattern *)node)->properties, true);
      return;
    case NODE_PATTERN_PROPERTY:
      push(tasks, ((const PatternProperty *)node)->value, true);
      push(tasks, ((const PatternProperty *)node)->key, false);
      return;
    case NODE_DEFAULT_PATTERN:
      push(tasks, ((const DefaultPattern *)node)->value, false);
      push(tasks, ((const DefaultPattern *)node)->target, true);
      return;
    case NODE_REST: push(tasks, ((const Rest *)node)->target, true); return;
    default: push_children(tasks, node); return;
  }
}

static void walk_job(void *context, void *item, uint32_t worker) {
  (void)context;
  (void)worker;
  Walk *walk = (Walk *)item;
  const Ast *ast = walk->module->ast;
  TaskStack tasks = VEC_EMPTY;
  push_list(&tasks, &ast->program->body, false);
  while (tasks.len > 0) {
    WalkTask task = vec_pop(&tasks);
    walk_node(walk, task, &tasks);
  }
  vec_clear(&tasks);
  // What a direct eval sees, it may use as a whole.
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    uint32_t symbol = ast->imports.items[i].symbol;
    if (walk->is_namespace[symbol] && ast->symbols.items[symbol].pinned)
      note_use(walk, symbol, NULL, ast->imports.items[i].span);
  }
}

// The walk of a module, or one without symbols when it imports no namespace.
static Walk walk_new(const Link *link, const Module *module) {
  Walk walk = { .module = module, .imports = link->modules[module->index].imports };
  const Ast *ast = module->ast;
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    if (walk.imports[i].kind != TARGET_NAMESPACE) continue;
    if (walk.is_namespace == NULL)
      walk.is_namespace = (bool *)mem_alloc_zeroed(ast->symbols.len, sizeof(bool));
    walk.is_namespace[ast->imports.items[i].symbol] = true;
  }
  return walk;
}

static WalkList walk_all(const Link *link, Pool *pool) {
  WalkList walks = VEC_EMPTY;
  vec_each (module, &link->order) {
    Walk walk = walk_new(link, *module);
    if (walk.is_namespace) vec_push(&walks, walk);
  }
  void **items = (void **)mem_alloc_zeroed((size_t)walks.len + 1, sizeof(void *));
  for (uint32_t i = 0; i < walks.len; i++) {
    items[i] = &walks.items[i];
  }
  pool_each(pool, walk_job, NULL, items, walks.len);
  mem_free((void *)items);
  return walks;
}

// --- What the uses mean ---

typedef struct Finder {
  Link *link;
  Matcher *matcher;
  DiagList *diags;
  IndexList needed; // modules whose namespace object is needed, to be looked through
} Finder;

static void need_namespace(Finder *finder, uint32_t module) {
  ModuleLink *state = &finder->link->modules[module];
  if (state->needs_namespace) return;
  state->needs_namespace = true;
  vec_push(&finder->needed, module);
}

// An export is seen from outside: by whoever holds the namespace object, or imports the bundle.
static void see_target(Finder *finder, const Target *target, const Atom *exported) {
  if (target->kind == TARGET_NAMESPACE) need_namespace(finder, target->symbol.module);
  if (target->kind == TARGET_EXTERNAL)
    external_use(finder->link, target->external, target->name, exported);
}

static void see_all_exports(Finder *finder, const Module *module) {
  match_all_exports(finder->matcher, module);
  const ModuleLink *state = &finder->link->modules[module->index];
  vec_each (export, &state->exports) {
    see_target(finder, &export->target, export->exported);
  }
}

static uint32_t namespace_module(const Walk *walk, uint32_t symbol) {
  const Ast *ast = walk->module->ast;
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    if (ast->imports.items[i].symbol == symbol) return walk->imports[i].symbol.module;
  }
  return NO_INDEX;
}

static void warn_missing(const Finder *finder, const Walk *walk, const NamespaceUse *use,
                         const Module *target) {
  DiagSource at = { finder->diags, walk->module->name, buf_str(&walk->module->source) };
  const Atom *nearest = match_nearest(finder->matcher, target, use->name);
  char *help = nearest ? str_format("did you mean \"%s\"?", nearest->text) : NULL;
  diag_add(&at, SEVERITY_WARNING, DIAG_MISSING_EXPORT, use->span, help,
           "\"%s\" is always undefined: \"%s\" has no export of that name", use->name->text,
           target->name);
  mem_free(help);
}

static void decide_member(Finder *finder, const Walk *walk, const NamespaceUse *use,
                          const Module *target) {
  if (name_table_get(&walk->written, use->symbol, use->name) != NO_INDEX) return;
  Resolution found = match_export(finder->matcher, target, use->name);
  if (found.target.kind == TARGET_NONE || found.target.kind == TARGET_AMBIGUOUS) {
    // An external module's `export *` may have it when the program runs.
    if (found.target.kind == TARGET_NONE && found.star_external == NO_INDEX)
      warn_missing(finder, walk, use, target);
    need_namespace(finder, target->index);
    return;
  }
  ModuleLink *state = &finder->link->modules[walk->module->index];
  *name_table_put(&state->member_table, use->symbol, use->name) = state->members.len;
  vec_push(&state->members, (NamespaceMember){ use->symbol, use->name, found.target });
  see_target(finder, &found.target, use->name);
}

static void decide(Finder *finder, const Walk *walk) {
  vec_each (use, &walk->uses) {
    const Module *target = finder->link->graph->modules.items[namespace_module(walk, use->symbol)];
    if (use->name) {
      decide_member(finder, walk, use, target);
    } else {
      need_namespace(finder, target->index);
    }
  }
}

// Who comes by later finds the exports in the object: of wrapped modules always, of others where import() or require() leads to them.
static void need_if_reached_late(Finder *finder, const Module *module) {
  if (finder->link->modules[module->index].wrap == WRAP_LAZY) need_namespace(finder, module->index);
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
    bool is_late = kind == IMPORT_DYNAMIC || kind == IMPORT_REQUIRE;
    if (target && is_late && finder->link->modules[target->index].wrap != WRAP_COMMONJS)
      need_namespace(finder, target->index);
  }
}

// An ES module says what it exports before it runs.
static void warn_unknown_names(const Finder *finder, const Module *entry) {
  vec_each (index, &finder->link->modules[entry->index].star_externals) {
    const Module *target = finder->link->externals.items[*index].commonjs;
    if (target == NULL) continue;
    DiagSource at = { finder->diags, entry->name, buf_str(&entry->source) };
    Span span = entry->ast->stars.len == 0
                    ? (Span){ 0, 0 }
                    : entry->ast->records.items[entry->ast->stars.items[0]].span;
    diag_add(&at, SEVERITY_WARNING, DIAG_COMMONJS_STAR, span,
             "export by name what is needed: export { a, b } from \"…\"; or use --format=cjs",
             "What `export *` takes from the CommonJS module \"%s\" is not exported by the bundle",
             target->name);
  }
}

void namespaces_find(Link *link, Matcher *matcher, Pool *pool, DiagList *diags) {
  Finder finder = { link, matcher, diags, VEC_EMPTY };
  WalkList walks = walk_all(link, pool);
  vec_each (walk, &walks) {
    decide(&finder, walk);
    mem_free(walk->is_namespace);
    vec_clear(&walk->uses);
    name_table_clear(&walk->seen);
    name_table_clear(&walk->written);
  }
  vec_clear(&walks);
  vec_each (module, &link->order) {
    need_if_reached_late(&finder, *module);
  }
  vec_each (entry, &link->graph->entries) {
    // A script exports nothing to anybody.
    if (link->options->format != FORMAT_IIFE) see_all_exports(&finder, *entry);
    if (link->options->format == FORMAT_ESM) warn_unknown_names(&finder, *entry);
  }
  for (uint32_t i = 0; i < finder.needed.len; i++) {
    const Module *module = link->graph->modules.items[finder.needed.items[i]];
    see_all_exports(&finder, module);
    vec_each (external, &link->modules[module->index].star_externals) {
      external_use(link, *external, NULL, NULL);
    }
  }
  vec_clear(&finder.needed);
}
