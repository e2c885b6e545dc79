// package.json: what the resolver reads of it.
#ifndef NEAP_RESOLVE_PACKAGE_H
#define NEAP_RESOLVE_PACKAGE_H

#include "base/json.h"
#include "base/vec.h"
#include "resolve/resolve.h"

// Threads: never changed after package_load, read by any.
typedef VEC(char *) FieldValues;

typedef struct Package {
  char *folder; // owned: the real path of the folder that it is in
  char *file;   // owned: the path of the package.json, as shown to the user
  char *
      fault; // owned: why it cannot be used ("PATH:LINE:COLUMN: …"), or NULL; nothing else is set then
  char *name; // owned, or NULL; so are the next four
  char *main;
  char *module;
  char *source;
  char *browser; // "browser" when it is one text
  FieldValues
      fields;      // owned: of the fields that --main-fields names, in its order; each may be NULL
  ModuleType type; // MODULE_TYPE_UNKNOWN: it has no "type"
  json_t *exports; // owned; NULL when absent or null
  json_t *imports; // owned, an object, or NULL
  json_t *browser_map;  // owned, an object, or NULL: "browser" when it is a map
  json_t *side_effects; // owned, or NULL
} Package;

// Reads `folder`/package.json, with the values of `fields` (NULL-terminated, or NULL). NULL: there is none. A broken one has its fault
// set. The caller owns it.
Package *package_load(const char *folder, const char *const *fields);
void package_free(Package *package);

// Whether "sideEffects" leaves the file at `path` (real, below the package's folder) with side effects when nothing of it is used.
bool package_side_effects(const Package *package, const char *path);

// What the browser map says of the package `name` ("fs", "pkg/sub"), or of the file at `path`, which may lack its ending and "/index":
// a text or `false`, borrowed; NULL: nothing. `package` may be NULL; `endings` (NULL-terminated) may be left out.
const json_t *package_browser_name(const Package *package, Str name, const char *const *endings);
const json_t *package_browser_path(const Package *package, Str path, const char *const *endings);

#endif
