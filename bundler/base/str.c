#include "base/str.h"

#include "base/mem.h"

#include <stdio.h>

int str_compare(Str a, Str b) {
  size_t shorter = a.len < b.len ? a.len : b.len;
  int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
  if (order != 0) return order;
  return a.len < b.len ? -1 : a.len > b.len;
}

size_t str_find(Str s, char c) {
  const char *found = s.len == 0 ? NULL : memchr(s.data, c, s.len);
  return found ? (size_t)(found - s.data) : s.len;
}

size_t str_find_last(Str s, char c) {
  const char *found = s.len == 0 ? NULL : memrchr(s.data, c, s.len);
  return found ? (size_t)(found - s.data) : s.len;
}

size_t str_find_str(Str s, Str needle) {
  if (needle.len == 0) return 0;
  const char *found = s.len == 0 ? NULL : memmem(s.data, s.len, needle.data, needle.len);
  return found ? (size_t)(found - s.data) : s.len;
}

char *str_copy(Str s) {
  return mem_copy_text(s.data, s.len);
}

char *str_format(const char *format, ...) {
  Buf buf = BUF_EMPTY;
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  return buf_take(&buf);
}

size_t str_distance(Str a, Str b, size_t limit) {
  enum { LONGEST = 64 };

  if (a.len > LONGEST || b.len > LONGEST) return str_equal(a, b) ? 0 : limit + 1;
  size_t row[LONGEST + 1];
  for (size_t j = 0; j <= b.len; j++) {
    row[j] = j;
  }
  for (size_t i = 1; i <= a.len; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.len; j++) {
      size_t above = row[j];
      size_t best = diagonal + (a.data[i - 1] != b.data[j - 1]);
      if (above + 1 < best) best = above + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      row[j] = best;
      diagonal = above;
    }
  }
  return row[b.len] > limit ? limit + 1 : row[b.len];
}

void buf_reserve(Buf *buf, size_t extra) {
  size_t needed;
  if (__builtin_add_overflow(buf->len, extra, &needed) ||
      __builtin_add_overflow(needed, 1, &needed)) {
    mem_exhausted(SIZE_MAX);
  }
  if (needed <= buf->cap) return;
  size_t cap = buf->cap < 64 ? 64 : buf->cap + buf->cap / 2;
  if (cap < needed) cap = needed;
  buf->data = (char *)mem_resize(buf->data, cap, 1);
  buf->cap = cap;
}

void buf_append(Buf *buf, Str s) {
  buf_reserve(buf, s.len);
  if (s.len != 0) memcpy(buf->data + buf->len, s.data, s.len);
  buf->len += s.len;
  buf->data[buf->len] = '\0';
}

void buf_append_char(Buf *buf, char c) {
  buf_reserve(buf, 1);
  buf->data[buf->len++] = c;
  buf->data[buf->len] = '\0';
}

void buf_vprintf(Buf *buf, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  if (length > 0) {
    buf_reserve(buf, (size_t)length);
    vsnprintf(buf->data + buf->len, (size_t)length + 1, format, again);
    buf->len += (size_t)length;
  }
  va_end(again);
}

void buf_printf(Buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  buf_vprintf(buf, format, args);
  va_end(args);
}

void buf_append_json(Buf *buf, Str s) {
  buf_append_char(buf, '"');
  for (size_t i = 0; i < s.len; i++) {
    unsigned char c = (unsigned char)s.data[i];
    if (c == '"' || c == '\\') {
      buf_append_char(buf, '\\');
      buf_append_char(buf, (char)c);
    } else if (c == '\n') {
      buf_append(buf, STR("\\n"));
    } else if (c < 0x20 || c == 0x7f) {
      buf_printf(buf, "\\u%04x", c);
    } else {
      buf_append_char(buf, (char)c);
    }
  }
  buf_append_char(buf, '"');
}

void buf_clear(Buf *buf) {
  mem_free(buf->data);
  *buf = BUF_EMPTY;
}

char *buf_take(Buf *buf) {
  char *data = buf->data ? buf->data : mem_copy_text("", 0);
  *buf = BUF_EMPTY;
  return data;
}
