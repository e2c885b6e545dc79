#include "resolve/url.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>

Buf url_decoded(Str text) {
  Buf out = BUF_EMPTY;
  buf_reserve(&out, text.len);
  for (size_t i = 0; i < text.len; i++) {
    bool is_escape = text.data[i] == '%' && i + 2 < text.len &&
                     isxdigit((unsigned char)text.data[i + 1]) &&
                     isxdigit((unsigned char)text.data[i + 2]);
    if (is_escape) {
      const char digits[] = { text.data[i + 1], text.data[i + 2], '\0' };
      buf_append_char(&out, (char)strtoul(digits, NULL, 16));
      i += 2;
    } else {
      buf_append_char(&out, text.data[i]);
    }
  }
  return out;
}

char *url_path(Str url) {
  Str path = str_slice(url, strlen("file://"), url.len);
  bool is_here = str_starts(url, STR("file://")) && path.len != 0 && path.data[0] == '/';
  if (!is_here) return NULL;
  Buf decoded = url_decoded(path);
  bool is_path = memchr(decoded.data, '\0', decoded.len) == NULL;
  if (!is_path) buf_clear(&decoded);
  return is_path ? buf_take(&decoded) : NULL;
}
