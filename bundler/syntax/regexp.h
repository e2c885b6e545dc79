// What the two files of the regular-expression check share: early_regexp.c walks the pattern, regexp_class.c what stands in brackets and
// the escapes.
#ifndef NEAP_SYNTAX_REGEXP_H
#define NEAP_SYNTAX_REGEXP_H

#include "syntax/early.h"

typedef struct RegExpGroup {
  uint8_t kind;         // RegExpGroupKind
  uint32_t names;       // RegExp.names as long as it was when the group was opened
  uint32_t alternative; // … when its last alternative began
} RegExpGroup;

typedef struct RegExpCheck {
  Str text;
  size_t at;
  bool unicode; // flag u or v
  bool sets;    // flag v
  bool named;   // `\k` refers to a named group
  uint32_t captures;
  uint32_t highest; // back reference by number
  size_t highest_at;
  VEC(RegExpGroup) groups; // open; the first is the whole pattern
  VEC(char *) names;       // owned: of groups, in order
  VEC(char *) references;  // owned: \k<name>
  VEC(size_t) reference_places;
  uint32_t low; // the second half of a character that the class has taken for two; 0: none
  RegExpFault fault;
} RegExpCheck;

static inline int regexp_peek(const RegExpCheck *check, size_t ahead) {
  return check->at + ahead < check->text.len ? (uint8_t)check->text.data[check->at + ahead] : -1;
}

static inline bool regexp_take(RegExpCheck *check, char c) {
  if (regexp_peek(check, 0) != (uint8_t)c) return false;
  check->at++;
  return true;
}

// Notes the first fault, at `place`. Returns false.
bool regexp_fail(RegExpCheck *check, size_t place, const char *text);

// The code point under the cursor, which moves behind it. Needs: not at the end.
uint32_t regexp_character(RegExpCheck *check);

// The name of a group behind `<`, up to and with `>`. NULL: it is none, the fault is noted. The caller owns it.
char *regexp_group_name(RegExpCheck *check);

// What stands behind a backslash, which the cursor is behind. *value: the character that it means, or UINT32_MAX for a class such as \d.
// *strings: a property of strings.
typedef struct RegExpEscape {
  uint32_t value;
  bool strings;
} RegExpEscape;

bool regexp_escape(RegExpCheck *check, bool in_class, RegExpEscape *escape);

// A class, the cursor behind its opening bracket; then behind the closing one.
bool regexp_class(RegExpCheck *check);

#endif
