// The text of JSX: what stands between tags and in the strings of attributes.
#ifndef NEAP_SYNTAX_JSX_TEXT_H
#define NEAP_SYNTAX_JSX_TEXT_H

#include "base/str.h"

// Appends what `raw`, which stands between tags, means: white space with a line break in it goes at the ends and is one space between
// lines; entities are resolved after that. Appends nothing when all of it is such white space.
void jsx_text_append(Buf *out, Str raw);

// Appends `raw` with its entities resolved; what is none (`&`, `&nosuch;`) stays as it is.
void jsx_entities_append(Buf *out, Str raw);

#endif
