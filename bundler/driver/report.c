#include "driver/report.h"

#include "base/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_set(const char *variable) {
  const char *value = getenv(variable); // NOLINT(concurrency-mt-unsafe): no other thread runs yet
  return value && *value;
}

bool report_color(ColorChoice choice) {
  if (choice != COLOR_AUTO) return choice == COLOR_ALWAYS;
  if (is_set("NO_COLOR")) return false;
  if (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) return true;
  const char *term = getenv("TERM"); // NOLINT(concurrency-mt-unsafe): no other thread runs yet
  return isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

static void append_count(Buf *out, uint32_t count, const char *what) {
  if (count == 0) return;
  buf_printf(out, "%s%" PRIu32 " %s%s", out->len == 0 ? "" : ", ", count, what,
             count == 1 ? "" : "s");
}

// Leaves the errors only, for --log-level=error.
static void drop_warnings(DiagList *diags) {
  DiagList errors = DIAG_LIST_EMPTY;
  DiagList warnings = DIAG_LIST_EMPTY;
  vec_each (diag, &diags->items) {
    DiagList *list = diag->severity == SEVERITY_ERROR ? &errors : &warnings;
    vec_push(&list->items, *diag);
  }
  errors.errors = errors.items.len;
  vec_clear(&diags->items);
  diag_list_clear(&warnings);
  *diags = errors;
}

void report_diags(DiagList *diags, const BuildOptions *options, bool color) {
  if (options->log_level == LOG_SILENT) return;
  if (options->log_level < LOG_WARNING) drop_warnings(diags);
  if (diags->items.len == 0) return;
  diag_list_sort(diags);
  diag_list_print(diags, stderr, color, options->log_limit);
  Buf line = BUF_EMPTY;
  append_count(&line, diags->errors, "error");
  append_count(&line, diags->items.len - diags->errors, "warning");
  if (diags->errors != 0) buf_append(&line, STR("; nothing was written"));
  fprintf(stderr, "%s\n", line.data);
  buf_clear(&line);
}

static void append_size(Buf *out, size_t bytes) {
  if (bytes < 1000) {
    buf_printf(out, "%zu B", bytes);
  } else if (bytes < 1000000) {
    buf_printf(out, "%.1f kB", (double)bytes / 1e3);
  } else {
    buf_printf(out, "%.1f MB", (double)bytes / 1e6);
  }
}

void report_outputs(const OutputList *outputs, uint64_t nanoseconds, bool color) {
  const char *bold = color ? "\x1b[1m" : "";
  const char *green = color ? "\x1b[32m" : "";
  const char *end = color ? "\x1b[0m" : "";
  size_t widest = 0;
  vec_each (output, &outputs->items) {
    size_t columns = text_columns(str_of(output->name));
    if (columns > widest) widest = columns;
  }
  Buf text = BUF_EMPTY;
  vec_each (output, &outputs->items) {
    int padding = (int)(widest - text_columns(str_of(output->name)));
    buf_printf(&text, "  %s%s%s%*s  ", bold, output->name, end, padding, "");
    append_size(&text, output->chunk.code.len);
    buf_append_char(&text, '\n');
  }
  double milliseconds = (double)nanoseconds / 1e6;
  buf_printf(&text, "%sDone%s in %.0f ms\n", green, end, milliseconds);
  fwrite(text.data, 1, text.len, stderr);
  buf_clear(&text);
}

void report_graph(const Graph *graph, uint32_t threads) {
  size_t bytes = 0;
  vec_each (module, &graph->modules) {
    bytes += (*module)->source.len;
    fprintf(stderr, "  read %s (%zu B)\n", (*module)->name, (*module)->source.len);
  }
  fprintf(stderr, "  %" PRIu32 " modules, %zu B, %" PRIu32 " threads\n", graph->modules.len, bytes,
          threads);
}

void report_err(Err *err, const BuildOptions *options, bool color) {
  if (options->log_level != LOG_SILENT) {
    fprintf(stderr, "%serror:%s %s\n", color ? "\x1b[1;31m" : "", color ? "\x1b[0m" : "",
            err->text);
  }
  err_clear(err);
}
