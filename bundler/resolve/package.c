#include "resolve/package.h"

#include "base/fs.h"
#include "base/mem.h"
#include "resolve/pattern.h"

// --- Reading ---

static char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? str_copy(str_of(text)) : NULL;
}

static json_t *value_of(const json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  return value && !json_is_null(value) ? json_incref(value) : NULL;
}

static json_t *object_of(const json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  return json_is_object(value) ? json_incref(value) : NULL;
}

static ModuleType type_of(const json_t *root) {
  const char *type = json_string_value(json_object_get(root, "type"));
  if (type && strcmp(type, "module") == 0) return MODULE_TYPE_ESM;
  if (type && strcmp(type, "commonjs") == 0) return MODULE_TYPE_COMMONJS;
  return MODULE_TYPE_UNKNOWN;
}

// The values of `fields` (NULL-terminated), each NULL where there is none. The caller owns them.
static FieldValues fields_of(const json_t *root, const char *const *fields) {
  FieldValues values = VEC_EMPTY;
  for (; fields && *fields; fields++) {
    vec_push(&values, text_of(root, *fields));
  }
  return values;
}

static void package_fill(Package *package, const json_t *root, const char *const *fields) {
  package->name = text_of(root, "name");
  package->main = text_of(root, "main");
  package->module = text_of(root, "module");
  package->source = text_of(root, "source");
  package->browser = text_of(root, "browser");
  package->fields = fields_of(root, fields);
  package->type = type_of(root);
  package->exports = value_of(root, "exports");
  package->imports = object_of(root, "imports");
  package->browser_map = object_of(root, "browser");
  package->side_effects = value_of(root, "sideEffects");
}

Package *package_load(const char *folder, const char *const *fields) {
  char *path = fs_join(folder, STR("package.json"));
  Package *package = NULL;
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  json_t *root = NULL;
  if (!fs_is_file(path)) goto done;

  package = MEM_NEW_ZEROED(Package);
  package->folder = str_copy(str_of(folder));
  package->file = fs_shown(path);
  bool read = fs_read(path, &text, &err);
  if (read) root = json_parse(package->file, buf_str(&text), &err);
  if (root && !json_is_object(root)) err_set(&err, "%s:1:1: not an object", package->file);
  package->fault = err.text;
  if (package->fault == NULL) package_fill(package, root, fields);

done:
  json_decref(root);
  buf_clear(&text);
  mem_free(path);
  return package;
}

void package_free(Package *package) {
  mem_free(package->folder);
  mem_free(package->file);
  mem_free(package->fault);
  mem_free(package->name);
  mem_free(package->main);
  mem_free(package->module);
  mem_free(package->source);
  mem_free(package->browser);
  vec_each (value, &package->fields) {
    mem_free(*value);
  }
  vec_clear(&package->fields);
  json_decref(package->exports);
  json_decref(package->imports);
  json_decref(package->browser_map);
  json_decref(package->side_effects);
  mem_free(package);
}

// `path` as seen from the package's folder, without a slash at its start; borrowed. Data NULL: it lies elsewhere.
static Str path_inside(const Package *package, Str path) {
  Str folder = str_of(package->folder);
  if (folder.len == 1) folder.len = 0;
  bool is_inside =
      str_starts(path, folder) && path.len > folder.len && path.data[folder.len] == '/';
  return is_inside ? str_slice(path, folder.len + 1, path.len) : STR_EMPTY;
}

// --- sideEffects ---

// webpack, who brought it: a pattern without a slash means a file of that name anywhere below.
static bool effect_pattern_matches(const char *text, Str inside) {
  Str pattern = str_of(text);
  if (str_starts(pattern, STR("./"))) pattern = str_slice(pattern, 2, pattern.len);
  if (str_starts(pattern, STR("/"))) pattern = str_slice(pattern, 1, pattern.len);
  bool anywhere = str_find(str_of(text), '/') == strlen(text);
  return glob_match(pattern, anywhere ? fs_name(inside) : inside);
}

bool package_side_effects(const Package *package, const char *path) {
  const json_t *says = package->side_effects;
  if (json_is_false(says)) return false;
  Str inside = path_inside(package, str_of(path));
  if (json_is_string(says)) return effect_pattern_matches(json_string_value(says), inside);
  if (!json_is_array(says)) return true;
  for (size_t i = 0; i < json_array_size(says); i++) {
    const char *pattern = json_string_value(json_array_get(says, i));
    if (pattern && effect_pattern_matches(pattern, inside)) return true;
  }
  return false;
}

// --- browser ---

// "x" stands for "./x" too, as bundlers read it; `prefix` is "./" or "".
static const json_t *browser_key(const Package *package, const char *prefix, Str name,
                                 const char *ending) {
  char *key = str_format("%s%.*s%s", prefix, STR_ARG(name), ending);
  const json_t *value = json_object_get(package->browser_map, key);
  mem_free(key);
  bool is_answer = json_is_string(value) || json_is_false(value);
  return is_answer ? value : NULL;
}

// `name` as it is written, or with one of the endings that may be left out.
static const json_t *browser_keys(const Package *package, const char *prefix, Str name,
                                  const char *const *endings) {
  const json_t *value = browser_key(package, prefix, name, "");
  for (; *endings && !value; endings++) {
    value = browser_key(package, prefix, name, *endings);
  }
  return value;
}

const json_t *package_browser_name(const Package *package, Str name, const char *const *endings) {
  if (package == NULL || package->browser_map == NULL) return NULL;
  return browser_keys(package, "", name, endings);
}

// `name` with what may be left out of it taken away: an ending, or "/index" with its ending. Data NULL: there is nothing to take.
static Str without_ending(Str name, const char *const *endings) {
  for (; *endings; endings++) {
    if (str_ends(name, str_of(*endings))) return str_slice(name, 0, name.len - strlen(*endings));
  }
  return STR_EMPTY;
}

const json_t *package_browser_path(const Package *package, Str path, const char *const *endings) {
  if (package == NULL || package->browser_map == NULL) return NULL;
  Str inside = path_inside(package, path);
  if (inside.data == NULL) return NULL;
  Str bare = without_ending(inside, endings);
  Str index =
      bare.data && str_ends(bare, STR("/index")) ? str_slice(bare, 0, bare.len - 6) : STR_EMPTY;
  const Str names[] = { inside, bare, index };
  const json_t *value = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !value; i++) {
    if (names[i].data == NULL) continue;
    value = i == 0 ? browser_keys(package, "./", names[i], endings)
                   : browser_key(package, "./", names[i], "");
    if (!value) value = browser_key(package, "", names[i], "");
  }
  return value;
}
