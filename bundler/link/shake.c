#include "link/shake.h"

#include "base/mem.h"
#include "link/externals.h"
#include "syntax/parts.h"

typedef struct LivePart {
  const Module *module;
  uint32_t part;
} LivePart;

typedef struct Shaker {
  Link *link;
  Matcher *matcher;
  DiagList *diags;
  VEC(LivePart) parts;            // live, to be looked through
  VEC(const Module *) modules;    // included, likewise
  VEC(const Module *) namespaces; // whose object is needed, likewise
} Shaker;

static ModuleLink *state_of(const Shaker *shaker, const Module *module) {
  return &shaker->link->modules[module->index];
}

static const Module *module_at(const Shaker *shaker, uint32_t index) {
  return shaker->link->graph->modules.items[index];
}

// --- What is found ---

// The module is evaluated in its turn.
static void include(Shaker *shaker, const Module *module) {
  ModuleLink *state = state_of(shaker, module);
  if (!state->is_dropped) return;
  state->is_dropped = false;
  vec_push(&shaker->modules, module);
}

static void need_part(Shaker *shaker, const Module *module, uint32_t part) {
  include(shaker, module);
  ModuleLink *state = state_of(shaker, module);
  if (state->live == NULL || state->live[part]) return;
  state->live[part] = true;
  vec_push(&shaker->parts, (LivePart){ module, part });
}

static void need_symbol(Shaker *shaker, const Module *module, uint32_t symbol) {
  uint32_t count;
  const Declaration *declarations = part_declarations(module->ast, symbol, &count);
  include(shaker, module);
  for (uint32_t i = 0; i < count; i++) {
    need_part(shaker, module, declarations[i].part);
  }
}

static void need_namespace(Shaker *shaker, const Module *module) {
  ModuleLink *state = state_of(shaker, module);
  include(shaker, module);
  if (state->needs_namespace) return;
  state->needs_namespace = true;
  vec_push(&shaker->namespaces, module);
}

static void need_external(Shaker *shaker, uint32_t external) {
  const Module *commonjs = shaker->link->externals.items[external].commonjs;
  if (commonjs) include(shaker, commonjs);
}

static void need_target(Shaker *shaker, const Target *target) {
  switch (target->kind) {
    case TARGET_SYMBOL:
      need_symbol(shaker, module_at(shaker, target->symbol.module), target->symbol.symbol);
      break;
    case TARGET_NAMESPACE: need_namespace(shaker, module_at(shaker, target->symbol.module)); break;
    case TARGET_EXTERNAL: need_external(shaker, target->external); break;
    case TARGET_NONE:
    case TARGET_AMBIGUOUS: break;
  }
}

// --- Looking through ---

static bool is_static(ImportKind kind) {
  return kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
}

// Who comes by later finds the exports in the object.
static void look_at_late(Shaker *shaker, const Module *module, uint32_t record) {
  const Module *target = module->edges.items[record].target;
  if (target == NULL) return;
  include(shaker, target);
  if (state_of(shaker, target)->wrap != WRAP_COMMONJS) need_namespace(shaker, target);
}

static void look_at_import(Shaker *shaker, const Module *module, const PartUse *use) {
  const Target *target = link_import(shaker->link, module, use->symbol);
  const ModuleLink *state = state_of(shaker, module);
  if (target->kind == TARGET_NAMESPACE && use->member) {
    uint32_t place = name_table_get(&state->member_table, use->symbol, use->member);
    if (place != NO_INDEX && place != MEMBER_UNKNOWN) {
      state->members.items[place].is_used = true;
      need_target(shaker, &state->members.items[place].target);
      return;
    }
  }
  state->used_imports[target - state->imports] = true;
  need_target(shaker, target);
}

static void look_at_part(Shaker *shaker, const Module *module, uint32_t part) {
  uint32_t count;
  const PartUse *uses = part_uses(module->ast, part, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (uses[i].symbol == NO_INDEX) {
      look_at_late(shaker, module, uses[i].record);
    } else if (module->ast->symbols.items[uses[i].symbol].kind == SYMBOL_IMPORT) {
      look_at_import(shaker, module, &uses[i]);
    } else {
      need_symbol(shaker, module, uses[i].symbol);
    }
  }
}

// Wrapped modules and those that wait evaluate what they import by themselves, so that none may be missing on the way.
static bool can_skip(const Shaker *shaker, const Module *importer, const Module *target) {
  const ModuleLink *state = state_of(shaker, importer);
  return shaker->link->options->shakes && !target->side_effects && state->wrap == WRAP_NONE &&
         !state->is_async;
}

static void look_at_imports(Shaker *shaker, const Module *module) {
  bool is_whole = module->ast->parts.len == 0;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    bool is_import = is_static((ImportKind)module->ast->records.items[i].kind);
    if (is_whole && !is_import) look_at_late(shaker, module, i);
    if (target && is_import && !can_skip(shaker, module, target)) include(shaker, target);
  }
}

static void look_at_module(Shaker *shaker, const Module *module) {
  const Ast *ast = module->ast;
  const ModuleLink *state = state_of(shaker, module);
  look_at_imports(shaker, module);
  bool is_whole = !shaker->link->options->shakes || state->wrap != WRAP_NONE;
  for (uint32_t i = 0; i < ast->parts.len; i++) {
    if (is_whole || ast->parts.items[i].has_effects) need_part(shaker, module, i);
  }
  if (state->wrap == WRAP_LAZY) need_namespace(shaker, module);
}

static void need_exports(Shaker *shaker, const Module *module) {
  match_all_exports(shaker->matcher, module);
  const ModuleLink *state = state_of(shaker, module);
  vec_each (export, &state->exports) {
    need_target(shaker, &export->target);
  }
  vec_each (external, &state->star_externals) {
    need_external(shaker, *external);
  }
}

static void look_at_all(Shaker *shaker) {
  for (;;) {
    if (shaker->parts.len > 0) {
      LivePart live = vec_pop(&shaker->parts);
      look_at_part(shaker, live.module, live.part);
    } else if (shaker->modules.len > 0) {
      look_at_module(shaker, vec_pop(&shaker->modules));
    } else if (shaker->namespaces.len > 0) {
      need_exports(shaker, vec_pop(&shaker->namespaces));
    } else {
      return;
    }
  }
}

// --- Entries ---

// An ES module says what it exports before it runs.
static void warn_unknown_names(const Shaker *shaker, const Module *entry) {
  vec_each (index, &state_of(shaker, entry)->star_externals) {
    const Module *target = shaker->link->externals.items[*index].commonjs;
    if (target == NULL) continue;
    DiagSource at = { shaker->diags, entry->name, buf_str(&entry->source) };
    Span span = entry->ast->stars.len == 0
                    ? (Span){ 0, 0 }
                    : entry->ast->records.items[entry->ast->stars.items[0]].span;
    diag_add(&at, SEVERITY_WARNING, DIAG_COMMONJS_STAR, span,
             "export by name what is needed: export { a, b } from \"…\"; or use --format=cjs",
             "What `export *` takes from the CommonJS module \"%s\" is not exported by the bundle",
             target->name);
  }
}

static void need_entry(Shaker *shaker, const Module *entry) {
  OutputFormat format = shaker->link->options->format;
  include(shaker, entry);
  if (format != FORMAT_IIFE) need_exports(shaker, entry); // a script exports nothing to anybody
  if (format == FORMAT_ESM) warn_unknown_names(shaker, entry);
}

static void begin(Shaker *shaker, const Module *module) {
  ModuleLink *state = state_of(shaker, module);
  const Ast *ast = module->ast;
  state->is_dropped = true;
  state->used_imports = (bool *)mem_alloc_zeroed((size_t)ast->imports.len + 1, sizeof(bool));
  if (ast->parts.len == 0) return;
  state->live = (bool *)mem_alloc_zeroed(ast->parts.len, sizeof(bool));
}

// --- What is taken from external modules, in the order of the code ---

// `name`: what whoever uses it calls it.
static void use_target(Link *link, const Target *target, const Atom *name) {
  if (target->kind == TARGET_EXTERNAL) external_use(link, target->external, target->name, name);
}

static void use_externals(Link *link, const Module *module) {
  const Ast *ast = module->ast;
  const ModuleLink *state = &link->modules[module->index];
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    const Atom *name = ast->symbols.items[ast->imports.items[i].symbol].name;
    if (state->used_imports[i]) use_target(link, &state->imports[i], name);
  }
  vec_each (member, &state->members) {
    if (member->is_used) use_target(link, &member->target, member->name);
  }
  vec_each (export, &state->exports) {
    use_target(link, &export->target, export->exported);
  }
  bool hands_on = link_is_entry(link, module) && link->options->format == FORMAT_CJS;
  vec_each (index, &state->star_externals) {
    External *external = &link->externals.items[*index];
    if (state->needs_namespace) external_use(link, *index, NULL, NULL);
    // A CommonJS bundle hands on what it finds in such a module when it runs, as it is.
    if (hands_on && external->commonjs) external->needs_namespace = true;
  }
}

static void leave_out_dropped(Link *link) {
  uint32_t kept = 0;
  vec_each (module, &link->order) {
    if (!link->modules[(*module)->index].is_dropped) link->order.items[kept++] = *module;
  }
  link->order.len = kept;
}

// Who imports a module for its effects alone means it to be there. Packages know what they do.
static void warn_left_out(const Link *link, const Module *module, DiagList *diags) {
  const Ast *ast = module->ast;
  if (strstr(module->path, "/node_modules/")) return;
  for (uint32_t i = 0; i < ast->records.len; i++) {
    const ImportRecord *record = &ast->records.items[i];
    const Module *target = record->is_bare ? module->edges.items[i].target : NULL;
    if (target == NULL || loader_is_data(target->loader)) continue; // that has none, indeed
    if (!link->modules[target->index].is_dropped) continue;
    DiagSource at = { diags, module->name, buf_str(&module->source) };
    diag_add(&at, SEVERITY_WARNING, DIAG_IGNORED_IMPORT, record->span,
             "name the file in \"sideEffects\", or use --ignore-annotations",
             "\"%s\" is left out: its package.json says that it has no side effects", target->name);
  }
}

void shake(Link *link, Matcher *matcher, DiagList *diags) {
  Shaker shaker = { .link = link, .matcher = matcher, .diags = diags, .parts = VEC_EMPTY };
  vec_each (module, &link->order) {
    begin(&shaker, *module);
  }
  vec_each (entry, &link->graph->entries) {
    need_entry(&shaker, *entry);
    look_at_all(&shaker);
  }
  vec_clear(&shaker.parts);
  vec_clear(&shaker.modules);
  vec_clear(&shaker.namespaces);
  leave_out_dropped(link);
  vec_each (module, &link->order) {
    use_externals(link, *module);
    warn_left_out(link, *module, diags);
  }
}
