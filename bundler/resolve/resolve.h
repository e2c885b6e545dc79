// From specifier to file, by Node's algorithms (nodejs.org, "Modules: Packages" and "Modules: ECMAScript modules", Resolution) as
// bundlers extend them: extensions and index files are probed, package.json's main fields by platform, real paths as identity.
#ifndef NEAP_RESOLVE_RESOLVE_H
#define NEAP_RESOLVE_RESOLVE_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "syntax/ast.h"

typedef enum Platform { PLATFORM_BROWSER, PLATFORM_NODE, PLATFORM_NEUTRAL } Platform;

typedef struct ResolveOptions {
  Platform platform;
  const char *const *conditions; // beside the platform's own; NULL-terminated, or NULL
  const char *const *externals;  // names, paths, with one * at most each; NULL-terminated, or NULL
  const char *const *aliases;    // "NAME=TARGET" (alias.h); NULL-terminated, or NULL
  const char *const *
      extensions; // what a name may lack (".js"), in this order; NULL-terminated, or NULL: endings.h
  const char *const
      *main_fields; // of package.json, in place of the platform's order; NULL-terminated, or NULL
  const char
      *tsconfig; // for all but what lies in node_modules; NULL: the tsconfig.json that is nearest
  bool keeps_links;       // a file is known by the way it was reached, not by its real path
  bool tells_steps;       // failures tell every step
  bool may_change;        // files may come and go: resolver_judge and resolver_renew will be asked
  bool packages_external; // every package stays outside; only paths and "#names" are followed
  const char *
      output_folder; // absolute: files left out of the bundle are named from there; NULL: as the code does
} ResolveOptions;

typedef enum ResolveKind {
  RESOLVE_FILE,     // path: the real path of a file, or a data: URL
  RESOLVE_EXTERNAL, // path: the specifier as the output shall have it
  RESOLVE_EMPTY,    // package.json's browser map says `false`
  RESOLVE_FAILED,   // text and help say why
} ResolveKind;

// How package.json's "type" and the ending make Node read a file.
typedef enum ModuleType {
  MODULE_TYPE_UNKNOWN,
  MODULE_TYPE_ESM,
  MODULE_TYPE_COMMONJS,
  MODULE_TYPE_JSON,
  MODULE_TYPE_OTHER
} ModuleType;

typedef VEC(char *) Steps; // owned texts

typedef struct Resolved {
  ResolveKind kind;
  ModuleType
      type; // of a file: .mjs, .cjs, .json, else the nearest package.json's "type" (UNKNOWN when it has none)
  bool side_effects; // false: package.json's sideEffects says that the file has none
  char *path;        // owned
  char *text;        // owned: why it failed, one line
  char *help;        // owned: what to do, or NULL
  Steps steps;       // owned: of a failure, what was tried, when options ask for it
} Resolved;

typedef struct Resolver Resolver;

// A resolver with its caches of folders and package.json files. Options are borrowed and must outlive it. The caller owns it.
Resolver *resolver_new(const ResolveOptions *options);

// Resolves `specifier` as seen from the file `importer` (absolute path). Errors are in the result (RESOLVE_FAILED), a broken
// package.json included. Threads: any; the caches lock themselves. The caller owns the result (resolved_clear).
Resolved resolver_resolve(Resolver *resolver, Str specifier, const char *importer, ImportKind kind);

// Resolves an entry given on the command line: a file, or a folder by its package.json ("source", "module", "main", in that order,
// or exports ".") or src/index.js or index.js.
Resolved resolver_resolve_entry(Resolver *resolver, const char *path);

// Visits every folder that was looked into, those above what was found included, in no promised order: what comes, goes or changes in
// one of them may change a result. Threads: nobody resolves meanwhile.
void resolver_each_folder(const Resolver *resolver, void (*visit)(void *context, const char *path),
                          void *context);

// Visits every tsconfig.json that was read and what it extends, which may lie in other folders. As resolver_each_folder.
void resolver_each_config(const Resolver *resolver, void (*visit)(void *context, const char *path),
                          void *context);

// What it means for all that was resolved that something happened at a path.
typedef enum PathChange {
  PATH_UNSEEN,  // nobody looked there, or it is as it was
  PATH_CONTENT, // a file is there as it was; what it holds may be something else
  PATH_UNASKED, // a name came or went that nobody looked for: at most the help in a failure is another
  PATH_NAMES,      // a name came or went: imports may lead elsewhere
  PATH_EVERYTHING, // a folder, a link, a configuration: nothing that is known need hold
} PathChange;

// Compares what was seen at `path` (absolute) with what is there now. Threads: nobody resolves meanwhile. Needs: may_change.
PathChange resolver_judge(const Resolver *resolver, const char *path);

// Has the resolver see what is at a path that is PATH_UNASKED. Threads: as resolver_judge.
void resolver_renew(Resolver *resolver, const char *path);

void resolved_clear(Resolved *resolved);
void resolver_free(Resolver *resolver);

#endif
