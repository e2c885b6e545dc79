#include "base/mem.h"
#include "resolve/request.h"

#include <stdarg.h>

void tell_step(const Request *request, const char *format, ...) {
  if (request->steps == NULL) return;
  Buf text = BUF_EMPTY;
  va_list args;
  va_start(args, format);
  buf_vprintf(&text, format, args);
  va_end(args);
  vec_push(request->steps, buf_take(&text));
}
