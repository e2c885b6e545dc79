#include "args.h"

#include "base/mem.h"
#include "base/str.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

int args_wrong(const Command *command, const char *format, ...) {
  Buf text = BUF_EMPTY;
  va_list args;
  va_start(args, format);
  buf_vprintf(&text, format, args);
  va_end(args);
  fprintf(stderr, "neap %s: %.*s\nTry: neap %s --help\n", command->name, STR_ARG(buf_str(&text)),
          command->name);
  buf_clear(&text);
  return 2;
}

// --- Help ---

static void option_head(Buf *out, const Option *option) {
  if (option->letter) {
    buf_printf(out, "  -%c, --%s", option->letter, option->name);
  } else {
    buf_printf(out, "      --%s", option->name);
  }
  if (option->type != OPTION_FLAG) buf_printf(out, "=%s", option->values);
}

void args_print_help(const Command *command, FILE *out) {
  enum { HELP_COLUMN = 30 };

  Buf text = BUF_EMPTY;
  buf_printf(&text, "%s\n\nUsage: %s\n", command->summary, command->usage);
  const char *group = NULL;
  for (const Option *option = command->options; option->name; option++) {
    if (option->group == NULL) continue;
    if (group == NULL || strcmp(group, option->group) != 0) {
      group = option->group;
      buf_printf(&text, "\n%s\n", group);
    }
    size_t start = text.len;
    option_head(&text, option);
    if (text.len - start > HELP_COLUMN - 2) {
      buf_append_char(&text, '\n');
      start = text.len;
    }
    buf_printf(&text, "%*s%s\n", (int)(HELP_COLUMN - (text.len - start)), "", option->help);
  }
  if (command->examples) buf_printf(&text, "\n%s\n", command->examples);
  fwrite(text.data, 1, text.len, out);
  buf_clear(&text);
}

// --- Finding the row ---

static const Option *option_named(const Command *command, Str name) {
  for (const Option *option = command->options; option->name; option++) {
    if (str_is(name, option->name)) return option;
  }
  return NULL;
}

static const Option *option_lettered(const Command *command, char letter) {
  for (const Option *option = command->options; option->name; option++) {
    if (option->letter == letter) return option;
  }
  return NULL;
}

static ArgsResult unknown_option(const Command *command, const char *given, Str name) {
  enum { NEAR = 3 };

  const Option *best = NULL;
  size_t best_distance = NEAR + 1;
  for (const Option *option = command->options; option->name; option++) {
    if (option->group == NULL) continue;
    size_t distance = str_distance(name, str_of(option->name), NEAR);
    // A word that is mostly replaced is another word, not a slip.
    if (distance >= best_distance || distance * 2 >= name.len) continue;
    best = option;
    best_distance = distance;
  }
  if (best) {
    args_wrong(command, "there is no option %s; did you mean --%s?", given, best->name);
  } else {
    args_wrong(command, "there is no option %s", given);
  }
  return ARGS_WRONG;
}

// --- Taking values ---

static ArgsResult take_number(const Command *command, const Option *option, const char *value,
                              uint32_t *into) {
  char *end;
  errno = 0;
  unsigned long long number = strtoull(value, &end, 10);
  bool is_number = *value >= '0' && *value <= '9' && *end == '\0' && errno == 0;
  if (is_number && number >= option->minimum && number <= option->maximum) {
    *into = (uint32_t)number;
    return ARGS_OK;
  }
  args_wrong(command, "--%s takes a number from %" PRIu32 " to %" PRIu32 ", not \"%s\"",
             option->name, option->minimum, option->maximum, value);
  return ARGS_WRONG;
}

static ArgsResult take_choice(const Command *command, const Option *option, const char *value,
                              int *into) {
  Str rest = str_of(option->values);
  for (int place = 0; rest.len != 0; place++) {
    size_t end = str_find(rest, '|');
    if (str_is(str_slice(rest, 0, end), value)) {
      *into = place;
      return ARGS_OK;
    }
    rest = str_slice(rest, end + 1, rest.len);
  }
  args_wrong(command, "--%s is one of %s, not \"%s\"", option->name, option->values, value);
  return ARGS_WRONG;
}

static void take_words(const char *value, TextList *into) {
  Str rest = str_of(value);
  while (rest.len != 0) {
    size_t end = str_find(rest, ',');
    if (end != 0) vec_push(into, str_copy(str_slice(rest, 0, end)));
    rest = str_slice(rest, end + 1, rest.len);
  }
}

static ArgsResult take_value(const Command *command, const Option *option, const char *value,
                             void *into) {
  void *field = (char *)into + option->offset;
  if (option->type != OPTION_FLAG && *value == '\0') {
    args_wrong(command, "--%s needs a value: --%s=%s", option->name, option->name, option->values);
    return ARGS_WRONG;
  }
  switch (option->type) {
    case OPTION_FLAG: *(bool *)field = true; break;
    case OPTION_TEXT: *(const char **)field = value; break;
    case OPTION_NUMBER: return take_number(command, option, value, (uint32_t *)field);
    case OPTION_CHOICE: return take_choice(command, option, value, (int *)field);
    case OPTION_LIST: vec_push((TextList *)field, str_copy(str_of(value))); break;
    case OPTION_WORDS: take_words(value, (TextList *)field); break;
  }
  return ARGS_OK;
}

// What is left of the command line.
typedef struct Cursor {
  char **next;
  char **end;
} Cursor;

// `attached`: the value that stood in the same argument, or NULL.
static ArgsResult take_option(const Command *command, const Option *option, const char *attached,
                              Cursor *cursor, void *into) {
  if (option->type == OPTION_FLAG) {
    if (attached == NULL) return take_value(command, option, "", into);
    args_wrong(command, "--%s takes no value", option->name);
    return ARGS_WRONG;
  }
  if (attached == NULL && cursor->next != cursor->end) attached = *cursor->next++;
  return take_value(command, option, attached ? attached : "", into);
}

static ArgsResult take_long(const Command *command, const char *given, Cursor *cursor, void *into) {
  Str name = str_of(given + 2);
  size_t end = strcspn(name.data, "=:");
  const char *attached = name.data[end] == '\0' ? NULL : name.data + end + 1;
  name.len = end;
  const Option *option = option_named(command, name);
  if (option == NULL) return unknown_option(command, given, name);
  return take_option(command, option, attached, cursor, into);
}

static ArgsResult take_short(const Command *command, const char *given, Cursor *cursor,
                             void *into) {
  const Option *option = option_lettered(command, given[1]);
  if (option == NULL) return unknown_option(command, given, str_of(given + 1));
  const char *attached = given + 2;
  if (*attached == '=') attached++;
  return take_option(command, option, *attached ? attached : NULL, cursor, into);
}

ArgsResult args_parse(const Command *command, int argc, char **argv, void *into,
                      TextList *operands) {
  Cursor cursor = { argv + (argc > 0 ? 1 : 0), argv + argc };
  bool options_ended = false;
  while (cursor.next != cursor.end) {
    const char *given = *cursor.next++;
    ArgsResult result = ARGS_OK;
    if (options_ended || given[0] != '-' || given[1] == '\0') {
      vec_push(operands, str_copy(str_of(given)));
    } else if (strcmp(given, "--") == 0) {
      options_ended = true;
    } else if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0) {
      args_print_help(command, stdout);
      return ARGS_HELP;
    } else if (given[1] == '-') {
      result = take_long(command, given, &cursor, into);
    } else {
      result = take_short(command, given, &cursor, into);
    }
    if (result != ARGS_OK) return result;
  }
  return ARGS_OK;
}
