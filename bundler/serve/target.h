// What a request asks for and whom it thinks it asks: pure functions on text that strangers send.
#ifndef NEAP_SERVE_TARGET_H
#define NEAP_SERVE_TARGET_H

#include "base/str.h"

typedef enum TargetVerdict {
  TARGET_OK,
  TARGET_MALFORMED, // no path, a broken escape, a control character, too long: 400
  TARGET_REFUSED,   // well-formed, but it may lead out of the root or to a hidden file: 403
} TargetVerdict;

// Maps the path of a request, as it was sent ("/a/b%20c.js?x"), to a path below the root ("a/b c.js"), which is put into `out` (empty
// before). "/" is the empty path; a slash at the end stays. What comes out has no empty segment, no segment that begins with a dot (but
// ".well-known"), no backslash and no zero byte; escapes are read once. On failure `out` holds nothing of use.
TargetVerdict target_path(Str raw, Buf *out);

// Whether the Host header names this machine in a way that no foreign name can have been made to mean (DNS rebinding): an IP address,
// localhost and names below it, or `own`, the name that the user gave (may be NULL). A port may follow.
bool target_host_is_ours(Str host, const char *own);

#endif
