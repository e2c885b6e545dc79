// JSON as editors write it: with comments, and commas before closing brackets.
#ifndef NEAP_BASE_JSONC_H
#define NEAP_BASE_JSONC_H

#include "base/str.h"

// `text` with spaces for what JSON does not have: all that stays is where it was, line for line. A comment that does not end reaches
// to the end of the text. The caller owns it (buf_clear).
Buf jsonc_plain(Str text);

#endif
