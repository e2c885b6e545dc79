// The few functions that an output may carry along, each only where it is called. Their names are reserved by link/rename.h.
#ifndef NEAP_CODEGEN_RUNTIME_H
#define NEAP_CODEGEN_RUNTIME_H

#include "codegen/writer.h"
#include "link/link.h"

enum {
  RUNTIME_NAMESPACE = 1 << 0,
  RUNTIME_IMPORT = 1 << 1, // needs RUNTIME_NAMESPACE, which is added
  RUNTIME_EXPORT = 1 << 2,
  RUNTIME_EXPORT_STAR = 1 << 3,
  RUNTIME_SET_NAME = 1 << 4,
  RUNTIME_COMMONJS = 1 << 5,
  RUNTIME_LAZY = 1 << 6,
  RUNTIME_LAZY_ASYNC = 1 << 7,
  RUNTIME_ALL = 1 << 8,
  RUNTIME_LATER = 1 << 9,
  RUNTIME_REQUIRED = 1 << 10,     // needs RUNTIME_NAMESPACE, which is added
  RUNTIME_REQUIRE = 1 << 11,      // where there may be no require
  RUNTIME_NODE_REQUIRE = 1 << 12, // in ES modules of Node
  RUNTIME_NODE_PATHS = 1 << 13,   // __filename and __dirname there
  RUNTIME_MAIN = 1 << 14,         // the module object of a CommonJS entry
  RUNTIME_NODE_MAIN =
      1 << 15, // in ES modules of Node, behind RUNTIME_NODE_REQUIRE and RUNTIME_MAIN
};

// Writes text with names of link/rename.h in it.
void write_own(Writer *out, const Link *link, Str text);

// The imports that the functions of `wanted` need, which stand at the top of the output.
void runtime_write_imports(Writer *out, const Link *link, uint32_t wanted);

// Writes the functions of `wanted`, each line behind `indent` levels.
void runtime_write(Writer *out, const Link *link, uint32_t wanted, uint32_t indent);

#endif
