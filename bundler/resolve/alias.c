#include "resolve/alias.h"

bool alias_parse(const char *text, Str *name, Str *target) {
  Str whole = str_of(text);
  size_t equals = str_find(whole, '=');
  if (equals == whole.len) return false;
  *name = str_slice(whole, 0, equals);
  *target = str_slice(whole, equals + 1, whole.len);
  bool is_path = name->len != 0 && (name->data[0] == '.' || name->data[0] == '/');
  return name->len != 0 && target->len != 0 && !is_path && !str_ends(*name, STR("/"));
}

static bool is_named(Str name, Str specifier) {
  return str_starts(specifier, name) &&
         (specifier.len == name.len || specifier.data[name.len] == '/');
}

char *alias_target(const char *const *aliases, Str specifier) {
  Str best = STR_EMPTY;
  Str target = STR_EMPTY;
  for (; aliases && *aliases; aliases++) {
    Str name;
    Str to;
    if (!alias_parse(*aliases, &name, &to)) continue;
    if (name.len < best.len || !is_named(name, specifier)) continue;
    best = name;
    target = to;
  }
  if (best.len == 0) return NULL;
  Str rest = str_slice(specifier, best.len, specifier.len);
  return str_format("%.*s%.*s", STR_ARG(target), STR_ARG(rest));
}
