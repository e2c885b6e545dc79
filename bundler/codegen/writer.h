// The output buffer of the printer: text, and the place in the source that it came from (source maps attach here later).
#ifndef NEAP_CODEGEN_WRITER_H
#define NEAP_CODEGEN_WRITER_H

#include "base/str.h"

typedef struct Writer {
  Buf text; // owned
} Writer;

#define WRITER_EMPTY ((Writer){ BUF_EMPTY })

static inline void write_str(Writer *out, Str s) {
  buf_append(&out->text, s);
}

static inline void write_char(Writer *out, char c) {
  buf_append_char(&out->text, c);
}

#endif
