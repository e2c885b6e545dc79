#include "syntax/jsx_text.h"

#include "syntax/jsx_entities.h"
#include "syntax/literal.h"

enum { NO_CODE = UINT32_MAX, CODE_MAX = 0x10FFFF };

// --- Entities ---

static uint32_t named_entity(Str name) {
  size_t low = 0;
  size_t high = sizeof jsx_entities / sizeof *jsx_entities;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_compare(str_of(jsx_entities[middle].name), name);
    if (order == 0) return jsx_entities[middle].code;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return NO_CODE;
}

static uint32_t digit_of(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? (uint32_t)(lower - 'a' + 10) : NO_CODE;
}

// What stands behind `&#`.
static uint32_t numbered_entity(Str digits) {
  uint32_t base = digits.len > 0 && digits.data[0] == 'x' ? 16 : 10;
  uint32_t code = 0;
  if (base == 16) digits = str_slice(digits, 1, digits.len);
  for (size_t i = 0; i < digits.len; i++) {
    uint32_t digit = digit_of(digits.data[i]);
    if (digit >= base) return NO_CODE;
    code = code * base + digit;
    if (code > CODE_MAX) return NO_CODE;
  }
  return digits.len > 0 ? code : NO_CODE;
}

static uint32_t entity(Str name) {
  bool is_numbered = name.len > 0 && name.data[0] == '#';
  return is_numbered ? numbered_entity(str_slice(name, 1, name.len)) : named_entity(name);
}

void jsx_entities_append(Buf *out, Str raw) {
  enum { LONGEST = 12 }; // with & and ;

  while (raw.len != 0) {
    size_t run = str_find(raw, '&');
    buf_append(out, str_slice(raw, 0, run));
    raw = str_slice(raw, run, raw.len);
    if (raw.len == 0) return;
    size_t end = str_find(str_slice(raw, 0, LONGEST), ';');
    uint32_t code = end < raw.len ? entity(str_slice(raw, 1, end)) : NO_CODE;
    if (code == NO_CODE) {
      buf_append_char(out, '&');
    } else {
      literal_append_code(out, code);
    }
    raw = str_slice(raw, code == NO_CODE ? 1 : end + 1, raw.len);
  }
}

// --- White space ---

// Bytes of the line end at `i`, or 0.
static size_t line_end_at(Str text, size_t i) {
  Str rest = str_slice(text, i, text.len);
  if (rest.data[0] == '\n' || rest.data[0] == '\r') return 1;
  return str_starts(rest, STR("\u2028")) || str_starts(rest, STR("\u2029")) ? 3 : 0;
}

// Bytes of the blank at `i` (ECMAScript, "White Space"), or 0.
static size_t blank_at(Str text, size_t i) {
  static const char *const others[] = { "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                        "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
                                        "\u200a", "\u202f", "\u205f", "\u3000", "\ufeff" };
  Str rest = str_slice(text, i, text.len);
  if (strchr(" \t\v\f", rest.data[0]) && rest.data[0] != '\0') return 1;
  if ((uint8_t)rest.data[0] < 0x80) return 0;
  for (size_t n = 0; n < sizeof others / sizeof *others; n++) {
    if (str_starts(rest, str_of(others[n]))) return strlen(others[n]);
  }
  return 0;
}

// A line without the blanks at its start (at its end).
static Str trim_line(Str line, bool at_start, bool at_end) {
  size_t first = line.len;
  size_t behind = 0;
  for (size_t i = 0; i < line.len;) {
    size_t blank = blank_at(line, i);
    if (blank == 0) {
      if (first == line.len) first = i;
      behind = i + 1;
    }
    i += blank == 0 ? 1 : blank;
  }
  return str_slice(line, at_start ? first : 0, at_end ? behind : line.len);
}

void jsx_text_append(Buf *out, Str raw) {
  size_t start = 0;
  bool any = false;
  for (size_t i = 0; i <= raw.len;) {
    size_t ends = i < raw.len ? line_end_at(raw, i) : 1;
    if (ends == 0) {
      i++;
      continue;
    }
    Str line = trim_line(str_slice(raw, start, i), start > 0, i < raw.len);
    if (line.len != 0 && any) buf_append_char(out, ' ');
    any |= line.len != 0;
    jsx_entities_append(out, line);
    i += ends;
    start = i;
  }
}
