// Linking decides, as data: what every import means, in which order modules run, and how every symbol is called in the output. It reads the
// frozen graph and keeps all of its own state here, made afresh where the one before does not hold any more, so that a failed build touches nothing.
#ifndef NEAP_LINK_LINK_H
#define NEAP_LINK_LINK_H

#include "base/name_table.h"
#include "graph/scan.h"
#include "link/order.h"

typedef enum OutputFormat { FORMAT_ESM, FORMAT_CJS, FORMAT_IIFE } OutputFormat;

typedef struct LinkOptions {
  OutputFormat format;
  Platform platform;
  const char *banner; // borrowed: stands before the code of an output, or NULL
  const char *footer; // borrowed: behind it, or NULL
  bool shakes;        // what nobody needs is left out
} LinkOptions;

// A symbol anywhere in the graph.
typedef struct SymbolRef {
  uint32_t module;
  uint32_t symbol;
} SymbolRef;

// How a symbol is written in the output: `name`, or `name.member` when member is not NULL (a live binding of an external module in
// CommonJS output; printed as name["…"] when it is no identifier, and as (0, name.member) where it is called).
typedef struct OutputName {
  const Atom *name;
  const Atom *member;
} OutputName;

// What an export of a module turned out to be.
typedef enum TargetKind {
  TARGET_SYMBOL,    // a binding in a bundled module
  TARGET_NAMESPACE, // the namespace object of a bundled module
  TARGET_EXTERNAL,  // `name` of external module `external` (name NULL: its namespace)
  TARGET_NONE,      // no such export
  TARGET_AMBIGUOUS, // two `export *` give different bindings
} TargetKind;

typedef struct Target {
  TargetKind kind;
  SymbolRef symbol;  // TARGET_SYMBOL; for TARGET_NAMESPACE symbol.module alone
  uint32_t external; // TARGET_EXTERNAL: index into Link.externals
  const Atom *name;  // TARGET_EXTERNAL
} Target;

typedef struct ExportName {
  const Atom *exported;
  Target target;
  const Atom *
      local; // of an entry in ESM output: the variable that holds what has no name of its own there, or NULL
} ExportName;

// A name of an external module that is not reached through its namespace object.
typedef struct ExternalName {
  const Atom *imported;
  const Atom *wanted; // what the first importer calls it; NULL: nobody gave it a name
  const Atom *local;  // its output name, where the output has one (not in CommonJS)
} ExternalName;

// A module whose exports are known only when the program runs, as the output imports it: an external one, or a CommonJS module of the
// bundle. There are two of one module where Node's interop is used by some importers and the bundlers' by others.
typedef struct External {
  const Atom *specifier;  // as the output imports it
  const Module *commonjs; // the module of the bundle, or NULL
  bool is_empty; // package.json's browser map replaces it by nothing: an object without anything
  const Object *attributes; // borrowed from the first importer's AST: `with { … }`, or NULL
  bool node_interop; // the importers are ES modules to Node: `default` is all of module.exports
  bool
      needs_interop; // `default` or the namespace is used, so what require() gives goes through the interop
  bool needs_namespace; // its namespace is used as a whole
  const Atom *wanted;   // what the first `import * as` calls it, or NULL
  const Atom *
      namespace_name; // output name of its namespace or of what require() gives; NULL when there is none
  VEC(ExternalName) names; // in order of first appearance
} External;

// `ns.name` in a module, where ns is a namespace of a bundled module and the member is known.
typedef struct NamespaceMember {
  uint32_t symbol;
  const Atom *name;
  Target target;
  bool is_used; // by a live part
} NamespaceMember;

// In ModuleLink.member_table: the member is looked for when the program runs.
enum { MEMBER_UNKNOWN = UINT32_MAX - 1 };

typedef VEC(uint32_t) IndexList;

// How a module's code stands in the output.
typedef enum Wrap {
  WRAP_NONE,     // its statements stand in the scope that modules share, in order of evaluation
  WRAP_COMMONJS, // in a function that the first require() calls
  WRAP_LAZY,     // an ES module in a function that is called when the module is to be evaluated
} Wrap;

typedef struct ModuleLink {
  Wrap wrap;
  bool is_async;         // it or what it imports awaits at the top
  bool is_evaluated;     // when the program starts: an entry imports it
  uint32_t circle;       // WRAP_LAZY: the same number in all of a circle of imports (circles.h)
  const Atom *wrap_name; // output name of the function that evaluates it, or NULL
  const Atom **
      mirrors; // WRAP_LAZY, ESM: owned: by symbol at the top, the variable that an entry exports in its place and that follows it, or NULL
  const Atom **exported; // WRAP_LAZY: owned: by symbol, a name that it is exported under, or NULL
  // All names incl. those through `export *`, sorted by UTF-16 code units, ambiguous ones left out. Only for entries and modules
  // whose namespace object is needed: a long chain of `export *` would make them many.
  VEC(ExportName) exports;
  IndexList star_externals; // with exports: externals that `export *` reaches from here
  bool is_dropped;          // nothing of it is in the output (shake.h)
  bool *live; // owned: by part, whether it is in the output; NULL: the module is taken whole
  bool *used_imports; // owned: by ast->imports, whether a live part uses it
  Target *imports;    // owned: one for each of ast->imports
  OutputName *
      names; // owned: of what the module's scope declares, by symbol, below ast->top_end; not of imports
  bool needs_namespace;
  const Atom *namespace_name; // output name of its namespace object, NULL when none is needed
  uint32_t *edge_externals;   // owned: for each record the external it leads to, or NO_INDEX
  VEC(NamespaceMember) members;
  NameTable member_table; // (symbol, name) → place in members
} ModuleLink;

// What an entry runs: its modules, as in Link.order.
typedef struct LinkedProgram {
  ModuleList modules;
  uint32_t evaluated; // how many of them are evaluated when it starts
} LinkedProgram;

typedef struct Link {
  const Graph *graph;         // borrowed
  const LinkOptions *options; // borrowed
  ModuleList
      order; // modules in the order of evaluation, of the first entry first; then those that are only reached later
  ModuleLink *modules; // owned: by module index
  uint32_t module_count;
  VEC(LinkedProgram) programs; // of the entries, in their order
  VEC(External) externals;
  NameTable external_names; // (external, imported) → place in External.names
  const Atom *own_suffix;   // behind the names that the output uses for itself (rename.h)
} Link;

// Links a graph without errors. NULL: diagnostics were added (missing or ambiguous exports with suggestions, what the format cannot have).
// Threads: the caller's. The caller owns the result (link_free).
Link *link_graph(const Graph *graph, const LinkOptions *options, DiagList *diags);

// What `ns.name` means where `symbol` of `module` is an import of a namespace: the output name of the binding itself, when it is known.
// false: it must stay a property access on the namespace object. Threads: any, the link is frozen.
bool link_namespace_member(const Link *link, const Module *module, uint32_t symbol,
                           const Atom *name, OutputName *out);

// What `symbol` of `module` imports, one of ModuleLink.imports; NULL: it is no import. Needs: imports are matched. Threads: any.
const Target *link_import(const Link *link, const Module *module, uint32_t symbol);

// Whether the statement is in the output. Needs: the link is shaken, the module not dropped. Threads: any.
bool link_is_live(const Link *link, const Module *module, uint32_t part);

// How what an import or export leads to is written in `from` (NULL: outside of all modules). Needs: names are given. Threads: any, the link is
// frozen.
OutputName link_target_name(const Link *link, const Module *from, const Target *target);

// The program of an entry. Threads: any, the link is frozen.
const LinkedProgram *link_program(const Link *link, const Module *entry);

// Whether the module is one of the entries.
bool link_is_entry(const Link *link, const Module *module);

void link_free(Link *link);

#endif
