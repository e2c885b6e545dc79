#include "resolve/tsconfig.h"

#include "base/fs.h"
#include "base/json.h"
#include "base/jsonc.h"
#include "base/mem.h"

enum { FILES_MAX = 100 };

// What a file and those that it extends say: what comes later wins.
typedef struct Settings {
  Str leaf;           // borrowed: the folder of the first file, for ${configDir}
  char *base_url;     // owned, absolute, or NULL
  char *paths_folder; // owned: where "paths" stands; NULL: nowhere
  json_t *paths;      // owned, or NULL
  TsConfig *config;   // borrowed: its `files` are filled
} Settings;

// --- Reading ---

static char *path_from(const Settings *settings, Str folder, const char *text) {
  static const Str leaf = { "${configDir}", sizeof "${configDir}" - 1 };
  Str path = str_of(text);
  if (str_starts(path, leaf)) {
    folder = settings->leaf;
    path = str_slice(path, leaf.len, path.len);
    if (str_starts(path, STR("/"))) path = str_slice(path, 1, path.len);
  }
  char *in = str_copy(folder);
  char *joined = fs_join(str_starts(path, STR("/")) ? "/" : in, path);
  mem_free(in);
  return joined;
}

static void settings_take(Settings *settings, Str folder, const json_t *root) {
  const json_t *compiler = json_object_get(root, "compilerOptions");
  const char *base_url = json_string_value(json_object_get(compiler, "baseUrl"));
  json_t *paths = json_object_get(compiler, "paths");
  if (base_url) {
    mem_free(settings->base_url);
    settings->base_url = path_from(settings, folder, base_url);
  }
  if (json_is_object(paths)) {
    json_decref(settings->paths);
    mem_free(settings->paths_folder);
    settings->paths = json_incref(paths);
    settings->paths_folder = str_copy(folder);
  }
}

static json_t *read_file(const char *path, Err *err) {
  Buf text = BUF_EMPTY;
  json_t *root = NULL;
  char *shown = fs_shown(path);
  if (fs_read(path, &text, err)) {
    Buf plain = jsonc_plain(buf_str(&text));
    root = json_parse(shown, buf_str(&plain), err);
    buf_clear(&plain);
  }
  if (root && !json_is_object(root)) {
    json_decref(root);
    root = NULL;
    err_set(err, "%s:1:1: not an object", shown);
  }
  buf_clear(&text);
  mem_free(shown);
  return root;
}

// --- extends ---

// `path` as it is, or with ".json". NULL: neither is a file. Takes `path`.
static char *with_ending(char *path) {
  if (fs_is_file(path)) return path;
  char *full = str_format("%s.json", path);
  mem_free(path);
  if (fs_is_file(full)) return full;
  mem_free(full);
  return NULL;
}

// The configuration of the package in `folder`: what its package.json names as "tsconfig", else its tsconfig.json. NULL: there is none.
static char *package_config(const char *folder) {
  char *manifest = fs_join(folder, STR("package.json"));
  Err err = ERR_NONE;
  json_t *root = fs_is_file(manifest) ? read_file(manifest, &err) : NULL;
  const char *named = json_string_value(json_object_get(root, "tsconfig"));
  char *found = with_ending(fs_join(folder, named ? str_of(named) : STR("tsconfig.json")));
  err_clear(&err);
  json_decref(root);
  mem_free(manifest);
  return found;
}

// A configuration in a package, looked for upwards. NULL: there is none.
static char *installed_config(Str folder, Str name) {
  char *found = NULL;
  while (found == NULL) {
    char *path = str_format("%.*s/node_modules/%.*s", STR_ARG(folder), STR_ARG(name));
    found = fs_is_folder(path) ? package_config(path) : with_ending(str_copy(str_of(path)));
    mem_free(path);
    if (folder.len <= 1) break;
    folder = fs_folder(folder);
  }
  return found;
}

static char *extended_path(const Settings *settings, Str folder, const char *text) {
  Str name = str_of(text);
  bool is_path = str_starts(name, STR("./")) || str_starts(name, STR("../")) ||
                 str_starts(name, STR("/")) || str_starts(name, STR("${")) || str_is(name, "..");
  if (!is_path) return installed_config(folder, name);
  char *path = path_from(settings, folder, text);
  if (!fs_is_folder(path)) return with_ending(path);
  char *inner = with_ending(fs_join(path, STR("tsconfig.json")));
  mem_free(path);
  return inner;
}

static bool settings_read(Settings *settings, const char *path, Err *err);

static bool settings_extend(Settings *settings, const char *path, const json_t *named, Err *err) {
  const char *text = json_string_value(named);
  if (text == NULL) return true;
  char *base = extended_path(settings, fs_folder(str_of(path)), text);
  if (base == NULL) {
    char *shown = fs_shown(path);
    err_set(err, "%s: it extends \"%s\", which is not there", shown, text);
    mem_free(shown);
    return false;
  }
  bool read = settings_read(settings, base, err);
  mem_free(base);
  return read;
}

// Recursion ends at FILES_MAX: circles are met there too.
static bool settings_read(Settings *settings, const char *path, Err *err) {
  vec_push(&settings->config->files, str_copy(str_of(path)));
  if (settings->config->files.len > FILES_MAX) {
    char *shown = fs_shown(path);
    err_set(err, "%s: it extends itself, or more than %d files", shown, FILES_MAX);
    mem_free(shown);
    return false;
  }
  json_t *root = read_file(path, err);
  if (root == NULL) return false;
  const json_t *extends = json_object_get(root, "extends");
  bool good = settings_extend(settings, path, extends, err);
  for (size_t i = 0; good && i < json_array_size(extends); i++) {
    good = settings_extend(settings, path, json_array_get(extends, i), err);
  }
  if (good) settings_take(settings, fs_folder(str_of(path)), root);
  json_decref(root);
  return good;
}

// --- Rules ---

static bool is_good_rule(const char *pattern, const json_t *targets) {
  Str text = str_of(pattern);
  if (str_find(text, '*') != str_find_last(text, '*')) return false;
  for (size_t i = 0; i < json_array_size(targets); i++) {
    if (!json_is_string(json_array_get(targets, i))) return false;
  }
  return json_is_array(targets);
}

// Stops at the first that makes no sense.
static void rules_fill(TsConfig *config, const Settings *settings, Err *err) {
  Str folder = str_of(settings->base_url ? settings->base_url : settings->paths_folder);
  const char *pattern;
  json_t *targets;
  json_object_foreach(settings->paths, pattern, targets) {
    if (!is_good_rule(pattern, targets)) {
      err_set(err, "%s: \"paths\" has no list of texts for \"%s\", or more than one * in it",
              config->file, pattern);
      return;
    }
    PathRule rule = { .pattern = str_copy(str_of(pattern)) };
    for (size_t i = 0; i < json_array_size(targets); i++) {
      const char *target = json_string_value(json_array_get(targets, i));
      vec_push(&rule.targets, path_from(settings, folder, target));
    }
    vec_push(&config->rules, rule);
  }
}

TsConfig *tsconfig_load(const char *path) {
  TsConfig *config = MEM_NEW_ZEROED(TsConfig);
  char *absolute = fs_absolute(path);
  config->file = fs_shown(absolute);
  Settings settings = { .leaf = fs_folder(str_of(absolute)), .config = config };
  Err err = ERR_NONE;
  bool read = settings_read(&settings, absolute, &err);
  if (read && settings.paths) rules_fill(config, &settings, &err);
  config->fault = err.text;
  config->base_url = settings.base_url;
  json_decref(settings.paths);
  mem_free(settings.paths_folder);
  mem_free(absolute);
  return config;
}

void tsconfig_free(TsConfig *config) {
  vec_each (rule, &config->rules) {
    vec_each (target, &rule->targets) {
      mem_free(*target);
    }
    vec_clear(&rule->targets);
    mem_free(rule->pattern);
  }
  vec_clear(&config->rules);
  vec_each (file, &config->files) {
    mem_free(*file);
  }
  vec_clear(&config->files);
  mem_free(config->base_url);
  mem_free(config->fault);
  mem_free(config->file);
  mem_free(config);
}

// --- Use ---

const PathRule *tsconfig_rule(const TsConfig *config, Str specifier, Str *matched) {
  const PathRule *best = NULL;
  size_t longest = 0;
  *matched = STR_EMPTY;
  vec_each (rule, &config->rules) {
    Str pattern = str_of(rule->pattern);
    size_t star = str_find(pattern, '*');
    if (str_equal(pattern, specifier)) {
      *matched = STR_EMPTY;
      return rule;
    }
    if (star == pattern.len || specifier.len + 1 < pattern.len) continue;
    Str after = str_slice(pattern, star + 1, pattern.len);
    bool fits = str_starts(specifier, str_slice(pattern, 0, star)) && str_ends(specifier, after);
    if (!fits || (best && star <= longest)) continue;
    best = rule;
    longest = star;
    *matched = str_slice(specifier, star, specifier.len - after.len);
  }
  return best;
}

char *tsconfig_target(const char *target, Str matched) {
  Str text = str_of(target);
  size_t star = str_find(text, '*');
  if (star == text.len || matched.data == NULL) return str_copy(text);
  char *path = str_format("%.*s%.*s%.*s", (int)star, target, STR_ARG(matched),
                          STR_ARG(str_slice(text, star + 1, text.len)));
  char *normal = fs_join("/", str_of(path));
  mem_free(path);
  return normal;
}
