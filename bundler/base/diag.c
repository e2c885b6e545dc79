// Diagnostics: made where the fault is seen, with the source line cut out at once (the source may be gone when it is printed).
#include "base/diag.h"

#include "base/columns.h"
#include "base/mem.h"

#include <inttypes.h>

enum {
  FRAME_COLUMNS = 110, // a longer line is cut around its place
  FRAME_BEFORE = 40,   // columns kept before the place in a cut line
  TAB_COLUMNS = 2,
};

// --- Making ---

// The line of a source that holds a byte, without its end.
typedef struct Line {
  uint32_t number; // from 1
  size_t start;
  size_t end;
} Line;

// CR LF, LF and CR end a line, as editors count.
static Line line_at(Str source, size_t offset) {
  Line line = { .number = 1 };
  for (size_t i = 0; i < offset; i++) {
    char c = source.data[i];
    bool ends = c == '\n' || (c == '\r' && !(i + 1 < source.len && source.data[i + 1] == '\n'));
    if (!ends) continue;
    line.number++;
    line.start = i + 1;
  }
  line.end = offset > line.start ? offset : line.start;
  while (line.end < source.len && source.data[line.end] != '\n' && source.data[line.end] != '\r') {
    line.end++;
  }
  // The place itself may be the LF of a CR LF.
  if (line.end > line.start && line.end == offset && source.data[line.end - 1] == '\r') line.end--;
  return line;
}

static uint32_t count_characters(Str text) {
  uint32_t count = 0;
  while (text.len != 0) {
    text = str_slice(text, character_at(text).length, text.len);
    count++;
  }
  return count;
}

// Appends a character of the source so that a terminal shows it and takes no command from it.
static void append_shown(Buf *out, Str raw, Character character) {
  uint32_t code = character.code;
  if (code == '\t') {
    for (int i = 0; i < TAB_COLUMNS; i++) {
      buf_append_char(out, ' ');
    }
  } else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xfffd ||
             (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) {
    buf_append(out, STR("\xef\xbf\xbd"));
  } else {
    buf_append(out, str_slice(raw, 0, character.length));
  }
}

static void append_shown_text(Buf *out, Str text) {
  while (text.len != 0) {
    Character character = character_at(text);
    append_shown(out, text, character);
    text = str_slice(text, character.length, text.len);
  }
}

// Where a cut line begins: about FRAME_BEFORE columns before the place, at the start of a character.
static size_t frame_start(Str source, const Line *line, size_t place) {
  size_t at = place;
  for (uint32_t columns = 0; at > line->start && columns < FRAME_BEFORE; columns++) {
    at--;
    while (at > line->start && ((unsigned char)source.data[at] & 0xc0) == 0x80) {
      at--;
    }
  }
  return at;
}

static bool line_is_long(Str source, const Line *line) {
  size_t bytes = line->end - line->start;
  if (bytes <= FRAME_COLUMNS / TAB_COLUMNS) return false;
  if (bytes / 4 > FRAME_COLUMNS) return true;
  return text_columns(str_slice(source, line->start, line->end)) > FRAME_COLUMNS;
}

// Fills the frame of `diag`: the line of the span, cut when long, tabs and control characters made visible.
static void diag_frame(Diag *diag, Str source, const Line *line, Span span) {
  bool cut = line_is_long(source, line);
  size_t at = cut ? frame_start(source, line, span.start) : line->start;
  size_t span_end = span.end < line->end ? span.end : line->end;
  Buf frame = BUF_EMPTY;
  if (at > line->start) buf_append(&frame, STR("…"));
  size_t columns = 0;
  size_t caret = SIZE_MAX;
  size_t caret_end = 0;
  while (at < line->end && (!cut || columns < FRAME_COLUMNS)) {
    if (at >= span.start && caret == SIZE_MAX) caret = frame.len;
    Str rest = str_slice(source, at, line->end);
    Character character = character_at(rest);
    append_shown(&frame, rest, character);
    columns += character.code == '\t' ? TAB_COLUMNS : character_columns(character.code);
    at += character.length;
    if (at <= span_end || caret_end == 0) caret_end = frame.len;
  }
  if (caret == SIZE_MAX) caret = frame.len;
  if (at < line->end) buf_append(&frame, STR("…"));
  diag->frame_column = (uint32_t)caret;
  diag->frame_length = caret_end > caret ? (uint32_t)(caret_end - caret) : 1;
  diag->frame = buf_take(&frame);
}

static void diag_locate(Diag *diag, const DiagSource *at, Span span) {
  Str source = at->source;
  if (span.start > source.len) span.start = (uint32_t)source.len;
  if (span.end < span.start) span.end = span.start;
  Line line = line_at(source, span.start);
  size_t place = span.start < line.end ? span.start : line.end;
  diag->line = line.number;
  diag->column = count_characters(str_slice(source, line.start, place)) + 1;
  diag->start = span.start;
  diag_frame(diag, source, &line, span);
}

static void list_push(DiagList *list, Diag diag) {
  vec_push(&list->items, diag);
  if (diag.severity == SEVERITY_ERROR) list->errors++;
}

static char *copy_or_null(const char *text) {
  return text ? mem_copy_text(text, strlen(text)) : NULL;
}

static char *formatted(const char *format, va_list args) {
  Buf text = BUF_EMPTY;
  buf_vprintf(&text, format, args);
  return buf_take(&text);
}

bool diag_add(const DiagSource *at, Severity severity, DiagCode code, Span span, const char *help,
              const char *format, ...) {
  Diag diag = { .severity = severity, .code = code, .path = copy_or_null(at->path) };
  va_list args;
  va_start(args, format);
  diag.text = formatted(format, args);
  va_end(args);
  diag.help = copy_or_null(help);
  diag_locate(&diag, at, span);
  list_push(at->list, diag);
  return false;
}

bool diag_add_global(DiagList *list, Severity severity, DiagCode code, const char *help,
                     const char *format, ...) {
  Diag diag = { .severity = severity, .code = code, .help = copy_or_null(help) };
  va_list args;
  va_start(args, format);
  diag.text = formatted(format, args);
  va_end(args);
  list_push(list, diag);
  return false;
}

// --- Lists ---

static void diag_clear(Diag *diag) {
  mem_free(diag->path);
  mem_free(diag->frame);
  mem_free(diag->text);
  mem_free(diag->help);
}

void diag_list_clear(DiagList *list) {
  vec_each (diag, &list->items) {
    diag_clear(diag);
  }
  vec_clear(&list->items);
  list->errors = 0;
}

void diag_list_merge(DiagList *into, DiagList *from) {
  vec_each (diag, &from->items) {
    list_push(into, *diag);
  }
  vec_clear(&from->items);
  from->errors = 0;
}

static int text_order(const char *a, const char *b) {
  return str_compare(str_of(a), str_of(b));
}

static int number_order(uint32_t a, uint32_t b) {
  return a < b ? -1 : a > b;
}

// What has no place comes first.
static int diag_order(const void *left, const void *right) {
  const Diag *a = (const Diag *)left;
  const Diag *b = (const Diag *)right;
  int order = number_order(a->path != NULL, b->path != NULL);
  if (order == 0) order = text_order(a->path, b->path);
  if (order == 0) order = number_order(a->start, b->start);
  if (order == 0) order = number_order(a->severity, b->severity);
  if (order == 0) order = number_order(a->code, b->code);
  if (order == 0) order = text_order(a->text, b->text);
  if (order == 0) order = number_order(a->frame_length, b->frame_length);
  if (order == 0) order = text_order(a->help, b->help);
  return order;
}

void diag_list_sort(DiagList *list) {
  if (list->items.len < 2) return;
  qsort(list->items.items, list->items.len, sizeof *list->items.items, diag_order);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < list->items.len; i++) {
    Diag *diag = &list->items.items[i];
    if (diag_order(&list->items.items[kept - 1], diag) != 0) {
      list->items.items[kept++] = *diag;
      continue;
    }
    if (diag->severity == SEVERITY_ERROR) list->errors--;
    diag_clear(diag);
  }
  list->items.len = kept;
}

// --- Printing ---

typedef struct Style {
  const char *error;
  const char *warning;
  const char *bold;
  const char *quiet; // rules and line numbers
  const char *help;
  const char *end;
} Style;

static const Style style_plain = { "", "", "", "", "", "" };
static const Style style_color = { "\x1b[1;31m", "\x1b[1;33m", "\x1b[1m",
                                   "\x1b[2m",    "\x1b[36m",   "\x1b[0m" };

static void append_repeated(Buf *out, Str text, size_t count) {
  for (size_t i = 0; i < count; i++) {
    buf_append(out, text);
  }
}

// The box below the message: where it is, the line, the caret, and what to do.
static void append_frame(Buf *out, const Diag *diag, const Style *style) {
  const char *accent = diag->severity == SEVERITY_ERROR ? style->error : style->warning;
  char number[16];
  int digits = snprintf(number, sizeof number, "%" PRIu32, diag->line);
  Str frame = str_of(diag->frame);
  size_t before = text_columns(str_slice(frame, 0, diag->frame_column));
  size_t under =
      text_columns(str_slice(frame, diag->frame_column, diag->frame_column + diag->frame_length));
  if (under == 0) under = 1;

  buf_printf(out, "%s%*s ╭ %s%s", style->quiet, digits, "", style->end, style->bold);
  append_shown_text(out, str_of(diag->path));
  buf_printf(out, ":%" PRIu32 ":%" PRIu32 "%s\n", diag->line, diag->column, style->end);
  buf_printf(out, "%s%s │ %s%s\n", style->quiet, number, style->end, diag->frame);
  buf_printf(out, "%s%*s │ %s", style->quiet, digits, "", style->end);
  append_repeated(out, STR(" "), before);
  buf_append(out, str_of(accent));
  append_repeated(out, STR("^"), under);
  buf_printf(out, "%s\n", style->end);
  if (diag->help == NULL) {
    buf_printf(out, "%s%*s ╵%s\n", style->quiet, digits, "", style->end);
    return;
  }
  buf_printf(out, "%s%*s ╰ %s%shelp:%s ", style->quiet, digits, "", style->end, style->help,
             style->end);
  append_shown_text(out, str_of(diag->help));
  buf_append_char(out, '\n');
}

static void append_diag(Buf *out, const Diag *diag, const Style *style) {
  bool is_error = diag->severity == SEVERITY_ERROR;
  buf_printf(out, "%s%s[NEAP%d]%s%s: ", is_error ? style->error : style->warning,
             is_error ? "error" : "warning", (int)diag->code, style->end, style->bold);
  append_shown_text(out, str_of(diag->text));
  buf_printf(out, "%s\n", style->end);
  if (diag->frame && diag->path) {
    append_frame(out, diag, style);
  } else if (diag->help) {
    buf_printf(out, "  %shelp:%s ", style->help, style->end);
    append_shown_text(out, str_of(diag->help));
    buf_append_char(out, '\n');
  }
  buf_append_char(out, '\n');
}

static void append_left_out(Buf *out, uint32_t count, const char *what) {
  if (count == 0) return;
  buf_printf(out, "%" PRIu32 " more %s%s (--log-limit=0 shows all)\n", count, what,
             count == 1 ? "" : "s");
}

void diag_list_print(const DiagList *list, FILE *out, bool color, uint32_t limit) {
  const Style *style = color ? &style_color : &style_plain;
  Buf text = BUF_EMPTY;
  uint32_t errors = 0;
  uint32_t warnings = 0;
  vec_each (diag, &list->items) {
    uint32_t *count = diag->severity == SEVERITY_ERROR ? &errors : &warnings;
    if (limit == 0 || *count < limit) append_diag(&text, diag, style);
    ++*count;
  }
  append_left_out(&text, limit != 0 && errors > limit ? errors - limit : 0, "error");
  append_left_out(&text, limit != 0 && warnings > limit ? warnings - limit : 0, "warning");
  if (text.len != 0) fwrite(text.data, 1, text.len, out);
  buf_clear(&text);
}
