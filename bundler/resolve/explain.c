#include "base/fs.h"
#include "base/mem.h"
#include "resolve/builtins.h"
#include "resolve/exports.h"
#include "resolve/near.h"
#include "resolve/request.h"

#include <stdlib.h>
#include <strings.h>

char *shown_path(const Resolver *resolver, const char *path) {
  char *relative = fs_relative(resolver->here, path);
  if (!str_starts(str_of(relative), STR("../"))) return relative;
  mem_free(relative);
  return str_copy(str_of(path));
}

// For sentences: "this folder" or its path. The caller owns it.
static char *shown_folder(const Request *request, const Folder *folder) {
  char *shown = shown_path(request->resolver, folder->path);
  if (strcmp(shown, ".") != 0) return shown;
  mem_free(shown);
  return str_copy(STR("this folder"));
}

static char *not_resolved(Str specifier) {
  return str_format("Could not resolve \"%.*s\"", STR_ARG(specifier));
}

static Found fault_of(char *text, Buf *help) {
  return found_fault(text, help->len == 0 ? NULL : buf_take(help));
}

static bool is_there(const Request *request, Folder *base, Str path) {
  Request quiet = *request;
  quiet.steps = NULL;
  Found found = find_path(&quiet, base, path);
  mem_free(found.text);
  mem_free(found.help);
  return found.kind == FOUND_FILE;
}

// --- Paths ---

// The names in `folder` that are like `wanted`. Folders that cannot be listed offer none, nor do links that lead nowhere.
static void near_entries(const Request *request, Near *near, Folder *folder) {
  if (!folder->listed) return;
  map_each (place, &folder->entries) {
    Entry *entry = (Entry *)place->pointer;
    if (entry->is_gone) continue;
    EntryKind kind = entry_kind(request->resolver->tree, folder, entry);
    if (kind == ENTRY_FILE || kind == ENTRY_FOLDER) near_offer_file(near, place->key);
  }
}

static void append_endings(const Request *request, Buf *out) {
  for (const char *const *ending = request->resolver->endings; *ending; ending++) {
    buf_printf(out, ending[1] ? "%s, " : "%s", *ending);
  }
}

// The first of the entries that were tried for `name` that is there at all, though it is no file.
static Entry *tried_entry(const Request *request, Folder *folder, Str name, bool is_last) {
  Entry *entry = folder_entry(request->resolver->tree, folder, name);
  const char *const *ending = request->resolver->endings;
  for (; is_last && *ending && entry == NULL; ending++) {
    char *full = str_format("%.*s%s", STR_ARG(name), *ending);
    entry = folder_entry(request->resolver->tree, folder, str_of(full));
    mem_free(full);
  }
  return entry;
}

// What was tried for one part of a path, in `folder`; `is_last`: it may lack its ending.
static void append_tried(const Request *request, Buf *help, Folder *folder, Str name,
                         bool is_last) {
  Entry *entry = tried_entry(request, folder, name, is_last);
  EntryKind kind = entry ? entry_kind(request->resolver->tree, folder, entry) : ENTRY_UNKNOWN;
  if (entry) name = str_of(entry->name);
  char *shown = shown_folder(request, folder);
  if (entry == NULL && is_last) {
    buf_printf(help, "There is no \"%.*s\" in %s, nor with the ending ", STR_ARG(name), shown);
    append_endings(request, help);
    buf_append_char(help, '.');
  } else if (entry == NULL) {
    buf_printf(help, "There is no folder \"%.*s\" in %s.", STR_ARG(name), shown);
  } else if (kind == ENTRY_FOLDER) {
    buf_printf(
        help,
        "\"%.*s\" in %s is a folder without an index file, and no package.json names another.",
        STR_ARG(name), shown);
  } else if (kind == ENTRY_FILE) {
    buf_printf(help, "\"%.*s\" in %s is a file, not a folder.", STR_ARG(name), shown);
  } else {
    buf_printf(help, "\"%.*s\" in %s is no regular file, or a link that leads nowhere.",
               STR_ARG(name), shown);
  }
  mem_free(shown);
}

// Follows `path` as far as there are folders. `*done` is how much of it was followed.
static Folder *follow(const Request *request, Folder *base, Str path, size_t *done) {
  Folder *folder = path.data[0] == '/' ? folder_at(request->resolver->tree, NULL, STR("/")) : base;
  *done = 0;
  while (*done < path.len) {
    Str rest = str_slice(path, *done, path.len);
    size_t length = str_find(rest, '/');
    Folder *next = folder_at(request->resolver->tree, folder, str_slice(rest, 0, length));
    if (length == 0) next = folder;
    if (next == NULL || length == rest.len) break;
    folder = next;
    *done += length + 1;
  }
  return folder;
}

// Help for `path`, seen from `base`, which leads nowhere; names that were meant are told with `prefix` before them.
static Buf path_help(const Request *request, Folder *base, Str path, Str prefix) {
  Buf help = BUF_EMPTY;
  size_t done;
  Folder *folder = follow(request, base, path, &done);
  Str rest = str_slice(path, done, path.len);
  Str name = str_slice(rest, 0, str_find(rest, '/'));
  if (name.len == 0 || str_is(name, ".") || str_is(name, "..")) {
    // The path is that of a folder, which is there.
    Folder *target = folder_at(request->resolver->tree, folder, name);
    char *shown = shown_folder(request, target ? target : folder);
    buf_printf(&help, "There is no index file in %s, and no package.json that names another",
               shown);
    mem_free(shown);
    return help;
  }
  append_tried(request, &help, folder, name, name.len == rest.len);
  Near near = { .wanted = name };
  near_entries(request, &near, folder);
  char *before = str_format("%.*s%.*s", STR_ARG(prefix), STR_ARG(str_slice(path, 0, done)));
  near_append(&near, &help, str_of(before));
  mem_free(before);
  bool differs_in_case = near.count != 0 && near.names[0].len == name.len &&
                         strncasecmp(near.names[0].data, name.data, name.len) == 0;
  if (differs_in_case) buf_append(&help, STR(" Upper and lower case matter."));
  return help;
}

Found explain_path(const Request *request, Folder *base, Str path) {
  char *text = not_resolved(request->specifier);
  size_t query = str_find(path, '?');
  if (str_find(path, '#') < query) query = str_find(path, '#');
  Str plain = str_slice(path, 0, query);
  Buf help = BUF_EMPTY;
  if (query < path.len && is_there(request, base, plain)) {
    buf_printf(&help, "\"%.*s\" is there, but what follows it (\"%.*s\") is not offered yet",
               STR_ARG(plain), STR_ARG(str_slice(path, query, path.len)));
  } else {
    help = path_help(request, base, path, STR_EMPTY);
  }
  return fault_of(text, &help);
}

Found explain_entry(const Request *request, Folder *folder, Folder *base) {
  if (folder) {
    char *shown = shown_path(request->resolver, folder->path);
    char *text = str_format("No entry found in the folder %s", shown);
    mem_free(shown);
    const Package *package = folder->package;
    if (package && package->main) {
      char *help = str_format("%s names \"%s\" as \"main\", which is not there; is it built?",
                              package->file, package->main);
      return found_fault(text, help);
    }
    return found_fault(text, str_copy(STR("Name a file, or have \"source\", \"module\" or \"main\" "
                                          "in its package.json, src/index.js or index.js")));
  }
  Buf help = path_help(request, base, request->specifier, STR_EMPTY);
  return fault_of(str_format("There is no entry %.*s", STR_ARG(request->specifier)), &help);
}

// --- Packages ---

// A file beside the importer that was meant: "helper.js" for "./helper.js".
static bool append_meant_path(const Request *request, Buf *help, Str specifier, Folder *from) {
  if (!is_there(request, from, specifier)) return false;
  buf_printf(help, "Did you mean \"./%.*s\"? Without \"./\" it names a package.",
             STR_ARG(specifier));
  return true;
}

// Packages of the same scope are compared by what follows it.
static void near_packages(const Request *request, Near *near, Folder *from, Str scope) {
  FolderTree *tree = request->resolver->tree;
  for (Folder *folder = from; folder; folder = folder->parent) {
    Folder *modules = folder_at(tree, folder, STR("node_modules"));
    if (modules) modules = folder_at(tree, modules, scope);
    if (modules) near_entries(request, near, modules);
  }
}

// Where the name of the package ends in "@scope/name/sub" or "name/sub".
static size_t name_length(Str specifier) {
  size_t end = str_find(specifier, '/');
  if (specifier.data[0] != '@' || end == specifier.len) return end;
  return end + 1 + str_find(str_slice(specifier, end + 1, specifier.len), '/');
}

static Found explain_missing_package(const Request *request, Str specifier, Folder *from) {
  Str name = str_slice(specifier, 0, name_length(specifier));
  char *shown = shown_folder(request, from);
  Buf help = BUF_EMPTY;
  buf_printf(&help, "No package \"%.*s\" is installed for %s.", STR_ARG(name), shown);
  mem_free(shown);
  size_t scope =
      name.data[0] == '@' && str_find(name, '/') < name.len ? str_find(name, '/') + 1 : 0;
  Near near = { .wanted = str_slice(name, scope, name.len) };
  near_packages(request, &near, from, str_slice(name, 0, scope));
  near_append(&near, &help, str_slice(name, 0, scope));
  if (near.count == 0) {
    buf_printf(&help, " Install it (npm install %.*s), or keep the import with --external:%.*s",
               STR_ARG(name), STR_ARG(name));
  }
  return fault_of(not_resolved(request->specifier), &help);
}

// The package is there and has no "exports", but not that file.
static Found explain_missing_file(const Request *request, Str specifier, Folder *seen) {
  Str prefix = str_slice(specifier, 0, name_length(specifier) + 1);
  Str rest = str_slice(specifier, prefix.len, specifier.len);
  Buf help = BUF_EMPTY;
  const Package *package = seen->package;
  if (rest.len == 0 && package && request->resolver->options->main_fields) {
    buf_printf(
        &help,
        "No field of --main-fields in %s names a file that is there, and there is no index file",
        package->file);
  } else if (rest.len == 0 && package && package->main) {
    buf_printf(&help, "%s names \"%s\" as \"main\", which is not there; is the package built?",
               package->file, package->main);
  } else {
    help = path_help(request, seen, rest, prefix);
  }
  return fault_of(not_resolved(request->specifier), &help);
}

Found explain_bare(const Request *request, Str specifier, Folder *from, Folder *seen) {
  if (seen) return explain_missing_file(request, specifier, seen);
  Buf help = BUF_EMPTY;
  if (append_meant_path(request, &help, specifier, from))
    return fault_of(not_resolved(request->specifier), &help);
  size_t colon = str_find(specifier, ':');
  if (colon < str_find(specifier, '/')) {
    buf_printf(&help, "\"%.*s\" addresses are not read; --external:%.*s* keeps such imports",
               STR_ARG(str_slice(specifier, 0, colon + 1)),
               STR_ARG(str_slice(specifier, 0, colon + 1)));
    return fault_of(not_resolved(request->specifier), &help);
  }
  size_t end = name_length(specifier);
  bool is_name = specifier.data[0] != '.' && specifier.data[end - 1] != '/' &&
                 (specifier.data[0] != '@' || str_find(specifier, '/') < end);
  if (is_name) return explain_missing_package(request, specifier, from);
  buf_append(&help, STR("It is neither a path (\"./…\", \"../…\", \"/…\") nor a package's name"));
  return fault_of(not_resolved(request->specifier), &help);
}

Found explain_builtin(const Request *request, Str specifier) {
  char *text =
      str_format("Could not resolve \"%.*s\", which is part of Node", STR_ARG(request->specifier));
  char *help = str_format("Build for Node with --platform=node, or keep the import as it is with "
                          "--external:%.*s",
                          STR_ARG(specifier));
  return found_fault(text, help);
}

Found explain_configured(Str specifier, const Folder *from, Found fault) {
  Str matched;
  const PathRule *rule = from->config ? tsconfig_rule(from->config, specifier, &matched) : NULL;
  if (rule == NULL) return fault;
  Buf help = BUF_EMPTY;
  buf_printf(&help, "\"paths\" in %s has \"%s\" for it, but nothing is there.", from->config->file,
             rule->pattern);
  if (fault.help) buf_printf(&help, " %s", fault.help);
  mem_free(fault.help);
  fault.help = buf_take(&help);
  return fault;
}

// --- exports and imports ---

static void append_quoted(Buf *out, const Keys *names) {
  for (uint32_t i = 0; i < names->len; i++) {
    buf_printf(out, "%s\"%s\"",
               i == 0                ? ""
               : i + 1 == names->len ? " and "
                                     : ", ",
               names->items[i]);
  }
}

// The keys that are like the one that is not there, or all when they are few. `prefix` turns a subpath into what an import has to say:
// ("pkg", "./sub") → "pkg/sub".
static void append_near_keys(Buf *help, const json_t *map, Str wanted, Str prefix) {
  enum { SHORT_LIST = 8 };

  Keys keys = VEC_EMPTY;
  map_keys(map, &keys);
  size_t skipped = prefix.len == 0 ? 0 : 1;
  Near near = { .wanted = str_slice(wanted, skipped, wanted.len) };
  vec_each (key, &keys) {
    near_offer(&near, str_of(*key + skipped));
  }
  near_append(&near, help, prefix);
  bool is_short = near.count == 0 && keys.len != 0 && keys.len <= SHORT_LIST;
  for (uint32_t i = 0; is_short && i < keys.len; i++) {
    const char *joint = i == 0 ? " It offers " : i + 1 == keys.len ? " and " : ", ";
    buf_printf(help, "%s\"%.*s%s\"", joint, STR_ARG(prefix), keys.items[i] + skipped);
  }
  if (is_short) buf_append_char(help, '.');
  vec_clear(&keys);
}

// The key is there, but under none of the conditions in use.
static void append_conditions(const Request *request, Buf *help, const json_t *map,
                              const char *key) {
  Keys offered = VEC_EMPTY;
  map_conditions(map, key, &offered);
  buf_append(help, STR(" It is only offered under "));
  append_quoted(help, &offered);
  const Resolver *resolver = request->resolver;
  const Conditions *used = request->is_require ? &resolver->for_require : &resolver->for_import;
  Keys in_use = VEC_EMPTY;
  for (uint32_t i = 0; i + 1 < used->len; i++) {
    vec_push(&in_use, used->items[i]);
  }
  buf_append(help, STR("; in use are "));
  append_quoted(help, &in_use);
  buf_append(help, STR(" (more with --conditions=NAME)."));
  vec_clear(&in_use);
  vec_clear(&offered);
}

static void append_reason(const Request *request, Buf *help, const Package *package, Str subpath,
                          bool is_imports, const Target *target) {
  const char *field = is_imports ? "imports" : "exports";
  const json_t *map = is_imports ? package->imports : package->exports;
  Str prefix = is_imports || !package->name ? STR_EMPTY : str_of(package->name);
  buf_printf(help, "\"%s\" in %s ", field, package->file);
  switch (target->kind) {
    case TARGET_NONE:
      buf_printf(help, "has no \"%.*s\".", STR_ARG(subpath));
      bool conditional = target->key || (map && !json_is_string(map) && str_is(subpath, "."));
      Keys offered = VEC_EMPTY;
      if (map && conditional) map_conditions(map, target->key, &offered);
      if (offered.len != 0) {
        help->len -= 1;
        buf_append(help, STR(" that fits."));
        append_conditions(request, help, map, target->key);
      } else if (map) {
        append_near_keys(help, map, subpath, prefix);
      }
      vec_clear(&offered);
      break;
    case TARGET_BLOCKED: buf_printf(help, "keeps \"%.*s\" private", STR_ARG(subpath)); break;
    case TARGET_FILE:
    case TARGET_PACKAGE:
      buf_printf(help, "says \"%s\", which is not there; is the package built?", target->text);
      break;
    case TARGET_BAD_TARGET:
      buf_printf(help, "says \"%s\", which does not stay inside the package (\"./…\")",
                 target->text);
      break;
    case TARGET_BAD_SPECIFIER:
      buf_printf(help, "has * for \"%s\", which does not stay inside the package", target->text);
      break;
    case TARGET_BAD_CONFIG: buf_printf(help, "is broken: %s", target->text); break;
  }
}

Found explain_target(const Request *request, const Package *package, Str subpath, bool is_imports,
                     Target *target) {
  char *text = not_resolved(request->specifier);
  Buf help = BUF_EMPTY;
  if (package) {
    append_reason(request, &help, package, subpath, is_imports, target);
  } else {
    buf_append(&help,
               STR("Names with # come from \"imports\" in package.json; there is none here"));
  }
  mem_free(target->text);
  return fault_of(text, &help);
}
