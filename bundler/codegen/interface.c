#include "codegen/interface.h"

#include "base/mem.h"
#include "codegen/print.h"
#include "codegen/runtime.h"
#include "link/rename.h"
#include "syntax/literal.h"

// --- What is used ---

typedef struct Gatherer {
  Interface *interface;
  uint32_t *places; // owned: by external, the place in interface->externals, or NO_INDEX
} Gatherer;

static ExternalUse *use_external(Gatherer *gatherer, uint32_t index) {
  Interface *interface = gatherer->interface;
  uint32_t *place = &gatherer->places[index];
  if (*place == NO_INDEX) {
    *place = interface->externals.len;
    size_t names = interface->link->externals.items[index].names.len;
    bool *uses_name = (bool *)mem_alloc_zeroed(names + 1, sizeof(bool));
    vec_push(&interface->externals, (ExternalUse){ .external = index, .uses_name = uses_name });
  }
  return &interface->externals.items[*place];
}

static void use_target(Gatherer *gatherer, const Target *target) {
  if (target->kind != TARGET_EXTERNAL) return;
  const Link *link = gatherer->interface->link;
  ExternalUse *use = use_external(gatherer, target->external);
  if (target->name == NULL) {
    use->uses_namespace = true;
  } else {
    use->uses_name[name_table_get(&link->external_names, target->external, target->name)] = true;
  }
}

static void use_exports(Gatherer *gatherer, const ModuleLink *state) {
  vec_each (export, &state->exports) {
    use_target(gatherer, &export->target);
  }
}

// What is printed for require() and import() in the module.
static uint32_t runtime_of_records(const Link *link, const Module *module) {
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Edge *edge = &module->edges.items[i];
    ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
    bool is_commonjs = edge->target && link->modules[edge->target->index].wrap == WRAP_COMMONJS;
    if (kind == IMPORT_DYNAMIC && edge->external == NULL) {
      wanted |= RUNTIME_LATER;
      if (edge->target == NULL) wanted |= RUNTIME_NAMESPACE;
      if (is_commonjs) wanted |= RUNTIME_IMPORT;
    }
    if (kind == IMPORT_REQUIRE && edge->target && !is_commonjs &&
        !loader_is_data(edge->target->loader))
      wanted |= RUNTIME_REQUIRED;
  }
  return wanted;
}

static const Symbol *find_unbound(const Ast *ast, const char *name) {
  const Atom *atom = intern_text(name);
  vec_each (symbol, &ast->symbols) {
    if (symbol->kind == SYMBOL_UNBOUND && symbol->name == atom) return symbol;
  }
  return NULL;
}

// Whether the module uses the platform's require: for external modules, or other than to call it with a name.
static bool uses_platform_require(const Link *link, const Module *module) {
  uint32_t known = 0;
  for (uint32_t i = 0; i < module->edges.len; i++) {
    if (module->ast->records.items[i].kind != IMPORT_REQUIRE) continue;
    if (module->edges.items[i].external) return true;
    known++;
  }
  if (link->modules[module->index].wrap != WRAP_COMMONJS) return false;
  const Symbol *require = find_unbound(module->ast, "require");
  return require && require->use_count > known;
}

static uint32_t runtime_of_platform(const Link *link, const Module *module) {
  bool is_node_module =
      link->options->platform == PLATFORM_NODE && link->options->format == FORMAT_ESM;
  uint32_t wanted = 0;
  if (link->options->format != FORMAT_CJS && uses_platform_require(link, module))
    wanted |= is_node_module ? RUNTIME_NODE_REQUIRE : RUNTIME_REQUIRE;
  if (is_node_module && link->modules[module->index].wrap == WRAP_COMMONJS &&
      (find_unbound(module->ast, "__filename") || find_unbound(module->ast, "__dirname")))
    wanted |= RUNTIME_NODE_PATHS;
  return wanted;
}

bool interface_is_sloppy(const Interface *interface, const Module *module) {
  return interface->link->options->format != FORMAT_ESM && !module->ast->is_strict &&
         interface->link->modules[module->index].wrap == WRAP_COMMONJS;
}

static void use_runtime(Gatherer *gatherer, const Module *module) {
  Interface *interface = gatherer->interface;
  const ModuleLink *state = &interface->link->modules[module->index];
  interface->runtime |= runtime_of_records(interface->link, module);
  interface->runtime |= runtime_of_platform(interface->link, module);
  if (state->wrap != WRAP_NONE) vec_push(&interface->wrapped, module);
  switch (state->wrap) {
    case WRAP_NONE:
      if (state->is_async) interface->runtime |= RUNTIME_ALL;
      break;
    case WRAP_COMMONJS:
      interface->runtime |= RUNTIME_COMMONJS;
      interface->is_sloppy |= interface_is_sloppy(interface, module);
      break;
    case WRAP_LAZY:
      interface->runtime |= RUNTIME_NAMESPACE;
      interface->runtime |= state->is_async ? RUNTIME_LAZY_ASYNC | RUNTIME_ALL : RUNTIME_LAZY;
      break;
  }
}

static bool is_kept(const Link *link, uint32_t external) {
  const Module *commonjs = link->externals.items[external].commonjs;
  return commonjs == NULL || !link->modules[commonjs->index].is_dropped;
}

static void use_module(Gatherer *gatherer, const Module *module) {
  const Link *link = gatherer->interface->link;
  const ModuleLink *state = &link->modules[module->index];
  const Ast *ast = module->ast;
  for (uint32_t i = 0; i < ast->records.len; i++) {
    uint32_t external = state->edge_externals[i];
    if (external != NO_INDEX && is_kept(link, external)) use_external(gatherer, external);
  }
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    if (state->used_imports[i]) use_target(gatherer, &state->imports[i]);
  }
  vec_each (member, &state->members) {
    if (member->is_used) use_target(gatherer, &member->target);
  }
  use_runtime(gatherer, module);
  if (!state->needs_namespace) return;
  if (state->wrap == WRAP_NONE) vec_push(&gatherer->interface->namespaces, module);
  use_exports(gatherer, state);
  vec_each (external, &state->star_externals) {
    use_external(gatherer, *external)->uses_namespace = true;
  }
}

Interface interface_gather(const Link *link, const Module *entry, const ModuleList *modules) {
  Interface interface = { .link = link,
                          .entry = entry,
                          .indent = link->options->format == FORMAT_IIFE ? 1 : 0 };
  Gatherer gatherer = { .interface = &interface };
  size_t bytes = ((size_t)link->externals.len + 1) * sizeof(uint32_t);
  gatherer.places = (uint32_t *)mem_alloc(bytes);
  memset(gatherer.places, 0xff, bytes);
  vec_each (module, modules) {
    use_module(&gatherer, *module);
  }
  if (link->options->format != FORMAT_IIFE) use_exports(&gatherer, &link->modules[entry->index]);
  mem_free(gatherer.places);
  return interface;
}

void interface_clear(Interface *interface) {
  vec_each (use, &interface->externals) {
    mem_free(use->uses_name);
  }
  vec_clear(&interface->externals);
  vec_clear(&interface->namespaces);
  vec_clear(&interface->wrapped);
}

// --- Small pieces of text ---

static void begin_line(const Interface *interface, Writer *out) {
  for (uint32_t i = 0; i < interface->indent; i++) {
    write_str(out, STR("  "));
  }
}

// Of what is not wrapped.
static uint32_t inner_indent(const Interface *interface) {
  return interface->indent + interface->is_sloppy;
}

static void begin_inner_line(const Interface *interface, Writer *out) {
  begin_line(interface, out);
  if (interface->is_sloppy) write_str(out, STR("  "));
}

// `var name`, or the name alone where it has been declared.
static void write_variable(const Interface *interface, Writer *out, const Atom *name) {
  if (!interface->is_sloppy) write_str(out, STR("var "));
  write_str(out, atom_str(name));
}

static void write_quoted(Writer *out, Str text) {
  literal_quote(&out->text, text, '"');
}

// A name in an import or export clause.
static void write_clause_name(Writer *out, const Atom *name) {
  if (literal_is_identifier(atom_str(name))) {
    write_str(out, atom_str(name));
  } else {
    write_quoted(out, atom_str(name));
  }
}

static const External *external_of(const Interface *interface, const ExternalUse *use) {
  return &interface->link->externals.items[use->external];
}

// "x", with its attributes behind.
static void write_source(const External *external, Writer *out) {
  write_quoted(out, atom_str(external->specifier));
  if (external->attributes == NULL) return;
  PrintOptions options = { 0 };
  Printer printer = { .out = out, .options = &options };
  write_str(out, STR(" with "));
  print_expression(&printer, &external->attributes->node, 0);
  print_end(&printer);
}

// --- ESM ---

static void write_import_clause(const ExternalUse *use, const External *external, Writer *out) {
  const char *before = "";
  const Atom *default_name = intern_text("default");
  for (uint32_t i = 0; i < external->names.len; i++) {
    const ExternalName *name = &external->names.items[i];
    if (!use->uses_name[i] || name->imported != default_name) continue;
    write_str(out, atom_str(name->local));
    before = ", ";
  }
  bool opened = false;
  for (uint32_t i = 0; i < external->names.len; i++) {
    const ExternalName *name = &external->names.items[i];
    if (!use->uses_name[i] || name->imported == default_name) continue;
    write_str(out, str_of(before));
    if (!opened) write_str(out, STR("{ "));
    opened = true;
    before = ", ";
    write_clause_name(out, name->imported);
    if (name->imported == name->local) continue;
    write_str(out, STR(" as "));
    write_str(out, atom_str(name->local));
  }
  if (opened) write_str(out, STR(" }"));
}

static bool uses_any_name(const ExternalUse *use, const External *external) {
  for (uint32_t i = 0; i < external->names.len; i++) {
    if (use->uses_name[i]) return true;
  }
  return false;
}

void interface_write_imports(const Interface *interface, Writer *out) {
  if (interface->link->options->format != FORMAT_ESM) return;
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    if (external->is_empty || external->commonjs) continue;
    bool any_name = uses_any_name(use, external);
    if (use->uses_namespace) {
      write_str(out, STR("import * as "));
      write_str(out, atom_str(external->namespace_name));
      write_str(out, STR(" from "));
      write_source(external, out);
      write_str(out, STR(";\n"));
    }
    if (any_name || !use->uses_namespace) {
      write_str(out, STR("import "));
      if (any_name) {
        write_import_clause(use, external, out);
        write_str(out, STR(" from "));
      }
      write_source(external, out);
      write_str(out, STR(";\n"));
    }
  }
}

// Whether an export ahead of this one, of the same binding, has its variable too.
static bool has_local_before(const ModuleLink *state, const ExportName *export) {
  for (const ExportName *before = state->exports.items; before < export; before++) {
    if (before->local == export->local) return true;
  }
  return false;
}

// What has no name of its own is exported by a variable, as it is when the program has been evaluated; where it is assigned to later, the
// variable follows it (print_mirror.c).
static void write_export_locals(const Interface *interface, Writer *out, const ModuleLink *state) {
  vec_each (export, &state->exports) {
    if (export->local == NULL || has_local_before(state, export)) continue;
    write_str(out, STR("var "));
    write_str(out, atom_str(export->local));
    write_str(out, STR(" = "));
    print_output_name(out, link_target_name(interface->link, NULL, &export->target));
    write_str(out, STR(";\n"));
  }
}

static void write_esm_exports(const Interface *interface, Writer *out) {
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  write_export_locals(interface, out, state);
  if (state->exports.len != 0) write_str(out, STR("export {\n"));
  vec_each (export, &state->exports) {
    const Atom *local = export->local;
    if (local == NULL) local = link_target_name(interface->link, NULL, &export->target).name;
    write_str(out, STR("  "));
    write_str(out, atom_str(local));
    if (local != export->exported) {
      write_str(out, STR(" as "));
      write_clause_name(out, export->exported);
    }
    write_str(out, export + 1 == export_end ? STR("\n") : STR(",\n"));
  }
  if (state->exports.len != 0) write_str(out, STR("};\n"));
  vec_each (index, &state->star_externals) {
    const External *external = &interface->link->externals.items[*index];
    if (external->commonjs) continue; // its names are not known; told by link/check.c
    write_str(out, STR("export * from "));
    write_source(external, out);
    write_str(out, STR(";\n"));
  }
}

// --- CommonJS ---

static bool exports_es_module_mark(const ModuleLink *state) {
  vec_each (export, &state->exports) {
    if (str_is(atom_str(export->exported), "__esModule")) return true;
  }
  return false;
}

// Exports stand ahead of require(), so that a circle of CommonJS modules sees them.
static void write_cjs_exports(const Interface *interface, Writer *out) {
  const Module *entry = interface->entry;
  const ModuleLink *state = &interface->link->modules[entry->index];
  if (!entry->ast->has_esm_syntax) return;
  if (!exports_es_module_mark(state)) {
    begin_inner_line(interface, out);
    write_str(out,
              STR("Object.defineProperty(module.exports, \"__esModule\", { value: true });\n"));
  }
  if (state->exports.len == 0) return;
  begin_inner_line(interface, out);
  write_own(out, interface->link, STR(NAME_EXPORT "(module.exports, {\n"));
  piece_getters(interface->link, entry, NULL, inner_indent(interface), out);
  write_str(out, STR(");\n"));
}

static void write_require(const External *external, Writer *out) {
  write_str(out, STR("require("));
  write_quoted(out, atom_str(external->specifier));
  write_char(out, ')');
}

static void write_requires(const Interface *interface, Writer *out) {
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    if (external->is_empty || external->commonjs) continue;
    bool is_bound = use->uses_namespace || uses_any_name(use, external);
    begin_inner_line(interface, out);
    if (is_bound) {
      write_variable(interface, out, external->namespace_name);
      write_str(out, STR(" = "));
    }
    bool goes_through = is_bound && external->needs_interop;
    if (goes_through) write_own(out, interface->link, STR(NAME_IMPORT "("));
    write_require(external, out);
    if (goes_through) write_str(out, external->node_interop ? STR(", true)") : STR(")"));
    write_str(out, STR(";\n"));
  }
  vec_each (index, &interface->link->modules[interface->entry->index].star_externals) {
    if (interface->link->externals.items[*index].commonjs) continue; // evaluated in its turn
    begin_inner_line(interface, out);
    write_own(out, interface->link, STR(NAME_EXPORT_STAR "(module.exports, "));
    write_require(&interface->link->externals.items[*index], out);
    write_str(out, STR(");\n"));
  }
}

// `0 && (module.exports = { a, b })` does nothing; cjs-module-lexer, by which Node finds the names of a CommonJS module, reads it.
static void write_cjs_hint(const Interface *interface, Writer *out) {
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  const char *before = "";
  Buf names = BUF_EMPTY;
  vec_each (export, &state->exports) {
    Str name = atom_str(export->exported);
    if (!literal_is_identifier(name) || literal_is_reserved_word(name, true)) continue;
    buf_printf(&names, "%s\n  %s", before, export->exported->text);
    before = ",";
  }
  vec_each (index, &state->star_externals) {
    if (interface->link->externals.items[*index].commonjs) continue;
    buf_printf(&names, "%s\n  ...require(", before);
    literal_quote(&names, atom_str(interface->link->externals.items[*index].specifier), '"');
    buf_append_char(&names, ')');
    before = ",";
  }
  if (names.len != 0) {
    write_str(out,
              STR("// Names of the exports, for those who import this from an ES module in Node:\n"
                  "0 && (module.exports = {"));
    write_str(out, buf_str(&names));
    write_str(out, STR("\n});\n"));
  }
  buf_clear(&names);
}

// --- All formats ---

// Modules that package.json replaces by nothing: an empty default, and no names.
static void write_empty_modules(const Interface *interface, Writer *out) {
  const Atom *default_name = intern_text("default");
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    if (!external->is_empty) continue;
    if (use->uses_namespace) {
      begin_inner_line(interface, out);
      write_variable(interface, out, external->namespace_name);
      write_own(out, interface->link,
                STR(" = " NAME_NAMESPACE "({ __proto__: null, default: () => ({}) });\n"));
    }
    for (uint32_t i = 0; i < external->names.len; i++) {
      if (!use->uses_name[i]) continue;
      bool is_default = external->names.items[i].imported == default_name;
      if (!is_default && interface->is_sloppy) continue; // declared, and that is all
      begin_inner_line(interface, out);
      write_variable(interface, out, external->names.items[i].local);
      write_str(out, is_default ? STR(" = {};\n") : STR(";\n"));
    }
  }
}

static void write_namespace(const Interface *interface, const Module *module, Writer *out) {
  const ModuleLink *state = &interface->link->modules[module->index];
  begin_inner_line(interface, out);
  write_variable(interface, out, state->namespace_name);
  write_own(out, interface->link, STR(" = " NAME_NAMESPACE "({\n"));
  begin_inner_line(interface, out);
  write_str(out, STR("  __proto__: null,\n"));
  piece_getters(interface->link, module, NULL, inner_indent(interface), out);
  vec_each (index, &state->star_externals) {
    write_str(out, STR(", "));
    write_str(out, atom_str(interface->link->externals.items[*index].namespace_name));
  }
  write_str(out, STR(");\n"));
}

// Whether the names of its namespace object are known only when modules of the bundle have been evaluated.
static bool takes_names_of_commonjs(const Interface *interface, const Module *module) {
  vec_each (index, &interface->link->modules[module->index].star_externals) {
    if (interface->link->externals.items[*index].commonjs) return true;
  }
  return false;
}

uint32_t interface_runtime(const Interface *interface) {
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  bool is_cjs = interface->link->options->format == FORMAT_CJS;
  uint32_t wanted = interface->runtime;
  if (state->wrap == WRAP_COMMONJS && !is_cjs)
    wanted |= wanted & RUNTIME_NODE_REQUIRE ? RUNTIME_MAIN | RUNTIME_NODE_MAIN : RUNTIME_MAIN;
  if (interface->namespaces.len != 0) wanted |= RUNTIME_NAMESPACE;
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    bool is_bound = use->uses_namespace || uses_any_name(use, external);
    if (external->is_empty) {
      wanted |= use->uses_namespace ? RUNTIME_NAMESPACE : 0;
    } else if ((is_cjs || external->commonjs) && is_bound && external->needs_interop) {
      wanted |= RUNTIME_IMPORT;
    }
  }
  if (is_cjs && state->exports.len != 0) wanted |= RUNTIME_EXPORT;
  if (is_cjs && state->star_externals.len != 0) wanted |= RUNTIME_EXPORT_STAR;
  return wanted;
}

typedef VEC(const Atom *) NameList;

static void declare_external(const Interface *interface, const ExternalUse *use, NameList *names) {
  const External *external = external_of(interface, use);
  bool is_declared = external->commonjs || interface->is_sloppy;
  if (is_declared && external->namespace_name) vec_push(names, external->namespace_name);
  if (!interface->is_sloppy || !external->is_empty) return;
  for (uint32_t i = 0; i < external->names.len; i++) {
    if (use->uses_name[i]) vec_push(names, external->names.items[i].local);
  }
}

static void declare_inner(const Interface *interface, NameList *names) {
  const ModuleLink *modules = interface->link->modules;
  vec_each (module, &interface->namespaces) {
    vec_push(names, modules[(*module)->index].namespace_name);
  }
  vec_each (module, &interface->wrapped) {
    const ModuleLink *state = &modules[(*module)->index];
    if (interface_is_sloppy(interface, *module)) continue;
    vec_push(names, state->wrap_name);
    if (state->namespace_name) vec_push(names, state->namespace_name);
  }
}

void interface_write_declarations(const Interface *interface, Writer *out) {
  NameList names = VEC_EMPTY;
  vec_each (use, &interface->externals) {
    declare_external(interface, use, &names);
  }
  if (interface->is_sloppy) declare_inner(interface, &names);
  if (names.len != 0) begin_line(interface, out);
  vec_each (name, &names) {
    write_str(out, name == names.items ? STR("var ") : STR(", "));
    write_str(out, atom_str(*name));
  }
  if (names.len != 0) write_str(out, STR(";\n"));
  vec_clear(&names);
}

void interface_write_head(const Interface *interface, Writer *out) {
  if (interface->link->options->format == FORMAT_CJS) {
    write_cjs_exports(interface, out);
    write_requires(interface, out);
  }
  write_empty_modules(interface, out);
  vec_each (module, &interface->namespaces) {
    if (!takes_names_of_commonjs(interface, *module)) write_namespace(interface, *module, out);
  }
}

// --- Evaluation ---

static bool is_commonjs_entry(const Interface *interface, const Module *module) {
  return module == interface->entry &&
         interface->link->modules[module->index].wrap == WRAP_COMMONJS;
}

// For those who import it: its exports by each of the two interops that are asked for.
static void evaluate_commonjs(const Interface *interface, const Module *module, Writer *out) {
  bool any = false;
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    if (external->commonjs != module) continue;
    any = true;
    begin_inner_line(interface, out);
    piece_require(interface->link, external, out);
    write_str(out, STR(";\n"));
  }
  if (any) return;
  begin_inner_line(interface, out);
  write_str(out, atom_str(interface->link->modules[module->index].wrap_name));
  write_str(out, STR("();\n"));
}

void interface_write_evaluation(const Interface *interface, const Module *module, Writer *out) {
  const ModuleLink *state = &interface->link->modules[module->index];
  if (is_commonjs_entry(interface, module)) return;
  if (state->wrap == WRAP_COMMONJS) {
    evaluate_commonjs(interface, module, out);
    return;
  }
  begin_inner_line(interface, out);
  // Nobody else waits for the entry.
  if (state->is_async && module == interface->entry) write_str(out, STR("await "));
  write_str(out, atom_str(state->wrap_name));
  write_str(out, STR("();\n"));
}

static void write_waits(const Interface *interface, const Module *module, Writer *out) {
  const char *before = "await " NAME_ALL "([";
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const Module *target = module->edges.items[i].target;
    const ModuleLink *state = target ? &interface->link->modules[target->index] : NULL;
    Writer call = WRITER_EMPTY;
    if (state && state->wrap == WRAP_LAZY && state->is_async &&
        piece_evaluation(interface->link, module, i, &call)) {
      write_own(out, interface->link, str_of(before));
      write_str(out, buf_str(&call.text));
      before = ", ";
    }
    buf_clear(&call.text);
  }
  if (*before == ',') write_str(out, STR("]);\n"));
}

static void write_star_exports(const Interface *interface, Writer *out) {
  vec_each (index, &interface->link->modules[interface->entry->index].star_externals) {
    const External *external = &interface->link->externals.items[*index];
    if (external->commonjs == NULL) continue;
    begin_inner_line(interface, out);
    write_own(out, interface->link, STR(NAME_EXPORT_STAR "(module.exports, "));
    write_str(out, atom_str(external->namespace_name));
    write_str(out, STR(");\n"));
  }
}

void interface_write_before(const Interface *interface, const Module *module, Writer *out) {
  const ModuleLink *state = &interface->link->modules[module->index];
  if (state->is_async) write_waits(interface, module, out);
  if (state->needs_namespace && takes_names_of_commonjs(interface, module))
    write_namespace(interface, module, out);
  if (module == interface->entry && interface->link->options->format == FORMAT_CJS)
    write_star_exports(interface, out);
}

// --- The end ---

// `require_x();`, and what the format makes of its result.
static void write_commonjs_entry(const Interface *interface, Writer *out) {
  begin_inner_line(interface, out);
  if (interface->link->options->format == FORMAT_ESM) write_str(out, STR("export default "));
  write_str(out, atom_str(interface->link->modules[interface->entry->index].wrap_name));
  write_str(out, STR("();\n"));
}

void interface_write_tail(const Interface *interface, Writer *out) {
  if (is_commonjs_entry(interface, interface->entry)) {
    write_commonjs_entry(interface, out);
    return;
  }
  if (interface->link->options->format == FORMAT_ESM) write_esm_exports(interface, out);
  if (interface->link->options->format == FORMAT_CJS) write_cjs_hint(interface, out);
}
