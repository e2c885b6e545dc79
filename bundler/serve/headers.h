// Headers of a request that decide how much of a file is sent, and in which form (RFC 9110): pure functions on text that strangers send.
#ifndef NEAP_SERVE_HEADERS_H
#define NEAP_SERVE_HEADERS_H

#include "base/str.h"

typedef enum RangeVerdict {
  RANGE_WHOLE,         // no range, several, or none that can be read: everything is sent
  RANGE_PART,          // `*first` and `*count` say which bytes
  RANGE_UNSATISFIABLE, // begins behind the end: 416
} RangeVerdict;

// Reads Range for a file of `size` bytes.
RangeVerdict header_range(Str range, uint64_t size, uint64_t *first, uint64_t *count);

// Whether If-None-Match names `etag` (with its quotes), or anything by "*". Weak tags are compared as strong ones.
bool header_has_etag(Str list, Str etag);

// Whether Accept-Encoding takes `coding`: named, or by "*", and not with a weight of zero.
bool header_accepts(Str list, Str coding);

#endif
