#include "link/match.h"

#include "base/mem.h"
#include "link/externals.h"

#include <assert.h>

// One (module, name) on the way of a search through `export *`.
typedef struct Frame {
  const Module *module;
  const Atom *name;
  uint32_t next_star;
  bool entered;
  Resolution found;
} Frame;

struct Matcher {
  Link *link;      // borrowed
  DiagList *diags; // borrowed
  const Atom *default_name;
  NameTable exports;  // (module, exported) → place in ast->exports
  NameTable answered; // (module, name) → place in answers
  VEC(Resolution) answers;
  NameTable visited; // ResolveExport's resolveSet, of one search
  VEC(Frame) frames; // of one search
};

static const Resolution nowhere = { .target = { .kind = TARGET_NONE },
                                    .other = NO_INDEX,
                                    .star_external = NO_INDEX };

Matcher *matcher_new(Link *link, DiagList *diags) {
  Matcher *matcher = MEM_NEW_ZEROED(Matcher);
  matcher->link = link;
  matcher->diags = diags;
  matcher->default_name = intern_text("default");
  vec_each (module, &link->order) {
    const Ast *ast = (*module)->ast;
    for (uint32_t i = 0; i < ast->exports.len; i++) {
      *name_table_put(&matcher->exports, (*module)->index, ast->exports.items[i].exported) = i;
    }
  }
  return matcher;
}

void matcher_free(Matcher *matcher) {
  name_table_clear(&matcher->exports);
  name_table_clear(&matcher->answered);
  name_table_clear(&matcher->visited);
  vec_clear(&matcher->answers);
  vec_clear(&matcher->frames);
  mem_free(matcher);
}

// --- One name ---

static bool target_equal(const Target *a, const Target *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case TARGET_SYMBOL:
      return a->symbol.module == b->symbol.module && a->symbol.symbol == b->symbol.symbol;
    case TARGET_NAMESPACE: return a->symbol.module == b->symbol.module;
    case TARGET_EXTERNAL: return a->external == b->external && a->name == b->name;
    default: return true;
  }
}

uint32_t match_import_of(const Ast *ast, uint32_t symbol) {
  uint32_t low = 0;
  uint32_t high = ast->imports.len;
  while (low + 1 < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ast->imports.items[middle].symbol <= symbol) {
      low = middle;
    } else {
      high = middle;
    }
  }
  assert(low < ast->imports.len && ast->imports.items[low].symbol == symbol);
  return low;
}

static Target external_target(uint32_t external, const Atom *name) {
  return (Target){ .kind = TARGET_EXTERNAL, .external = external, .name = name };
}

// Where (record, imported) of a module leads. true: `*out` says it; false: on to name `imported` of the returned module.
static bool follow_record(const Link *link, const Module *module, uint32_t record,
                          const Atom *imported, Target *out, const Module **next) {
  uint32_t external = link->modules[module->index].edge_externals[record];
  if (external != NO_INDEX) {
    *out = external_target(external, imported);
    return true;
  }
  *next = module->edges.items[record].target;
  if (imported) return false;
  *out = (Target){ .kind = TARGET_NAMESPACE, .symbol = { (*next)->index, NO_INDEX } };
  return true;
}

// Looks at the frame's own exports, and follows explicit re-exports without going deeper. false: only `export *` can tell.
static bool frame_enter(Matcher *matcher, Frame *frame, Resolution *out) {
  *out = nowhere;
  for (;;) {
    const Module *module = frame->module;
    uint32_t answer = name_table_get(&matcher->answered, module->index, frame->name);
    if (answer != NO_INDEX) {
      *out = matcher->answers.items[answer];
      return true;
    }
    uint32_t *visited = name_table_put(&matcher->visited, module->index, frame->name);
    if (*visited != NO_INDEX) {
      out->is_circle = true;
      return true;
    }
    *visited = 0;
    uint32_t own = name_table_get(&matcher->exports, module->index, frame->name);
    if (own == NO_INDEX) return module->ast->stars.len == 0 || frame->name == matcher->default_name;

    const ExportEntry *entry = &module->ast->exports.items[own];
    uint32_t record = entry->record;
    const Atom *imported = entry->imported;
    if (record == NO_INDEX) {
      if (module->ast->symbols.items[entry->symbol].kind != SYMBOL_IMPORT) {
        out->target = (Target){ .kind = TARGET_SYMBOL, .symbol = { module->index, entry->symbol } };
        return true;
      }
      const ImportBinding *import =
          &module->ast->imports.items[match_import_of(module->ast, entry->symbol)];
      record = import->record;
      imported = import->imported;
    }
    if (follow_record(matcher->link, module, record, imported, &out->target, &frame->module))
      return true;
    frame->name = imported;
  }
}

static void note_star_external(Resolution *found, uint32_t external, bool several) {
  if (external == NO_INDEX) return;
  if (found->star_external == NO_INDEX) found->star_external = external;
  found->several_stars |= several || found->star_external != external;
}

// What one `export *` gave, into what the ones before it gave.
static void merge_star(Resolution *found, const Resolution *star) {
  note_star_external(found, star->star_external, star->several_stars);
  if (star->target.kind == TARGET_NONE || target_equal(&found->target, &star->target)) return;
  if (found->target.kind == TARGET_NONE || star->target.kind == TARGET_AMBIGUOUS) {
    found->target = star->target;
    found->other = star->other;
    return;
  }
  if (found->target.kind == TARGET_AMBIGUOUS) return;
  found->other = star->target.kind == TARGET_EXTERNAL ? NO_INDEX : star->target.symbol.module;
  if (found->target.kind == TARGET_EXTERNAL) found->target.symbol.module = NO_INDEX;
  found->target.kind = TARGET_AMBIGUOUS;
}

// Goes on to the frame's next `export *`. false: there is none left.
static bool frame_advance(Matcher *matcher) {
  Frame *frame = vec_last(&matcher->frames);
  const Module *module = frame->module;
  while (frame->next_star < module->ast->stars.len &&
         frame->found.target.kind != TARGET_AMBIGUOUS) {
    uint32_t record = module->ast->stars.items[frame->next_star++];
    uint32_t external = matcher->link->modules[module->index].edge_externals[record];
    if (external != NO_INDEX) {
      if (!matcher->link->externals.items[external].is_empty)
        note_star_external(&frame->found, external, false);
      continue;
    }
    const Module *target = module->edges.items[record].target;
    bool is_leaf = target->ast->stars.len == 0;
    if (is_leaf && name_table_get(&matcher->exports, target->index, frame->name) == NO_INDEX)
      continue;
    Frame next = { .module = target, .name = frame->name, .found = nowhere };
    vec_push(&matcher->frames, next);
    return true;
  }
  return false;
}

static Resolution search(Matcher *matcher) {
  for (;;) {
    Frame *frame = vec_last(&matcher->frames);
    Resolution found;
    bool known = !frame->entered && frame_enter(matcher, frame, &found);
    frame->entered = true;
    if (!known) {
      if (frame_advance(matcher)) continue;
      found = vec_last(&matcher->frames)->found;
    }
    matcher->frames.len--;
    if (matcher->frames.len == 0) return found;
    merge_star(&vec_last(&matcher->frames)->found, &found);
  }
}

Resolution match_export(Matcher *matcher, const Module *module, const Atom *name) {
  uint32_t answer = name_table_get(&matcher->answered, module->index, name);
  if (answer != NO_INDEX) return matcher->answers.items[answer];
  name_table_reset(&matcher->visited);
  vec_push(&matcher->frames, (Frame){ .module = module, .name = name, .found = nowhere });
  Resolution found = search(matcher);
  *name_table_put(&matcher->answered, module->index, name) = matcher->answers.len;
  vec_push(&matcher->answers, found);
  return found;
}

// --- All names ---

// Modules and externals that `export *` reaches from a module, itself included; each once.
typedef struct Reach {
  VEC(const Module *) modules;
  IndexList externals;
  bool *seen_modules;
  bool *seen_externals;
} Reach;

static void reach_module(Reach *reach, const Module *module) {
  if (reach->seen_modules[module->index]) return;
  reach->seen_modules[module->index] = true;
  vec_push(&reach->modules, module);
}

static void reach_external(const Link *link, Reach *reach, uint32_t external) {
  if (external == NO_INDEX || reach->seen_externals[external]) return;
  reach->seen_externals[external] = true;
  if (!link->externals.items[external].is_empty) vec_push(&reach->externals, external);
}

static Reach reach_by_stars(const Link *link, const Module *module) {
  Reach reach = { .modules = VEC_EMPTY };
  reach.seen_modules = (bool *)mem_alloc_zeroed(link->graph->modules.len, sizeof(bool));
  reach.seen_externals = (bool *)mem_alloc_zeroed((size_t)link->externals.len + 1, sizeof(bool));
  reach_module(&reach, module);
  for (uint32_t i = 0; i < reach.modules.len; i++) {
    const Module *from = reach.modules.items[i];
    vec_each (record, &from->ast->stars) {
      uint32_t external = link->modules[from->index].edge_externals[*record];
      reach_external(link, &reach, external);
      if (external == NO_INDEX) reach_module(&reach, from->edges.items[*record].target);
    }
  }
  mem_free(reach.seen_modules);
  mem_free(reach.seen_externals);
  return reach;
}

// One of ECMAScript's GetExportedNames, and the module that declares or re-exports it by name.
typedef struct ReachedName {
  const Atom *name;
  const Module *home; // NULL: there are several
} ReachedName;

typedef VEC(ReachedName) ReachedNames;

static void names_of_module(ReachedNames *names, NameTable *seen, const Module *from,
                            bool is_root) {
  vec_each (entry, &from->ast->exports) {
    if (!is_root && str_is(atom_str(entry->exported), "default")) continue;
    uint32_t *place = name_table_put(seen, 0, entry->exported);
    if (*place == NO_INDEX) {
      *place = names->len;
      vec_push(names, (ReachedName){ entry->exported, from });
    } else {
      names->items[*place].home = NULL;
    }
  }
}

static ReachedNames names_of_reach(const Reach *reach) {
  ReachedNames names = VEC_EMPTY;
  NameTable seen = NAME_TABLE_EMPTY;
  for (uint32_t i = 0; i < reach->modules.len; i++) {
    names_of_module(&names, &seen, reach->modules.items[i], i == 0);
  }
  name_table_clear(&seen);
  return names;
}

static ReachedNames exported_names(const Matcher *matcher, const Module *module) {
  Reach reach = reach_by_stars(matcher->link, module);
  ReachedNames names = names_of_reach(&reach);
  vec_clear(&reach.modules);
  vec_clear(&reach.externals);
  return names;
}

int name_compare(const Atom *a, const Atom *b) {
  uint32_t shorter = a->len < b->len ? a->len : b->len;
  for (uint32_t i = 0; i < shorter; i++) {
    unsigned char x = (unsigned char)a->text[i];
    unsigned char y = (unsigned char)b->text[i];
    if (x == y) continue;
    // Bytes order by code point; in UTF-16 what needs two units (from F0 in UTF-8) stands before U+E000 to U+FFFF (EE and EF).
    bool x_is_pair = x >= 0xf0;
    if (x >= 0xee && y >= 0xee && x_is_pair != (y >= 0xf0)) return x_is_pair ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a->len < b->len ? -1 : a->len > b->len;
}

static int compare_exports(const void *a, const void *b) {
  return name_compare(((const ExportName *)a)->exported, ((const ExportName *)b)->exported);
}

void match_all_exports(Matcher *matcher, const Module *module) {
  ModuleLink *state = &matcher->link->modules[module->index];
  if (state->exports.len != 0 || state->star_externals.len != 0) return;
  Reach reach = reach_by_stars(matcher->link, module);
  ReachedNames names = names_of_reach(&reach);
  state->star_externals = reach.externals;
  vec_clear(&reach.modules);
  vec_each (name, &names) {
    // Where only one module has the name, every way through `export *` ends there.
    Resolution found = match_export(matcher, name->home ? name->home : module, name->name);
    if (found.target.kind == TARGET_NONE && found.star_external != NO_INDEX)
      found.target = external_target(found.star_external, name->name);
    if (found.target.kind == TARGET_NONE || found.target.kind == TARGET_AMBIGUOUS) continue;
    vec_push(&state->exports, (ExportName){ name->name, found.target, NULL });
  }
  if (state->exports.len > 1)
    qsort(state->exports.items, state->exports.len, sizeof(ExportName), compare_exports);
  vec_clear(&names);
}

const Atom *match_nearest(Matcher *matcher, const Module *module, const Atom *name) {
  const Atom *best = NULL;
  size_t limit = name->len < 3 ? 1 : name->len / 3;
  ReachedNames names = exported_names(matcher, module);
  vec_each (candidate, &names) {
    size_t distance = str_distance(atom_str(candidate->name), atom_str(name), limit);
    bool nearer = distance <= limit &&
                  (distance < limit || best == NULL || name_compare(candidate->name, best) < 0);
    if (!nearer || candidate->name == name) continue;
    best = candidate->name;
    limit = distance;
  }
  vec_clear(&names);
  return best;
}

// --- Imports, and what is wrong with them ---

static DiagSource source_of(const Matcher *matcher, const Module *module) {
  return (DiagSource){ matcher->diags, module->name, buf_str(&module->source) };
}

static bool exports_something(const Matcher *matcher, const Module *module) {
  ReachedNames names = exported_names(matcher, module);
  bool some = names.len != 0;
  vec_clear(&names);
  return some;
}

static void note_symbol(const Matcher *matcher, SymbolRef ref, const char *what) {
  const Module *module = matcher->link->graph->modules.items[ref.module];
  const Symbol *symbol = &module->ast->symbols.items[ref.symbol];
  DiagSource at = source_of(matcher, module);
  uint32_t length = symbol->kind == SYMBOL_DEFAULT ? 1 : symbol->name->len;
  Span span = { symbol->declared_at, symbol->declared_at + length };
  diag_note(&at, span, "\"%s\" is %s", symbol->name->text, what);
}

// Shows, below the diagnostic that was added last, where `name` of `module` comes from.
static void note_export(Matcher *matcher, const Module *module, const Atom *name) {
  Target target = match_export(matcher, module, name).target;
  if (target.kind == TARGET_SYMBOL) note_symbol(matcher, target.symbol, "exported here");
}

// As note_export, for a name that the module has at its top and keeps to itself.
static bool note_unexported(Matcher *matcher, const Module *module, const Atom *name) {
  const Ast *ast = module->ast;
  if (ast->scopes.len == 0) return false;
  vec_each (symbol, &ast->scopes.items[0].symbols) {
    if (ast->symbols.items[*symbol].name != name) continue;
    note_symbol(matcher, (SymbolRef){ module->index, *symbol }, "declared here, but not exported");
    return true;
  }
  return false;
}

static char *missing_help(Matcher *matcher, const Module *target, const Atom *name) {
  const Atom *nearest = match_nearest(matcher, target, name);
  bool has_default =
      match_export(matcher, target, matcher->default_name).target.kind != TARGET_NONE;
  if (nearest && nearest != matcher->default_name)
    return str_format("did you mean \"%s\"?", nearest->text);
  if (has_default && name != matcher->default_name) {
    return str_format("\"%s\" has a default export: import it without braces, or add "
                      "`export` to what you need in that file",
                      target->name);
  }
  if (name == matcher->default_name && exports_something(matcher, target)) {
    return str_format("import names in braces from it, or all of it by `import * as …`; or add "
                      "`export default` to \"%s\"",
                      target->name);
  }
  return str_format("export it in \"%s\", or remove it here", target->name);
}

static void tell_missing(Matcher *matcher, const Module *module, Span span, const Module *target,
                         const Atom *name) {
  DiagSource at = source_of(matcher, module);
  char *help = missing_help(matcher, target, name);
  if (name == matcher->default_name) {
    diag_add(&at, SEVERITY_ERROR, DIAG_MISSING_EXPORT, span, help, "\"%s\" has no default export",
             target->name);
  } else {
    diag_add(&at, SEVERITY_ERROR, DIAG_MISSING_EXPORT, span, help,
             "\"%s\" has no export named \"%s\"", target->name, name->text);
    const Atom *nearest = match_nearest(matcher, target, name);
    if (!note_unexported(matcher, target, name) && nearest) note_export(matcher, target, nearest);
  }
  mem_free(help);
}

static void tell_ambiguous(Matcher *matcher, const Module *module, Span span,
                           const Resolution *found, const Atom *name) {
  DiagSource at = source_of(matcher, module);
  uint32_t first = found->target.symbol.module;
  bool known = first != NO_INDEX && found->other != NO_INDEX;
  const char *one = known ? matcher->link->graph->modules.items[first]->name : "one module";
  const char *other =
      known ? matcher->link->graph->modules.items[found->other]->name : "another module";
  char *help = str_format("`export *` takes it from %s and from %s: export it by name from the one "
                          "that is meant",
                          one, other);
  diag_add(&at, SEVERITY_ERROR, DIAG_AMBIGUOUS_EXPORT, span, help, "Ambiguous import of \"%s\"",
           name->text);
  if (known) {
    note_export(matcher, matcher->link->graph->modules.items[first], name);
    note_export(matcher, matcher->link->graph->modules.items[found->other], name);
  }
  mem_free(help);
}

// The target of an import of `name` from `target`, with a diagnostic when there is none.
static Target match_named(Matcher *matcher, const Module *module, Span span, const Module *target,
                          const Atom *name) {
  Resolution found = match_export(matcher, target, name);
  // What the target re-exports by name is told there, unless it comes back here.
  bool told_there =
      name_table_get(&matcher->exports, target->index, name) != NO_INDEX && !found.is_circle;
  switch (found.target.kind) {
    case TARGET_AMBIGUOUS:
      if (!told_there) tell_ambiguous(matcher, module, span, &found, name);
      break;
    case TARGET_NONE:
      if (found.star_external != NO_INDEX && !found.several_stars) {
        // No bundled module has it, so that the one external module with `export *` must.
        return external_target(found.star_external, name);
      }
      if (found.star_external != NO_INDEX && !told_there) {
        DiagSource at = source_of(matcher, module);
        diag_add(&at, SEVERITY_ERROR, DIAG_EXTERNAL_STAR, span,
                 "import it from the external module itself",
                 "Several external modules may have \"%s\" for the `export *` in \"%s\"",
                 name->text, target->name);
      } else if (!told_there) {
        tell_missing(matcher, module, span, target, name);
      }
      break;
    default: break;
  }
  return found.target;
}

static Target match_import(Matcher *matcher, const Module *module, const ImportBinding *import) {
  Target target;
  const Module *next;
  if (!follow_record(matcher->link, module, import->record, import->imported, &target, &next))
    target = match_named(matcher, module, import->span, next, import->imported);
  return target;
}

// Re-exports must lead somewhere even when nobody imports them.
static void check_reexport(Matcher *matcher, const Module *module, const ExportEntry *entry) {
  const Module *next;
  Target target;
  if (entry->record != NO_INDEX &&
      !follow_record(matcher->link, module, entry->record, entry->imported, &target, &next)) {
    match_named(matcher, module, entry->span, next, entry->imported);
  }
}

void match_imports(Matcher *matcher) {
  vec_each (module, &matcher->link->order) {
    const Ast *ast = (*module)->ast;
    ModuleLink *state = &matcher->link->modules[(*module)->index];
    state->imports = (Target *)mem_alloc(((size_t)ast->imports.len + 1) * sizeof(Target));
    for (uint32_t i = 0; i < ast->imports.len; i++) {
      state->imports[i] = match_import(matcher, *module, &ast->imports.items[i]);
    }
    vec_each (entry, &ast->exports) {
      check_reexport(matcher, *module, entry);
    }
  }
}
