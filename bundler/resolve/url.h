// The little of URLs that resolution needs.
#ifndef NEAP_RESOLVE_URL_H
#define NEAP_RESOLVE_URL_H

#include "base/str.h"

// "%2E" → ".". A broken escape stays as it is. The caller owns it (buf_clear).
Buf url_decoded(Str text);

// "file:///a%20b.js" → "/a b.js"; NULL: it is no file URL, or names another machine. The caller owns it.
char *url_path(Str url);

// "data:text/javascript,…" (RFC 2397).
bool url_is_data(Str url);

// What its media type says that it holds.
typedef enum DataKind { DATA_JAVASCRIPT, DATA_JSON, DATA_TEXT, DATA_OTHER } DataKind;

DataKind url_data_kind(Str url);

// "text/javascript" of such a URL, as it is written there; "text/plain" when it names none. Borrowed.
Str url_data_type(Str url);

// What such a URL holds, without what follows a "#". false: it has no comma, or its base64 is none. The caller owns it (buf_clear).
bool url_data(Str url, Buf *out);

#endif
