// package.json's "exports" and "imports": which target a subpath has. Node's PACKAGE_EXPORTS_RESOLVE, PACKAGE_IMPORTS_EXPORTS_RESOLVE
// and PACKAGE_TARGET_RESOLVE (nodejs.org, "Modules: ECMAScript modules", Resolution Algorithm Specification), on JSON alone: no file
// is looked at.
#ifndef NEAP_RESOLVE_EXPORTS_H
#define NEAP_RESOLVE_EXPORTS_H

#include "base/json.h"
#include "base/vec.h"

typedef enum TargetKind {
  TARGET_NONE,          // no key for it, or no condition that holds
  TARGET_BLOCKED,       // null: the package keeps it to itself
  TARGET_FILE,          // text: "./…", inside the package, percent-decoded
  TARGET_PACKAGE,       // text: a bare specifier (only "imports" may do that)
  TARGET_BAD_TARGET,    // text: a target that leaves the package, or is none
  TARGET_BAD_SPECIFIER, // text: what stands for * would leave the package
  TARGET_BAD_CONFIG,    // text: what is wrong with the map as a whole
} TargetKind;

typedef struct Target {
  TargetKind kind;
  char *text;      // owned, or NULL
  const char *key; // borrowed from the map: which key it came from; NULL when there was none
} Target;

// The target of `subpath` ("." or "./…") in "exports", under `conditions` (NULL-terminated; "default" always holds). The caller owns
// target.text.
Target exports_target(const json_t *exports, const char *subpath, const char *const *conditions);

// The target of `name` ("#…") in "imports".
Target imports_target(const json_t *imports, const char *name, const char *const *conditions);

typedef VEC(const char *) Keys; // the texts are borrowed

// The subpaths or names that a map offers, patterns included, as they are written, save those that are null; "." when it has none
// because it is a single target.
void map_keys(const json_t *map, Keys *keys);

// The conditions that are asked for on the way to the target of `key` (NULL: the map is the target itself), each once.
void map_conditions(const json_t *map, const char *key, Keys *conditions);

#endif
