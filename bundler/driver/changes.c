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

Extent changes_judge(const Changes *changes, const Graph *graph, Resolver *resolver,
                     ModuleList *modules) {
  if (changes->everything || graph == NULL) return EXTENT_EVERYTHING;
  Extent extent = EXTENT_NOTHING;
  Map paths = MAP_EMPTY;
  vec_each (path, &changes->paths) {
    Extent here = judge(*path, graph, resolver);
    if (here > extent) extent = here;
    bool is_new;
    map_put(&paths, str_of(*path), &is_new);
    if (is_new) graph_modules_of(graph, *path, modules);
  }
  map_clear(&paths);
  if (extent == EXTENT_NOTHING && modules->len != 0) extent = EXTENT_MODULES;
  return extent;
}

void changes_clear(Changes *changes) {
  text_list_clear(&changes->paths);
  changes->everything = false;
}
