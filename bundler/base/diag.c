// Diagnostics: made where the fault is seen, with the source lines cut out at once (the source may be gone when they are printed).
// diag_print.c shows them.
#include "base/diag.h"

#include "base/columns.h"
#include "base/mem.h"

enum {
  FRAME_COLUMNS = 110, // a longer line is cut around its place
  FRAME_BEFORE = 40,   // columns kept before the place in a cut line
  FRAME_LINES = 4,     // of a place with more, only the first and the last line are shown
};

// --- Making ---

static char *copy_or_null(const char *text) {
  return text ? mem_copy_text(text, strlen(text)) : NULL;
}

static size_t line_end(Str source, size_t at) {
  while (at < source.len && source.data[at] != '\n' && source.data[at] != '\r') {
    at++;
  }
  return at;
}

static bool cursor_is_before(const DiagCursor *cursor, Str source, size_t offset) {
  return cursor->source == source.data && cursor->size == source.len && cursor->offset <= offset;
}

// CR LF, LF and CR end a line, as editors count.
static DiagLine line_at(Str source, size_t offset, const DiagCursor *cursor) {
  DiagLine line = { .number = 1 };
  if (cursor_is_before(cursor, source, offset)) {
    line = cursor->line;
    if (offset <= line.end) return line;
  }
  for (size_t i = line.start; i < offset; i++) {
    char c = source.data[i];
    bool ends = c == '\n' || (c == '\r' && !(i + 1 < source.len && source.data[i + 1] == '\n'));
    if (!ends) continue;
    line.number++;
    line.start = i + 1;
  }
  line.end = line_end(source, offset > line.start ? offset : line.start);
  // The place itself may be the LF of a CR LF.
  if (line.end > line.start && line.end == offset && source.data[line.end - 1] == '\r') line.end--;
  return line;
}

// The line behind one that is not the last.
static DiagLine line_after(Str source, const DiagLine *line) {
  bool is_pair = line->end + 1 < source.len && source.data[line->end] == '\r' &&
                 source.data[line->end + 1] == '\n';
  size_t start = line->end + (is_pair ? 2 : 1);
  return (DiagLine){ line->number + 1, start, line_end(source, start) };
}

static uint32_t count_characters(Str text) {
  uint32_t count = 0;
  while (text.len != 0) {
    text = str_slice(text, character_at(text).length, text.len);
    count++;
  }
  return count;
}

// Where a cut line begins: about FRAME_BEFORE columns before the place, at the start of a character.
static size_t frame_start(Str source, const DiagLine *line, size_t place) {
  size_t at = place;
  for (uint32_t columns = 0; at > line->start && columns < FRAME_BEFORE; columns++) {
    at--;
    while (at > line->start && ((unsigned char)source.data[at] & 0xc0) == 0x80) {
      at--;
    }
  }
  return at;
}

static bool line_is_long(Str source, const DiagLine *line) {
  size_t bytes = line->end - line->start;
  if (bytes <= FRAME_COLUMNS / 2) return false;
  if (bytes / 4 > FRAME_COLUMNS) return true;
  return text_columns(str_slice(source, line->start, line->end)) > FRAME_COLUMNS;
}

// The line with the bytes of `span` in it underlined, which starts in the line or at its end.
static FrameLine frame_line(Str source, const DiagLine *line, Span span) {
  bool cut = line_is_long(source, line);
  size_t at = cut ? frame_start(source, line, span.start) : line->start;
  size_t span_end = span.end < line->end ? span.end : line->end;
  Buf frame = BUF_EMPTY;
  if (at > line->start) buf_append(&frame, STR("…"));
  size_t columns = 0;
  size_t mark = SIZE_MAX;
  size_t mark_end = 0;
  while (at < line->end && (!cut || columns < FRAME_COLUMNS)) {
    if (at >= span.start && mark == SIZE_MAX) mark = frame.len;
    Str rest = str_slice(source, at, line->end);
    Character character = character_at(rest);
    columns += append_shown(&frame, rest, character);
    at += character.length;
    if (at <= span_end || mark_end == 0) mark_end = frame.len;
  }
  if (mark == SIZE_MAX) mark = frame.len;
  if (at < line->end) buf_append(&frame, STR("…"));
  uint32_t length = mark_end > mark ? (uint32_t)(mark_end - mark) : 1;
  return (FrameLine){ line->number, buf_take(&frame), (uint32_t)mark, length };
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The part of `span` in a line behind its first: from what is not blank.
static Span continued_in(Str source, const DiagLine *line, Span span) {
  size_t start = line->start;
  while (start < line->end && is_blank(source.data[start])) {
    start++;
  }
  return (Span){ (uint32_t)start, span.end };
}

// Fills the frame of `place`. `span` has no blank end unless it is one.
static void place_frame(DiagPlace *place, Str source, const DiagLine *first, Span span,
                        const DiagCursor *cursor) {
  vec_push(&place->frame, frame_line(source, first, span));
  if (span.end <= first->end) return;
  DiagLine last = line_at(source, span.end - 1, cursor);
  DiagLine line = *first;
  while (line.number < last.number) {
    line = last.number - first->number < FRAME_LINES ? line_after(source, &line) : last;
    if (line.end == line.start) continue;
    vec_push(&place->frame, frame_line(source, &line, continued_in(source, &line, span)));
  }
}

static bool is_ascii(Str source, size_t at) {
  return at < source.len && (unsigned char)source.data[at] < 0x80;
}

// Moves `cursor` to `offset`, which is in `line`, and gives its column.
static uint32_t column_at(Str source, const DiagLine *line, size_t offset, DiagCursor *cursor) {
  size_t place = offset < line->end ? offset : line->end;
  size_t from = cursor->offset;
  // Between two ASCII characters there is surely a boundary.
  bool is_boundary = from > line->start && is_ascii(source, from - 1) && is_ascii(source, from);
  bool goes_on = cursor_is_before(cursor, source, place) && cursor->line.start == line->start &&
                 (is_boundary || from == place);
  uint32_t column = goes_on ? cursor->column : 1;
  column += count_characters(str_slice(source, goes_on ? from : line->start, place));
  *cursor = (DiagCursor){ source.data, source.len, place, *line, column };
  return column;
}

static DiagPlace place_at(const DiagSource *at, Span span) {
  Str source = at->source;
  if (span.start > source.len) span.start = (uint32_t)source.len;
  if (span.end > source.len) span.end = (uint32_t)source.len;
  while (span.end > span.start && is_blank(source.data[span.end - 1])) {
    span.end--;
  }
  if (span.end < span.start) span.end = span.start;
  DiagLine first = line_at(source, span.start, &at->list->start);
  DiagLine last = span.end <= first.end ? first : line_at(source, span.end, &at->list->end);
  DiagPlace place = { .path = copy_or_null(at->path),
                      .line = first.number,
                      .column = column_at(source, &first, span.start, &at->list->start),
                      .end_line = last.number,
                      .end_column = column_at(source, &last, span.end, &at->list->end),
                      .span = span,
                      .frame = VEC_EMPTY };
  place_frame(&place, source, &first, span, &at->list->end);
  return place;
}

static void list_push(DiagList *list, Diag diag) {
  vec_push(&list->items, diag);
  if (diag.severity == SEVERITY_ERROR) list->errors++;
}

static char *formatted(const char *format, va_list args) {
  Buf text = BUF_EMPTY;
  buf_vprintf(&text, format, args);
  return buf_take(&text);
}

bool diag_add(const DiagSource *at, Severity severity, DiagCode code, Span span, const char *help,
              const char *format, ...) {
  Diag diag = { .severity = severity, .code = code, .place = place_at(at, span) };
  va_list args;
  va_start(args, format);
  diag.text = formatted(format, args);
  va_end(args);
  diag.help = copy_or_null(help);
  list_push(at->list, diag);
  return false;
}

void diag_step(DiagList *list, const char *text) {
  DiagNote note = { .text = str_copy(str_of(text)) };
  vec_push(&vec_last(&list->items)->notes, note);
}

void diag_note(const DiagSource *at, Span span, const char *format, ...) {
  DiagNote note = { .place = place_at(at, span) };
  va_list args;
  va_start(args, format);
  note.text = formatted(format, args);
  va_end(args);
  vec_push(&vec_last(&at->list->items)->notes, note);
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

static void place_clear(DiagPlace *place) {
  mem_free(place->path);
  vec_each (line, &place->frame) {
    mem_free(line->text);
  }
  vec_clear(&place->frame);
}

static void diag_clear(Diag *diag) {
  place_clear(&diag->place);
  mem_free(diag->text);
  mem_free(diag->help);
  vec_each (note, &diag->notes) {
    place_clear(&note->place);
    mem_free(note->text);
  }
  vec_clear(&diag->notes);
}

void diag_list_clear(DiagList *list) {
  vec_each (diag, &list->items) {
    diag_clear(diag);
  }
  vec_clear(&list->items);
  *list = DIAG_LIST_EMPTY;
}

static DiagPlace place_copy(const DiagPlace *place) {
  DiagPlace copy = *place;
  copy.path = copy_or_null(place->path);
  copy.frame.items = NULL;
  copy.frame.len = copy.frame.cap = 0;
  vec_each (line, &place->frame) {
    FrameLine same = *line;
    same.text = copy_or_null(line->text);
    vec_push(&copy.frame, same);
  }
  return copy;
}

static Diag diag_copy(const Diag *diag) {
  Diag copy = { .severity = diag->severity,
                .code = diag->code,
                .place = place_copy(&diag->place),
                .text = copy_or_null(diag->text),
                .help = copy_or_null(diag->help) };
  vec_each (note, &diag->notes) {
    DiagNote same = { place_copy(&note->place), copy_or_null(note->text) };
    vec_push(&copy.notes, same);
  }
  return copy;
}

void diag_list_copy(DiagList *into, const DiagList *from) {
  vec_each (diag, &from->items) {
    list_push(into, diag_copy(diag));
  }
}

void diag_list_cut(DiagList *list, uint32_t count) {
  while (list->items.len > count) {
    Diag *last = &list->items.items[--list->items.len];
    if (last->severity == SEVERITY_ERROR) list->errors--;
    diag_clear(last);
  }
}

static int text_order(const char *a, const char *b) {
  return str_compare(str_of(a), str_of(b));
}

static int number_order(uint32_t a, uint32_t b) {
  return a < b ? -1 : a > b;
}

// What has no place comes first.
static int place_order(const DiagPlace *a, const DiagPlace *b) {
  int order = number_order(a->path != NULL, b->path != NULL);
  if (order == 0) order = text_order(a->path, b->path);
  if (order == 0) order = number_order(a->span.start, b->span.start);
  return order;
}

static int notes_order(const Diag *a, const Diag *b) {
  int order = number_order(a->notes.len, b->notes.len);
  for (uint32_t i = 0; order == 0 && i < a->notes.len; i++) {
    order = place_order(&a->notes.items[i].place, &b->notes.items[i].place);
    if (order == 0) order = text_order(a->notes.items[i].text, b->notes.items[i].text);
  }
  return order;
}

static int diag_order(const void *left, const void *right) {
  const Diag *a = (const Diag *)left;
  const Diag *b = (const Diag *)right;
  int order = place_order(&a->place, &b->place);
  if (order == 0) order = number_order(a->severity, b->severity);
  if (order == 0) order = number_order(a->code, b->code);
  if (order == 0) order = text_order(a->text, b->text);
  if (order == 0) order = number_order(a->place.span.end, b->place.span.end);
  if (order == 0) order = text_order(a->help, b->help);
  if (order == 0) order = notes_order(a, b);
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

void diag_list_override(DiagList *list, DiagCode code, DiagLevel level) {
  if (level == DIAG_LEVEL_WARNING) return;
  uint32_t kept = 0;
  vec_each (diag, &list->items) {
    bool is_meant = diag->code == code && diag->severity == SEVERITY_WARNING;
    if (is_meant && level == DIAG_LEVEL_SILENT) {
      diag_clear(diag);
      continue;
    }
    if (is_meant) {
      diag->severity = SEVERITY_ERROR;
      list->errors++;
    }
    list->items.items[kept++] = *diag;
  }
  list->items.len = kept;
}
