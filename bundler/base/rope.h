// A long text in parts that stay where they were made: what is only written to a file need not be copied together first.
#ifndef NEAP_BASE_ROPE_H
#define NEAP_BASE_ROPE_H

#include "base/str.h"
#include "base/vec.h"

typedef struct Rope {
  VEC(Str) parts;    // in order, none of them empty
  VEC(char *) owned; // blocks that some of them lie in
  size_t len;        // bytes of all parts
} Rope;

#define ROPE_EMPTY ((Rope){ VEC_EMPTY, VEC_EMPTY, 0 })

// Adds a text at the end: one that must be there as long as the rope, or one that the rope takes (`text` is empty afterwards).
void rope_add(Rope *rope, Str text);
void rope_take(Rope *rope, Buf *text);

// All of it as one text. The caller owns it.
Buf rope_join(const Rope *rope);

void rope_clear(Rope *rope);

#endif
