#ifndef NEAP_CODEGEN_INTERFACE_H
#define NEAP_CODEGEN_INTERFACE_H

#include "codegen/piece.h"

// What a chunk takes from external modules and gives to its importers.
typedef struct ExternalUse {
  uint32_t external;   // index into Link.externals
  bool uses_namespace; // as a whole; in CommonJS output: any of it by name
  bool *uses_name;     // owned: for each of External.names
} ExternalUse;

typedef struct Interface {
  const Link *link;
  const Module *entry;
  uint32_t indent;
  VEC(ExternalUse) externals;     // in order of first appearance
  VEC(const Module *) namespaces; // modules of the chunk whose namespace object is made
} Interface;

// Gathers what the chunk of `entry`, made of `modules`, needs from outside. Ended by interface_clear.
Interface interface_gather(const Link *link, const Module *entry, const ModuleList *modules);

// The functions of runtime.h that the parts below call.
uint32_t interface_runtime(const Interface *interface);

// What stands ahead of the runtime: imports (ESM).
void interface_write_imports(const Interface *interface, Writer *out);

// What stands behind the runtime and ahead of the modules' code: exports and require() calls (CommonJS), empty modules, namespace objects.
void interface_write_head(const Interface *interface, Writer *out);

// What stands behind the modules' code: exports (ESM), a hint for Node's detection of names (CommonJS).
void interface_write_tail(const Interface *interface, Writer *out);

void interface_clear(Interface *interface);

#endif
