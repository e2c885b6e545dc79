#include "resolve/resolve.h"

#include "base/fs.h"
#include "base/mem.h"
#include "resolve/alias.h"
#include "resolve/endings.h"
#include "resolve/exports.h"
#include "resolve/request.h"
#include "resolve/url.h"

// --- The steps ---

static Found find_named(const Request *request, Str specifier, Folder *from) {
  if (specifier.data[0] == '#') return find_private(request, specifier, from);
  return find_bare(request, specifier, from);
}

static Found find_unmapped(const Request *request, Str specifier, Folder *from) {
  bool is_relative = is_path_specifier(specifier) && specifier.data[0] != '/';
  bool may_be_configured =
      specifier.len != 0 && !is_relative && !is_left_to_node(request, specifier);
  Found found = may_be_configured ? find_configured(request, specifier, from) : found_nothing();
  if (found.kind != FOUND_NOTHING) return found;
  if (is_path_specifier(specifier)) {
    found = find_written(request, from, specifier);
    if (found.kind == FOUND_NOTHING) found = explain_path(request, from, specifier);
  } else {
    found = find_named(request, specifier, from);
  }
  if (found.kind == FOUND_FAULT && may_be_configured)
    return explain_configured(specifier, from, found);
  return found;
}

// What a browser map puts in place of something of `package`.
static Found find_replacement(const Request *request, const Package *package, const json_t *value) {
  if (json_is_false(value)) return (Found){ .kind = FOUND_EMPTY };
  tell_step(request, "\"browser\" in %s has \"%s\" in its place", package->file,
            json_string_value(value));
  Folder *folder = folder_at(request->resolver->tree, NULL, str_of(package->folder));
  return folder ? find_unmapped(request, str_of(json_string_value(value)), folder)
                : found_nothing();
}

// The browser map is asked twice: for what the code says, which may not even exist, and for the file that was found, which may have
// come from a main field. What it answers is not mapped again.
static Found find_mapped(const Request *request, Str specifier, Folder *from) {
  const Package *package = from->browser_maps;
  const char *const *endings = request->resolver->endings;
  const json_t *value = NULL;
  if (is_path_specifier(specifier)) {
    char *path = fs_join(specifier.data[0] == '/' ? "/" : from->path, specifier);
    value = package_browser_path(package, str_of(path), endings);
    mem_free(path);
  } else {
    value = package_browser_name(package, specifier, endings);
  }
  if (value) return find_replacement(request, package, value);

  Found found = find_unmapped(request, specifier, from);
  if (found.kind != FOUND_FILE) return found;
  package = found.folder->browser_maps;
  char *path = entry_path(found.folder, found.entry);
  value = package_browser_path(package, str_of(path), endings);
  mem_free(path);
  return value ? find_replacement(request, package, value) : found;
}

// Addresses are for whoever runs the bundle; only what is written out in the code itself could be bundled.
static bool is_address(Str specifier) {
  return str_starts(specifier, STR("http://")) || str_starts(specifier, STR("https://")) ||
         str_starts(specifier, STR("//"));
}

// How the output names a file that is left out of the bundle: from where the output lies. The caller owns it.
static char *external_name(const Request *request, const char *path) {
  const char *output = request->resolver->options->output_folder;
  if (output == NULL || request->specifier.data[0] == '/') return str_copy(request->specifier);
  char *relative = fs_relative(output, path);
  if (str_starts(str_of(relative), STR("../"))) return relative;
  char *name = str_format("./%s", relative);
  mem_free(relative);
  return name;
}

static Found find_data(const Request *request) {
  Buf content = BUF_EMPTY;
  bool is_good = url_data(request->specifier, &content);
  buf_clear(&content);
  if (is_good) return (Found){ .kind = FOUND_DATA, .text = str_copy(request->specifier) };
  return found_fault(str_copy(STR("This data: URL cannot be read")),
                     str_copy(STR("It wants a comma before its content, as in data:text/javascript,"
                                  "…, and after ;base64 nothing but base64")));
}

// Code in a data: URL is nowhere in the file system, so nothing is beside it or installed for it.
static Found find_nowhere(const Request *request) {
  Str specifier = request->specifier;
  const Resolver *resolver = request->resolver;
  bool is_url =
      url_is_data(specifier) || is_address(specifier) || str_starts(specifier, STR("file:"));
  bool is_name = !is_path_specifier(specifier) && !str_starts(specifier, STR("#"));
  bool is_outside = externals_have_specifier(&resolver->externals, specifier) ||
                    is_left_to_node(request, specifier) ||
                    (is_name && resolver->options->packages_external);
  if (is_url || is_outside) return found_nothing();
  return found_fault(
      str_format("Could not resolve \"%.*s\" from a data: URL", STR_ARG(specifier)),
      str_copy(STR("Such code is in no folder: it can import data: and file: URLs and "
                   "what stays outside (--external); --alias gives names to files")));
}

static Found find(const Request *request, Folder *from) {
  Str specifier = request->specifier;
  if (specifier.len == 0) {
    return found_fault(str_copy(STR("The specifier is empty")),
                       str_copy(STR("Name a file (\"./file.js\") or a package")));
  }
  if (externals_have_specifier(&request->resolver->externals, specifier) || is_address(specifier))
    return found_external(specifier);
  if (url_is_data(specifier)) return find_data(request);
  if (is_path_specifier(specifier)) {
    char *path = fs_join(specifier.data[0] == '/' ? "/" : from->path, specifier);
    bool is_external = externals_have_path(&request->resolver->externals, str_of(path));
    char *name = is_external ? external_name(request, path) : NULL;
    mem_free(path);
    if (is_external) return (Found){ .kind = FOUND_EXTERNAL, .text = name };
  }
  bool is_browser = request->resolver->options->platform == PLATFORM_BROWSER;
  char *path = url_path(specifier);
  if (path) specifier = str_of(path);
  Found found =
      is_browser ? find_mapped(request, specifier, from) : find_unmapped(request, specifier, from);
  mem_free(path);
  return found;
}

// --- The result ---

// The folder that the real file lies in: another one when the entry is a link.
static const Folder *real_folder(const Request *request, const Found *found, const char *path) {
  if (atomic_load_explicit(&found->entry->real, memory_order_acquire) == NULL) return found->folder;
  return folder_at(request->resolver->tree, NULL, fs_folder(str_of(path)));
}

static Resolved resolved_file(const Request *request, const Found *found) {
  char *path = entry_real_path(found->folder, found->entry);
  Resolved resolved = { .kind = RESOLVE_FILE, .path = path, .side_effects = true };
  if (externals_have_path(&request->resolver->externals, str_of(path))) {
    resolved.kind = RESOLVE_EXTERNAL;
    resolved.path = external_name(request, path);
    mem_free(path);
    return resolved;
  }
  const Folder *folder = real_folder(request, found, path);
  const Package *scope = folder ? folder->scope : NULL;
  Str name = fs_name(str_of(path));
  resolved.type = module_type(name, NULL);
  bool asks_package = resolved.type == MODULE_TYPE_UNKNOWN;
  if (asks_package && scope && scope->fault) {
    mem_free(path);
    return (Resolved){ .kind = RESOLVE_FAILED, .text = str_format("Cannot read %s", scope->fault) };
  }
  resolved.type = module_type(name, scope);
  if (scope && scope->fault == NULL) resolved.side_effects = package_side_effects(scope, path);
  return resolved;
}

// Node reads the code in a data: URL as an ES module.
static ModuleType data_module_type(Str url) {
  switch (url_data_kind(url)) {
    case DATA_JAVASCRIPT: return MODULE_TYPE_ESM;
    case DATA_JSON: return MODULE_TYPE_JSON;
    case DATA_TEXT:
    case DATA_OTHER: break;
  }
  return MODULE_TYPE_OTHER;
}

// Takes `url`.
static Resolved resolved_data(char *url) {
  return (Resolved){
    .kind = RESOLVE_FILE, .type = data_module_type(str_of(url)), .side_effects = true, .path = url
  };
}

// Takes what `found` owns.
static Resolved resolved_of(const Request *request, const Found *found) {
  switch (found->kind) {
    case FOUND_FILE: return resolved_file(request, found);
    case FOUND_EXTERNAL:
      return (Resolved){ .kind = RESOLVE_EXTERNAL, .side_effects = true, .path = found->text };
    case FOUND_DATA: return resolved_data(found->text);
    case FOUND_EMPTY: return (Resolved){ .kind = RESOLVE_EMPTY, .side_effects = false };
    case FOUND_NOTHING:
    case FOUND_FAULT: break;
  }
  char *text = found->text ? found->text
                           : str_format("Could not resolve \"%.*s\"", STR_ARG(request->specifier));
  return (Resolved){ .kind = RESOLVE_FAILED, .text = text, .help = found->help };
}

// The nearest folder above `path` that is there: importers may be something else than files one day.
static Folder *folder_above(const Resolver *resolver, const char *path) {
  Str folder = fs_folder(str_of(path));
  Folder *found = folder_at(resolver->tree, NULL, folder);
  while (found == NULL) {
    folder = fs_folder(folder);
    found = folder_at(resolver->tree, NULL, folder);
  }
  return found;
}

// Says in a failure how the code came to ask for it.
static void tell_alias(Resolved *resolved, Str specifier) {
  char *text =
      str_format("%s, which --alias puts in place of \"%.*s\"", resolved->text, STR_ARG(specifier));
  mem_free(resolved->text);
  resolved->text = text;
}

// What --alias puts in place of something is seen from the working directory, whoever imports it: it is the project's choice. It is
// not replaced again.
static Resolved resolve_request(Request request, const char *importer) {
  Resolver *resolver = request.resolver;
  Str specifier = request.specifier;
  char *target = alias_target(resolver->options->aliases, specifier);
  if (target) request.specifier = str_of(target);
  bool is_nowhere = url_is_data(str_of(importer));
  Folder *from =
      target || is_nowhere ? folder_at(resolver->tree, NULL, str_of(resolver->here)) : NULL;
  if (from == NULL) from = folder_above(resolver, importer);
  if (target) tell_step(&request, "--alias puts \"%s\" in its place", target);
  Found found = is_nowhere && !target ? find_nowhere(&request) : found_nothing();
  if (found.kind == FOUND_NOTHING) found = find(&request, from);
  Resolved resolved = resolved_of(&request, &found);
  if (target && resolved.kind == RESOLVE_FAILED) tell_alias(&resolved, specifier);
  mem_free(target);
  return resolved;
}

// Steps are told by a second try, so that the first one, which mostly finds what it looks for, need not.
Resolved resolver_resolve(Resolver *resolver, Str specifier, const char *importer,
                          ImportKind kind) {
  Request request = { resolver, specifier, kind == IMPORT_REQUIRE, NULL };
  Resolved resolved = resolve_request(request, importer);
  if (resolved.kind != RESOLVE_FAILED || !resolver->options->tells_steps) return resolved;
  Steps steps = VEC_EMPTY;
  request.steps = &steps;
  resolved_clear(&resolved);
  resolved = resolve_request(request, importer);
  resolved.steps = steps;
  return resolved;
}

// --- Entries ---

// A project's folder: what its package.json names, in the order of what is most likely the source.
static Found find_project(const Request *request, Folder *folder) {
  const Package *package = folder->package;
  if (package && package->fault)
    return found_fault(str_format("Cannot read %s", package->fault), NULL);
  const char *const paths[] = { package ? package->source : NULL, package ? package->module : NULL,
                                package ? package->main : NULL };
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    if (paths[i] == NULL || paths[i][0] == '\0') continue;
    Found found = find_path(request, folder, str_of(paths[i]));
    if (found.kind != FOUND_NOTHING) return found;
  }
  if (package && package->exports) {
    const char *const *conditions = request->resolver->for_import.items;
    Target target = exports_target(package->exports, ".", conditions);
    Found found = target.kind == TARGET_FILE ? find_exact(request, folder, str_of(target.text))
                                             : found_nothing();
    mem_free(target.text);
    if (found.kind != FOUND_NOTHING) return found;
  }
  Found found = find_path(request, folder, STR("src/index"));
  return found.kind != FOUND_NOTHING ? found : find_path(request, folder, STR("index"));
}

Resolved resolver_resolve_entry(Resolver *resolver, const char *path) {
  Request request = { resolver, str_of(path), false, NULL };
  Folder *here = folder_at(resolver->tree, NULL, str_of(resolver->here));
  Folder *folder = folder_at(resolver->tree, here, request.specifier);
  Found found =
      folder ? find_project(&request, folder) : find_path(&request, here, request.specifier);
  if (found.kind == FOUND_NOTHING) found = explain_entry(&request, folder, here);
  return resolved_of(&request, &found);
}

// --- Making and freeing ---

static void conditions_init(Conditions *conditions, const ResolveOptions *options,
                            const char *kind) {
  vec_push(conditions, kind);
  // What bundlers agreed on for ES modules that Node itself is not to load.
  vec_push(conditions, "module");
  if (options->platform == PLATFORM_NODE) vec_push(conditions, "node");
  if (options->platform == PLATFORM_BROWSER) vec_push(conditions, "browser");
  for (const char *const *name = options->conditions; name && *name; name++) {
    vec_push(conditions, *name);
  }
  vec_push(conditions, NULL);
}

Resolver *resolver_new(const ResolveOptions *options) {
  Resolver *resolver = MEM_NEW_ZEROED(Resolver);
  resolver->options = options;
  resolver->folder_options = (FolderOptions){ options->main_fields, options->tsconfig,
                                              options->keeps_links, options->may_change };
  resolver->tree = folder_tree_new(&resolver->folder_options);
  resolver->endings = options->extensions ? options->extensions : default_endings;
  resolver->here = fs_absolute(".");
  externals_init(&resolver->externals, options->externals);
  conditions_init(&resolver->for_import, options, "import");
  conditions_init(&resolver->for_require, options, "require");
  return resolver;
}

void resolver_each_folder(const Resolver *resolver, void (*visit)(void *context, const char *path),
                          void *context) {
  folder_tree_each(resolver->tree, visit, context);
}

void resolver_free(Resolver *resolver) {
  if (resolver == NULL) return;
  folder_tree_free(resolver->tree);
  externals_clear(&resolver->externals);
  vec_clear(&resolver->for_import);
  vec_clear(&resolver->for_require);
  mem_free(resolver->here);
  mem_free(resolver);
}

void resolved_clear(Resolved *resolved) {
  mem_free(resolved->path);
  mem_free(resolved->text);
  mem_free(resolved->help);
  vec_each (step, &resolved->steps) {
    mem_free(*step);
  }
  vec_clear(&resolved->steps);
  *resolved = (Resolved){ .kind = RESOLVE_FAILED };
}
