#include "link/namespaces.h"

#include "base/mem.h"
#include "syntax/parts.h"

typedef struct Finder {
  Link *link;
  Matcher *matcher;
  DiagList *diags;
  NameTable targets; // (symbol, name) of members of the module at hand that are assigned to
} Finder;

// The namespace that `use` is of. NULL: it is none of a bundled module.
static const Module *namespace_of(const Finder *finder, const Module *module, const PartUse *use) {
  if (use->symbol == NO_INDEX || use->member == NULL) return NULL;
  const Target *target = link_import(finder->link, module, use->symbol);
  if (target == NULL || target->kind != TARGET_NAMESPACE) return NULL;
  return finder->link->graph->modules.items[target->symbol.module];
}

static void warn_missing(const Finder *finder, const Module *module, const PartUse *use,
                         const Module *target) {
  DiagSource at = { finder->diags, module->name, buf_str(&module->source) };
  const Atom *nearest = match_nearest(finder->matcher, target, use->member);
  char *help = nearest ? str_format("did you mean \"%s\"?", nearest->text) : NULL;
  diag_add(&at, SEVERITY_WARNING, DIAG_MISSING_EXPORT, use->span, help,
           "\"%s\" is always undefined: \"%s\" has no export of that name", use->member->text,
           target->name);
  mem_free(help);
}

static void decide(const Finder *finder, const Module *module, const PartUse *use,
                   const Module *target) {
  ModuleLink *state = &finder->link->modules[module->index];
  if (name_table_get(&finder->targets, use->symbol, use->member) != NO_INDEX) return;
  uint32_t *place = name_table_put(&state->member_table, use->symbol, use->member);
  if (*place != NO_INDEX) return;
  Resolution found = match_export(finder->matcher, target, use->member);
  bool is_known = found.target.kind != TARGET_NONE && found.target.kind != TARGET_AMBIGUOUS;
  // An external module's `export *` may have it when the program runs.
  if (found.target.kind == TARGET_NONE && found.star_external == NO_INDEX)
    warn_missing(finder, module, use, target);
  *place = is_known ? state->members.len : MEMBER_UNKNOWN;
  if (is_known)
    vec_push(&state->members, (NamespaceMember){ use->symbol, use->member, found.target, false });
}

static void find_in(Finder *finder, const Module *module) {
  const Ast *ast = module->ast;
  vec_each (use, &ast->uses) {
    if (use->is_target && namespace_of(finder, module, use))
      *name_table_put(&finder->targets, use->symbol, use->member) = 0;
  }
  vec_each (use, &ast->uses) {
    const Module *target = use->is_target ? NULL : namespace_of(finder, module, use);
    if (target) decide(finder, module, use, target);
  }
  name_table_reset(&finder->targets);
}

static bool imports_namespace(const Link *link, const Module *module) {
  for (uint32_t i = 0; i < module->ast->imports.len; i++) {
    if (link->modules[module->index].imports[i].kind == TARGET_NAMESPACE) return true;
  }
  return false;
}

void namespaces_find(Link *link, Matcher *matcher, DiagList *diags) {
  Finder finder = { link, matcher, diags, NAME_TABLE_EMPTY };
  vec_each (module, &link->order) {
    if (imports_namespace(link, *module)) find_in(&finder, *module);
  }
  name_table_clear(&finder.targets);
}
