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
  // Some module is sloppy code. Its wrapper then stands in sloppy code, and all else in a strict function behind it, whose names are declared
  // ahead of both.
  bool is_sloppy;
  uint32_t runtime;               // functions of runtime.h that modules call
  VEC(ExternalUse) externals;     // in order of first appearance
  VEC(const Module *) namespaces; // modules of the chunk whose namespace object is made
  VEC(const Module *) wrapped;
} Interface;

// Gathers what the chunk of `entry`, made of `modules`, needs from outside. Ended by interface_clear.
Interface interface_gather(const Link *link, const Module *entry, const ModuleList *modules);

// Whether the module must stand in sloppy code.
bool interface_is_sloppy(const Interface *interface, const Module *module);

// The functions of runtime.h that the parts below call.
uint32_t interface_runtime(const Interface *interface);

// What stands ahead of the runtime: imports (ESM).
void interface_write_imports(const Interface *interface, Writer *out);

// Behind the runtime: variables that are set from several places.
void interface_write_declarations(const Interface *interface, Writer *out);

// What stands ahead of the code of modules that are not wrapped: exports and require() calls (CommonJS), empty modules, namespace objects.
void interface_write_head(const Interface *interface, Writer *out);

// What evaluates a wrapped module in its turn when the program starts, in lines of their own. The entry itself is left to the tail when it is CommonJS.
void interface_write_evaluation(const Interface *interface, const Module *module, Writer *out);

// What must come right ahead of a module's own code: it waits for those that it imports, it makes its namespace object from what they export.
void interface_write_before(const Interface *interface, const Module *module, Writer *out);

// What stands behind the modules' code: exports (ESM), a hint for Node's detection of names (CommonJS).
void interface_write_tail(const Interface *interface, Writer *out);

void interface_clear(Interface *interface);

#endif
