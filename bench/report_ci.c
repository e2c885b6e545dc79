// The session for machines that run tests: JUnit's XML, and GitHub's annotations.
#include "report.h"
#include "warn.h"
#include "words.h"

#include <inttypes.h>

// --- JUnit ---

static void append_xml(Buf *out, const char *text) {
  for (; *text; text++) {
    switch (*text) {
      case '&': buf_printf(out, "&amp;"); break;
      case '<': buf_printf(out, "&lt;"); break;
      case '>': buf_printf(out, "&gt;"); break;
      case '"': buf_printf(out, "&quot;"); break;
      case '\n': buf_append_char(out, ' '); break;
      default:
        if (*text >= ' ' || *text < 0)
          buf_append_char(out, *text); // XML has no place for the others
    }
  }
}

static void append_outcome(Buf *out, const char *element, const char *type, const char *message) {
  buf_printf(out, "    <%s", element);
  if (type) buf_printf(out, " type=\"%s\"", type);
  buf_printf(out, " message=\"");
  append_xml(out, message);
  buf_printf(out, "\"/>\n");
}

static bool is_broken(const GateResult *result) {
  return result->comparison.verdict == VERDICT_REGRESSION ||
         result->comparison.verdict == VERDICT_INCONCLUSIVE;
}

static void append_case(Buf *out, const Session *session, const GateResult *result) {
  Buf words = BUF_EMPTY;
  words_gate(session, result, &words);
  buf_printf(out, "  <testcase classname=\"neap.ab\" name=\"");
  append_xml(out, result->gate.text);
  buf_printf(out, " ");
  append_xml(out, session->arms[result->arm].name);
  buf_printf(out, "\">\n");
  if (is_broken(result) && result->gate.allowed) {
    append_outcome(out, "skipped", NULL, result->gate.allowed);
  } else if (is_broken(result)) {
    append_outcome(out, "failure", gate_verdict_text(result->comparison.verdict), words.data);
  }
  buf_printf(out, "  </testcase>\n");
  buf_clear(&words);
}

void report_junit(const Session *session, Buf *out) {
  GateResultList results = compare_gates(session);
  uint32_t failures = 0;
  uint32_t skipped = 0;
  vec_each (result, &results) {
    failures += is_broken(result) && !result->gate.allowed;
    skipped += is_broken(result) && result->gate.allowed;
  }
  buf_printf(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<testsuite name=\"neap ab\" tests=\"%" PRIu32 "\" failures=\"%" PRIu32
             "\" errors=\"%d\" skipped=\"%" PRIu32 "\">\n",
             results.len + 1, failures, session->failure != NULL, skipped);
  buf_printf(out, "  <testcase classname=\"neap.ab\" name=\"run\">\n");
  if (session->failure) append_outcome(out, "error", "run", session->failure);
  buf_printf(out, "  </testcase>\n");
  vec_each (result, &results) {
    append_case(out, session, result);
  }
  buf_printf(out, "</testsuite>\n");
  vec_clear(&results);
}

// --- GitHub ---

// A workflow command's text: what would end it is escaped as GitHub wants it.
static void append_command(Buf *out, const char *command, const char *text) {
  buf_printf(out, "::%s title=neap ab::", command);
  for (; *text; text++) {
    switch (*text) {
      case '%': buf_printf(out, "%%25"); break;
      case '\r': buf_printf(out, "%%0D"); break;
      case '\n': buf_printf(out, "%%0A"); break;
      default: buf_append_char(out, *text);
    }
  }
  buf_append_char(out, '\n');
}

void report_github(const Session *session, Buf *out) {
  GateResultList results = compare_gates(session);
  AbStatus status = session->failure ? AB_FAILED : compare_status(&results);
  Buf headline = BUF_EMPTY;
  words_headline(session, &headline);
  append_command(out, status == AB_OK ? "notice" : "error", headline.data);
  buf_clear(&headline);
  WarningList warnings = warn_list(session);
  vec_each (warning, &warnings) {
    append_command(out, "warning", warning->text);
  }
  warn_clear(&warnings);
  vec_clear(&results);
}
