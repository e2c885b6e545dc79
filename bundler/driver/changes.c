#include "driver/changes.h"

// Whether some import was not found or doubtful: what is said of it may name other files of a folder.
static bool has_faults(const Graph *graph) {
  vec_each (module, &graph->modules) {
    if ((*module)->edge_diags.items.len != 0) return true;
  }
  return false;
}

static Extent judge(const char *path, const Graph *graph, Resolver *resolver) {
  switch (resolver_judge(resolver, path)) {
    case PATH_UNSEEN:
    case PATH_CONTENT: break;
    case PATH_UNASKED:
      if (has_faults(graph)) return EXTENT_NAMES;
      resolver_renew(resolver, path);
      break;
    case PATH_NAMES: return EXTENT_NAMES;
    case PATH_EVERYTHING: return EXTENT_EVERYTHING;
  }
  return EXTENT_NOTHING;
}

static void add_changed(const Map *paths, Module *const *known, uint32_t count,
                        ModuleList *modules) {
  for (uint32_t i = 0; i < count; i++) {
    if (map_get(paths, str_of(known[i]->path))) vec_push(modules, known[i]);
  }
}

Extent changes_judge(const Changes *changes, const Graph *graph, Resolver *resolver,
                     ModuleList *modules) {
  if (changes->everything || graph == NULL) return EXTENT_EVERYTHING;
  Extent extent = EXTENT_NOTHING;
  Map paths = MAP_EMPTY;
  vec_each (path, &changes->paths) {
    Extent here = judge(*path, graph, resolver);
    if (here > extent) extent = here;
    map_put(&paths, str_of(*path), NULL);
  }
  add_changed(&paths, graph->modules.items, graph->modules.len, modules);
  add_changed(&paths, graph->copies.items, graph->copies.len, modules);
  map_clear(&paths);
  if (extent == EXTENT_NOTHING && modules->len != 0) extent = EXTENT_MODULES;
  return extent;
}

void changes_clear(Changes *changes) {
  text_list_clear(&changes->paths);
  changes->everything = false;
}
