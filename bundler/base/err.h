// What the world did to us (no such file, disk full): filled where it happens, with what it concerns added on the way up.
#ifndef NEAP_BASE_ERR_H
#define NEAP_BASE_ERR_H

#include <stdbool.h>

typedef struct Err {
  char *text; // owned, one line without a newline; NULL: no error
} Err;

#define ERR_NONE ((Err){ NULL })

// Sets the message (the first one stays) and returns false, so that callers may `return err_set(err, …)`.
bool err_set(Err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

// As err_set, with ": " and the words for `error_number` (errno) behind.
bool err_set_errno(Err *err, int error_number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void err_clear(Err *err);

#endif
