// JSON by jansson, with messages that name the place: for package.json and what else people write by hand.
#ifndef NEAP_BASE_JSON_H
#define NEAP_BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

// Parses `text`; a byte order mark is skipped, bytes that are not UTF-8 are read as U+FFFD (as Node does). The caller owns the value
// (json_decref). NULL: `err` says what is wrong as "PATH:LINE:COLUMN: …", columns in characters from 1. Keys keep their order.
// A value that nobody changes any more may be read by any number of threads.
json_t *json_parse(const char *path, Str text, Err *err) __attribute__((warn_unused_result));

// As above, with the parts of the message apart: `*place` is the byte of `text` at which it stops to be JSON.
json_t *json_read(Str text, size_t *place, Err *err) __attribute__((warn_unused_result));

#endif
