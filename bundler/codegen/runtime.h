// The few functions that an output may carry along, each only where it is called. Their names are reserved by link/rename.h.
#ifndef NEAP_CODEGEN_RUNTIME_H
#define NEAP_CODEGEN_RUNTIME_H

#include "codegen/writer.h"

enum {
  RUNTIME_NAMESPACE = 1 << 0,
  RUNTIME_IMPORT = 1 << 1, // needs RUNTIME_NAMESPACE, which is added
  RUNTIME_EXPORT = 1 << 2,
  RUNTIME_EXPORT_STAR = 1 << 3,
  RUNTIME_SET_NAME = 1 << 4,
};

// Writes the functions of `wanted`, each line behind `indent` levels.
void runtime_write(Writer *out, uint32_t wanted, uint32_t indent);

#endif
