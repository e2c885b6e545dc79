// Imports to exports, as ECMAScript's ResolveExport and GetExportedNames of source text module records have it.
#ifndef NEAP_LINK_MATCH_H
#define NEAP_LINK_MATCH_H

#include "link/link.h"

// What a name of a module turned out to be.
typedef struct Resolution {
  Target target;
  uint32_t
      other; // TARGET_AMBIGUOUS: the module of the second binding; target.symbol.module has the first
  uint32_t
      star_external;  // TARGET_NONE: an external whose `export *` may have the name, or NO_INDEX
  bool several_stars; // … and it is not the only one
  bool is_circle;     // TARGET_NONE: re-exports that lead back to themselves
} Resolution;

typedef struct Matcher Matcher;

// A matcher for link->order. Needs: externals collected. The caller owns it (matcher_free); the rest is borrowed.
Matcher *matcher_new(Link *link, DiagList *diags);
void matcher_free(Matcher *matcher);

// What `name` of `module` is. Without recursion; remembers what it was asked.
Resolution match_export(Matcher *matcher, const Module *module, const Atom *name);

// Fills ModuleLink.imports of every module, and reports imports and re-exports that lead nowhere.
void match_imports(Matcher *matcher);

// The place in ast->imports of what declares `symbol`, by bisection: binding declares imports in their order.
uint32_t match_import_of(const Ast *ast, uint32_t symbol);

// Fills ModuleLink.exports and star_externals of one module. A second call does nothing.
void match_all_exports(Matcher *matcher, const Module *module);

// The name among those that `module` exports that is nearest to `name`, or NULL when none is near.
const Atom *match_nearest(Matcher *matcher, const Module *module, const Atom *name);

// Order of UTF-16 code units, for two texts in UTF-8.
int name_compare(const Atom *a, const Atom *b);

#endif
