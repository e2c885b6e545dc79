#include "link/order.h"

// A module whose imports are being visited, and which of them comes next.
typedef struct Visit {
  Module *module;
  uint32_t next;
} Visit;

typedef VEC(Visit) VisitStack;

static void enter(VisitStack *visits, Module *module, bool *seen) {
  if (seen[module->index]) return;
  seen[module->index] = true;
  vec_push(visits, (Visit){ module, 0 });
}

static bool is_evaluated(ImportKind kind) {
  return kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
}

void order_append(ModuleList *order, Module *entry, bool *seen) {
  VisitStack visits = VEC_EMPTY;
  enter(&visits, entry, seen);
  while (visits.len > 0) {
    Visit *visit = vec_last(&visits);
    const Module *module = visit->module;
    if (visit->next == module->edges.len) {
      vec_push(order, visit->module);
      visits.len--;
      continue;
    }
    uint32_t record = visit->next++;
    Module *target = module->edges.items[record].target;
    if (target && is_evaluated((ImportKind)module->ast->records.items[record].kind))
      enter(&visits, target, seen);
  }
  vec_clear(&visits);
}

void order_append_lazy(ModuleList *order, bool *seen) {
  for (uint32_t i = 0; i < order->len; i++) {
    const Module *module = order->items[i];
    vec_each (edge, &module->edges) {
      if (edge->target) order_append(order, edge->target, seen);
    }
  }
}
