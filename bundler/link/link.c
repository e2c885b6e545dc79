#include "link/link.h"

#include "base/mem.h"
#include "link/check.h"
#include "link/externals.h"
#include "link/match.h"
#include "link/namespaces.h"
#include "link/rename.h"
#include "link/shake.h"
#include "link/wrap.h"

static void link_order(Link *link) {
  bool *seen = (bool *)mem_alloc_zeroed((size_t)link->graph->modules.len + 1, sizeof(bool));
  vec_each (entry, &link->graph->entries) {
    order_append(&link->order, *entry, seen);
  }
  order_append_lazy(&link->order, seen);
  mem_free(seen);
}

// Imports, namespaces and names. Diagnostics tell what went wrong.
static void link_names(Link *link, DiagList *diags) {
  uint32_t errors = diags->errors;
  Matcher *matcher = matcher_new(link, diags);
  match_imports(matcher);
  if (diags->errors == errors) {
    namespaces_find(link, matcher, diags);
    shake(link, matcher, diags);
  }
  matcher_free(matcher);
  if (diags->errors == errors) rename_all(link, diags);
}

static void find_programs(Link *link) {
  vec_each (entry, &link->graph->entries) {
    LinkedProgram program;
    program.modules = wrap_program(link, *entry, &program.evaluated);
    vec_push(&link->programs, program);
  }
}

Link *link_graph(const Graph *graph, const LinkOptions *options, DiagList *diags) {
  uint32_t errors = diags->errors;
  Link *link = MEM_NEW_ZEROED(Link);
  link->graph = graph;
  link->options = options;
  link->module_count = graph->modules.len;
  link->modules =
      (ModuleLink *)mem_alloc_zeroed((size_t)graph->modules.len + 1, sizeof(ModuleLink));
  link_order(link);
  wrap_decide(link);
  link_check(link, diags);
  externals_collect(link);
  link_names(link, diags);
  if (diags->errors == errors) {
    find_programs(link);
    return link;
  }
  link_free(link);
  return NULL;
}

const LinkedProgram *link_program(const Link *link, const Module *entry) {
  uint32_t i = 0;
  while (link->graph->entries.items[i] != entry) {
    i++;
  }
  return &link->programs.items[i];
}

bool link_namespace_member(const Link *link, const Module *module, uint32_t symbol,
                           const Atom *name, OutputName *out) {
  const ModuleLink *state = &link->modules[module->index];
  uint32_t place = name_table_get(&state->member_table, symbol, name);
  if (place == NO_INDEX || place == MEMBER_UNKNOWN) return false;
  *out = link_target_name(link, module, &state->members.items[place].target);
  return true;
}

const Target *link_import(const Link *link, const Module *module, uint32_t symbol) {
  const Ast *ast = module->ast;
  if (ast->symbols.items[symbol].kind != SYMBOL_IMPORT) return NULL;
  return &link->modules[module->index].imports[match_import_of(ast, symbol)];
}

bool link_is_live(const Link *link, const Module *module, uint32_t part) {
  const bool *live = link->modules[module->index].live;
  return live == NULL || live[part];
}

bool link_is_entry(const Link *link, const Module *module) {
  vec_each (entry, &link->graph->entries) {
    if (*entry == module) return true;
  }
  return false;
}

static void module_link_clear(ModuleLink *state) {
  mem_free((void *)state->exported);
  mem_free((void *)state->mirrors);
  vec_clear(&state->exports);
  vec_clear(&state->star_externals);
  vec_clear(&state->members);
  name_table_clear(&state->member_table);
  mem_free(state->live);
  mem_free(state->used_imports);
  mem_free(state->imports);
  mem_free(state->names);
  mem_free(state->edge_externals);
}

void link_free(Link *link) {
  if (link == NULL) return;
  for (uint32_t i = 0; i < link->module_count; i++) {
    module_link_clear(&link->modules[i]);
  }
  vec_each (external, &link->externals) {
    vec_clear(&external->names);
  }
  vec_clear(&link->externals);
  name_table_clear(&link->external_names);
  vec_clear(&link->order);
  vec_each (program, &link->programs) {
    vec_clear(&program->modules);
  }
  vec_clear(&link->programs);
  mem_free(link->modules);
  mem_free(link);
}
