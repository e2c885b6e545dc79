#include "driver/report.h"

#include "base/columns.h"
#include "driver/explain.h"

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

// --- Diagnostics ---

bool report_override_parse(const char *text, LogOverride *out) {
  static const char *const levels[] = { "silent", "warning", "error" };
  const char *equals = strchr(text, '=');
  if (equals == NULL) return false;
  Str code = { text, (size_t)(equals - text) };
  if (!explain_code(code, &out->code)) return false;
  for (int i = 0; i < 3; i++) {
    if (strcmp(equals + 1, levels[i]) != 0) continue;
    out->level = (DiagLevel)i;
    return true;
  }
  return false;
}

void report_override(DiagList *diags, const BuildOptions *options) {
  vec_each (text, &options->log_overrides) {
    LogOverride override;
    if (report_override_parse(*text, &override))
      diag_list_override(diags, override.code, override.level);
  }
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

// The last of the JSON lines about a build's code.
static void print_json_counts(const DiagList *diags) {
  fprintf(stderr, "{\"kind\":\"counts\",\"errors\":%" PRIu32 ",\"warnings\":%" PRIu32 "}\n",
          diags->errors, diags->items.len - diags->errors);
}

static void print_counts(const DiagList *diags) {
  Buf line = BUF_EMPTY;
  append_count(&line, diags->errors, "error");
  append_count(&line, diags->items.len - diags->errors, "warning");
  if (diags->errors != 0) {
    const Diag *first = diags->items.items;
    while (first->severity != SEVERITY_ERROR) {
      first++;
    }
    buf_printf(&line, "; nothing was written (neap explain NEAP%d says more)", (int)first->code);
  }
  fprintf(stderr, "%s\n", line.data);
  buf_clear(&line);
}

void report_diags(DiagList *diags, const BuildOptions *options, bool color) {
  if (options->log_level == LOG_SILENT) return;
  if (options->log_level < LOG_WARNING) drop_warnings(diags);
  diag_list_sort(diags);
  if (options->json) {
    diag_list_print_json(diags, stderr, options->log_limit);
    print_json_counts(diags);
  } else if (diags->items.len != 0) {
    diag_list_print(diags, stderr, color, options->log_limit);
    print_counts(diags);
  }
}

// --- What was read and written ---

static void append_size(Buf *out, size_t bytes) {
  if (bytes < 1000) {
    buf_printf(out, "%zu B", bytes);
  } else if (bytes < 1000000) {
    buf_printf(out, "%.1f kB", (double)bytes / 1e3);
  } else {
    buf_printf(out, "%.1f MB", (double)bytes / 1e6);
  }
}

// A file that was written.
typedef struct ReportedFile {
  const char *name; // borrowed
  size_t bytes;
  bool is_same;
} ReportedFile;

typedef VEC(ReportedFile) ReportedFiles;

static ReportedFiles reported_files(const OutputList *outputs) {
  ReportedFiles files = VEC_EMPTY;
  vec_each (output, &outputs->items) {
    vec_push(&files, (ReportedFile){ output->name, output->chunk.code.len, output->is_same });
  }
  vec_each (asset, &outputs->assets) {
    vec_push(&files, (ReportedFile){ asset->name, asset->module->source.len, asset->is_same });
  }
  return files;
}

static void append_outputs_json(Buf *text, const ReportedFiles *files, uint64_t nanoseconds) {
  vec_each (file, files) {
    buf_append(text, STR("{\"kind\":\"output\",\"path\":"));
    buf_append_json(text, str_of(file->name));
    buf_printf(text, ",\"bytes\":%zu,\"changed\":%s}\n", file->bytes,
               file->is_same ? "false" : "true");
  }
  buf_printf(text, "{\"kind\":\"done\",\"milliseconds\":%.3f}\n", (double)nanoseconds / 1e6);
}

static void append_outputs(Buf *text, const ReportedFiles *files, uint64_t nanoseconds,
                           bool color) {
  const char *bold = color ? "\x1b[1m" : "";
  const char *green = color ? "\x1b[32m" : "";
  const char *end = color ? "\x1b[0m" : "";
  size_t widest = 0;
  vec_each (file, files) {
    size_t columns = text_columns(str_of(file->name));
    if (columns > widest) widest = columns;
  }
  vec_each (file, files) {
    int padding = (int)(widest - text_columns(str_of(file->name)));
    buf_printf(text, "  %s%s%s%*s  ", bold, file->name, end, padding, "");
    append_size(text, file->bytes);
    buf_append(text, file->is_same ? STR("  as it was\n") : STR("\n"));
  }
  buf_printf(text, "%sDone%s in %.0f ms\n", green, end, (double)nanoseconds / 1e6);
}

void report_outputs(const OutputList *outputs, const BuildOptions *options, uint64_t nanoseconds,
                    bool color) {
  ReportedFiles files = reported_files(outputs);
  Buf text = BUF_EMPTY;
  if (options->json) {
    append_outputs_json(&text, &files, nanoseconds);
  } else {
    append_outputs(&text, &files, nanoseconds, color);
  }
  fwrite(text.data, 1, text.len, stderr);
  buf_clear(&text);
  vec_clear(&files);
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

static void say(const Err *err, const char *kind, const char *heading, const BuildOptions *options,
                const char *color) {
  if (options->json) {
    Buf text = BUF_EMPTY;
    buf_append_json(&text, str_of(err->text));
    fprintf(stderr, "{\"kind\":\"%s\",\"text\":%s}\n", kind, text.data);
    buf_clear(&text);
  } else {
    fprintf(stderr, "%s%s:%s %s\n", color, heading, *color ? "\x1b[0m" : "", err->text);
  }
}

void report_note(Err *note, const BuildOptions *options, bool color) {
  if (options->log_level >= LOG_WARNING) say(note, "note", "note", options, color ? "\x1b[1m" : "");
  err_clear(note);
}

void report_err(Err *err, const BuildOptions *options, bool color) {
  if (options->log_level != LOG_SILENT)
    say(err, "failure", "error", options, color ? "\x1b[1;31m" : "");
  err_clear(err);
}
