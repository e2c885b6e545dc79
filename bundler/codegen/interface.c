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

static void use_module(Gatherer *gatherer, const Module *module) {
  const ModuleLink *state = &gatherer->interface->link->modules[module->index];
  const Ast *ast = module->ast;
  for (uint32_t i = 0; i < ast->records.len; i++) {
    if (state->edge_externals[i] != NO_INDEX) use_external(gatherer, state->edge_externals[i]);
  }
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    use_target(gatherer, &state->imports[i]);
  }
  vec_each (member, &state->members) {
    use_target(gatherer, &member->target);
  }
  if (!state->needs_namespace) return;
  vec_push(&gatherer->interface->namespaces, module);
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
}

// --- Small pieces of text ---

static void begin_line(const Interface *interface, Writer *out) {
  for (uint32_t i = 0; i < interface->indent; i++) {
    write_str(out, STR("  "));
  }
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

static void write_output_name(Writer *out, OutputName name) {
  write_str(out, atom_str(name.name));
  if (name.member == NULL) return;
  if (literal_is_identifier(atom_str(name.member))) {
    write_char(out, '.');
    write_str(out, atom_str(name.member));
  } else {
    write_char(out, '[');
    write_quoted(out, atom_str(name.member));
    write_char(out, ']');
  }
}

// A key of the getters: `a`, `"a b"`, and `["__proto__"]`, which would be the prototype without the brackets.
static void write_key(Writer *out, const Atom *name) {
  if (str_is(atom_str(name), "__proto__")) {
    write_str(out, STR("[\"__proto__\"]"));
  } else {
    write_clause_name(out, name);
  }
}

// name: () => target, one line each, behind what opens the object.
static void write_getters(const Interface *interface, Writer *out, const ModuleLink *state) {
  vec_each (export, &state->exports) {
    begin_line(interface, out);
    write_str(out, STR("  "));
    write_key(out, export->exported);
    write_str(out, STR(": () => "));
    write_output_name(out, link_target_name(interface->link, &export->target));
    write_str(out, STR(",\n"));
  }
  begin_line(interface, out);
  write_char(out, '}');
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
    if (external->is_empty) continue;
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

static void write_esm_exports(const Interface *interface, Writer *out) {
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  if (state->exports.len != 0) write_str(out, STR("export {\n"));
  vec_each (export, &state->exports) {
    const Atom *local = link_target_name(interface->link, &export->target).name;
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
    write_str(out, STR("export * from "));
    write_source(&interface->link->externals.items[*index], out);
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
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  if (!interface->entry->ast->has_esm_syntax) return;
  const Str mark = STR("Object.defineProperty(module.exports, \"__esModule\", { value: true });\n");
  if (!exports_es_module_mark(state)) write_str(out, mark);
  if (state->exports.len == 0) return;
  write_str(out, STR(NAME_EXPORT "(module.exports, {\n"));
  write_getters(interface, out, state);
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
    if (external->is_empty) continue;
    bool is_bound = use->uses_namespace || uses_any_name(use, external);
    if (is_bound) {
      write_str(out, STR("var "));
      write_str(out, atom_str(external->namespace_name));
      write_str(out, STR(" = "));
    }
    bool goes_through = is_bound && external->needs_interop;
    if (goes_through) write_str(out, STR(NAME_IMPORT "("));
    write_require(external, out);
    if (goes_through) write_str(out, external->node_interop ? STR(", true)") : STR(")"));
    write_str(out, STR(";\n"));
  }
  vec_each (index, &interface->link->modules[interface->entry->index].star_externals) {
    write_str(out, STR(NAME_EXPORT_STAR "(module.exports, "));
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
      begin_line(interface, out);
      write_str(out, STR("var "));
      write_str(out, atom_str(external->namespace_name));
      write_str(out, STR(" = " NAME_NAMESPACE "({ __proto__: null, default: () => ({}) });\n"));
    }
    for (uint32_t i = 0; i < external->names.len; i++) {
      if (!use->uses_name[i]) continue;
      begin_line(interface, out);
      write_str(out, STR("var "));
      write_str(out, atom_str(external->names.items[i].local));
      write_str(out,
                external->names.items[i].imported == default_name ? STR(" = {};\n") : STR(";\n"));
    }
  }
}

static void write_namespace(const Interface *interface, const Module *module, Writer *out) {
  const ModuleLink *state = &interface->link->modules[module->index];
  begin_line(interface, out);
  write_str(out, STR("var "));
  write_str(out, atom_str(state->namespace_name));
  write_str(out, STR(" = " NAME_NAMESPACE "({\n"));
  begin_line(interface, out);
  write_str(out, STR("  __proto__: null,\n"));
  write_getters(interface, out, state);
  vec_each (index, &state->star_externals) {
    write_str(out, STR(", "));
    write_str(out, atom_str(interface->link->externals.items[*index].namespace_name));
  }
  write_str(out, STR(");\n"));
}

uint32_t interface_runtime(const Interface *interface) {
  const ModuleLink *state = &interface->link->modules[interface->entry->index];
  bool is_cjs = interface->link->options->format == FORMAT_CJS;
  uint32_t wanted = interface->namespaces.len != 0 ? RUNTIME_NAMESPACE : 0;
  vec_each (use, &interface->externals) {
    const External *external = external_of(interface, use);
    bool is_bound = use->uses_namespace || uses_any_name(use, external);
    if (external->is_empty) {
      wanted |= use->uses_namespace ? RUNTIME_NAMESPACE : 0;
    } else if (is_cjs && is_bound && external->needs_interop) {
      wanted |= RUNTIME_IMPORT;
    }
  }
  if (is_cjs && state->exports.len != 0) wanted |= RUNTIME_EXPORT;
  if (is_cjs && state->star_externals.len != 0) wanted |= RUNTIME_EXPORT_STAR;
  return wanted;
}

void interface_write_head(const Interface *interface, Writer *out) {
  if (interface->link->options->format == FORMAT_CJS) {
    write_cjs_exports(interface, out);
    write_requires(interface, out);
  }
  write_empty_modules(interface, out);
  vec_each (module, &interface->namespaces) {
    write_namespace(interface, *module, out);
  }
}

void interface_write_tail(const Interface *interface, Writer *out) {
  if (interface->link->options->format == FORMAT_ESM) write_esm_exports(interface, out);
  if (interface->link->options->format == FORMAT_CJS) write_cjs_hint(interface, out);
}
