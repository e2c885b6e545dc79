#include "base/fs.h"
#include "base/mem.h"
#include "resolve/builtins.h"
#include "resolve/exports.h"
#include "resolve/request.h"

// "@scope/name/sub/path" → "@scope/name" and "/sub/path"; false: it is no package's name.
static bool split_name(Str specifier, Str *name, Str *rest) {
  size_t end = str_find(specifier, '/');
  bool is_scoped = specifier.len != 0 && specifier.data[0] == '@';
  if (is_scoped && end == specifier.len) return false;
  if (is_scoped) end += 1 + str_find(str_slice(specifier, end + 1, specifier.len), '/');
  *name = str_slice(specifier, 0, end);
  *rest = str_slice(specifier, end, specifier.len);
  bool is_name = name->len != 0 && name->data[0] != '.' && name->data[name->len - 1] != '/';
  return is_name && str_find(*name, '\\') == name->len && str_find(*name, '%') == name->len;
}

static const char *const *conditions_of(const Request *request) {
  const Resolver *resolver = request->resolver;
  return request->is_require ? resolver->for_require.items : resolver->for_import.items;
}

// --- exports and imports ---

static Found find_target(const Request *request, const Package *package, const char *path) {
  Folder *folder = folder_at(request->resolver->tree, NULL, str_of(package->folder));
  return folder ? find_exact(request, folder, str_of(path)) : found_nothing();
}

static void tell_target(const Request *request, const Package *package, Str subpath,
                        const char *field, const Target *target) {
  bool is_good = target->kind == TARGET_FILE || target->kind == TARGET_PACKAGE;
  tell_step(request, "\"%s\" in %s has %s%s%s for \"%.*s\"", field, package->file,
            is_good ? "\"" : "nothing", is_good ? target->text : "", is_good ? "\"" : "",
            STR_ARG(subpath));
}

Found find_exported(const Request *request, const Package *package, Str subpath) {
  char *key = str_copy(subpath);
  Target target = exports_target(package->exports, key, conditions_of(request));
  mem_free(key);
  Found found = found_nothing();
  tell_target(request, package, subpath, "exports", &target);
  if (target.kind == TARGET_FILE) found = find_target(request, package, target.text);
  if (found.kind == FOUND_NOTHING) return explain_target(request, package, subpath, false, &target);
  mem_free(target.text);
  return found;
}

Found find_private(const Request *request, Str specifier, Folder *from) {
  const Package *package = from->scope;
  if (package && package->fault)
    return found_fault(str_format("Cannot read %s", package->fault), NULL);
  Target target = { .kind = TARGET_NONE };
  char *key = str_copy(specifier);
  if (package && package->imports)
    target = imports_target(package->imports, key, conditions_of(request));
  mem_free(key);
  Found found = found_nothing();
  if (package) tell_target(request, package, specifier, "imports", &target);
  if (target.kind == TARGET_FILE) found = find_target(request, package, target.text);
  if (target.kind == TARGET_PACKAGE) {
    Folder *folder = folder_at(request->resolver->tree, NULL, str_of(package->folder));
    found = find_bare(request, str_of(target.text), folder ? folder : from);
  }
  if (found.kind == FOUND_NOTHING)
    return explain_target(request, package, specifier, true, &target);
  mem_free(target.text);
  return found;
}

// --- node_modules ---

// The subpath as "exports" wants it: "/sub" → "./sub", "" → ".".
static Found find_exported_rest(const Request *request, const Package *package, Str rest) {
  char *subpath = str_format(".%.*s", STR_ARG(rest));
  Found found = find_exported(request, package, str_of(subpath));
  mem_free(subpath);
  return found;
}

// A package may import itself by its name, when it has "exports".
static Found find_self(const Request *request, Str name, Str rest, const Folder *from) {
  const Package *package = from->scope;
  bool is_self = package && package->exports && package->name && str_is(name, package->name);
  return is_self ? find_exported_rest(request, package, rest) : found_nothing();
}

// A single file in node_modules.
static Found find_lone_file(const Request *request, Folder *modules, Str name, Str rest) {
  char *path = str_format("%.*s%.*s", STR_ARG(name), STR_ARG(rest));
  Found found = find_path(request, modules, str_of(path));
  mem_free(path);
  return found;
}

// In one node_modules folder. `*seen` is set when the package is there.
static Found find_in_modules(const Request *request, Folder *modules, Str name, Str rest,
                             Folder **seen) {
  Folder *folder = folder_at(request->resolver->tree, modules, name);
  if (folder == NULL) {
    tell_step(request, "there is no package \"%.*s\" in %s", STR_ARG(name), modules->path);
    return request->is_require ? find_lone_file(request, modules, name, rest) : found_nothing();
  }
  if (*seen == NULL) *seen = folder;
  tell_step(request, "there is a package \"%.*s\" in %s", STR_ARG(name), modules->path);
  const Package *package = folder->package;
  if (package && package->fault)
    return found_fault(str_format("Cannot read %s", package->fault), NULL);
  if (package && package->exports) return find_exported_rest(request, package, rest);
  char *path = str_format(".%.*s", STR_ARG(rest));
  Found found = find_written(request, folder, str_of(path));
  mem_free(path);
  return found;
}

static Folder *modules_of(const Request *request, Folder *folder) {
  if (str_is(fs_name(str_of(folder->path)), "node_modules")) return NULL;
  Entry *entry = folder_entry(request->resolver->tree, folder, STR("node_modules"));
  return entry ? entry_folder(request->resolver->tree, folder, entry) : NULL;
}

bool is_left_to_node(const Request *request, Str specifier) {
  bool is_node = request->resolver->options->platform == PLATFORM_NODE;
  return is_node && (str_starts(specifier, STR("node:")) || is_node_builtin(specifier));
}

Found find_bare(const Request *request, Str specifier, Folder *from) {
  const Resolver *resolver = request->resolver;
  if (externals_have_specifier(&resolver->externals, specifier)) return found_external(specifier);
  bool has_scheme = str_starts(specifier, STR("node:"));
  if (is_left_to_node(request, specifier)) return found_external(specifier);
  Str name;
  Str rest;
  Folder *seen = NULL;
  bool is_name = split_name(specifier, &name, &rest);
  if (resolver->options->packages_external && (is_name || has_scheme))
    return found_external(specifier);
  if (has_scheme) return explain_builtin(request, specifier);
  if (!is_name) return explain_bare(request, specifier, from, seen);
  Found found = find_self(request, name, rest, from);
  for (Folder *folder = from; folder && found.kind == FOUND_NOTHING; folder = folder->parent) {
    Folder *modules = modules_of(request, folder);
    if (modules) found = find_in_modules(request, modules, name, rest, &seen);
    if (modules == NULL) tell_step(request, "%s has no node_modules", folder->path);
  }
  // A require() takes a lone file where it meets one; an import takes none in Node, so that packages come first.
  for (Folder *folder = from; folder && found.kind == FOUND_NOTHING && !request->is_require;
       folder = folder->parent) {
    Folder *modules = modules_of(request, folder);
    if (modules) found = find_lone_file(request, modules, name, rest);
  }
  if (found.kind != FOUND_NOTHING) return found;
  if (seen == NULL && is_node_builtin(specifier)) return explain_builtin(request, specifier);
  return explain_bare(request, specifier, from, seen);
}
