// Media types by the ending of a file's name.
#ifndef NEAP_SERVE_MIME_H
#define NEAP_SERVE_MIME_H

#include "base/str.h"

// The value for Content-Type, with the charset where text needs one; "application/octet-stream" for what is not known. Static text.
const char *mime_type(Str path);

#endif
