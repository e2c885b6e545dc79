#include "base/err.h"

#include "base/mem.h"
#include "base/str.h"

bool err_set(Err *err, const char *format, ...) {
  if (err->text) return false;
  Buf buf = BUF_EMPTY;
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  err->text = buf_take(&buf);
  return false;
}

bool err_set_errno(Err *err, int error_number, const char *format, ...) {
  if (err->text) return false;
  Buf buf = BUF_EMPTY;
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  char words[128];
  buf_printf(&buf, ": %s", strerror_r(error_number, words, sizeof words));
  err->text = buf_take(&buf);
  return false;
}

void err_clear(Err *err) {
  mem_free(err->text);
  *err = ERR_NONE;
}
