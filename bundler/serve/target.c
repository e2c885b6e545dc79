#include "serve/target.h"

#include <arpa/inet.h>
#include <strings.h>

enum { PATH_LIMIT = 4000 }; // bytes: with the root in front of it, what the system takes

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that stands at `*at`, escaped or not; `*at` moves behind it. Negative: a broken escape.
static int next_byte(Str text, size_t *at) {
  char c = text.data[(*at)++];
  if (c != '%') return (unsigned char)c;
  if (*at + 2 > text.len) return -1;
  int high = hex_digit(text.data[*at]);
  int low = hex_digit(text.data[*at + 1]);
  *at += 2;
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static TargetVerdict append_segment(Str segment, Buf *out) {
  size_t start = out->len;
  for (size_t at = 0; at < segment.len;) {
    int byte = next_byte(segment, &at);
    if (byte < 0x20 || byte == 0x7f) return TARGET_MALFORMED;
    if (byte == '/' || byte == '\\') return TARGET_REFUSED;
    buf_append_char(out, (char)byte);
  }
  Str decoded = str_slice(buf_str(out), start, out->len);
  bool is_hidden = str_starts(decoded, STR(".")) && !str_is(decoded, ".well-known");
  return is_hidden ? TARGET_REFUSED : TARGET_OK;
}

TargetVerdict target_path(Str raw, Buf *out) {
  Str path = str_slice(raw, 0, str_find(raw, '?'));
  path.len = str_find(path, '#');
  if (path.len == 0 || path.data[0] != '/' || path.len > PATH_LIMIT) return TARGET_MALFORMED;
  Str rest = str_slice(path, 1, path.len);
  while (rest.len != 0) {
    size_t end = str_find(rest, '/');
    if (end == 0) return TARGET_REFUSED; // "//host": elsewhere, as some would read it
    TargetVerdict verdict = append_segment(str_slice(rest, 0, end), out);
    if (verdict != TARGET_OK) return verdict;
    if (end < rest.len) buf_append_char(out, '/');
    rest = str_slice(rest, end + 1, rest.len);
  }
  return TARGET_OK;
}

// "[::1]:80" → "::1", "localhost:80" → "localhost". false: not of either form.
static bool without_port(Str host, Str *name) {
  bool is_bracketed = str_starts(host, STR("["));
  size_t end = is_bracketed ? str_find(host, ']') : str_find(host, ':');
  if (is_bracketed && end == host.len) return false;
  *name = str_slice(host, is_bracketed ? 1 : 0, end);
  Str port = str_slice(host, is_bracketed ? end + 1 : end, host.len);
  if (port.len == 0) return true;
  if (port.data[0] != ':') return false;
  for (size_t i = 1; i < port.len; i++) {
    if (port.data[i] < '0' || port.data[i] > '9') return false;
  }
  return true;
}

static bool is_address(Str name) {
  char text[INET6_ADDRSTRLEN];
  unsigned char address[sizeof(struct in6_addr)];
  if (name.len == 0 || name.len >= sizeof text) return false;
  memcpy(text, name.data, name.len);
  text[name.len] = '\0';
  return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

static bool same_name(Str a, Str b) {
  return a.len == b.len && a.len != 0 && strncasecmp(a.data, b.data, a.len) == 0;
}

bool target_host_is_ours(Str host, const char *own) {
  Str local = STR("localhost");
  Str name;
  if (!without_port(host, &name)) return false;
  if (is_address(name) || same_name(name, local) || same_name(name, str_of(own))) return true;
  return name.len > local.len + 1 && name.data[name.len - local.len - 1] == '.' &&
         same_name(str_slice(name, name.len - local.len, name.len), local);
}
