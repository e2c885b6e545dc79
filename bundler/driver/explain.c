#include "driver/explain.h"

#include <assert.h>
#include <inttypes.h>

// codes.md as it stands, with a zero byte behind.
__asm__(".section .rodata\n"
        ".global explain_source\n"
        "explain_source:\n"
        ".incbin \"" NEAP_CODES_FILE "\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char explain_source[];

// A section: "## NEAP1301: title", then its text up to the next one.
typedef struct Section {
  uint32_t code;
  Str title;
  Str text;
} Section;

static const Str section_start = { "\n## NEAP", 8 };

// Takes the first section off `*rest`. false: there is none left.
static bool section_next(Str *rest, Section *out) {
  size_t start = str_find_str(*rest, section_start);
  if (start == rest->len) return false;
  Str section = str_slice(*rest, start + section_start.len, rest->len);
  section.len = str_find_str(section, section_start);
  *rest = str_slice(*rest, start + section_start.len + section.len, rest->len);
  size_t line = str_find(section, '\n');
  size_t colon = str_find(str_slice(section, 0, line), ':');
  out->code = 0;
  for (size_t i = 0; i < colon; i++) {
    out->code = out->code * 10 + (uint32_t)(section.data[i] - '0');
  }
  out->title = str_slice(section, colon + 2, line);
  out->text = str_slice(section, line + 1, section.len);
  return true;
}

static bool section_find(uint32_t code, Section *out) {
  Str rest = str_of(explain_source);
  while (section_next(&rest, out)) {
    if (out->code == code) return true;
  }
  return false;
}

static bool is_prefix(Str text) {
  static const char name[] = "neap";
  if (text.len < sizeof name - 1) return false;
  for (size_t i = 0; name[i]; i++) {
    if ((text.data[i] | 0x20) != name[i]) return false;
  }
  return true;
}

bool explain_code(Str text, DiagCode *out) {
  enum { DIGITS = 4 };

  if (is_prefix(text)) text = str_slice(text, 4, text.len);
  if (text.len != DIGITS) return false;
  uint32_t code = 0;
  for (size_t i = 0; i < DIGITS; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
    code = code * 10 + (uint32_t)(text.data[i] - '0');
  }
  Section section;
  if (!section_find(code, &section)) return false;
  *out = (DiagCode)code;
  return true;
}

// The head of an example, "```js wrong --format=cjs", in words.
static void print_example_head(Str line, FILE *out) {
  bool wrong = str_find_str(line, STR(" wrong")) != line.len;
  size_t options = str_find_str(line, STR("--"));
  Str given = str_slice(line, options, line.len);
  fputs(wrong ? "Wrong" : "\nRight", out);
  if (given.len != 0) fprintf(out, ", with %.*s", STR_ARG(given));
  fputs(":\n\n", out);
}

void explain_print(DiagCode code, FILE *out) {
  Section section;
  bool found = section_find((uint32_t)code, &section);
  assert(found);
  if (!found) return;
  fprintf(out, "NEAP%d: %.*s\n", (int)code, STR_ARG(section.title));
  bool in_example = false;
  Str rest = section.text;
  while (rest.len != 0) {
    Str line = str_slice(rest, 0, str_find(rest, '\n'));
    rest = str_slice(rest, line.len + 1, rest.len);
    if (!str_starts(line, STR("```"))) {
      fprintf(out, "%s%.*s\n", in_example && line.len != 0 ? "    " : "", STR_ARG(line));
      continue;
    }
    in_example = !in_example;
    if (in_example) print_example_head(line, out);
  }
}

void explain_list(FILE *out) {
  Section section;
  Str rest = str_of(explain_source);
  while (section_next(&rest, &section)) {
    fprintf(out, "NEAP%" PRIu32 "  %.*s\n", section.code, STR_ARG(section.title));
  }
}
