#include "link/nested.h"

#include "base/mem.h"
#include "link/rename.h"
#include "syntax/literal.h"

// One module's renaming. Owned by one worker while it runs.
typedef struct Nest {
  const Link *link;
  const Module *module;
  const ModuleLink *state;
  OutputName *names;     // the result
  NameTable foreign;     // output names that stand where the source has another name
  NameTable used;        // every name in the module, once a new one is needed
  uint32_t cannot_yield; // a pinned symbol that would capture a foreign name, or NO_INDEX
} Nest;

static void add_foreign(Nest *nest, const Atom *output, const Atom *source) {
  if (output && output != source) *name_table_put(&nest->foreign, 0, output) = 0;
}

static void name_imports(Nest *nest) {
  const Ast *ast = nest->module->ast;
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    uint32_t symbol = ast->imports.items[i].symbol;
    OutputName name = { NULL, NULL };
    if (nest->state->used_imports[i])
      name = link_target_name(nest->link, nest->module, &nest->state->imports[i]);
    if (name.name == NULL) name.name = ast->symbols.items[symbol].name; // never printed
    nest->names[symbol] = name;
    add_foreign(nest, name.name, ast->symbols.items[symbol].name);
  }
  vec_each (member, &nest->state->members) {
    if (!member->is_used) continue;
    add_foreign(nest, link_target_name(nest->link, nest->module, &member->target).name, NULL);
  }
}

// What a wrapped module declares at its top stands inside of its function.
static bool is_nested(const Nest *nest, const Symbol *symbol) {
  return symbol->scope != NO_INDEX && (symbol->scope != 0 || nest->state->wrap != WRAP_NONE);
}

// The names that stand for require() and import() of bundled modules.
static void add_records(Nest *nest) {
  const Module *module = nest->module;
  bool any = nest->state->wrap != WRAP_NONE;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
    any |= kind == IMPORT_DYNAMIC || kind == IMPORT_REQUIRE;
    if (target == NULL) continue;
    add_foreign(nest, nest->link->modules[target->index].wrap_name, NULL);
    add_foreign(nest, nest->link->modules[target->index].namespace_name, NULL);
    uint32_t external = nest->state->edge_externals[i];
    if (external != NO_INDEX)
      add_foreign(nest, nest->link->externals.items[external].namespace_name, NULL);
  }
  for (uint32_t i = 0; any && i < rename_own_name_count; i++) {
    add_foreign(nest, rename_own_name(nest->link, rename_own_names[i]), NULL);
  }
}

// The output is strict: words that sloppy code had as names give way.
static bool is_word_of_strict(const Nest *nest, const Symbol *symbol) {
  return !nest->module->ast->is_strict && is_nested(nest, symbol) && !symbol->pinned &&
         literal_is_reserved_word(atom_str(symbol->name), true);
}

// CommonJS's own `require`, where it is not called for a module of the bundle, is the platform's, which ES modules have under another name.
static bool calls_platform(const Nest *nest, const Symbol *symbol) {
  return nest->state->wrap == WRAP_COMMONJS && nest->link->options->format != FORMAT_CJS &&
         symbol->kind == SYMBOL_UNBOUND && str_is(atom_str(symbol->name), "require");
}

static const Atom *new_name(Nest *nest, const Atom *base) {
  const Ast *ast = nest->module->ast;
  if (nest->used.count == 0) {
    for (uint32_t i = 0; i < ast->symbols.len; i++) {
      *name_table_put(&nest->used, 0, ast->symbols.items[i].name) = 0;
      if (nest->names[i].name) *name_table_put(&nest->used, 0, nest->names[i].name) = 0;
    }
    vec_each (member, &nest->state->members) {
      if (!member->is_used) continue;
      const Atom *name = link_target_name(nest->link, nest->module, &member->target).name;
      if (name) *name_table_put(&nest->used, 0, name) = 0;
    }
  }
  Buf text = BUF_EMPTY;
  uint32_t number = 2;
  const Atom *name;
  do {
    text.len = 0;
    buf_printf(&text, "%s%u", base->text, number++);
    name = intern(buf_str(&text));
  } while (name_table_get(&nest->used, 0, name) != NO_INDEX);
  *name_table_put(&nest->used, 0, name) = 0;
  buf_clear(&text);
  return name;
}

// Names that the output has at the module's top under another name than the source.
static void name_top(Nest *nest) {
  const Ast *ast = nest->module->ast;
  name_imports(nest);
  add_records(nest);
  vec_each (index, &ast->scopes.items[0].symbols) {
    const Symbol *symbol = &ast->symbols.items[*index];
    if (symbol->kind == SYMBOL_IMPORT) continue;
    nest->names[*index] = nest->state->names[*index];
    if (symbol->kind != SYMBOL_DEFAULT && !is_nested(nest, symbol))
      add_foreign(nest, nest->names[*index].name, symbol->name);
  }
  for (uint32_t i = 0; nest->state->mirrors && i < ast->top_end; i++) {
    add_foreign(nest, nest->state->mirrors[i], NULL);
  }
  if (ast->import_meta.end != 0 && nest->link->options->format != FORMAT_ESM)
    add_foreign(nest, rename_own_name(nest->link, NAME_IMPORT_META), NULL);
}

static void name_nested(Nest *nest, uint32_t index) {
  const Symbol *symbol = &nest->module->ast->symbols.items[index];
  const Atom **name = &nest->names[index].name;
  *name = calls_platform(nest, symbol) ? rename_own_name(nest->link, NAME_REQUIRE) : symbol->name;
  bool captures = nest->foreign.count != 0 && is_nested(nest, symbol) &&
                  name_table_get(&nest->foreign, 0, symbol->name) != NO_INDEX;
  if (captures && symbol->pinned) {
    nest->cannot_yield = index;
  } else if (captures || is_word_of_strict(nest, symbol)) {
    *name = new_name(nest, symbol->name);
  }
}

OutputName *nested_names(const Link *link, const Module *module, uint32_t *cannot_yield) {
  uint32_t count = module->ast->symbols.len;
  Nest nest = { .link = link,
                .module = module,
                .state = &link->modules[module->index],
                .names = (OutputName *)mem_alloc_zeroed((size_t)count + 1, sizeof(OutputName)),
                .cannot_yield = NO_INDEX };
  name_top(&nest);
  for (uint32_t i = 0; i < count; i++) {
    if (nest.names[i].name == NULL) name_nested(&nest, i);
  }
  name_table_clear(&nest.foreign);
  name_table_clear(&nest.used);
  *cannot_yield = nest.cannot_yield;
  return nest.names;
}

void nested_tell(const Module *module, uint32_t index, DiagList *diags) {
  const Symbol *symbol = &module->ast->symbols.items[index];
  DiagSource at = { diags, module->name, buf_str(&module->source) };
  Span span = { symbol->declared_at, symbol->declared_at + symbol->name->len };
  diag_add(&at, SEVERITY_ERROR, DIAG_PINNED_NAME, span,
           "give it another name, or call eval indirectly, as (0, eval)(…)",
           "\"%s\" can be seen by a direct eval and must keep its name, but hides an import of "
           "that name here",
           symbol->name->text);
}
