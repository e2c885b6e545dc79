// The output buffer of the printer: text, and the place in the source that it came from (source maps attach here later).
#ifndef NEAP_CODEGEN_WRITER_H
#define NEAP_CODEGEN_WRITER_H

#include "base/str.h"

typedef struct Writer {
  Buf text; // owned
} Writer;

#define WRITER_EMPTY ((Writer){ BUF_EMPTY })

// Most of what is written is a few bytes: no call while there is room.
static inline void write_str(Writer *out, Str s) {
  Buf *text = &out->text;
  if (text->cap - text->len > s.len) {
    if (s.len != 0) memcpy(text->data + text->len, s.data, s.len);
    text->len += s.len;
    text->data[text->len] = '\0';
  } else {
    buf_append(text, s);
  }
}

static inline void write_char(Writer *out, char c) {
  write_str(out, (Str){ &c, 1 });
}

#endif
