// What the steps of one resolution share. Internal to resolve/.
//
//   resolve.c    the order of the steps, externals, browser maps, the result
//   files.c      paths: endings, folders, main fields, index files
//   packages.c   bare specifiers: node_modules, exports, imports, self-reference
//   configured.c what tsconfig.json says
//   steps.c      what was tried, for --log-level=verbose
//   explain.c    what to tell when nothing was found
#ifndef NEAP_RESOLVE_REQUEST_H
#define NEAP_RESOLVE_REQUEST_H

#include "base/vec.h"
#include "resolve/exports.h"
#include "resolve/externals.h"
#include "resolve/folder.h"
#include "resolve/resolve.h"

typedef VEC(const char *) Conditions; // NULL-terminated

struct Resolver {
  const ResolveOptions *options; // const after init; borrowed
  FolderOptions folder_options;  // const after init
  FolderTree *tree;              // const after init; locks itself
  Externals externals;           // const after init
  const char *const *endings; // const after init; borrowed, NULL-terminated: what a name may lack
  Conditions for_import;      // const after init
  Conditions for_require;     // const after init
  char *here; // const after init; owned: the working directory, for messages and for entries
};

// One call. owner: the calling thread.
typedef struct Request {
  Resolver *resolver;
  Str specifier; // as written in the code, for messages
  bool is_require;
  Steps *steps; // what is tried is told here; NULL: it is not
} Request;

typedef enum FoundKind {
  FOUND_NOTHING,  // look elsewhere
  FOUND_FILE,     // folder, entry
  FOUND_EXTERNAL, // text: the specifier
  FOUND_DATA,     // text: the URL
  FOUND_EMPTY,
  FOUND_FAULT, // text, help: looking elsewhere would be wrong
} FoundKind;

typedef struct Found {
  FoundKind kind;
  Folder *folder; // borrowed from the tree
  Entry *entry;   // borrowed from the tree
  char *text;     // owned
  char *help;     // owned, or NULL
} Found;

static inline Found found_nothing(void) {
  return (Found){ .kind = FOUND_NOTHING };
}

// Takes both texts.
static inline Found found_fault(char *text, char *help) {
  return (Found){ .kind = FOUND_FAULT, .text = text, .help = help };
}

static inline Found found_external(Str specifier) {
  return (Found){ .kind = FOUND_EXTERNAL, .text = str_copy(specifier) };
}

// "./x", "../x", ".", "..", "/x": a path, where anything else names a package.
bool is_path_specifier(Str specifier);

// --- steps.c ---

// Tells a step. Without a place to tell it nothing is done.
void tell_step(const Request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// --- files.c ---

// The file `name` (one part) in `folder`, as written or with an ending.
Found find_file(const Request *request, Folder *folder, Str name);

// The file that importing `folder` means: by its main fields, or its index file.
Found find_in_folder(const Request *request, Folder *folder);

// What `path` means, seen from `base`: a file, a file with its ending left out, a folder.
Found find_path(const Request *request, Folder *base, Str path);

// As find_path for a path that stands in the code: in an `import` it is a URL to Node, "./a%20b.js" is "a b.js".
Found find_written(const Request *request, Folder *base, Str path);

// Just the file at `path`, seen from `base`: nothing may be left out.
Found find_exact(const Request *request, Folder *base, Str path);

// How Node reads the file `name` in a package: by its ending, and for .js and no ending at all by "type".
ModuleType module_type(Str name, const Package *scope);

// --- configured.c ---

// What "paths" and "baseUrl" of the tsconfig.json for `from` make of a specifier that is no "./…" or "../…".
Found find_configured(const Request *request, Str specifier, const Folder *from);

// --- packages.c ---

// Whether `specifier` is a part of Node, where Node runs the bundle.
bool is_left_to_node(const Request *request, Str specifier);

// What a bare specifier means, seen from `from`. Never FOUND_NOTHING.
Found find_bare(const Request *request, Str specifier, Folder *from);

// What "#name" means, seen from `from`. Never FOUND_NOTHING.
Found find_private(const Request *request, Str specifier, Folder *from);

// The file that "exports" gives for `subpath` ("." or "./…"). Never FOUND_NOTHING.
Found find_exported(const Request *request, const Package *package, Str subpath);

// --- explain.c: all give FOUND_FAULT ---

Found explain_path(const Request *request, Folder *base, Str path);
// `seen`: a folder of that package that has no such file, or NULL.
Found explain_bare(const Request *request, Str specifier, Folder *from, Folder *seen);
Found explain_builtin(const Request *request, Str specifier);

// Adds to a fault that the tsconfig.json for `from` names places for `specifier`, none of which is there; else nothing.
Found explain_configured(Str specifier, const Folder *from, Found fault);

// The entry is a `folder` that names none, or (NULL) not there at all, seen from `base`.
Found explain_entry(const Request *request, Folder *folder, Folder *base);

// Why "exports" (or "imports", when `is_imports`) of `package` has no file for `subpath`. Frees target->text.
Found explain_target(const Request *request, const Package *package, Str subpath, bool is_imports,
                     Target *target);

// As the user would name it: from the working directory when it lies below. The caller owns it.
char *shown_path(const Resolver *resolver, const char *path);

#endif
