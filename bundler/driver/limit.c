#include "driver/limit.h"

#include "driver/account.h"

#include <stdlib.h>

static int oldest_first(const void *left, const void *right) {
  const Module *a = *(Module *const *)left;
  const Module *b = *(Module *const *)right;
  if (a->scanned_in != b->scanned_in) return a->scanned_in < b->scanned_in ? -1 : 1;
  if (a->tree_bytes != b->tree_bytes) return a->tree_bytes > b->tree_bytes ? -1 : 1;
  return a->index < b->index ? -1 : 1;
}

uint64_t limit_keep(const Graph *graph, const Link *link, const Reuse *reuse, uint64_t limit) {
  Account account = account_of(graph, link, reuse);
  uint64_t held = account_total(&account);
  if (graph == NULL || held <= limit) return held;
  ModuleList modules = VEC_EMPTY;
  vec_each (module, &graph->modules) {
    if ((*module)->tree_bytes != 0) vec_push(&modules, *module);
  }
  if (modules.len != 0)
    qsort((void *)modules.items, modules.len, sizeof *modules.items, oldest_first);
  for (uint32_t i = 0; i < modules.len && held > limit; i++) {
    uint64_t bytes = modules.items[i]->tree_bytes;
    if (graph_drop_tree(modules.items[i])) held -= bytes;
  }
  vec_clear(&modules);
  return held;
}
