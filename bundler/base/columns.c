#include "base/columns.h"

enum { REPLACEMENT = 0xfffd };

typedef struct Range {
  uint32_t first;
  uint32_t last;
} Range;

// Blocks of combining marks and of characters without a picture, in order.
static const Range zero_wide[] = {
  { 0x0300, 0x036f },   { 0x0483, 0x0489 },   { 0x0591, 0x05bd }, { 0x0610, 0x061a },
  { 0x064b, 0x065f },   { 0x06d6, 0x06dc },   { 0x093c, 0x093c }, { 0x0941, 0x0948 },
  { 0x0e31, 0x0e31 },   { 0x0e34, 0x0e3a },   { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff },
  { 0x1dc0, 0x1dff },   { 0x200b, 0x200f },   { 0x202a, 0x202e }, { 0x2060, 0x2064 },
  { 0x20d0, 0x20ff },   { 0xfe00, 0xfe0f },   { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
  { 0x1f3fb, 0x1f3ff }, { 0xe0000, 0xe0fff },
};

// Blocks that East Asian fonts and emoji show two columns wide, in order.
static const Range two_wide[] = {
  { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },
  { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x26a1, 0x26a1 },
  { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },   { 0x2705, 0x2705 },   { 0x2728, 0x2728 },
  { 0x274c, 0x274c },   { 0x2753, 0x2755 },   { 0x2795, 0x2797 },   { 0x2b50, 0x2b50 },
  { 0x2e80, 0x303e },   { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },
  { 0xa000, 0xa4cf },   { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
  { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
  { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
};

static bool ranges_have(const Range *ranges, size_t count, uint32_t code) {
  for (size_t i = 0; i < count && ranges[i].first <= code; i++) {
    if (code <= ranges[i].last) return true;
  }
  return false;
}

static uint32_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

Character character_at(Str s) {
  const unsigned char *bytes = (const unsigned char *)s.data;
  uint32_t length = sequence_length(bytes[0]);
  if (length == 1) return (Character){ bytes[0], 1 };
  if (length == 0 || length > s.len) return (Character){ REPLACEMENT, 1 };
  uint32_t code = bytes[0] & (0xffu >> (length + 1));
  for (uint32_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xc0) != 0x80) return (Character){ REPLACEMENT, 1 };
    code = code << 6 | (bytes[i] & 0x3fu);
  }
  static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < smallest[length] || code > 0x10ffff || surrogate) return (Character){ REPLACEMENT, 1 };
  return (Character){ code, length };
}

uint32_t character_columns(uint32_t code) {
  if (code < 0x300) return 1;
  if (ranges_have(zero_wide, sizeof zero_wide / sizeof *zero_wide, code)) return 0;
  return ranges_have(two_wide, sizeof two_wide / sizeof *two_wide, code) ? 2 : 1;
}

size_t text_columns(Str s) {
  size_t columns = 0;
  while (s.len != 0) {
    Character character = character_at(s);
    columns += character_columns(character.code);
    s = str_slice(s, character.length, s.len);
  }
  return columns;
}

// Control characters, and those that turn the direction of the text around them.
static bool is_command(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

uint32_t append_shown(Buf *out, Str raw, Character character) {
  enum { TAB_COLUMNS = 2 };

  if (character.code == '\t') {
    for (int i = 0; i < TAB_COLUMNS; i++) {
      buf_append_char(out, ' ');
    }
    return TAB_COLUMNS;
  }
  if (is_command(character.code) || character.code == 0xfffd) {
    buf_append(out, STR("\xef\xbf\xbd"));
    return 1;
  }
  buf_append(out, str_slice(raw, 0, character.length));
  return character_columns(character.code);
}

void append_shown_text(Buf *out, Str text) {
  while (text.len != 0) {
    Character character = character_at(text);
    append_shown(out, text, character);
    text = str_slice(text, character.length, text.len);
  }
}
