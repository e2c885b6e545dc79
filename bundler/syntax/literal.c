// After ECMAScript 2025, "Lexical Grammar": string, numeric and template literals, names and reserved words.
#include "syntax/literal.h"

#include "base/mem.h"
#include "syntax/identifier_tables.h"

enum { NO_CODE = UINT32_MAX };

// --- UTF-8 and WTF-8 ---

typedef struct Decoded {
  uint32_t code; // NO_CODE: not well-formed
  uint32_t length;
} Decoded;

static bool is_continuation(Str s, size_t i) {
  return i < s.len && ((uint8_t)s.data[i] & 0xC0) == 0x80;
}

// The code point at `i`; surrogates are let through.
static Decoded decode(Str s, size_t i) {
  const uint8_t *p = (const uint8_t *)s.data + i;
  if (p[0] < 0x80) return (Decoded){ p[0], 1 };
  if (p[0] >= 0xC2 && p[0] < 0xE0 && is_continuation(s, i + 1)) {
    return (Decoded){ (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu), 2 };
  }
  if (p[0] >= 0xE0 && p[0] < 0xF0 && is_continuation(s, i + 1) && is_continuation(s, i + 2)) {
    uint32_t code = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return (Decoded){ code >= 0x800 ? code : NO_CODE, 3 };
  }
  if (p[0] >= 0xF0 && p[0] < 0xF5 && is_continuation(s, i + 1) && is_continuation(s, i + 2) &&
      is_continuation(s, i + 3)) {
    uint32_t code =
        (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    return (Decoded){ code >= 0x10000 && code <= 0x10FFFF ? code : NO_CODE, 4 };
  }
  return (Decoded){ NO_CODE, 1 };
}

void literal_append_code(Buf *out, uint32_t code) {
  char bytes[4];
  size_t length;
  if (code < 0x80) {
    bytes[0] = (char)code;
    length = 1;
  } else if (code < 0x800) {
    bytes[0] = (char)(0xC0 | code >> 6);
    bytes[1] = (char)(0x80 | (code & 0x3F));
    length = 2;
  } else if (code < 0x10000) {
    bytes[0] = (char)(0xE0 | code >> 12);
    bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
    bytes[2] = (char)(0x80 | (code & 0x3F));
    length = 3;
  } else {
    bytes[0] = (char)(0xF0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code & 0x3F));
    length = 4;
  }
  buf_append(out, (Str){ bytes, length });
}

static bool is_surrogate(uint32_t code) {
  return code >= 0xD800 && code <= 0xDFFF;
}

bool literal_is_well_formed(Str wtf8) {
  return literal_find_invalid_utf8(wtf8) == wtf8.len;
}

// Place of the first byte from `i` on that is not ASCII.
static size_t skip_ascii(Str s, size_t i) {
  uint64_t eight;
  while (i + sizeof eight <= s.len) {
    memcpy(&eight, s.data + i, sizeof eight);
    if ((eight & UINT64_C(0x8080808080808080)) != 0) break;
    i += sizeof eight;
  }
  while (i < s.len && (uint8_t)s.data[i] < 0x80) {
    i++;
  }
  return i;
}

size_t literal_find_invalid_utf8(Str s) {
  size_t i = skip_ascii(s, 0);
  while (i < s.len) {
    Decoded decoded = decode(s, i);
    if (decoded.code == NO_CODE || is_surrogate(decoded.code)) return i;
    i += decoded.length;
    if (i < s.len && (uint8_t)s.data[i] < 0x80) i = skip_ascii(s, i);
  }
  return s.len;
}

// --- Escapes ---

static uint32_t hex_digit(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  if (c >= 'a' && c <= 'f') return (uint32_t)(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return (uint32_t)(c - 'A' + 10);
  return NO_CODE;
}

// `count` hexadecimal digits at *i, which moves behind them.
static uint32_t read_hex(Str s, size_t *i, size_t count) {
  uint32_t code = 0;
  for (size_t n = 0; n < count; n++, (*i)++) {
    uint32_t digit = *i < s.len ? hex_digit(s.data[*i]) : NO_CODE;
    if (digit == NO_CODE) return NO_CODE;
    code = code << 4 | digit;
  }
  return code;
}

// What stands behind `\u`: XXXX or {X…}.
static uint32_t read_unicode_escape(Str s, size_t *i) {
  if (*i >= s.len || s.data[*i] != '{') return read_hex(s, i, 4);
  uint32_t code = 0;
  size_t digits = 0;
  for ((*i)++; *i < s.len && s.data[*i] != '}'; (*i)++, digits++) {
    uint32_t digit = hex_digit(s.data[*i]);
    if (digit == NO_CODE) return NO_CODE;
    code = code << 4 | digit;
    if (code > 0x10FFFF) return NO_CODE;
  }
  if (*i >= s.len || digits == 0) return NO_CODE;
  (*i)++;
  return code;
}

// Up to three octal digits, at most \377. *i stands on the first.
static uint32_t read_octal(Str s, size_t *i) {
  uint32_t code = 0;
  for (size_t n = 0; n < 3 && *i < s.len && s.data[*i] >= '0' && s.data[*i] <= '7'; n++) {
    uint32_t longer = code * 8 + (uint32_t)(s.data[*i] - '0');
    if (longer > 255) break;
    code = longer;
    (*i)++;
  }
  return code;
}

typedef enum EscapeResult { ESCAPE_CODE, ESCAPE_NOTHING, ESCAPE_BROKEN } EscapeResult;

// The escape whose backslash stands just before *i, which moves behind it.
static EscapeResult read_escape(Str s, size_t *i, uint32_t *code) {
  Decoded decoded = *i < s.len ? decode(s, *i) : (Decoded){ NO_CODE, 0 };
  if (decoded.code == NO_CODE) return ESCAPE_BROKEN;
  if (decoded.code >= '0' && decoded.code <= '7') {
    *code = read_octal(s, i);
    return ESCAPE_CODE;
  }
  *i += decoded.length;
  switch (decoded.code) {
    case 'n': *code = '\n'; break;
    case 'r': *code = '\r'; break;
    case 't': *code = '\t'; break;
    case 'b': *code = '\b'; break;
    case 'f': *code = '\f'; break;
    case 'v': *code = '\v'; break;
    case 'x': *code = read_hex(s, i, 2); break;
    case 'u': *code = read_unicode_escape(s, i); break;
    case '\r':
      if (*i < s.len && s.data[*i] == '\n') (*i)++;
      return ESCAPE_NOTHING;
    case '\n':
    case 0x2028:
    case 0x2029: return ESCAPE_NOTHING;
    default: *code = decoded.code;
  }
  return *code == NO_CODE ? ESCAPE_BROKEN : ESCAPE_CODE;
}

// Appends `code`; `high` is a leading surrogate still waiting for its partner, or 0.
static void append_unit(Buf *out, uint32_t code, uint32_t *high) {
  if (*high != 0 && code >= 0xDC00 && code <= 0xDFFF) {
    literal_append_code(out, 0x10000 + ((*high - 0xD800) << 10) + (code - 0xDC00));
    *high = 0;
    return;
  }
  if (*high != 0) literal_append_code(out, *high);
  *high = 0;
  if (code >= 0xD800 && code <= 0xDBFF) {
    *high = code;
  } else {
    literal_append_code(out, code);
  }
}

static bool cook_escaped(Str raw, size_t first, Buf *out) {
  uint32_t high = 0;
  size_t i = first;
  buf_append(out, str_slice(raw, 0, first));
  while (i < raw.len) {
    if (raw.data[i] != '\\') {
      if (high != 0) literal_append_code(out, high);
      high = 0;
      size_t run = i + str_find(str_slice(raw, i, raw.len), '\\');
      buf_append(out, str_slice(raw, i, run));
      i = run;
      continue;
    }
    i++;
    uint32_t code = 0;
    EscapeResult result = read_escape(raw, &i, &code);
    if (result == ESCAPE_BROKEN) return false;
    if (result == ESCAPE_CODE) append_unit(out, code, &high);
  }
  if (high != 0) literal_append_code(out, high);
  return true;
}

bool literal_cook_string(Str raw, Text *out) {
  *out = (Text){ NULL, 0 };
  size_t first = str_find(raw, '\\');
  if (first == raw.len) {
    if (raw.len != 0) *out = (Text){ mem_copy_text(raw.data, raw.len), (uint32_t)raw.len };
    return true;
  }
  Buf cooked = BUF_EMPTY;
  bool ok = cook_escaped(raw, first, &cooked);
  if (ok && cooked.len != 0)
    *out = (Text){ mem_copy_text(cooked.data, cooked.len), (uint32_t)cooked.len };
  buf_clear(&cooked);
  return ok;
}

// --- Printing ---

static bool is_digit_at(Str s, size_t i) {
  return i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
}

static bool starts_script_end(Str s, size_t slash) {
  static const char word[] = "script";
  if (slash == 0 || s.data[slash - 1] != '<') return false;
  for (size_t i = 0; i < sizeof word - 1; i++) {
    if (slash + 1 + i >= s.len || (s.data[slash + 1 + i] | 0x20) != word[i]) return false;
  }
  return true;
}

// The escape that the ASCII character at `i` needs, or NULL. `room` holds escapes that are made up.
static const char *ascii_escape(Str s, size_t i, char quote, char room[5]) {
  char c = s.data[i];
  switch (c) {
    case '\\': return "\\\\";
    case '\n': return quote == '`' ? NULL : "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\v': return "\\v";
    case '\0': return is_digit_at(s, i + 1) ? "\\x00" : "\\0";
    case '/': return starts_script_end(s, i) ? "\\/" : NULL;
    case '$': return quote == '`' && i + 1 < s.len && s.data[i + 1] == '{' ? "\\$" : NULL;
    case '"':
    case '\'':
    case '`':
      if (c != quote) return NULL;
      room[0] = '\\';
      room[1] = c;
      room[2] = '\0';
      return room;
    default: break;
  }
  if (c >= 0x20 && c != 0x7F) return NULL;
  static const char digits[] = "0123456789ABCDEF";
  room[0] = '\\';
  room[1] = 'x';
  room[2] = digits[(uint8_t)c >> 4];
  room[3] = digits[(uint8_t)c & 15];
  room[4] = '\0';
  return room;
}

// Whether a character beyond ASCII cannot stand in a literal as it is, or would not be seen there.
static bool needs_unicode_escape(uint32_t code) {
  return code == NO_CODE || is_surrogate(code) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF;
}

void literal_quote(Buf *out, Str wtf8, char quote) {
  buf_reserve(out, wtf8.len + 2);
  buf_append_char(out, quote);
  size_t plain = 0; // start of what is copied as it is
  size_t i = 0;
  while (i < wtf8.len) {
    char room[5];
    Decoded decoded = decode(wtf8, i);
    const char *escape = decoded.code < 0x80 ? ascii_escape(wtf8, i, quote, room) : NULL;
    bool unicode = decoded.code >= 0x80 && needs_unicode_escape(decoded.code);
    if (escape || unicode) {
      buf_append(out, str_slice(wtf8, plain, i));
      plain = i + decoded.length;
      if (escape) {
        buf_append(out, str_of(escape));
      } else {
        buf_printf(out, "\\u%04X", decoded.code == NO_CODE ? 0xFFFDu : decoded.code);
      }
    }
    i += decoded.length;
  }
  buf_append(out, str_slice(wtf8, plain, wtf8.len));
  buf_append_char(out, quote);
}

void literal_append_lines(Buf *out, Str raw) {
  size_t i = 0;
  while (i < raw.len) {
    size_t run = i + str_find(str_slice(raw, i, raw.len), '\r');
    buf_append(out, str_slice(raw, i, run));
    if (run < raw.len) {
      buf_append_char(out, '\n');
      run += run + 1 < raw.len && raw.data[run + 1] == '\n' ? 2 : 1;
    }
    i = run;
  }
}

bool literal_is_valid_chunk(Str raw) {
  size_t i = str_find(raw, '\\');
  while (i < raw.len) {
    i++;
    uint32_t code = 0;
    bool octal = is_digit_at(raw, i) && (raw.data[i] != '0' || is_digit_at(raw, i + 1));
    if (octal || read_escape(raw, &i, &code) == ESCAPE_BROKEN) return false;
    i += str_find(str_slice(raw, i, raw.len), '\\');
  }
  return true;
}

bool literal_has_octal_escape(Str raw) {
  size_t i = str_find(raw, '\\');
  while (i < raw.len) {
    bool octal = is_digit_at(raw, i + 1) && (raw.data[i + 1] != '0' || is_digit_at(raw, i + 2));
    if (octal) return true;
    i += 2;
    if (i < raw.len) i += str_find(str_slice(raw, i, raw.len), '\\');
  }
  return false;
}

// Digits below `base` with single separators between them, from *i on, which moves behind them. false: there are none, or a separator
// is out of place.
static bool skip_digits(Str raw, size_t *i, uint32_t base) {
  size_t start = *i;
  while (*i < raw.len) {
    bool separator = raw.data[*i] == '_' && *i > start && raw.data[*i - 1] != '_';
    if (hex_digit(raw.data[*i]) >= base && !separator) break;
    (*i)++;
  }
  return *i > start && raw.data[*i - 1] != '_';
}

static bool is_decimal(Str raw, size_t i) {
  bool whole = i < raw.len && raw.data[i] != '.';
  if (whole && !skip_digits(raw, &i, 10)) return false;
  if (whole && i + 1 == raw.len && raw.data[i] == 'n') return true;
  if (i < raw.len && raw.data[i] == '.') {
    i++;
    bool fraction = is_digit_at(raw, i);
    if (fraction ? !skip_digits(raw, &i, 10) : !whole) return false;
  }
  if (i < raw.len && (raw.data[i] | 0x20) == 'e') {
    i++;
    if (i < raw.len && (raw.data[i] == '+' || raw.data[i] == '-')) i++;
    if (!skip_digits(raw, &i, 10)) return false;
  }
  return i == raw.len;
}

Str literal_legacy_to_decimal(Str raw, char room[LEGACY_NUMBER_MAX]) {
  double value = 0;
  size_t i = 0;
  for (; is_digit_at(raw, i) && raw.data[i] < '8'; i++) {
    value = value * 8 + (raw.data[i] - '0');
  }
  if (i == raw.len) {
    int length = snprintf(room, LEGACY_NUMBER_MAX, "%.17g", value);
    return (Str){ room, (size_t)length };
  }
  size_t zeros = 0;
  while (is_digit_at(raw, zeros + 1) && raw.data[zeros] == '0') {
    zeros++;
  }
  return str_slice(raw, zeros, raw.len);
}

// 017 and 089: no separators, and only what looks decimal has a fraction.
static bool is_legacy_number(Str raw) {
  size_t i = 0;
  bool octal = true;
  for (; is_digit_at(raw, i); i++) {
    octal &= raw.data[i] < '8';
  }
  if (i == raw.len) return true;
  bool goes_on = !octal && raw.data[i] != 'n' && str_find(raw, '_') == raw.len;
  return goes_on && is_decimal(raw, 0);
}

bool literal_is_number(Str raw) {
  if (raw.len < 2 || raw.data[0] != '0') return is_decimal(raw, 0);
  uint32_t base = 10;
  switch (raw.data[1] | 0x20) {
    case 'x': base = 16; break;
    case 'o': base = 8; break;
    case 'b': base = 2; break;
    default: break;
  }
  if (base == 10 && raw.data[1] == '_') return false;
  if (base == 10) return is_digit_at(raw, 1) ? is_legacy_number(raw) : is_decimal(raw, 0);
  size_t i = 2;
  if (!skip_digits(raw, &i, base)) return false;
  return i == raw.len || (i + 1 == raw.len && raw.data[i] == 'n');
}

void literal_append_number(Buf *out, Str raw) {
  for (size_t i = 0; i < raw.len; i++) {
    if (raw.data[i] != '_') buf_append_char(out, raw.data[i]);
  }
}

// --- Names ---

bool literal_append_name(Buf *out, Str raw) {
  size_t i = 0;
  while (i < raw.len) {
    if (raw.data[i] != '\\') {
      buf_append_char(out, raw.data[i++]);
      continue;
    }
    i += 2;
    uint32_t code = i <= raw.len && raw.data[i - 1] == 'u' ? read_unicode_escape(raw, &i) : NO_CODE;
    if (code == NO_CODE || is_surrogate(code)) return false;
    literal_append_code(out, code);
  }
  return true;
}

static bool in_ranges(const IdentifierRange *ranges, size_t count, uint32_t code) {
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (code > ranges[middle].to) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && code >= ranges[low].from;
}

static bool may_start(uint32_t code) {
  if (code < 0x80) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '$' ||
           code == '_';
  }
  return in_ranges(identifier_start, sizeof identifier_start / sizeof *identifier_start, code);
}

static bool may_continue(uint32_t code) {
  if (may_start(code)) return true;
  if (code < 0x80) return code >= '0' && code <= '9';

  enum { ZERO_WIDTH_NON_JOINER = 0x200C, ZERO_WIDTH_JOINER = 0x200D };

  return code == ZERO_WIDTH_NON_JOINER || code == ZERO_WIDTH_JOINER ||
         in_ranges(identifier_more, sizeof identifier_more / sizeof *identifier_more, code);
}

bool literal_is_identifier(Str utf8) {
  size_t i = 0;
  while (i < utf8.len) {
    Decoded decoded = decode(utf8, i);
    if (decoded.code == NO_CODE) return false;
    if (!(i == 0 ? may_start(decoded.code) : may_continue(decoded.code))) return false;
    i += decoded.length;
  }
  return utf8.len != 0;
}

static bool is_one_of(Str name, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (name.data[0] == words[i][0] && str_is(name, words[i])) return true;
  }
  return false;
}

bool literal_is_reserved_word(Str name, bool strict) {
  static const char *const always[] = {
    "break",  "case",     "catch",  "class",  "const",  "continue",   "debugger", "default",
    "delete", "do",       "else",   "enum",   "export", "extends",    "false",    "finally",
    "for",    "function", "if",     "import", "in",     "instanceof", "new",      "null",
    "return", "super",    "switch", "this",   "throw",  "true",       "try",      "typeof",
    "var",    "void",     "while",  "with",
  };
  static const char *const in_strict[] = { "await",   "implements", "interface", "let",
                                           "package", "private",    "protected", "public",
                                           "static",  "yield" };
  if (name.len < 2 || name.len > 10 || name.data[0] < 'a' || name.data[0] > 'y') return false;
  if (is_one_of(name, always, sizeof always / sizeof *always)) return true;
  return strict && is_one_of(name, in_strict, sizeof in_strict / sizeof *in_strict);
}
