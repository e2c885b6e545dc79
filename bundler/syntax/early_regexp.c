// Regular expressions: groups, alternatives, quantifiers, names (ECMAScript 2025, "Patterns: Syntax" and "Static Semantics: Early Errors";
// Annex B.1.2 without the flags u and v). One pass with a stack of open groups, so that no nesting is too deep.
#include "base/mem.h"
#include "syntax/regexp.h"

typedef enum RegExpGroupKind { GROUP_PLAIN, GROUP_LOOKAHEAD, GROUP_LOOKBEHIND } RegExpGroupKind;

bool regexp_fail(RegExpCheck *check, size_t place, const char *text) {
  if (check->fault.text == NULL) check->fault = (RegExpFault){ text, place, false };
  return false;
}

// --- Names ---

// Whether a name is taken by a group that can take part in the same match: earlier alternatives of the groups around cannot.
static bool is_name_taken(const RegExpCheck *check, const char *name) {
  for (uint32_t g = 0; g < check->groups.len; g++) {
    uint32_t end = g + 1 < check->groups.len ? check->groups.items[g + 1].names : check->names.len;
    for (uint32_t i = check->groups.items[g].alternative; i < end; i++) {
      if (strcmp(check->names.items[i], name) == 0) return true;
    }
  }
  return false;
}

static bool take_named_group(RegExpCheck *check) {
  size_t place = check->at;
  char *name = regexp_group_name(check);
  if (name == NULL) return false;
  bool taken = is_name_taken(check, name);
  vec_push(&check->names, name);
  return !taken || regexp_fail(check, place, "another group has this name");
}

static bool check_references(RegExpCheck *check) {
  for (uint32_t i = 0; i < check->references.len; i++) {
    bool found = false;
    vec_each (name, &check->names) {
      found |= strcmp(*name, check->references.items[i]) == 0;
    }
    if (!found)
      return regexp_fail(check, check->reference_places.items[i], "no group has this name");
  }
  if (check->unicode && check->highest > check->captures)
    return regexp_fail(check, check->highest_at, "there is no group of this number");
  return true;
}

// Whether any group has a name; then `\k` is never just a k.
static bool has_named_group(Str text) {
  bool in_class = false;
  for (size_t i = 0; i < text.len; i++) {
    switch (text.data[i]) {
      case '\\': i++; break;
      case '[': in_class = true; break;
      case ']': in_class = false; break;
      case '(':
        if (!in_class && i + 3 < text.len && text.data[i + 1] == '?' && text.data[i + 2] == '<' &&
            text.data[i + 3] != '=' && text.data[i + 3] != '!')
          return true;
        break;
      default: break;
    }
  }
  return false;
}

// --- Groups ---

// The letters of (?ims-ims: up to its colon; each may stand there once.
static bool take_modifiers(RegExpCheck *check) {
  size_t start = check->at;
  uint32_t seen = 0;
  bool removes = false;
  for (;; check->at++) {
    int c = regexp_peek(check, 0);
    uint32_t bit = c == 'i' ? 1 : c == 'm' ? 2 : c == 's' ? 4 : 0;
    if (c == '-' && !removes) {
      removes = true;
    } else if (bit != 0 && !(seen & bit)) {
      seen |= bit;
    } else {
      break;
    }
  }
  if (seen != 0 && regexp_take(check, ':')) return true;
  return regexp_fail(check, start, "this is not a group");
}

// The cursor is behind the parenthesis.
static bool open_group(RegExpCheck *check) {
  RegExpGroup group = { GROUP_PLAIN, check->names.len, check->names.len };
  bool fits = true;
  Str rest = str_slice(check->text, check->at, check->text.len);
  bool named = false;
  if (!str_starts(rest, STR("?"))) {
    check->captures++;
  } else if (str_starts(rest, STR("?:"))) {
    check->at += 2;
  } else if (str_starts(rest, STR("?=")) || str_starts(rest, STR("?!"))) {
    check->at += 2;
    group.kind = GROUP_LOOKAHEAD;
  } else if (str_starts(rest, STR("?<=")) || str_starts(rest, STR("?<!"))) {
    check->at += 3;
    group.kind = GROUP_LOOKBEHIND;
  } else if (str_starts(rest, STR("?<"))) {
    check->at += 2;
    check->captures++;
    named = true;
  } else {
    check->at += 1;
    fits = take_modifiers(check);
  }
  // The name belongs to what is around the group.
  if (named) fits = take_named_group(check);
  group.names = group.alternative = check->names.len;
  vec_push(&check->groups, group);
  return fits;
}

// --- Quantifiers ---

static size_t count_digits(const RegExpCheck *check, size_t from) {
  size_t count = 0;
  for (int c; (c = regexp_peek(check, from + count)) >= '0' && c <= '9';) {
    count++;
  }
  return count;
}

static bool is_more(Str a, Str b) {
  while (a.len > 1 && a.data[0] == '0') {
    a = str_slice(a, 1, a.len);
  }
  while (b.len > 1 && b.data[0] == '0') {
    b = str_slice(b, 1, b.len);
  }
  return a.len != b.len ? a.len > b.len : str_compare(a, b) > 0;
}

// The length of {n}, {n,} or {n,m} under the cursor; 0: it is none.
static size_t braces_length(const RegExpCheck *check) {
  size_t i = 1 + count_digits(check, 1);
  if (regexp_peek(check, 0) != '{' || i == 1) return 0;
  if (regexp_peek(check, i) == ',') i += 1 + count_digits(check, i + 1);
  return regexp_peek(check, i) == '}' ? i + 1 : 0;
}

static bool take_braces(RegExpCheck *check, size_t length) {
  Str text = str_slice(check->text, check->at + 1, check->at + length - 1);
  size_t comma = str_find(text, ',');
  Str to = str_slice(text, comma + 1 < text.len ? comma + 1 : text.len, text.len);
  if (to.len > 0 && is_more(str_slice(text, 0, comma), to))
    return regexp_fail(check, check->at, "the numbers of this quantifier are out of order");
  check->at += length;
  return true;
}

static bool take_quantifier(RegExpCheck *check, bool allowed) {
  size_t place = check->at;
  size_t braces = braces_length(check);
  if (braces > 0) {
    if (!take_braces(check, braces)) return false;
  } else if (!regexp_take(check, '*') && !regexp_take(check, '+') && !regexp_take(check, '?')) {
    return true;
  }
  regexp_take(check, '?');
  return allowed || regexp_fail(check, place, "there is nothing to repeat");
}

// --- Terms ---

static bool close_group(RegExpCheck *check) {
  if (check->groups.len == 1)
    return regexp_fail(check, check->at - 1, "this parenthesis was not opened");
  RegExpGroup group = vec_pop(&check->groups);
  bool repeats = group.kind == GROUP_PLAIN || (group.kind == GROUP_LOOKAHEAD && !check->unicode);
  return take_quantifier(check, repeats);
}

static bool take_escaped(RegExpCheck *check) {
  RegExpEscape escape;
  int next = regexp_peek(check, 0);
  if (next == 'b' || next == 'B') {
    check->at++;
    return take_quantifier(check, false);
  }
  return regexp_escape(check, false, &escape) && take_quantifier(check, true);
}

// A bracket or brace that opens or closes nothing means itself, without u and v.
static bool take_lone(RegExpCheck *check, size_t place) {
  if (check->unicode) return regexp_fail(check, place, "this needs a backslash");
  check->at = place;
  if (braces_length(check) > 0) return regexp_fail(check, place, "there is nothing to repeat");
  check->at++;
  return take_quantifier(check, true);
}

static bool take_term(RegExpCheck *check) {
  size_t place = check->at;
  switch (regexp_character(check)) {
    case '|': vec_last(&check->groups)->alternative = check->names.len; return true;
    case '(': return open_group(check);
    case ')': return close_group(check);
    case '^':
    case '$': return take_quantifier(check, false);
    case '*':
    case '+':
    case '?': return regexp_fail(check, place, "there is nothing to repeat");
    case '\\': return take_escaped(check);
    case '[': return regexp_class(check) && take_quantifier(check, true);
    case '{':
    case '}':
    case ']': return take_lone(check, place);
    default: return take_quantifier(check, true);
  }
}

static RegExpFault check_flags(Str flags) {
  static const char known[] = "dgimsuvy";
  uint32_t seen = 0;
  for (size_t i = 0; i < flags.len; i++) {
    const char *flag = flags.data[i] ? strchr(known, flags.data[i]) : NULL;
    if (flag == NULL) return (RegExpFault){ "there is no such flag", i, true };
    uint32_t bit = 1u << (flag - known);
    if (seen & bit) return (RegExpFault){ "this flag is given twice", i, true };
    seen |= bit;
  }
  bool both = str_find(flags, 'u') < flags.len && str_find(flags, 'v') < flags.len;
  return (RegExpFault){ both ? "the flags u and v exclude each other" : NULL, 0, true };
}

static void clear_texts(RegExpCheck *check) {
  vec_each (name, &check->names) {
    mem_free(*name);
  }
  vec_each (name, &check->references) {
    mem_free(*name);
  }
  vec_clear(&check->names);
  vec_clear(&check->references);
  vec_clear(&check->reference_places);
  vec_clear(&check->groups);
}

RegExpFault early_regexp(Str pattern, Str flags) {
  RegExpCheck check = { .text = pattern, .fault = check_flags(flags) };
  if (check.fault.text) return check.fault;
  check.sets = str_find(flags, 'v') < flags.len;
  check.unicode = check.sets || str_find(flags, 'u') < flags.len;
  check.named = check.unicode || has_named_group(pattern);
  vec_push(&check.groups, (RegExpGroup){ .kind = GROUP_PLAIN });
  bool fits = true;
  while (fits && check.at < pattern.len) {
    fits = take_term(&check);
  }
  if (fits && check.groups.len > 1)
    fits = regexp_fail(&check, pattern.len, "a parenthesis is not closed");
  if (fits) check_references(&check);
  clear_texts(&check);
  return check.fault;
}
