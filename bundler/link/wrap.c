#include "link/wrap.h"

#include "base/mem.h"
#include "link/circles.h"

// By module: in how many programs it is, and how many of them have evaluated it when anything asynchronous can run.
typedef struct Programs {
  uint32_t with;
  uint32_t ready;
} Programs;

typedef struct Wrapper {
  Link *link;
  Programs *programs;             // owned: by module
  VEC(const Module *) to_look_at; // wrapped, what they import still to be wrapped
} Wrapper;

static ModuleLink *state_of(const Wrapper *wrapper, const Module *module) {
  return &wrapper->link->modules[module->index];
}

static bool is_static(const Module *module, uint32_t record) {
  ImportKind kind = (ImportKind)module->ast->records.items[record].kind;
  return kind == IMPORT_STATIC || kind == IMPORT_EXPORT_FROM;
}

// In Node, what is neither named nor written as an ES module is CommonJS.
static bool may_be_commonjs(const Module *module) {
  return !module->ast->has_esm_syntax && module->type != MODULE_TYPE_ESM &&
         !loader_is_data(module->loader);
}

bool wrap_is_sloppy(const Module *module) {
  const Ast *ast = module->ast;
  return may_be_commonjs(module) && !ast->is_strict && !ast->is_empty;
}

static bool is_commonjs(const Module *module) {
  bool is_known = module->ast->commonjs.end != 0 || module->type == MODULE_TYPE_COMMONJS;
  return may_be_commonjs(module) && (is_known || wrap_is_sloppy(module));
}

static void leave_out_dropped(const Link *link, ModuleList *modules, uint32_t *evaluated) {
  uint32_t kept = 0;
  uint32_t kept_evaluated = 0;
  for (uint32_t i = 0; i < modules->len; i++) {
    if (link->modules[modules->items[i]->index].is_dropped) continue;
    kept_evaluated += i < *evaluated;
    modules->items[kept++] = modules->items[i];
  }
  modules->len = kept;
  *evaluated = kept_evaluated;
}

ModuleList wrap_program(const Link *link, Module *entry, uint32_t *evaluated) {
  ModuleList modules = VEC_EMPTY;
  bool *seen = (bool *)mem_alloc_zeroed((size_t)link->graph->modules.len + 1, sizeof(bool));
  order_append(&modules, entry, seen);
  *evaluated = modules.len;
  order_append_lazy(&modules, seen);
  mem_free(seen);
  leave_out_dropped(link, &modules, evaluated);
  return modules;
}

static void count_program(Wrapper *wrapper, Module *entry) {
  uint32_t evaluated;
  ModuleList modules = wrap_program(wrapper->link, entry, &evaluated);
  bool awaits = false;
  for (uint32_t i = 0; i < evaluated; i++) {
    state_of(wrapper, modules.items[i])->is_evaluated = true;
    awaits |= modules.items[i]->ast->top_level_await.end != 0;
  }
  for (uint32_t i = 0; i < modules.len; i++) {
    Programs *programs = &wrapper->programs[modules.items[i]->index];
    programs->with++;
    programs->ready += i < evaluated && !awaits;
  }
  vec_clear(&modules);
}

static bool is_ready(const Wrapper *wrapper, const Module *module) {
  const Programs *programs = &wrapper->programs[module->index];
  return programs->with == programs->ready;
}

// Whether each program that has this entry begins with it: then it runs at a time that is known.
static bool begins_programs(const Wrapper *wrapper, const Module *module) {
  return link_is_entry(wrapper->link, module) &&
         (is_ready(wrapper, module) || wrapper->programs[module->index].with == 1);
}

// A script that neither imports nor exports, and that nobody imports, is its whole program: it can stand as it is.
static bool stands_alone(const Wrapper *wrapper, const Module *module) {
  const Ast *ast = module->ast;
  return link_is_entry(wrapper->link, module) && wrapper->programs[module->index].with == 1 &&
         module->edges.len == 0 && ast->commonjs.end == 0 && ast->sloppy_only.end == 0;
}

static void wrap_module(Wrapper *wrapper, const Module *module) {
  ModuleLink *state = state_of(wrapper, module);
  if (state->wrap != WRAP_NONE || begins_programs(wrapper, module)) return;
  state->wrap = WRAP_LAZY;
  vec_push(&wrapper->to_look_at, module);
}

// What wrapped modules import is wrapped too, but for what is evaluated anyway when they need it (`unless_ready`).
static void wrap_imports(Wrapper *wrapper, bool unless_ready) {
  while (wrapper->to_look_at.len > 0) {
    const Module *module = vec_pop(&wrapper->to_look_at);
    for (uint32_t i = 0; i < module->edges.len; i++) {
      const Module *target = module->edges.items[i].target;
      if (target == NULL || !is_static(module, i)) continue;
      if (!unless_ready || !is_ready(wrapper, target)) wrap_module(wrapper, target);
    }
  }
}

static void wrap_reached_by(Wrapper *wrapper, ImportKind kind) {
  bool unless_ready = kind == IMPORT_DYNAMIC;
  vec_each (module, &wrapper->link->order) {
    for (uint32_t i = 0; i < (*module)->edges.len; i++) {
      const Module *target = (*module)->edges.items[i].target;
      if (target == NULL || (*module)->ast->records.items[i].kind != kind) continue;
      if (!unless_ready || !is_ready(wrapper, target)) wrap_module(wrapper, target);
    }
  }
  wrap_imports(wrapper, unless_ready);
}

// --- Top-level await ---

// Whether an import of the module makes it wait; CommonJS modules wait for nobody.
static bool imports_async(const Wrapper *wrapper, const Module *module) {
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    if (target && is_static(module, i) && state_of(wrapper, target)->is_async) return true;
  }
  return false;
}

static bool find_async(const Wrapper *wrapper) {
  bool any = false;
  bool changed = true;
  while (changed) { // once, and again where there are circles
    changed = false;
    vec_each (module, &wrapper->link->order) {
      ModuleLink *state = state_of(wrapper, *module);
      if (state->is_async || state->wrap == WRAP_COMMONJS) continue;
      if ((*module)->ast->top_level_await.end == 0 && !imports_async(wrapper, *module)) continue;
      state->is_async = changed = any = true;
    }
  }
  return any;
}

static bool imports(const Module *module, const Module *target) {
  for (uint32_t i = 0; i < module->edges.len; i++) {
    if (module->edges.items[i].target == target && is_static(module, i)) return true;
  }
  return false;
}

// Whether one module after the other is what ECMAScript asks for: behind the first that awaits, each imports the one before it.
static bool awaits_in_turn(const Wrapper *wrapper, Module *entry) {
  uint32_t evaluated;
  ModuleList modules = wrap_program(wrapper->link, entry, &evaluated);
  bool in_turn = true;
  bool awaits = false;
  for (uint32_t i = 0; i < evaluated && in_turn; i++) {
    const ModuleLink *state = state_of(wrapper, modules.items[i]);
    if (awaits) in_turn = imports(modules.items[i], modules.items[i - 1]);
    awaits |= state->is_async;
    if (state->is_async && state->wrap != WRAP_NONE) in_turn = modules.items[i] == entry;
  }
  vec_clear(&modules);
  return in_turn;
}

static void wrap_async(Wrapper *wrapper) {
  if (!find_async(wrapper)) return;
  bool in_turn = true;
  vec_each (entry, &wrapper->link->graph->entries) {
    in_turn &= awaits_in_turn(wrapper, *entry);
  }
  if (in_turn) return;
  vec_each (module, &wrapper->link->order) {
    ModuleLink *state = state_of(wrapper, *module);
    if (state->is_async && state->wrap == WRAP_NONE && !link_is_entry(wrapper->link, *module))
      state->wrap = WRAP_LAZY;
  }
}

// --- The names that wrapped modules give ---

static void note_exported(ModuleLink *state, const Ast *ast) {
  state->exported =
      (const Atom **)mem_alloc_zeroed((size_t)ast->symbols.len + 1, sizeof(const Atom *));
  vec_each (entry, &ast->exports) {
    if (entry->symbol != NO_INDEX) state->exported[entry->symbol] = entry->exported;
  }
}

void wrap_decide(Link *link) {
  Wrapper wrapper = { .link = link, .to_look_at = VEC_EMPTY };
  wrapper.programs =
      (Programs *)mem_alloc_zeroed((size_t)link->graph->modules.len + 1, sizeof(Programs));
  vec_each (module, &link->order) {
    if (is_commonjs(*module)) state_of(&wrapper, *module)->wrap = WRAP_COMMONJS;
  }
  vec_each (entry, &link->graph->entries) {
    count_program(&wrapper, *entry);
  }
  vec_each (entry, &link->graph->entries) {
    if (stands_alone(&wrapper, *entry)) state_of(&wrapper, *entry)->wrap = WRAP_NONE;
  }
  wrap_reached_by(&wrapper, IMPORT_REQUIRE);
  wrap_reached_by(&wrapper, IMPORT_DYNAMIC);
  wrap_async(&wrapper);
  vec_each (module, &link->order) {
    ModuleLink *state = state_of(&wrapper, *module);
    if (state->wrap == WRAP_LAZY) note_exported(state, (*module)->ast);
  }
  circles_find(link);
  vec_clear(&wrapper.to_look_at);
  mem_free(wrapper.programs);
}
