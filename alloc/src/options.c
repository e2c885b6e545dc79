#include "options.h"

#include "atomics.h"
#include "os.h"
#include <string.h>

typedef enum OptionKind { KIND_CHOICE, KIND_NUMBER, KIND_PATH } OptionKind;

typedef struct OptionRow {
  const char *name;
  OptionKind kind;
  const char *initial;
  const char *words[3]; // choices, ends in NULL
  size_t lowest, highest;
  const char *sentence;
} OptionRow;

static const OptionRow rows[OPTION_COUNT] = {
  [OPTION_PAGE_POLICY] = { .name = "NEAP_PAGE_POLICY",
                           .kind = KIND_CHOICE,
                           .initial = "shared",
                           .words = { "private", "shared", NULL },
                           .sentence = "who may use a page that was full: its thread (private) or "
                                       "any (shared)" },
  [OPTION_STATS] = { .name = "NEAP_STATS",
                     .kind = KIND_PATH,
                     .initial = "",
                     .sentence = "file that gets the statistics as JSON when the program ends" },
  [OPTION_STATS_AT_REST] = { .name = "NEAP_STATS_AT_REST",
                             .kind = KIND_PATH,
                             .initial = "",
                             .sentence =
                                 "file that gets them whenever the program has come to rest" },
  [OPTION_VERBOSE] = { .name = "NEAP_VERBOSE",
                       .kind = KIND_NUMBER,
                       .initial = "0",
                       .highest = 1,
                       .sentence = "1: print these options at the start" },
  [OPTION_IDLE_MS] = { .name = "NEAP_IDLE_MS",
                       .kind = KIND_NUMBER,
                       .initial = "20",
                       .highest = 3600000,
                       .sentence = "free memory goes back once it has not been used for so long" },
  [OPTION_KEEP_KIB] = { .name = "NEAP_KEEP_KIB",
                        .kind = KIND_NUMBER,
                        .initial = "4096",
                        .highest = (size_t)1 << 40,
                        .sentence = "free memory that is kept resident in any case, in KiB" },
  [OPTION_KEEP_PERCENT] = { .name = "NEAP_KEEP_PERCENT",
                            .kind = KIND_NUMBER,
                            .initial = "12",
                            .highest = 1000,
                            .sentence =
                                "free memory that is kept resident, in percent of what is in use" },
  [OPTION_HARDENED] = { .name = "NEAP_HARDENED",
                        .kind = KIND_NUMBER,
                        .initial = "0",
                        .highest = 1,
                        .sentence = "1: guard pages, canaries, quarantine, random placement, zero "
                                    "on free" },
  [OPTION_TIDE] = { .name = "NEAP_TIDE",
                    .kind = KIND_NUMBER,
                    .initial = "1",
                    .highest = 1,
                    .sentence = "0: no thread that gives memory back while the program rests" },
  [OPTION_TIDE_MS] = { .name = "NEAP_TIDE_MS",
                       .kind = KIND_NUMBER,
                       .initial = "100",
                       .highest = 60000,
                       .sentence = "milliseconds between two ticks of that thread; what has not "
                                   "been used for two of them goes back" },
  [OPTION_RETAIN] = { .name = "NEAP_RETAIN",
                      .kind = KIND_NUMBER,
                      .initial = "4",
                      .highest = 64,
                      .sentence = "full pages per size class that a thread keeps at hand at least "
                                  "(shared), for it often frees into them next" },
  [OPTION_SPARE_KIB] = { .name = "NEAP_SPARE_KIB",
                         .kind = KIND_NUMBER,
                         .initial = "4096",
                         .highest = (size_t)1 << 20,
                         .sentence = "empty pages that threads keep for their next blocks of the "
                                     "same size, all together, in KiB" },
  [OPTION_LIFETIME] = { .name = "NEAP_LIFETIME",
                        .kind = KIND_NUMBER,
                        .initial = "1",
                        .highest = 1,
                        .sentence = "0: blocks that are expected to outlive the rest get no pages "
                                    "of their own" },
};

typedef struct OptionValue {
  char text[OPTION_TEXT_SIZE];
  size_t number;
  bool set; // in code, so the environment no longer decides
} OptionValue;

static OptionValue values[OPTION_COUNT]; // const after neap__options_read
static _Atomic bool options_fixed;       // atomic; release: publishes values
_Atomic bool neap__option_hardened;

// Digits only. false: something else, or out of range.
static bool number_parse(const OptionRow *row, const char *text, size_t *number) {
  size_t value = 0;
  if (!*text) {
    return false;
  }
  for (; *text; text++) {
    if (*text < '0' || *text > '9' || !size_multiply(value, 10, &value) ||
        __builtin_add_overflow(value, (size_t)(*text - '0'), &value)) {
      return false;
    }
  }
  *number = value;
  return value >= row->lowest && value <= row->highest;
}

static bool option_parse(const OptionRow *row, const char *text, size_t *number) {
  switch (row->kind) {
    case KIND_NUMBER: return number_parse(row, text, number);
    case KIND_PATH: *number = *text != '\0'; return strlen(text) < OPTION_TEXT_SIZE;
    case KIND_CHOICE: break;
  }
  for (size_t i = 0; row->words[i]; i++) {
    if (strcmp(row->words[i], text) == 0) {
      *number = i;
      return true;
    }
  }
  return false;
}

static bool option_assign(Option option, const char *text) {
  size_t number;
  if (!option_parse(&rows[option], text, &number)) {
    return false;
  }
  values[option].number = number;
  memcpy(values[option].text, text, strlen(text) + 1);
  return true;
}

static void option_complain(const OptionRow *row, const char *value) {
  char line[OPTION_TEXT_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  neap__text_add(&text, row->name);
  neap__text_add(&text, "=");
  neap__text_add(&text, value);
  neap__text_add(&text, " is not understood; it may be ");
  if (row->kind == KIND_CHOICE) {
    for (size_t i = 0; row->words[i]; i++) {
      neap__text_add(&text, i ? " or " : "");
      neap__text_add(&text, row->words[i]);
    }
  } else {
    neap__text_add(&text, "a number from ");
    neap__text_add_number(&text, row->lowest);
    neap__text_add(&text, " to ");
    neap__text_add_number(&text, row->highest);
  }
  neap__text_add(&text, "; using ");
  neap__text_add(&text, values[row - rows].text);
  neap__say(&text);
}

static void options_tell(void) {
  for (int option = 0; option < OPTION_COUNT; option++) {
    char line[OPTION_TEXT_SIZE];
    Text text;
    neap__text_init(&text, line, sizeof line);
    neap__text_add(&text, rows[option].name);
    neap__text_add(&text, "=");
    neap__text_add(&text, values[option].text);
    neap__text_add(&text, "  ");
    neap__text_add(&text, rows[option].sentence);
    neap__say(&text);
  }
}

static void options_default(void) {
  for (int option = 0; option < OPTION_COUNT; option++) {
    if (!values[option].set) {
      CHECK(option_assign((Option)option, rows[option].initial));
    }
  }
}

void neap__options_read(void) {
  if (load_acquire(&options_fixed)) { // acquire: pairs with the release below
    return;
  }
  options_default();
  for (int option = 0; option < OPTION_COUNT; option++) {
    char value[OPTION_TEXT_SIZE];
    if (!values[option].set && neap__os_environment(rows[option].name, value, sizeof value) &&
        *value && !option_assign((Option)option, value)) {
      option_complain(&rows[option], value);
    }
  }
  store_relaxed(&neap__option_hardened, values[OPTION_HARDENED].number != 0);
  store_release(&options_fixed, true); // release: publishes values
  if (values[OPTION_VERBOSE].number) {
    options_tell();
  }
}

size_t neap__option_number(Option option) {
  return values[option].number;
}

const char *neap__option_text(Option option) {
  return values[option].text;
}

// OPTION_COUNT: there is none of that name.
static Option option_find(const char *name) {
  static const char prefix[] = "NEAP_";
  size_t skip = strncmp(name, prefix, sizeof prefix - 1) == 0 ? 0 : sizeof prefix - 1;
  for (int option = 0; option < OPTION_COUNT; option++) {
    if (strcmp(rows[option].name + skip, name) == 0) {
      return (Option)option;
    }
  }
  return OPTION_COUNT;
}

bool neap__option_set(const char *name, const char *value) {
  Option option = option_find(name);
  if (option == OPTION_COUNT || load_acquire(&options_fixed) || !option_assign(option, value)) {
    return false;
  }
  values[option].set = true;
  return true;
}

const char *neap__option_get(const char *name) {
  Option option = option_find(name);
  if (option == OPTION_COUNT) {
    return NULL;
  }
  bool known = load_acquire(&options_fixed) || values[option].set;
  return known ? values[option].text : rows[option].initial;
}
