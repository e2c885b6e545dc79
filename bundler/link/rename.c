// The names of the one scope that all modules share in the output. Names inside functions come after it: nested.c.
#include "link/rename.h"

#include "base/fs.h"
#include "base/mem.h"
#include "syntax/parts.h"

#include <stdio.h>

typedef struct Renamer {
  Link *link;
  DiagList *diags;
  NameTable taken;  // name → the number to try next behind it
  NameTable wanted; // names that symbols have of themselves: an invented name stays away from them
  const Atom *default_name;
} Renamer;

enum { FIRST_SUFFIX = 2 };

// Words that cannot be names in a module or in strict code (ECMAScript, "Keywords and Reserved Words"), and those that cannot be declared.
static const char *const reserved_words[] = {
  "arguments", "await",      "break",   "case",    "catch",      "class",     "const",
  "continue",  "debugger",   "default", "delete",  "do",         "else",      "enum",
  "eval",      "export",     "extends", "false",   "finally",    "for",       "function",
  "if",        "implements", "import",  "in",      "instanceof", "interface", "let",
  "new",       "null",       "package", "private", "protected",  "public",    "return",
  "static",    "super",      "switch",  "this",    "throw",      "true",      "try",
  "typeof",    "undefined",  "var",     "void",    "while",      "with",      "yield",
};

const char *const rename_own_names[] = {
  NAME_NAMESPACE,      NAME_EXPORT, NAME_EXPORT_STAR, NAME_IMPORT,   NAME_SET_NAME, NAME_COMMONJS,
  NAME_LAZY,           NAME_ALL,    NAME_LATER,       NAME_REQUIRED, NAME_REQUIRE,  NAME_LAZY_ASYNC,
  NAME_CREATE_REQUIRE, NAME_MAIN,
};
const uint32_t rename_own_name_count = sizeof rename_own_names / sizeof *rename_own_names;

// Globals that these functions use: a module that declares one of them for itself gets another name for it.
static const char *const runtime_globals[] = { "Object", "Symbol", "Promise", "Error", "WeakMap" };

const Atom *rename_own_name(const Link *link, const char *name) {
  Buf text = BUF_EMPTY;
  buf_append(&text, str_slice(str_of(name), 0, str_find(str_of(name), '@')));
  buf_append(&text, atom_str(link->own_suffix));
  const Atom *atom = intern(buf_str(&text));
  buf_clear(&text);
  return atom;
}

// What a CommonJS module is handed by its wrapper in Node.
static const char *const cjs_names[] = { "exports", "module", "require" };
static const char *const node_names[] = { "__filename", "__dirname" };

// false: it was taken already.
static bool take(Renamer *renamer, const Atom *name) {
  uint32_t *next = name_table_put(&renamer->taken, 0, name);
  if (*next != NO_INDEX) return false;
  *next = FIRST_SUFFIX;
  return true;
}

static void take_texts(Renamer *renamer, const char *const *texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    take(renamer, intern_text(texts[i]));
  }
}

static const Atom *take_numbered(Renamer *renamer, const Atom *base) {
  Buf text = BUF_EMPTY;
  uint32_t number = *name_table_put(&renamer->taken, 0, base);
  const Atom *name;
  if (number == NO_INDEX) number = FIRST_SUFFIX;
  do {
    text.len = 0;
    buf_printf(&text, "%s%u", base->text, number++);
    name = intern(buf_str(&text));
  } while (name_table_get(&renamer->wanted, 0, name) != NO_INDEX || !take(renamer, name));
  *name_table_put(&renamer->taken, 0, base) = number;
  buf_clear(&text);
  return name;
}

// `name`, or the first free one of name2, name3, …
static const Atom *take_or_number(Renamer *renamer, const Atom *name) {
  return take(renamer, name) ? name : take_numbered(renamer, name);
}

// A name that nobody wrote: never one that somebody wants to keep.
static const Atom *take_invented(Renamer *renamer, Str text) {
  const Atom *name = intern(text);
  bool is_free = name_table_get(&renamer->wanted, 0, name) == NO_INDEX;
  return is_free && take(renamer, name) ? name : take_numbered(renamer, name);
}

// --- Names made from files and specifiers ---

// Appends `text` as part of an identifier: what cannot stand in one becomes one underscore.
static void append_identifier(Buf *out, Str text) {
  bool skipped = false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.data[i];
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    if (is_letter || (c >= '0' && c <= '9')) {
      if ((skipped && out->len != 0) || (out->len == 0 && !is_letter)) buf_append_char(out, '_');
      buf_append_char(out, c);
      skipped = false;
    } else {
      skipped = true;
    }
  }
}

static Str without_ending(Str name) {
  size_t dot = str_find_last(name, '.');
  return dot == 0 || dot == name.len ? name : str_slice(name, 0, dot);
}

// "src/foo-bar.js" → foo_bar; "lib/index.js" → lib.
static void append_file_name(Buf *out, Str path) {
  Str name = without_ending(fs_name(path));
  if (str_is(name, "index")) name = without_ending(fs_name(fs_folder(path)));
  append_identifier(out, name);
  if (out->len == 0) buf_append(out, STR("module"));
}

static const Atom *name_after_file(Renamer *renamer, const Module *module, const char *prefix,
                                   const char *suffix) {
  Buf text = BUF_EMPTY;
  buf_append(&text, str_of(prefix));
  append_file_name(&text, str_of(module->path));
  buf_append(&text, str_of(suffix));
  const Atom *name = take_invented(renamer, buf_str(&text));
  buf_clear(&text);
  return name;
}

// "node:fs/promises" → import_node_fs_promises; "./lib/x.js" → import_x.
static const Atom *name_after_specifier(Renamer *renamer, const External *external) {
  if (external->commonjs) return name_after_file(renamer, external->commonjs, "import_", "");
  Buf text = BUF_EMPTY;
  buf_append(&text, STR("import_"));
  Str specifier = atom_str(external->specifier);
  bool is_path = specifier.len != 0 && (specifier.data[0] == '.' || specifier.data[0] == '/');
  if (is_path) {
    append_file_name(&text, specifier);
  } else {
    append_identifier(&text, specifier);
  }
  const Atom *name = take_invented(renamer, buf_str(&text));
  buf_clear(&text);
  return name;
}

// --- What is fixed before any name is given ---

static bool is_wrapper_parameter(const Atom *name) {
  return str_is(atom_str(name), "exports") || str_is(atom_str(name), "module");
}

static void want_names(Renamer *renamer, const Module *module) {
  const Ast *ast = module->ast;
  Wrap wrap = renamer->link->modules[module->index].wrap;
  vec_each (index, &ast->unbound) {
    const Atom *name = ast->symbols.items[*index].name;
    if (wrap != WRAP_COMMONJS || !is_wrapper_parameter(name)) take(renamer, name);
  }
  if (wrap != WRAP_NONE) return;
  vec_each (index, &ast->scopes.items[0].symbols) {
    const Symbol *symbol = &ast->symbols.items[*index];
    if (symbol->kind != SYMBOL_IMPORT && symbol->kind != SYMBOL_DEFAULT)
      *name_table_put(&renamer->wanted, 0, symbol->name) = 0;
  }
}

// Whether the output may carry along anything of the runtime.
static bool may_need_runtime(const Link *link) {
  if (link->options->format == FORMAT_CJS) return true;
  vec_each (external, &link->externals) {
    if (external->is_empty) return true;
  }
  vec_each (module, &link->order) {
    const ModuleLink *state = &link->modules[(*module)->index];
    if (state->needs_namespace || state->wrap != WRAP_NONE) return true;
    vec_each (index, &(*module)->ast->scopes.items[0].symbols) {
      if ((*module)->ast->symbols.items[*index].kind == SYMBOL_DEFAULT) return true;
    }
  }
  return false;
}

// Whether some name of ours is that of a global of the program, or of what a direct eval sees, which keep theirs.
static bool own_names_collide(const Link *link, const NameTable *kept) {
  for (uint32_t i = 0; i < rename_own_name_count; i++) {
    const Atom *name = rename_own_name(link, rename_own_names[i]);
    if (name_table_get(kept, 0, name) != NO_INDEX) return true;
  }
  return name_table_get(kept, 0, rename_own_name(link, NAME_IMPORT_META)) != NO_INDEX;
}

static void choose_own_names(Link *link) {
  NameTable kept = NAME_TABLE_EMPTY;
  vec_each (module, &link->order) {
    const Ast *ast = (*module)->ast;
    vec_each (index, &ast->unbound) {
      *name_table_put(&kept, 0, ast->symbols.items[*index].name) = 0;
    }
    for (uint32_t i = 0; ast->has_pins && i < ast->symbols.len; i++) {
      if (ast->symbols.items[i].pinned) *name_table_put(&kept, 0, ast->symbols.items[i].name) = 0;
    }
  }
  link->own_suffix = intern(STR_EMPTY);
  for (unsigned number = FIRST_SUFFIX; own_names_collide(link, &kept); number++) {
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    link->own_suffix = intern_text(text);
  }
  name_table_clear(&kept);
}

static void reserve(Renamer *renamer) {
  Link *link = renamer->link;
  take_texts(renamer, reserved_words, sizeof reserved_words / sizeof *reserved_words);
  for (uint32_t i = 0; i < rename_own_name_count; i++) {
    take(renamer, rename_own_name(link, rename_own_names[i]));
  }
  if (may_need_runtime(link))
    take_texts(renamer, runtime_globals, sizeof runtime_globals / sizeof *runtime_globals);
  if (link->options->format == FORMAT_CJS || link->options->platform == PLATFORM_NODE)
    take_texts(renamer, node_names, sizeof node_names / sizeof *node_names);
  if (link->options->format == FORMAT_CJS)
    take_texts(renamer, cjs_names, sizeof cjs_names / sizeof *cjs_names);
  vec_each (module, &link->order) {
    want_names(renamer, *module);
    if ((*module)->ast->import_meta.end != 0 && link->options->format != FORMAT_ESM)
      take(renamer, rename_own_name(link, NAME_IMPORT_META));
  }
}

static void tell_pinned(const Renamer *renamer, const Module *module, const Symbol *symbol) {
  DiagSource at = { renamer->diags, module->name, buf_str(&module->source) };
  Span span = { symbol->declared_at, symbol->declared_at + symbol->name->len };
  diag_add(&at, SEVERITY_ERROR, DIAG_PINNED_NAME, span,
           "give it a name of its own, or call eval indirectly, as (0, eval)(…)",
           "\"%s\" can be seen by a direct eval and must keep its name, which something else in "
           "the bundle has too",
           symbol->name->text);
}

// Gives a pinned symbol its own name; what it imports is called by that name everywhere.
static void pin(Renamer *renamer, const Module *module, uint32_t index, const Target *import) {
  const Symbol *symbol = &module->ast->symbols.items[index];
  const Atom **place = &renamer->link->modules[module->index].names[index].name;
  bool is_inside = import && import->kind == TARGET_SYMBOL &&
                   renamer->link->modules[import->symbol.module].wrap != WRAP_NONE;
  if (is_inside) {
    tell_pinned(renamer, module, symbol);
    return;
  }
  if (import && import->kind == TARGET_SYMBOL) {
    SymbolRef to = import->symbol;
    place = &renamer->link->modules[to.module].names[to.symbol].name;
  } else if (import && import->kind == TARGET_NAMESPACE) {
    place = &renamer->link->modules[import->symbol.module].namespace_name;
  } else if (import) {
    return; // an external module's name follows `wanted`, which its first importer gave
  }
  if (*place == symbol->name) return;
  if (*place != NULL || !take(renamer, symbol->name)) {
    tell_pinned(renamer, module, symbol);
    return;
  }
  *place = symbol->name;
}

static void pin_top_level(Renamer *renamer, const Module *module) {
  const Ast *ast = module->ast;
  vec_each (index, &ast->scopes.items[0].symbols) {
    const Symbol *symbol = &ast->symbols.items[*index];
    if (symbol->pinned && symbol->kind != SYMBOL_IMPORT && symbol->kind != SYMBOL_DEFAULT)
      pin(renamer, module, *index, NULL);
  }
}

static void pin_imports(Renamer *renamer, const Module *module) {
  const Ast *ast = module->ast;
  const ModuleLink *state = &renamer->link->modules[module->index];
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    uint32_t symbol = ast->imports.items[i].symbol;
    if (ast->symbols.items[symbol].pinned) pin(renamer, module, symbol, &state->imports[i]);
  }
}

// No other name may be one that a pinned symbol inside a function would capture.
static void avoid_nested_pins(Renamer *renamer, const Ast *ast, bool is_wrapped) {
  if (!ast->has_pins) return;
  vec_each (symbol, &ast->symbols) {
    if (symbol->pinned && (symbol->scope != 0 || is_wrapped) && symbol->kind != SYMBOL_UNBOUND)
      take(renamer, symbol->name);
  }
}

static void pin_all(Renamer *renamer) {
  const Link *link = renamer->link;
  vec_each (module, &link->order) {
    if (link->modules[(*module)->index].wrap == WRAP_NONE) pin_top_level(renamer, *module);
  }
  vec_each (module, &link->order) {
    pin_imports(renamer, *module);
  }
  vec_each (module, &link->order) {
    avoid_nested_pins(renamer, (*module)->ast, link->modules[(*module)->index].wrap != WRAP_NONE);
  }
}

// --- Names of JSX elements that stay: one that begins with a small letter would be HTML's ---

static bool is_small(const Atom *name) {
  return name->text[0] >= 'a' && name->text[0] <= 'z';
}

static const Atom *capitalized(const Atom *name) {
  if (!is_small(name)) return name;
  char *text = str_copy(atom_str(name));
  text[0] = (char)(text[0] - 'a' + 'A');
  const Atom *capital = intern_text(text);
  mem_free(text);
  return capital;
}

// What a tag that says `wanted` means gets a name that can be a tag.
static void name_tag(Renamer *renamer, const Target *target, const Atom *wanted) {
  Link *link = renamer->link;
  if (target->kind == TARGET_SYMBOL) {
    SymbolRef to = target->symbol;
    const Symbol *symbol = &link->graph->modules.items[to.module]->ast->symbols.items[to.symbol];
    const Atom **place = &link->modules[to.module].names[to.symbol].name;
    if (*place == NULL && is_small(symbol->name))
      *place = take_or_number(renamer, capitalized(wanted));
  } else if (target->kind == TARGET_EXTERNAL && target->name) {
    External *external = &link->externals.items[target->external];
    uint32_t place = name_table_get(&link->external_names, target->external, target->name);
    ExternalName *name = &external->names.items[place];
    if (name->wanted == NULL || is_small(name->wanted)) name->wanted = capitalized(wanted);
  }
}

static void name_tags(Renamer *renamer, const Module *module) {
  const Ast *ast = module->ast;
  const ModuleLink *state = &renamer->link->modules[module->index];
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    const Symbol *symbol = &ast->symbols.items[ast->imports.items[i].symbol];
    if (symbol->is_tag && state->used_imports[i])
      name_tag(renamer, &state->imports[i], symbol->name);
  }
  vec_each (member, &state->members) {
    if (ast->symbols.items[member->symbol].is_tag && member->is_used)
      name_tag(renamer, &member->target, member->name);
  }
}

// --- Names, module by module in order of evaluation ---

// Whether the names of an external module are read as properties of what require() gave.
static bool uses_members(const Link *link, const External *external) {
  return external->commonjs || (link->options->format == FORMAT_CJS && !external->is_empty);
}

static void name_external(Renamer *renamer, External *external, const Atom *imported) {
  if (uses_members(renamer->link, external)) {
    if (external->namespace_name == NULL)
      external->namespace_name = name_after_specifier(renamer, external);
    return;
  }
  if (imported == NULL) {
    if (external->namespace_name == NULL) {
      external->namespace_name = external->wanted ? take_or_number(renamer, external->wanted)
                                                  : name_after_specifier(renamer, external);
    }
    return;
  }
  uint32_t place = name_table_get(&renamer->link->external_names,
                                  (uint32_t)(external - renamer->link->externals.items), imported);
  ExternalName *name = &external->names.items[place];
  if (name->local) return;
  if (name->wanted && name->wanted != renamer->default_name) {
    name->local = take_or_number(renamer, name->wanted);
  } else {
    name->local = name_after_specifier(renamer, external);
  }
}

static bool is_left_out(const Link *link, const Module *module, uint32_t symbol) {
  uint32_t count;
  const Declaration *declarations = part_declarations(module->ast, symbol, &count);
  bool is_live = count == 0;
  for (uint32_t i = 0; i < count; i++) {
    is_live |= link_is_live(link, module, declarations[i].part);
  }
  return !is_live;
}

static void name_module(Renamer *renamer, const Module *module) {
  const Ast *ast = module->ast;
  ModuleLink *state = &renamer->link->modules[module->index];
  for (uint32_t i = 0; i < ast->imports.len; i++) {
    const Target *target = &state->imports[i];
    if (target->kind == TARGET_EXTERNAL && state->used_imports[i])
      name_external(renamer, &renamer->link->externals.items[target->external], target->name);
  }
  vec_each (index, &ast->scopes.items[0].symbols) {
    const Symbol *symbol = &ast->symbols.items[*index];
    const Atom **name = &state->names[*index].name;
    if (*name != NULL || symbol->kind == SYMBOL_IMPORT ||
        is_left_out(renamer->link, module, *index))
      continue;
    if (state->wrap != WRAP_NONE && symbol->kind != SYMBOL_DEFAULT) continue;
    *name = symbol->kind == SYMBOL_DEFAULT ? name_after_file(renamer, module, "", "_default")
                                           : take_or_number(renamer, symbol->name);
  }
  if (state->wrap != WRAP_NONE) {
    const char *prefix = state->wrap == WRAP_COMMONJS ? "require_" : "init_";
    state->wrap_name = name_after_file(renamer, module, prefix, "");
  }
  if (state->needs_namespace && state->namespace_name == NULL)
    state->namespace_name = name_after_file(renamer, module, "", "_exports");
}

// Externals that are only passed on, or only imported for their effects.
static void name_other_externals(Renamer *renamer) {
  vec_each (external, &renamer->link->externals) {
    if (external->needs_namespace) name_external(renamer, external, NULL);
    vec_each (name, &external->names) {
      name_external(renamer, external, name->imported);
    }
  }
}

// Where the variable that follows the target is noted: one that a wrapped module assigns to. NULL: the target needs none.
static const Atom **mirror_place(Link *link, const Target *target) {
  if (target->kind != TARGET_SYMBOL) return NULL;
  ModuleLink *state = &link->modules[target->symbol.module];
  const Ast *ast = link->graph->modules.items[target->symbol.module]->ast;
  if (state->wrap != WRAP_LAZY || !ast->symbols.items[target->symbol.symbol].assigned) return NULL;
  if (state->mirrors == NULL) {
    state->mirrors =
        (const Atom **)mem_alloc_zeroed((size_t)ast->top_end + 1, sizeof(const Atom *));
  }
  return &state->mirrors[target->symbol.symbol];
}

// What an entry exports without its having a name of its own: a property of another module's exports.
static void name_exports(Renamer *renamer, const Module *entry) {
  ModuleLink *state = &renamer->link->modules[entry->index];
  vec_each (export, &state->exports) {
    if (link_target_name(renamer->link, NULL, &export->target).member == NULL) continue;
    const Atom **mirror = mirror_place(renamer->link, &export->target);
    if (mirror && *mirror) {
      export->local = *mirror;
      continue;
    }
    Buf text = BUF_EMPTY;
    buf_append(&text, STR("export_"));
    append_identifier(&text, atom_str(export->exported));
    export->local = take_invented(renamer, buf_str(&text));
    if (mirror) *mirror = export->local;
    buf_clear(&text);
  }
}

void rename_all(Link *link, DiagList *diags) {
  Renamer renamer = { .link = link, .diags = diags, .default_name = intern_text("default") };
  vec_each (module, &link->order) {
    link->modules[(*module)->index].names =
        (OutputName *)mem_alloc_zeroed((size_t)(*module)->ast->top_end + 1, sizeof(OutputName));
  }
  choose_own_names(link);
  reserve(&renamer);
  pin_all(&renamer);
  vec_each (module, &link->order) {
    name_tags(&renamer, *module);
  }
  vec_each (module, &link->order) {
    name_module(&renamer, *module);
  }
  name_other_externals(&renamer);
  vec_each (entry, &link->graph->entries) {
    if (link->options->format == FORMAT_ESM) name_exports(&renamer, *entry);
  }
  name_table_clear(&renamer.taken);
  name_table_clear(&renamer.wanted);
}

// A symbol of a wrapped module is seen from outside as a property of the module's namespace object.
static OutputName symbol_name(const Link *link, const Module *from, SymbolRef ref) {
  const ModuleLink *state = &link->modules[ref.module];
  bool is_own = from && from->index == ref.module && state->names[ref.symbol].name;
  if (state->wrap != WRAP_LAZY || is_own) return state->names[ref.symbol];
  return (OutputName){ state->namespace_name,
                       state->exported[ref.symbol] }; // also where a module imports from itself
}

OutputName link_target_name(const Link *link, const Module *from, const Target *target) {
  OutputName name = { NULL, NULL };
  switch (target->kind) {
    case TARGET_SYMBOL: name = symbol_name(link, from, target->symbol); break;
    case TARGET_NAMESPACE: name.name = link->modules[target->symbol.module].namespace_name; break;
    case TARGET_EXTERNAL: {
      const External *external = &link->externals.items[target->external];
      name.name = external->namespace_name;
      if (target->name == NULL) break;
      if (uses_members(link, external)) {
        name.member = target->name;
      } else {
        uint32_t place = name_table_get(&link->external_names, target->external, target->name);
        name.name = external->names.items[place].local;
      }
      break;
    }
    case TARGET_NONE:
    case TARGET_AMBIGUOUS: break;
  }
  return name;
}
