// Diagnostics as people read them in a terminal, and as programs read them: JSON lines.
#include "base/columns.h"
#include "base/diag.h"
#include "base/mem.h"

#include <inttypes.h>

// --- For people ---

typedef struct Style {
  const char *error;
  const char *warning;
  const char *bold;
  const char *quiet; // rules and line numbers
  const char *help;  // and notes
  const char *end;
} Style;

static const Style style_plain = { "", "", "", "", "", "" };
static const Style style_color = { "\x1b[1;31m", "\x1b[1;33m", "\x1b[1m",
                                   "\x1b[2m",    "\x1b[36m",   "\x1b[0m" };

// How one place is drawn.
typedef struct Drawing {
  const Style *style;
  int gutter; // columns for line numbers
  Str mark;
  const char *accent; // colour of the marks
} Drawing;

static void append_repeated(Buf *out, Str text, size_t count) {
  for (size_t i = 0; i < count; i++) {
    buf_append(out, text);
  }
}

// The start of a line without a number: spaces, and a piece of the box's left side.
static void append_side(Buf *out, const Drawing *drawing, const char *piece) {
  buf_printf(out, "%s%*s %s %s", drawing->style->quiet, drawing->gutter, "", piece,
             drawing->style->end);
}

static void append_place(Buf *out, const DiagPlace *place, const Style *style) {
  buf_append(out, str_of(style->bold));
  append_shown_text(out, str_of(place->path));
  buf_printf(out, ":%" PRIu32 ":%" PRIu32 "%s", place->line, place->column, style->end);
}

static void append_frame_line(Buf *out, const FrameLine *line, const Drawing *drawing) {
  Str text = str_of(line->text);
  size_t before = text_columns(str_slice(text, 0, line->mark));
  size_t under = text_columns(str_slice(text, line->mark, line->mark + line->mark_length));
  buf_printf(out, "%s%*" PRIu32 " │ %s%s\n", drawing->style->quiet, drawing->gutter, line->number,
             drawing->style->end, line->text);
  append_side(out, drawing, "│");
  append_repeated(out, STR(" "), before);
  buf_append(out, str_of(drawing->accent));
  append_repeated(out, drawing->mark, under == 0 ? 1 : under);
  buf_printf(out, "%s\n", drawing->style->end);
}

static void append_frame(Buf *out, const DiagPlace *place, const Drawing *drawing) {
  uint32_t number = place->line;
  vec_each (line, &place->frame) {
    // Not one blank line, but many lines are missing in between.
    if (line->number > number + 2) {
      append_side(out, drawing, "⋮");
      buf_append_char(out, '\n');
    }
    append_frame_line(out, line, drawing);
    number = line->number;
  }
}

static uint32_t last_number(const DiagPlace *place) {
  return place->frame.len == 0 ? 0 : vec_last(&place->frame)->number;
}

// Columns of the largest line number.
static int gutter_of(const Diag *diag) {
  uint32_t largest = last_number(&diag->place);
  vec_each (note, &diag->notes) {
    uint32_t number = last_number(&note->place);
    if (number > largest) largest = number;
  }
  int digits = 1;
  for (; largest >= 10; largest /= 10) {
    digits++;
  }
  return digits;
}

// The box below the message: where it is, the lines, the marks, what else has to do with it, and what to do.
static void append_box(Buf *out, const Diag *diag, const Style *style) {
  const char *accent = diag->severity == SEVERITY_ERROR ? style->error : style->warning;
  Drawing drawing = { style, gutter_of(diag), STR("^"), accent };
  append_side(out, &drawing, "╭");
  append_place(out, &diag->place, style);
  buf_append_char(out, '\n');
  append_frame(out, &diag->place, &drawing);

  drawing.mark = STR("-");
  drawing.accent = style->help;
  vec_each (note, &diag->notes) {
    append_side(out, &drawing, "├");
    if (note->place.path) append_place(out, &note->place, style);
    buf_printf(out, "%s%s%s ", style->help, note->place.path ? " note:" : "step:", style->end);
    append_shown_text(out, str_of(note->text));
    buf_append_char(out, '\n');
    append_frame(out, &note->place, &drawing);
  }
  if (diag->help == NULL) {
    buf_printf(out, "%s%*s ╵%s\n", style->quiet, drawing.gutter, "", style->end);
    return;
  }
  append_side(out, &drawing, "╰");
  buf_printf(out, "%shelp:%s ", style->help, style->end);
  append_shown_text(out, str_of(diag->help));
  buf_append_char(out, '\n');
}

static const char *severity_word(Severity severity) {
  return severity == SEVERITY_ERROR ? "error" : "warning";
}

static void append_diag(Buf *out, const Diag *diag, const Style *style) {
  buf_printf(out,
             "%s%s[NEAP%d]%s%s: ", diag->severity == SEVERITY_ERROR ? style->error : style->warning,
             severity_word(diag->severity), (int)diag->code, style->end, style->bold);
  append_shown_text(out, str_of(diag->text));
  buf_printf(out, "%s\n", style->end);
  if (diag->place.path) {
    append_box(out, diag, style);
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
  uint32_t counts[2] = { 0, 0 };
  vec_each (diag, &list->items) {
    if (limit == 0 || counts[diag->severity] < limit) append_diag(&text, diag, style);
    counts[diag->severity]++;
  }
  uint32_t errors = counts[SEVERITY_ERROR];
  uint32_t warnings = counts[SEVERITY_WARNING];
  append_left_out(&text, errors - diag_shown(errors, limit), "error");
  append_left_out(&text, warnings - diag_shown(warnings, limit), "warning");
  if (text.len != 0) fwrite(text.data, 1, text.len, out);
  buf_clear(&text);
}

// --- For programs ---

static void append_json_place(Buf *out, const DiagPlace *place) {
  if (place->path == NULL) {
    buf_append(out, STR("null"));
    return;
  }
  buf_append(out, STR("{\"path\":"));
  buf_append_json(out, str_of(place->path));
  buf_printf(out,
             ",\"line\":%" PRIu32 ",\"column\":%" PRIu32 ",\"endLine\":%" PRIu32
             ",\"endColumn\":%" PRIu32 ",\"start\":%" PRIu32 ",\"end\":%" PRIu32 "}",
             place->line, place->column, place->end_line, place->end_column, place->span.start,
             place->span.end);
}

static void append_json_diag(Buf *out, const Diag *diag) {
  buf_printf(out, "{\"kind\":\"%s\",\"code\":\"NEAP%d\",\"text\":", severity_word(diag->severity),
             (int)diag->code);
  buf_append_json(out, str_of(diag->text));
  buf_append(out, STR(",\"help\":"));
  if (diag->help) {
    buf_append_json(out, str_of(diag->help));
  } else {
    buf_append(out, STR("null"));
  }
  buf_append(out, STR(",\"place\":"));
  append_json_place(out, &diag->place);
  buf_append(out, STR(",\"notes\":["));
  vec_each (note, &diag->notes) {
    buf_append(out, note == diag->notes.items ? STR("{\"text\":") : STR(",{\"text\":"));
    buf_append_json(out, str_of(note->text));
    buf_append(out, STR(",\"place\":"));
    append_json_place(out, &note->place);
    buf_append_char(out, '}');
  }
  buf_append(out, STR("]}\n"));
}

void diag_list_print_json(const DiagList *list, FILE *out, uint32_t limit) {
  Buf text = BUF_EMPTY;
  uint32_t counts[2] = { 0, 0 };
  vec_each (diag, &list->items) {
    if (limit == 0 || counts[diag->severity] < limit) append_json_diag(&text, diag);
    counts[diag->severity]++;
  }
  if (text.len != 0) fwrite(text.data, 1, text.len, out);
  buf_clear(&text);
}
