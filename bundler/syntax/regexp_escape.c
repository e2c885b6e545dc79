// What stands behind a backslash in a regular expression (ECMAScript 2025, "Patterns": AtomEscape, ClassEscape; Annex B.1.2 without `u`
// and `v`).
#include "syntax/regexp.h"

#include "base/columns.h"
#include "base/mem.h"
#include "syntax/literal.h"
#include "syntax/regexp_tables.h"

enum { NO_VALUE = UINT32_MAX, PROPERTY_MAX = 64 };

uint32_t regexp_character(RegExpCheck *check) {
  Character character = character_at(str_slice(check->text, check->at, check->text.len));
  check->at += character.length;
  return character.code;
}

static bool is_digit(int c) {
  return c >= '0' && c <= '9';
}

static uint32_t hex_value(int c) {
  if (is_digit(c)) return (uint32_t)(c - '0');
  if (c >= 'a' && c <= 'f') return (uint32_t)(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return (uint32_t)(c - 'A' + 10);
  return NO_VALUE;
}

// `count` hexadecimal digits; NO_VALUE, the cursor unmoved: there are fewer.
static uint32_t take_hex(RegExpCheck *check, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t digit = hex_value(regexp_peek(check, i));
    if (digit == NO_VALUE) return NO_VALUE;
    value = value << 4 | digit;
  }
  check->at += count;
  return value;
}

static uint32_t take_braced_code(RegExpCheck *check) {
  size_t i = 1;
  uint32_t value = 0;
  for (; hex_value(regexp_peek(check, i)) != NO_VALUE; i++) {
    value = value << 4 | hex_value(regexp_peek(check, i));
    if (value > 0x10FFFF) return NO_VALUE;
  }
  if (i == 1 || regexp_peek(check, i) != '}') return NO_VALUE;
  check->at += i + 1;
  return value;
}

// Behind `\u`. Code points are what `unicode` adds: braces, and pairs of surrogates.
static uint32_t take_unicode(RegExpCheck *check, bool unicode) {
  if (unicode && regexp_peek(check, 0) == '{') return take_braced_code(check);
  uint32_t value = take_hex(check, 4);
  bool is_pair = unicode && value >= 0xD800 && value <= 0xDBFF && regexp_peek(check, 0) == '\\' &&
                 regexp_peek(check, 1) == 'u';
  if (!is_pair) return value;
  size_t back = check->at;
  check->at += 2;
  uint32_t low = take_hex(check, 4);
  if (low != NO_VALUE && low >= 0xDC00 && low <= 0xDFFF)
    return 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
  check->at = back;
  return value;
}

// --- Names of groups ---

static bool append_name_code(Buf *name, uint32_t code) {
  if (code == NO_VALUE || (code >= 0xD800 && code <= 0xDFFF)) return false;
  Buf escaped = BUF_EMPTY;
  buf_printf(&escaped, "\\u{%x}", code);
  bool fits = literal_append_name(name, buf_str(&escaped));
  buf_clear(&escaped);
  return fits;
}

char *regexp_group_name(RegExpCheck *check) {
  Buf name = BUF_EMPTY;
  size_t start = check->at;
  bool fits = true;
  while (fits && check->at < check->text.len && regexp_peek(check, 0) != '>') {
    uint32_t code = regexp_character(check);
    if (code == '\\') code = regexp_take(check, 'u') ? take_unicode(check, true) : NO_VALUE;
    fits = append_name_code(&name, code);
  }
  fits = fits && regexp_take(check, '>') && literal_is_identifier(buf_str(&name));
  if (fits) return buf_take(&name);
  buf_clear(&name);
  regexp_fail(check, start, "this is not a name that a group can have");
  return NULL;
}

// \k<name>; without names in the pattern and without `u`, just a k.
static bool take_reference(RegExpCheck *check, RegExpEscape *escape) {
  escape->value = 'k';
  if (!check->named) return true;
  size_t place = check->at;
  if (!regexp_take(check, '<'))
    return regexp_fail(check, place, "`\\k` must be followed by the name of a group");
  char *name = regexp_group_name(check);
  if (name == NULL) return false;
  vec_push(&check->references, name);
  vec_push(&check->reference_places, place);
  return true;
}

// --- Properties ---

static bool is_in(const char *const *names, size_t count, Str name) {
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_compare(str_of(names[middle]), name);
    if (order == 0) return true;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

#define IS_IN(table, name) is_in(table, sizeof(table) / sizeof *(table), name)

static bool is_property(Str name, Str value) {
  if (str_is(name, "General_Category") || str_is(name, "gc"))
    return IS_IN(regexp_categories, value);
  bool is_script = str_is(name, "Script") || str_is(name, "sc") ||
                   str_is(name, "Script_Extensions") || str_is(name, "scx");
  return is_script && IS_IN(regexp_scripts, value);
}

// Behind \p or \P.
static bool take_property(RegExpCheck *check, bool negated, RegExpEscape *escape) {
  size_t start = check->at;
  escape->value = NO_VALUE;
  Str rest = str_slice(check->text, check->at, check->text.len);
  size_t end = str_find(rest, '}');
  Str all = str_slice(rest, 1, end);
  if (rest.len == 0 || rest.data[0] != '{' || end == rest.len || end > PROPERTY_MAX)
    return regexp_fail(check, start, "a property is written as \\p{Name} or \\p{Name=Value}");
  check->at += end + 1;
  size_t equals = str_find(all, '=');
  if (equals < all.len) {
    if (is_property(str_slice(all, 0, equals), str_slice(all, equals + 1, all.len))) return true;
  } else if (IS_IN(regexp_categories, all) || IS_IN(regexp_binary_properties, all)) {
    return true;
  } else if (check->sets && IS_IN(regexp_string_properties, all)) {
    escape->strings = true;
    return !negated || regexp_fail(check, start, "a property of strings cannot be negated");
  }
  return regexp_fail(check, start, "there is no such Unicode property");
}

// --- Numbers ---

static bool take_decimal(RegExpCheck *check, RegExpEscape *escape) {
  size_t start = check->at;
  uint32_t number = 0;
  size_t digits = 0;
  for (; is_digit(regexp_peek(check, digits)); digits++) {
    number = number * 10 + (uint32_t)(regexp_peek(check, digits) - '0');
    if (number > UINT32_MAX / 16) number = UINT32_MAX / 16;
  }
  check->at += digits;
  if (number > check->highest) {
    check->highest = number;
    check->highest_at = start;
  }
  escape->value = NO_VALUE;
  return true;
}

// Up to \377; only its order in a class matters. A lone 8 or 9 means itself.
static bool take_octal(RegExpCheck *check, RegExpEscape *escape) {
  uint32_t value = 0;
  size_t digits = 0;
  for (; digits < 3; digits++) {
    int c = regexp_peek(check, digits);
    if (c < '0' || c > '7' || value * 8 + (uint32_t)(c - '0') > 255) break;
    value = value * 8 + (uint32_t)(c - '0');
  }
  if (digits == 0) {
    escape->value = regexp_character(check);
    return true;
  }
  check->at += digits;
  escape->value = value;
  return true;
}

static bool take_number(RegExpCheck *check, bool in_class, RegExpEscape *escape) {
  int first = regexp_peek(check, 0);
  if (!check->unicode) return take_octal(check, escape);
  if (first == '0' && !is_digit(regexp_peek(check, 1))) {
    check->at++;
    escape->value = 0;
    return true;
  }
  if (first == '0' || in_class)
    return regexp_fail(check, check->at, "an octal escape cannot stand here");
  return take_decimal(check, escape);
}

// --- All of them ---

static bool take_control(RegExpCheck *check, bool in_class, RegExpEscape *escape) {
  int c = regexp_peek(check, 0);
  bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  bool more = in_class && !check->unicode && (is_digit(c) || c == '_');
  if (letter || more) {
    check->at++;
    escape->value = (uint32_t)c & 31;
    return true;
  }
  if (check->unicode) return regexp_fail(check, check->at, "`\\c` must be followed by a letter");
  check->at--; // the backslash stands for itself
  escape->value = '\\';
  return true;
}

// `value` behind \x or \u that was not there: the letter means itself, or nothing where every escape must mean something.
static bool settle_code(RegExpCheck *check, char letter, uint32_t value, RegExpEscape *escape) {
  escape->value = value == NO_VALUE ? (uint32_t)letter : value;
  return value != NO_VALUE || !check->unicode ||
         regexp_fail(check, check->at, "this escape is not complete");
}

static bool take_identity(RegExpCheck *check, bool in_class, uint32_t c, RegExpEscape *escape) {
  static const char syntax[] = "^$\\.*+?()[]{}|/";
  static const char in_sets[] = "&-!#%,:;<=>@`~";
  escape->value = c;
  if (!check->unicode) return true;
  bool fits = c != 0 && c < 0x80 && strchr(syntax, (int)c) != NULL;
  if (in_class && !check->sets) fits |= c == '-';
  if (in_class && check->sets) fits |= c != 0 && c < 0x80 && strchr(in_sets, (int)c) != NULL;
  return fits || regexp_fail(check, check->at - 1, "this escape means nothing");
}

bool regexp_escape(RegExpCheck *check, bool in_class, RegExpEscape *escape) {
  *escape = (RegExpEscape){ NO_VALUE, false };
  if (check->at >= check->text.len)
    return regexp_fail(check, check->at, "a backslash cannot be the last character");
  if (is_digit(regexp_peek(check, 0))) return take_number(check, in_class, escape);
  uint32_t c = regexp_character(check);
  switch (c) {
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W': return true;
    case 'f': escape->value = '\f'; return true;
    case 'n': escape->value = '\n'; return true;
    case 'r': escape->value = '\r'; return true;
    case 't': escape->value = '\t'; return true;
    case 'v': escape->value = '\v'; return true;
    case 'c': return take_control(check, in_class, escape);
    case 'x': return settle_code(check, 'x', take_hex(check, 2), escape);
    case 'u': return settle_code(check, 'u', take_unicode(check, check->unicode), escape);
    case 'b': escape->value = '\b'; return true;
    case 'k':
      if (in_class && check->named)
        return regexp_fail(check, check->at - 1, "this escape means nothing in a class");
      return take_reference(check, escape);
    case 'p':
    case 'P':
      if (check->unicode) return take_property(check, c == 'P', escape);
      break;
    default: break;
  }
  return take_identity(check, in_class, c, escape);
}
