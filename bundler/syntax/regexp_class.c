// Classes of regular expressions: `[a-z]`, and with the flag v sets of sets (ECMAScript 2025, "Patterns": CharacterClass, ClassSetExpression).
#include "syntax/regexp.h"

enum { NO_VALUE = UINT32_MAX };

// --- Without v ---

// One character or class; without `u` and `v` a character beyond U+FFFF counts as its two halves.
static bool take_atom(RegExpCheck *check, uint32_t *value) {
  if (check->low != 0) {
    *value = check->low;
    check->low = 0;
    return true;
  }
  uint32_t code = regexp_character(check);
  RegExpEscape escape = { code, false };
  if (code == '\\' && !regexp_escape(check, true, &escape)) return false;
  *value = escape.value;
  if (*value != NO_VALUE && *value > 0xFFFF && !check->unicode) {
    check->low = 0xDC00 + ((*value - 0x10000) & 0x3FF);
    *value = 0xD800 + ((*value - 0x10000) >> 10);
  }
  return true;
}

static bool check_range(RegExpCheck *check, size_t place, uint32_t from, uint32_t to) {
  if (from == NO_VALUE || to == NO_VALUE)
    return !check->unicode || regexp_fail(check, place, "a range needs a character at both ends");
  return from <= to || regexp_fail(check, place, "this range is out of order");
}

static bool take_plain_class(RegExpCheck *check, size_t start) {
  while (check->low != 0 || check->at < check->text.len) {
    if (check->low == 0 && regexp_take(check, ']')) return true;
    size_t place = check->at;
    uint32_t from = NO_VALUE;
    uint32_t to = NO_VALUE;
    if (!take_atom(check, &from)) return false;
    bool is_range = check->low == 0 && regexp_peek(check, 0) == '-' &&
                    regexp_peek(check, 1) != ']' && regexp_peek(check, 1) >= 0;
    if (!is_range) continue;
    check->at++;
    if (!take_atom(check, &to) || !check_range(check, place, from, to)) return false;
  }
  return regexp_fail(check, start, "this class is not closed");
}

// --- Sets ---

typedef enum SetOp { SET_OPEN, SET_UNION, SET_AND, SET_SUB } SetOp;

typedef struct SetLevel {
  uint8_t op; // SetOp; SET_OPEN: not said yet
  bool negated;
  bool strings;       // it may match more or less than one character
  bool wants_operand; // an operator came last
  uint32_t operands;
} SetLevel;

typedef VEC(SetLevel) SetStack;

static void add_operand(SetLevel *level, bool strings) {
  if (level->operands == 0) {
    level->strings = strings;
  } else if (level->op == SET_AND) {
    level->strings &= strings;
  } else if (level->op != SET_SUB) {
    level->op = SET_UNION;
    level->strings |= strings;
  }
  level->operands++;
  level->wants_operand = false;
}

static bool is_doubled(const RegExpCheck *check) {
  int c = regexp_peek(check, 0);
  return c > 0 && c < 0x80 && c == regexp_peek(check, 1) && strchr("&!#$%*+,.:;<=>?@^`~", c);
}

// One character, maybe escaped. NO_VALUE: a class such as \d.
static bool take_set_character(RegExpCheck *check, RegExpEscape *escape) {
  size_t place = check->at;
  if (place >= check->text.len) return regexp_fail(check, place, "this class is not closed");
  if (is_doubled(check))
    return regexp_fail(check, place, "doubled punctuation needs a backslash with the flag v");
  uint32_t code = regexp_character(check);
  *escape = (RegExpEscape){ code, false };
  if (code == '\\') return regexp_escape(check, true, escape);
  if (code < 0x80 && code != 0 && strchr("()[]{}/-|", (int)code))
    return regexp_fail(check, place, "this needs a backslash with the flag v");
  return true;
}

// \q{ab|c}, the cursor behind its brace.
static bool take_strings(RegExpCheck *check, bool *strings) {
  size_t start = check->at;
  size_t length = 0;
  *strings = false;
  while (check->at < check->text.len) {
    bool ends = regexp_take(check, '}');
    if (ends || regexp_take(check, '|')) {
      *strings |= length != 1;
      length = 0;
      if (ends) return true;
      continue;
    }
    RegExpEscape escape = { NO_VALUE, false };
    size_t place = check->at;
    if (!take_set_character(check, &escape)) return false;
    if (escape.value == NO_VALUE)
      return regexp_fail(check, place, "a class cannot stand in \\q{…}");
    length++;
  }
  return regexp_fail(check, start, "this \\q{…} is not closed");
}

static bool take_operand(RegExpCheck *check, SetLevel *level) {
  size_t place = check->at;
  RegExpEscape escape = { NO_VALUE, false };
  if (str_starts(str_slice(check->text, place, check->text.len), STR("\\q{"))) {
    check->at += 3;
    bool strings;
    if (!take_strings(check, &strings)) return false;
    add_operand(level, strings);
    return true;
  }
  if (!take_set_character(check, &escape)) return false;
  bool is_range = regexp_peek(check, 0) == '-' && regexp_peek(check, 1) != '-';
  add_operand(level, escape.strings);
  if (!is_range) return true;
  if (level->op == SET_AND || level->op == SET_SUB)
    return regexp_fail(check, place, "a range needs brackets of its own beside && and --");
  level->op = SET_UNION;
  check->at++;
  RegExpEscape to = { NO_VALUE, false };
  return take_set_character(check, &to) && check_range(check, place, escape.value, to.value);
}

// && or --: all operators of a level are of one kind.
static bool take_operator(RegExpCheck *check, SetLevel *level, SetOp op) {
  bool fits =
      !level->wants_operand && (level->op == op || (level->op == SET_OPEN && level->operands == 1));
  if (!fits) return regexp_fail(check, check->at, "this operator cannot stand here");
  check->at += 2;
  level->op = (uint8_t)op;
  level->wants_operand = true;
  if (op == SET_AND && regexp_peek(check, 0) == '&')
    return regexp_fail(check, check->at, "a third & needs a backslash");
  return true;
}

static bool close_level(RegExpCheck *check, SetStack *stack) {
  SetLevel level = vec_pop(stack);
  if (level.wants_operand) return regexp_fail(check, check->at, "something is missing here");
  check->at++;
  if (level.negated && level.strings)
    return regexp_fail(check, check->at - 1, "a class that has strings cannot be negated");
  if (stack->len > 0) add_operand(vec_last(stack), level.strings);
  return true;
}

static bool take_set_step(RegExpCheck *check, SetStack *stack) {
  SetLevel *level = vec_last(stack);
  Str rest = str_slice(check->text, check->at, check->text.len);
  if (rest.data[0] == ']') return close_level(check, stack);
  if (str_starts(rest, STR("&&"))) return take_operator(check, level, SET_AND);
  if (str_starts(rest, STR("--"))) return take_operator(check, level, SET_SUB);
  bool operates = level->op == SET_AND || level->op == SET_SUB;
  if (operates && !level->wants_operand)
    return regexp_fail(check, check->at, "an operator is missing here");
  if (rest.data[0] != '[') return take_operand(check, level);
  check->at++;
  bool negated = regexp_take(check, '^');
  vec_push(stack, (SetLevel){ .negated = negated });
  return true;
}

static bool take_set(RegExpCheck *check, bool negated, size_t start) {
  SetStack stack = VEC_EMPTY;
  vec_push(&stack, (SetLevel){ .negated = negated });
  bool fits = true;
  while (fits && stack.len > 0) {
    if (check->at >= check->text.len) {
      fits = regexp_fail(check, start, "this class is not closed");
    } else {
      fits = take_set_step(check, &stack);
    }
  }
  vec_clear(&stack);
  return fits;
}

bool regexp_class(RegExpCheck *check) {
  size_t start = check->at - 1;
  bool negated = regexp_take(check, '^');
  return check->sets ? take_set(check, negated, start) : take_plain_class(check, start);
}
