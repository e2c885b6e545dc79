// Text: `Str` is borrowed (pointer and length, no zero byte promised), `Buf` is owned and grows.
// Threads: values belong to whoever holds them; there is no shared state.
#ifndef NEAP_BASE_STR_H
#define NEAP_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
  const char *data; // may be NULL when len is 0
  size_t len;       // bytes
} Str;

#define STR(literal) ((Str){ (literal), sizeof(literal) - 1 })
#define STR_EMPTY    ((Str){ NULL, 0 })
// For printf's "%.*s".
#define STR_ARG(s) (int)(s).len, (s).data

static inline Str str_of(const char *text) {
  return (Str){ text, text ? strlen(text) : 0 };
}

static inline bool str_equal(Str a, Str b) {
  // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a text that has bytes has a place
  return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_is(Str a, const char *text) {
  return str_equal(a, str_of(text));
}

static inline bool str_starts(Str s, Str prefix) {
  return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

static inline bool str_ends(Str s, Str suffix) {
  return s.len >= suffix.len &&
         (suffix.len == 0 || memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0);
}

// Bytes [from, to) of `s`; both are cut to its length.
static inline Str str_slice(Str s, size_t from, size_t to) {
  if (to > s.len) to = s.len;
  if (from > to) from = to;
  if (s.len == 0) return s; // its data may be NULL, and NULL + 0 is undefined in C
  return (Str){ s.data + from, to - from };
}

// Bytewise order, as strcmp: negative, 0, positive.
int str_compare(Str a, Str b);

// Place of the first (last) `c` in `s`, or s.len when there is none.
size_t str_find(Str s, char c);
size_t str_find_last(Str s, char c);

// Place of the first `needle` in `s`, or s.len when there is none.
size_t str_find_str(Str s, Str needle);

// A zero-terminated copy; the caller owns it (mem_free).
char *str_copy(Str s);

// printf into a fresh zero-terminated text; the caller owns it (mem_free).
char *str_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Edit distance (Levenshtein) of two short texts, at most `limit` + 1. For "did you mean".
size_t str_distance(Str a, Str b, size_t limit);

typedef struct Buf {
  char *data; // owned; zero-terminated once anything was appended
  size_t len;
  size_t cap;
} Buf;

#define BUF_EMPTY ((Buf){ NULL, 0, 0 })

// Makes room for `extra` more bytes (and the zero byte).
void buf_reserve(Buf *buf, size_t extra);
void buf_append(Buf *buf, Str s);
void buf_append_char(Buf *buf, char c);
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(Buf *buf, const char *format, va_list args)
    __attribute__((nonnull(2), format(printf, 2, 0)));

// Appends `s` as a JSON string with its quotes.
void buf_append_json(Buf *buf, Str s);

// Frees the text; the buffer is empty and usable again.
void buf_clear(Buf *buf);

// Hands the text over, zero-terminated (never NULL); the buffer is empty again.
char *buf_take(Buf *buf);

static inline Str buf_str(const Buf *buf) {
  return (Str){ buf->data, buf->len };
}

#endif
