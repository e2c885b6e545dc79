// The little of URLs that resolution needs.
#ifndef NEAP_RESOLVE_URL_H
#define NEAP_RESOLVE_URL_H

#include "base/str.h"

// "%2E" → ".". A broken escape stays as it is. The caller owns it (buf_clear).
Buf url_decoded(Str text);

// "file:///a%20b.js" → "/a b.js"; NULL: it is no file URL, or names another machine. The caller owns it.
char *url_path(Str url);

#endif
