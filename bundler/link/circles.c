#include "link/circles.h"

#include "base/mem.h"

// A module on the way, and which of its edges comes next.
typedef struct Visit {
  const Module *module;
  uint32_t next;
} Visit;

typedef struct Search {
  Link *link;
  uint32_t *number; // owned: by module, in the order of their discovery; 0: not found yet
  uint32_t *lowest; // owned: by module, the lowest number known to be reached from it
  bool *is_open;    // owned: by module: found, its circle not known yet
  uint32_t count;
  VEC(Visit) path;
  VEC(uint32_t) open;
} Search;

static bool is_lazy(const Search *search, const Module *module) {
  return search->link->modules[module->index].wrap == WRAP_LAZY;
}

static void enter(Search *search, const Module *module) {
  search->number[module->index] = search->lowest[module->index] = ++search->count;
  search->is_open[module->index] = true;
  vec_push(&search->open, module->index);
  vec_push(&search->path, (Visit){ module, 0 });
}

// The next lazily evaluated module that `visit` imports, or NULL.
static const Module *next_import(const Search *search, Visit *visit) {
  while (visit->next < visit->module->edges.len) {
    uint32_t record = visit->next++;
    const Module *target = visit->module->edges.items[record].target;
    ImportKind kind = (ImportKind)visit->module->ast->records.items[record].kind;
    bool is_static = kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
    if (target && is_static && is_lazy(search, target)) return target;
  }
  return NULL;
}

static void lower(Search *search, const Module *module, uint32_t number) {
  uint32_t *lowest = &search->lowest[module->index];
  if (number < *lowest) *lowest = number;
}

// What is still open above the module is its circle.
static void close_circle(Search *search, const Module *module) {
  uint32_t member;
  do {
    member = vec_pop(&search->open);
    search->is_open[member] = false;
    search->link->modules[member].circle = module->index;
  } while (member != module->index);
}

static void leave(Search *search) {
  const Module *module = vec_pop(&search->path).module;
  uint32_t lowest = search->lowest[module->index];
  if (lowest == search->number[module->index]) close_circle(search, module);
  if (search->path.len > 0) lower(search, vec_last(&search->path)->module, lowest);
}

static void search_from(Search *search, const Module *start) {
  enter(search, start);
  while (search->path.len > 0) {
    Visit *visit = vec_last(&search->path);
    const Module *target = next_import(search, visit);
    if (target == NULL) {
      leave(search);
    } else if (search->number[target->index] == 0) {
      enter(search, target);
    } else if (search->is_open[target->index]) {
      lower(search, visit->module, search->number[target->index]);
    }
  }
}

void circles_find(Link *link) {
  size_t count = (size_t)link->graph->modules.len + 1;
  Search search = { .link = link, .path = VEC_EMPTY, .open = VEC_EMPTY };
  search.number = (uint32_t *)mem_alloc_zeroed(count, sizeof(uint32_t));
  search.lowest = (uint32_t *)mem_alloc_zeroed(count, sizeof(uint32_t));
  search.is_open = (bool *)mem_alloc_zeroed(count, sizeof(bool));
  vec_each (module, &link->order) {
    if (is_lazy(&search, *module) && search.number[(*module)->index] == 0)
      search_from(&search, *module);
  }
  vec_clear(&search.path);
  vec_clear(&search.open);
  mem_free(search.number);
  mem_free(search.lowest);
  mem_free(search.is_open);
}
