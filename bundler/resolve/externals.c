#include "resolve/externals.h"

#include "base/fs.h"
#include "base/mem.h"
#include "resolve/pattern.h"

static bool is_path(Str pattern) {
  return str_starts(pattern, STR("/")) || str_starts(pattern, STR("./")) ||
         str_starts(pattern, STR("../")) || str_is(pattern, ".") || str_is(pattern, "..");
}

void externals_init(Externals *externals, const char *const *patterns) {
  *externals = (Externals){ VEC_EMPTY, VEC_EMPTY, VEC_EMPTY };
  for (; patterns && *patterns; patterns++) {
    Str pattern = str_of(*patterns);
    if (pattern.len == 0) continue;
    if (is_path(pattern)) {
      vec_push(&externals->paths, fs_absolute(*patterns));
    } else if (str_find(pattern, '*') != pattern.len) {
      vec_push(&externals->wildcards, pattern);
    } else {
      vec_push(&externals->names, pattern);
    }
  }
}

void externals_clear(Externals *externals) {
  vec_each (path, &externals->paths) {
    mem_free(*path);
  }
  vec_clear(&externals->paths);
  vec_clear(&externals->names);
  vec_clear(&externals->wildcards);
}

bool externals_have_specifier(const Externals *externals, Str specifier) {
  vec_each (name, &externals->names) {
    if (str_equal(*name, specifier)) return true;
    if (str_starts(specifier, *name) && specifier.data[name->len] == '/') return true;
  }
  vec_each (wildcard, &externals->wildcards) {
    if (wildcard_match(*wildcard, specifier)) return true;
  }
  return false;
}

bool externals_have_path(const Externals *externals, Str path) {
  vec_each (pattern, &externals->paths) {
    if (wildcard_match(str_of(*pattern), path)) return true;
  }
  return false;
}
