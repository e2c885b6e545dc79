#include "resolve/url.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

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

// --- data: ---

bool url_is_data(Str url) {
  return str_starts(url, STR("data:"));
}

static Str data_head(Str url) {
  return str_slice(url, strlen("data:"), str_find(url, ','));
}

Str url_data_type(Str url) {
  Str head = data_head(url);
  Str type = str_slice(head, 0, str_find(head, ';'));
  return str_find(type, '/') == type.len ? STR("text/plain") : type;
}

static bool type_is(Str type, const char *name) {
  return type.len == strlen(name) && strncasecmp(type.data, name, type.len) == 0;
}

DataKind url_data_kind(Str url) {
  static const char *const scripts[] = { "text/javascript", "application/javascript",
                                         "application/x-javascript", "text/ecmascript",
                                         "application/ecmascript" };
  Str type = url_data_type(url);
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    if (type_is(type, scripts[i])) return DATA_JAVASCRIPT;
  }
  bool is_json = type_is(type, "application/json") || type_is(type, "text/json") ||
                 (type.len > 5 && type_is(str_slice(type, type.len - 5, type.len), "+json"));
  if (is_json) return DATA_JSON;
  return type_is(type, "text/plain") ? DATA_TEXT : DATA_OTHER;
}

// The value of a digit of base64 in either alphabet; -1: it is none.
static int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

// As browsers read it: white space and the padding may be left out (infra.spec.whatwg.org, forgiving-base64 decode).
static bool base64_decode(Str text, Buf *out) {
  uint32_t bits = 0;
  uint32_t pending = 0; // of `bits`, not yet put out
  for (size_t i = 0; i < text.len; i++) {
    char c = text.data[i];
    if (c == '=' || isspace((unsigned char)c)) continue;
    int value = digit_value(c);
    if (value < 0) return false;
    bits = bits << 6 | (uint32_t)value;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    buf_append_char(out, (char)(bits >> pending & 255));
  }
  return pending != 6;
}

bool url_data(Str url, Buf *out) {
  size_t comma = str_find(url, ',');
  if (comma == url.len) return false;
  Str body = str_slice(url, comma + 1, str_find(url, '#'));
  if (str_find(url, '#') < comma) return false;
  Buf decoded = url_decoded(body);
  if (!str_ends(data_head(url), STR(";base64"))) {
    *out = decoded;
    return true;
  }
  bool good = base64_decode(buf_str(&decoded), out);
  buf_clear(&decoded);
  return good;
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
