// The session in Markdown, for a comment on a pull request or a job's summary. The first line is the verdict.
#include "report.h"
#include "warn.h"
#include "words.h"

#include <inttypes.h>
#include <math.h>

// Names come from the command line: what would end a cell or start markup is escaped.
static void append_escaped(Buf *out, const char *text) {
  for (; *text; text++) {
    if (strchr("|*_`<>[]\\", *text)) buf_append_char(out, '\\');
    if (*text == '\n') {
      buf_append_char(out, ' ');
    } else {
      buf_append_char(out, *text);
    }
  }
}

static void append_row(Buf *out, const Session *session, uint32_t index, uint32_t arm) {
  const Metric *metric = &session->metrics.items[index];
  Comparison comparison = compare_arm(session, index, arm);
  Scale scale = words_scale(metric->unit, comparison.median_base);
  buf_printf(out, "| %s%s%s | ", metric->label, *scale.unit ? ", " : "", scale.unit);
  append_escaped(out, session->arms[arm].name);
  if (!comparison.known) {
    buf_printf(out, " | | | | | not measured |\n");
    return;
  }
  buf_printf(out, " | %.*f | %.*f | %+.1f %% | ", scale.digits,
             comparison.median_base / scale.divisor, scale.digits,
             comparison.median / scale.divisor, words_percent(comparison.ratio));
  if (isfinite(comparison.interval.low)) {
    buf_printf(out, "%+.1f to %+.1f %%", words_percent(comparison.interval.low),
               words_percent(comparison.interval.high));
  } else {
    buf_printf(out, "too few blocks");
  }
  buf_printf(out, " | ");
  words_verdict(session, &comparison, compare_control_differs(session, index), out);
  buf_printf(out, " |\n");
}

static void append_table(Buf *out, const Session *session) {
  buf_printf(out, "| | arm | ");
  append_escaped(out, session->arms[BASELINE].name);
  buf_printf(out, " | arm's median | change | 95 %% interval | verdict |\n"
                  "|---|---|--:|--:|--:|--:|---|\n");
  for (uint32_t i = 0; i < session->metrics.count; i++) {
    if (!metric_is_shown(&session->metrics.items[i])) continue;
    for (uint32_t arm = 1; arm < session_control(session); arm++) {
      append_row(out, session, i, arm);
    }
  }
}

static void append_gates(Buf *out, const Session *session) {
  GateResultList results = compare_gates(session);
  if (results.len != 0) buf_printf(out, "\n**Gates**\n\n");
  vec_each (result, &results) {
    Buf words = BUF_EMPTY;
    words_gate(session, result, &words);
    buf_printf(out, "- ");
    append_escaped(out, words.data);
    buf_printf(out, ", p %.2g after Holm: **%s**", result->p_adjusted,
               gate_verdict_text(result->comparison.verdict));
    if (result->gate.allowed) {
      buf_printf(out, ", allowed: ");
      append_escaped(out, result->gate.allowed);
    }
    buf_append_char(out, '\n');
    buf_clear(&words);
  }
  if (session->confirmation != CONFIRM_NOT_TRIED) {
    buf_printf(out, "\nA second run in another order %s\n",
               session->confirmation == CONFIRM_FOUND_AGAIN ? "found the regression again."
                                                            : "did not find the regression.");
  }
  vec_clear(&results);
}

static void append_warnings(Buf *out, const Session *session) {
  WarningList warnings = warn_list(session);
  if (warnings.len != 0) buf_printf(out, "\n**Warnings**\n\n");
  vec_each (warning, &warnings) {
    buf_printf(out, "- ");
    append_escaped(out, warning->text);
    buf_append_char(out, '\n');
  }
  warn_clear(&warnings);
}

void report_md(const Session *session, Buf *out) {
  const Machine *machine = &session->machine;
  Buf headline = BUF_EMPTY;
  words_headline(session, &headline);
  buf_printf(out, "**neap ab** ");
  append_escaped(out, headline.data);
  buf_printf(out, "\n\n");
  buf_clear(&headline);
  if (session->blocks_done != 0) append_table(out, session);
  append_gates(out, session);
  append_warnings(out, session);
  buf_printf(out,
             "\n%" PRIu32 " of %" PRIu32 " blocks of %s, %" PRIu32 " threads, seed %" PRIu64
             "; %" PRIu32 " CPUs, Linux %s %s, huge pages %s, load %.1f; neap %s\n",
             session->blocks_done, session->blocks, session->workload_text, session->threads,
             session->seed, machine->processors, machine->kernel, machine->hardware,
             machine->huge_pages, machine->load, NEAP_VERSION);
}
