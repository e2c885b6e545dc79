#include "base/fs.h"
#include "base/mem.h"
#include "resolve/request.h"
#include "resolve/url.h"

bool is_path_specifier(Str specifier) {
  return str_starts(specifier, STR("/")) || str_starts(specifier, STR("./")) ||
         str_starts(specifier, STR("../")) || str_is(specifier, ".") || str_is(specifier, "..");
}

ModuleType module_type(Str name, const Package *scope) {
  size_t dot = str_find_last(name, '.');
  Str ending = dot == 0 ? STR_EMPTY : str_slice(name, dot, name.len);
  if (str_is(ending, ".mjs")) return MODULE_TYPE_ESM;
  if (str_is(ending, ".cjs")) return MODULE_TYPE_COMMONJS;
  if (str_is(ending, ".json")) return MODULE_TYPE_JSON;
  // Programs on the command line often have no ending; Node reads them as it reads .js. It knows nothing of .jsx, which tools compile to .js in its place.
  bool is_script = ending.len == 0 || str_is(ending, ".js") || str_is(ending, ".jsx");
  if (!is_script) return MODULE_TYPE_OTHER;
  return scope ? scope->type : MODULE_TYPE_UNKNOWN;
}

// --- Files ---

static Found find_entry(const Request *request, Folder *folder, Str name) {
  FolderTree *tree = request->resolver->tree;
  Entry *entry = folder_entry(tree, folder, name);
  if (entry == NULL || entry_kind(tree, folder, entry) != ENTRY_FILE) {
    const char *at = folder->parent ? folder->path : "";
    tell_step(request, "%s/%.*s is %s", at, STR_ARG(name), entry ? "no file" : "not there");
    return found_nothing();
  }
  return (Found){ .kind = FOUND_FILE, .folder = folder, .entry = entry };
}

static Found find_with_endings(const Request *request, Folder *folder, Str name) {
  Found found = found_nothing();
  Buf full = BUF_EMPTY;
  const char *const *ending = request->resolver->endings;
  for (; *ending && found.kind == FOUND_NOTHING; ending++) {
    full.len = 0;
    buf_append(&full, name);
    buf_append(&full, str_of(*ending));
    found = find_entry(request, folder, buf_str(&full));
  }
  buf_clear(&full);
  return found;
}

Found find_file(const Request *request, Folder *folder, Str name) {
  Found found = find_entry(request, folder, name);
  return found.kind != FOUND_NOTHING ? found : find_with_endings(request, folder, name);
}

static Found find_index(const Request *request, Folder *folder) {
  return find_with_endings(request, folder, STR("index"));
}

// The folder part and the last part of a path. The last part is empty when the path can only mean a folder ("./a/", "..").
static Str split_path(Str path, Str *folder) {
  size_t slash = str_find_last(path, '/');
  size_t begin = slash == path.len ? 0 : slash + 1;
  Str name = str_slice(path, begin, path.len);
  *folder = str_slice(path, 0, begin);
  if (!str_is(name, ".") && !str_is(name, "..")) return name;
  *folder = path;
  return STR_EMPTY;
}

Found find_exact(const Request *request, Folder *base, Str path) {
  FolderTree *tree = request->resolver->tree;
  Str before;
  Str name = split_path(path, &before);
  Folder *folder = folder_at(tree, base, before);
  return folder && name.len != 0 ? find_entry(request, folder, name) : found_nothing();
}

// --- Folders ---

// Node's LOAD_AS_DIRECTORY for one main field: the file, or the index file of the folder that it names; a package.json in there is not
// asked.
static Found find_main(const Request *request, Folder *folder, const char *main) {
  if (main == NULL || main[0] == '\0') return found_nothing();
  tell_step(request, "%s names \"%s\" as its main file", folder->package->file, main);
  Str before;
  Str name = split_path(str_of(main), &before);
  Folder *in = folder_at(request->resolver->tree, folder, before);
  Found found = in && name.len != 0 ? find_file(request, in, name) : found_nothing();
  if (found.kind != FOUND_NOTHING) return found;
  in = folder_at(request->resolver->tree, folder, str_of(main));
  return in ? find_index(request, in) : found_nothing();
}

static Found find_by_chosen_fields(const Request *request, Folder *folder) {
  Found found = found_nothing();
  const FieldValues *fields = &folder->package->fields;
  for (uint32_t i = 0; i < fields->len && found.kind == FOUND_NOTHING; i++) {
    found = find_main(request, folder, fields->items[i]);
  }
  return found;
}

static Found find_by_fields(const Request *request, Folder *folder) {
  const Package *package = folder->package;
  if (request->resolver->options->main_fields) return find_by_chosen_fields(request, folder);
  Platform platform = request->resolver->options->platform;
  // Packages from before "exports" ship two builds: "main" for require(), "module" for bundlers. On Node `main` comes first, and the index file that
  // stands for it, since it is what Node itself takes, and `module` files may be meant for browsers. Elsewhere a require() gets the CommonJS build, so
  // that a program that uses both has no ES module where it expects `module.exports`.
  bool is_main_first = platform == PLATFORM_NODE || request->is_require;
  Found found = found_nothing();
  if (platform == PLATFORM_BROWSER) found = find_main(request, folder, package->browser);
  if (found.kind == FOUND_NOTHING && !is_main_first)
    found = find_main(request, folder, package->module);
  if (found.kind == FOUND_NOTHING) found = find_main(request, folder, package->main);
  if (found.kind == FOUND_NOTHING && is_main_first) found = find_index(request, folder);
  if (found.kind == FOUND_NOTHING && is_main_first)
    found = find_main(request, folder, package->module);
  return found;
}

Found find_in_folder(const Request *request, Folder *folder) {
  Found found = found_nothing();
  if (folder->package && folder->package->fault) {
    return found_fault(str_format("Cannot read %s", folder->package->fault), NULL);
  }
  if (folder->package) found = find_by_fields(request, folder);
  return found.kind != FOUND_NOTHING ? found : find_index(request, folder);
}

// "a/../b.js" is "b.js" whether or not there is an "a", and wherever a link named "a" leads. NULL: `path` goes up at its start only.
// The caller owns it; it is absolute, and ends with a slash when it can only mean a folder.
static char *without_detours(const Folder *base, Str path) {
  Str rest = path;
  while (str_starts(rest, STR("../")) || str_starts(rest, STR("./")) ||
         str_starts(rest, STR("/"))) {
    rest = str_slice(rest, str_find(rest, '/') + 1, rest.len);
  }
  bool has_detour = str_find_str(rest, STR("/../")) != rest.len || str_ends(rest, STR("/.."));
  if (!has_detour) return NULL;
  char *joined = fs_join(base && path.data[0] != '/' ? base->path : "/", path);
  Str folder;
  bool is_folder = split_path(path, &folder).len == 0 && strcmp(joined, "/") != 0;
  char *whole = is_folder ? str_format("%s/", joined) : str_copy(str_of(joined));
  mem_free(joined);
  return whole;
}

static Found find_straight(const Request *request, Folder *base, Str path) {
  FolderTree *tree = request->resolver->tree;
  Str before;
  Str name = split_path(path, &before);
  Folder *folder = folder_at(tree, base, before);
  if (folder == NULL) {
    bool from_root = base == NULL || before.data[0] == '/';
    tell_step(request, "there is no folder %.*s%s%s", STR_ARG(before), from_root ? "" : " in ",
              from_root ? "" : base->path);
    return found_nothing();
  }
  if (name.len == 0) return find_in_folder(request, folder);
  Found found = find_file(request, folder, name);
  if (found.kind != FOUND_NOTHING) return found;
  Entry *entry = folder_entry(tree, folder, name);
  Folder *inner = entry ? entry_folder(tree, folder, entry) : NULL;
  return inner ? find_in_folder(request, inner) : found_nothing();
}

Found find_path(const Request *request, Folder *base, Str path) {
  char *direct = without_detours(base, path);
  Found found = find_straight(request, base, direct ? str_of(direct) : path);
  mem_free(direct);
  return found;
}

Found find_written(const Request *request, Folder *base, Str path) {
  Found found = find_path(request, base, path);
  if (found.kind != FOUND_NOTHING || request->is_require || str_find(path, '%') == path.len)
    return found;
  Buf decoded = url_decoded(path);
  bool is_path = memchr(decoded.data, '\0', decoded.len) == NULL;
  if (is_path) found = find_path(request, base, buf_str(&decoded));
  buf_clear(&decoded);
  return found;
}
