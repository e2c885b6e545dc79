#include "resolve/exports.h"

#include "base/mem.h"
#include "resolve/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

// What a map is resolved with: the same all the way down.
typedef struct Lookup {
  const char *const *conditions;
  Str matched; // what stands for *; data NULL: the key had none
  bool is_imports;
} Lookup;

static Target target_of(TargetKind kind) {
  return (Target){ .kind = kind };
}

static Target target_text(TargetKind kind, Str text) {
  return (Target){ .kind = kind, .text = str_copy(text) };
}

// --- Texts ---

static bool is_separator(char c) {
  return c == '/' || c == '\\';
}

// Whether a part of `text` is ".", ".." or "node_modules", in any case, however it is escaped. (An empty part does no harm; Node only
// deprecates it.)
static bool leaves_package(Str text) {
  Buf decoded = url_decoded(text);
  bool leaves = memchr(decoded.data, '\0', decoded.len) != NULL;
  size_t start = 0;
  for (size_t i = 0; i <= decoded.len && !leaves; i++) {
    bool ends = i == decoded.len || is_separator(decoded.data[i]);
    if (!ends) continue;
    Str part = str_slice(buf_str(&decoded), start, i);
    leaves = str_is(part, ".") || str_is(part, "..") ||
             (part.len == 12 && strncasecmp(part.data, "node_modules", 12) == 0);
    start = i + 1;
  }
  buf_clear(&decoded);
  return leaves;
}

// Node refuses an escaped slash: it would hide a folder in what looks like a name.
static bool hides_separator(Str text) {
  for (size_t i = 0; i + 2 < text.len; i++) {
    if (text.data[i] != '%') continue;
    Str code = str_slice(text, i + 1, i + 3);
    if (strncasecmp(code.data, "2f", 2) == 0 || strncasecmp(code.data, "5c", 2) == 0) return true;
  }
  return false;
}

// `text` with every * replaced by `matched`, or as it is when there was no pattern.
static Buf substituted(Str text, Str matched) {
  Buf out = BUF_EMPTY;
  for (size_t i = 0; i < text.len; i++) {
    if (text.data[i] == '*' && matched.data) {
      buf_append(&out, matched);
    } else {
      buf_append_char(&out, text.data[i]);
    }
  }
  return out;
}

// "node:fs", "https://…": Node refuses such targets; "node:" is let through, since it can only mean a builtin module.
static bool is_url(Str text) {
  size_t colon = str_find(text, ':');
  if (colon == text.len || colon < 2 || !isalpha((unsigned char)text.data[0])) return false;
  for (size_t i = 1; i < colon; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (!isalnum(c) && c != '+' && c != '-' && c != '.') return false;
  }
  return !str_starts(text, STR("node:"));
}

// --- Targets ---

static Target resolve_text(const Lookup *lookup, Str text) {
  if (!str_starts(text, STR("./"))) {
    bool is_package = lookup->is_imports && text.len != 0 && text.data[0] != '/' &&
                      !str_starts(text, STR("../")) && !is_url(text);
    if (!is_package) return target_text(TARGET_BAD_TARGET, text);
    Buf specifier = substituted(text, lookup->matched);
    return (Target){ .kind = TARGET_PACKAGE, .text = buf_take(&specifier) };
  }
  if (leaves_package(str_slice(text, 2, text.len))) return target_text(TARGET_BAD_TARGET, text);
  // Unlike the others, this fault ends a list of alternatives.
  if (hides_separator(text)) return target_text(TARGET_BAD_CONFIG, STR("a slash is escaped by %"));
  if (lookup->matched.data && (leaves_package(lookup->matched) || hides_separator(lookup->matched)))
    return target_text(TARGET_BAD_SPECIFIER, lookup->matched);
  Buf path = substituted(text, lookup->matched);
  Buf decoded = url_decoded(buf_str(&path));
  buf_clear(&path);
  return (Target){ .kind = TARGET_FILE, .text = buf_take(&decoded) };
}

static bool condition_holds(const Lookup *lookup, const char *name) {
  if (strcmp(name, "default") == 0) return true;
  for (const char *const *condition = lookup->conditions; *condition; condition++) {
    if (strcmp(*condition, name) == 0) return true;
  }
  return false;
}

// As JavaScript counts: "0", "17", no leading zero, below 2^32 - 1.
static bool is_array_index(const char *key) {
  size_t length = strlen(key);
  if (length == 0 || length > 10 || (key[0] == '0' && length > 1)) return false;
  for (size_t i = 0; i < length; i++) {
    if (!isdigit((unsigned char)key[i])) return false;
  }
  return strtoull(key, NULL, 10) < UINT32_MAX;
}

static Target resolve_target(const Lookup *lookup, const json_t *value);

static Target resolve_conditions(const Lookup *lookup, const json_t *value) {
  const char *key;
  json_t *inner;
  json_t *object = (json_t *)value; // jansson walks no const objects, though it changes nothing
  json_object_foreach(object, key, inner) {
    if (!is_array_index(key)) continue;
    return target_text(TARGET_BAD_CONFIG, STR("conditions cannot be numbers"));
  }
  json_object_foreach(object, key, inner) {
    if (!condition_holds(lookup, key)) continue;
    Target target = resolve_target(lookup, inner);
    if (target.kind != TARGET_NONE) return target;
  }
  return target_of(TARGET_NONE);
}

// The first that is a good target, whether or not the file is there. What the last one was says why none is.
static Target resolve_alternatives(const Lookup *lookup, const json_t *value) {
  if (json_array_size(value) == 0) return target_of(TARGET_BLOCKED);
  Target last = target_of(TARGET_NONE);
  for (size_t i = 0; i < json_array_size(value); i++) {
    Target target = resolve_target(lookup, json_array_get(value, i));
    if (target.kind == TARGET_NONE) continue;
    mem_free(last.text);
    last = target;
    if (target.kind != TARGET_BAD_TARGET && target.kind != TARGET_BLOCKED) break;
  }
  return last;
}

// Recursion ends where JSON ends: jansson reads no text that is nested deeper than 2048 levels.
static Target resolve_target(const Lookup *lookup, const json_t *value) {
  switch (json_typeof(value)) {
    case JSON_STRING:
      return resolve_text(lookup, (Str){ json_string_value(value), json_string_length(value) });
    case JSON_OBJECT: return resolve_conditions(lookup, value);
    case JSON_ARRAY: return resolve_alternatives(lookup, value);
    case JSON_NULL: return target_of(TARGET_BLOCKED);
    default: break;
  }
  char *shown = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
  Target target = target_text(TARGET_BAD_TARGET, str_of(shown));
  mem_free(shown);
  return target;
}

// --- Keys ---

// PATTERN_KEY_COMPARE: a longer text before the * wins, then a longer key.
static bool is_more_specific(Str key, Str than) {
  size_t base = str_find(key, '*');
  size_t than_base = str_find(than, '*');
  return base != than_base ? base > than_base : key.len > than.len;
}

// Whether the pattern `key` fits `path`; what stands for * goes to `*matched`.
static bool pattern_fits(Str key, Str path, Str *matched) {
  size_t star = str_find(key, '*');
  if (star == key.len || str_find_last(key, '*') != star) return false;
  Str trailer = str_slice(key, star + 1, key.len);
  bool fits =
      path.len >= key.len && str_starts(path, str_slice(key, 0, star)) && str_ends(path, trailer);
  if (fits) *matched = str_slice(path, star, path.len - trailer.len);
  return fits;
}

static Target resolve_key(const json_t *map, const char *path, Lookup lookup) {
  Str wanted = str_of(path);
  if (str_ends(wanted, STR("/"))) return target_of(TARGET_NONE);
  const char *best = NULL;
  json_t *object = (json_t *)map; // jansson walks no const objects, though it changes nothing
  void *exact = strchr(path, '*') ? NULL : json_object_iter_at(object, path);
  if (exact) best = json_object_iter_key(exact);
  for (void *at = exact ? NULL : json_object_iter(object); at;
       at = json_object_iter_next(object, at)) {
    Str matched;
    const char *key = json_object_iter_key(at);
    if (!pattern_fits(str_of(key), wanted, &matched)) continue;
    if (best && !is_more_specific(str_of(key), str_of(best))) continue;
    best = key;
    lookup.matched = matched;
  }
  if (best == NULL) return target_of(TARGET_NONE);
  Target target = resolve_target(&lookup, json_object_get(map, best));
  target.key = best;
  return target;
}

Target imports_target(const json_t *imports, const char *name, const char *const *conditions) {
  return resolve_key(imports, name, (Lookup){ conditions, STR_EMPTY, true });
}

// Whether `exports` names subpaths. `*mixed`: some keys do and some do not.
static bool has_subpaths(const json_t *exports, bool *mixed) {
  size_t subpaths = 0;
  size_t others = 0;
  const char *key;
  json_t *inner;
  json_object_foreach((json_t *)exports, key, inner) {
    if (key[0] == '.') {
      subpaths++;
    } else {
      others++;
    }
  }
  *mixed = subpaths != 0 && others != 0;
  return subpaths != 0;
}

Target exports_target(const json_t *exports, const char *subpath, const char *const *conditions) {
  Lookup lookup = { conditions, STR_EMPTY, false };
  bool mixed;
  bool named = has_subpaths(exports, &mixed);
  if (mixed) {
    return target_text(TARGET_BAD_CONFIG,
                       STR("either all keys begin with \".\" or none (they are conditions then)"));
  }
  if (named) return resolve_key(exports, subpath, lookup);
  if (strcmp(subpath, ".") != 0) return target_of(TARGET_NONE);
  bool is_map = json_is_string(exports) || json_is_array(exports) || json_is_object(exports);
  return is_map ? resolve_target(&lookup, exports) : target_of(TARGET_NONE);
}

// --- For messages ---

void map_keys(const json_t *map, Keys *keys) {
  const char *key;
  json_t *inner;
  size_t count = 0;
  json_object_foreach((json_t *)map, key, inner) {
    bool is_subpath = key[0] == '.' || key[0] == '#';
    if (is_subpath && !json_is_null(inner)) vec_push(keys, key);
    count += is_subpath;
  }
  if (count == 0) vec_push(keys, ".");
}

static void conditions_add(Keys *conditions, const char *name) {
  vec_each (known, conditions) {
    if (strcmp(*known, name) == 0) return;
  }
  vec_push(conditions, name);
}

static void conditions_gather(const json_t *value, Keys *conditions) {
  for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
    conditions_gather(json_array_get(value, i), conditions);
  }
  const char *key;
  json_t *inner;
  if (!json_is_object(value)) return;
  json_object_foreach((json_t *)value, key, inner) {
    conditions_add(conditions, key);
    conditions_gather(inner, conditions);
  }
}

void map_conditions(const json_t *map, const char *key, Keys *conditions) {
  conditions_gather(key ? json_object_get(map, key) : map, conditions);
}
