// How wide UTF-8 text stands in a terminal, one character after the other. Threads: no state.
#ifndef NEAP_BASE_COLUMNS_H
#define NEAP_BASE_COLUMNS_H

#include "base/str.h"

typedef struct Character {
  uint32_t code;   // the code point; U+FFFD for a byte that is not UTF-8
  uint32_t length; // bytes, at least 1
} Character;

// The character at the start of `s`, which is not empty.
Character character_at(Str s);

// Columns that a code point takes: 0 (combining), 1, or 2 (East Asian wide, emoji). After Unicode's EastAsianWidth.txt, by blocks.
uint32_t character_columns(uint32_t code);

// Columns of a text without tabs and control characters.
size_t text_columns(Str s);

// Appends the character at the start of `raw` so that a terminal shows it and takes no command from it; gives the columns it takes.
uint32_t append_shown(Buf *out, Str raw, Character character);

// As append_shown for all of `text`.
void append_shown_text(Buf *out, Str text);

#endif
