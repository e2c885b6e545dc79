#include "output.h"

#include "report.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>

typedef void Report(const Session *session, Buf *out);

// Writes what `report` makes to `path`; NULL: it was not asked for.
static bool save(const Session *session, Report *report, const char *path, Err *err) {
  if (path == NULL) return true;
  Buf text = BUF_EMPTY;
  report(session, &text);
  bool saved = fs_write(path, buf_str(&text), err);
  buf_clear(&text);
  return saved;
}

// Annotations go to standard output, the Markdown behind what the job's summary already has.
static bool tell_github(const Session *session, Err *err) {
  Buf text = BUF_EMPTY;
  report_github(session, &text);
  fwrite(text.data, 1, text.len, stdout);
  fflush(stdout);
  buf_clear(&text);
  const char *summary = getenv("GITHUB_STEP_SUMMARY"); // NOLINT(concurrency-mt-unsafe): one thread
  if (summary == NULL || *summary == '\0') return true;
  report_md(session, &text);
  FILE *file = fopen(summary, "ae");
  bool written = file && fwrite(text.data, 1, text.len, file) == text.len;
  if (file && fclose(file) != 0) written = false;
  buf_clear(&text);
  return written || err_set_errno(err, errno, "cannot write to the summary %s", summary);
}

bool output_save(const Session *session, Err *err) {
  const AbOptions *options = session->options;
  return save(session, report_json, options->json, err) &&
         save(session, report_md, options->markdown, err) &&
         save(session, report_junit, options->junit, err) &&
         save(session, report_html, options->html, err) &&
         (!options->github || tell_github(session, err));
}

void output_table(const Session *session) {
  Buf table = BUF_EMPTY;
  report_table(session, &table);
  printf("\n%.*s", STR_ARG(buf_str(&table)));
  fflush(stdout);
  buf_clear(&table);
}

void output_head(const Session *session) {
  Buf head = BUF_EMPTY;
  report_head(session, &head);
  fwrite(head.data, 1, head.len, stdout);
  fflush(stdout);
  buf_clear(&head);
}

bool output_save_json(const Session *session, Err *err) {
  return save(session, report_json, session->options->json, err);
}
