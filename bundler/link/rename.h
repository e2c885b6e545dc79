#ifndef NEAP_LINK_RENAME_H
#define NEAP_LINK_RENAME_H

#include "link/link.h"

// Names that the output uses for itself and that no symbol gets (codegen/runtime.c defines them). The @ is Link.own_suffix: mostly nothing, else a
// number that makes them other names than globals that the program uses.
#define NAME_NAMESPACE      "__namespace@"
#define NAME_EXPORT         "__export@"
#define NAME_EXPORT_STAR    "__exportStar@"
#define NAME_IMPORT         "__import@"
#define NAME_SET_NAME       "__setName@"
#define NAME_COMMONJS       "__commonJS@"
#define NAME_LAZY           "__lazy@"
#define NAME_LAZY_ASYNC     "__lazyAsync@"
#define NAME_ALL            "__all@"
#define NAME_LATER          "__later@"
#define NAME_REQUIRED       "__required@"
#define NAME_REQUIRE        "__require@"
#define NAME_CREATE_REQUIRE "__createRequire@"
#define NAME_MAIN           "__main@"
#define NAME_IMPORT_META    "import_meta@"

// These names, but for import_meta.
extern const char *const rename_own_names[];
extern const uint32_t rename_own_name_count;

// One of these names as the output has it. Needs: names are given. Threads: any, the link is frozen.
const Atom *rename_own_name(const Link *link, const char *name);

// Gives everything its output name: top-level symbols of all modules share one scope, in which the first in order of evaluation keeps
// its name and later ones get name2, name3, …; what stands inside of functions comes later (nested.h).
// Needs: namespaces found. Gives: names, namespace_name, External's names. Diagnostics: names that a direct eval
// pins and that cannot all be kept.
void rename_all(Link *link, DiagList *diags);

#endif
