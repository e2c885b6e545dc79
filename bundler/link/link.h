// Linking decides, as data: what every import means, in which order modules run, and how every symbol is called in the output. It reads the
// frozen graph and keeps all of its own state here, made afresh for each build, so that a failed build touches nothing.
#ifndef NEAP_LINK_LINK_H
#define NEAP_LINK_LINK_H

#include "graph/scan.h"

typedef enum OutputFormat { FORMAT_ESM, FORMAT_CJS, FORMAT_IIFE } OutputFormat;

typedef struct LinkOptions {
  OutputFormat format;
  Platform platform;
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
} ExportName;

// One external module as the output imports it.
typedef struct External {
  char *specifier; // owned
  const Atom *
      namespace_name; // output name of its namespace or require() result, or NULL when only single names are imported (ESM)
  bool
      needs_default_interop; // CommonJS output: `default` or the namespace is used, so require() goes through __toESM
  VEC(const Atom *) imported; // ESM output: names imported one by one, in order of first use …
  VEC(const Atom *) locals;   // … and what each is called in the output
  bool reexport_all;          // an entry has `export * from` it
} External;

typedef struct ModuleLink {
  VEC(ExportName)
  exports; // all names incl. those through `export *`, sorted by UTF-16 code units, ambiguous ones left out
  OutputName *names;          // one for each symbol of the AST
  const Atom *namespace_name; // output name of its namespace object, NULL when none is needed
} ModuleLink;

typedef struct Link {
  const Graph *graph;         // borrowed
  const LinkOptions *options; // borrowed
  VEC(Module *) order;        // borrowed: modules in the order of evaluation
  ModuleLink *modules;        // owned: by module index
  VEC(External) externals;
} Link;

// Links a graph without errors. NULL: diagnostics were added (missing or ambiguous exports with suggestions, what the format cannot have).
// Threads: the caller's; `pool` shares out what is parallel (nested scopes). The caller owns the result (link_free).
Link *link_graph(const Graph *graph, const LinkOptions *options, Pool *pool, DiagList *diags);

// What `ns.name` means where `symbol` of `module` is an import of a namespace: the output name of the binding itself, when it is known.
// false: it must stay a property access on the namespace object. Threads: any, the link is frozen.
bool link_namespace_member(const Link *link, const Module *module, uint32_t symbol,
                           const Atom *name, OutputName *out);

void link_free(Link *link);

#endif
