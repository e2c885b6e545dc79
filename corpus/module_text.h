// The source text of a generated module.
#ifndef NEAP_CORPUS_MODULE_TEXT_H
#define NEAP_CORPUS_MODULE_TEXT_H

#include "base/str.h"
#include "corpus/shape.h"

// What every module imports: mixing of numbers, the list of what is to be run at the end, the live binding `ready`.
extern const char module_runtime_text[];
#define MODULE_RUNTIME_PATH "src/runtime.js"
#define MODULE_ENTRY_PATH   "src/index.js"

// Appends the path of a module inside the project: "src/fog/tide4/buoy1f.js".
void module_path_append(Buf *out, const Shape *shape, uint32_t module);

// Appends the whole text of a module. The same shape and module give the same text. Threads: any.
void module_text_append(Buf *out, const Shape *shape, uint32_t module);

#endif
