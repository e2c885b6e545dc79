#include "words.h"

#include <inttypes.h>
#include <math.h>

Scale words_scale(Unit unit, double typical) {
  const double mib = 1024.0 * 1024.0;
  switch (unit) {
    case UNIT_BYTES: return (Scale){ mib, "MiB", 2 };
    case UNIT_SECONDS: return typical < 1 ? (Scale){ 1e-3, "ms", 1 } : (Scale){ 1, "s", 3 };
    case UNIT_BYTE_SECONDS: return (Scale){ mib, "MiB s", 2 };
    case UNIT_RATIO: return (Scale){ 1, "", 2 };
    case UNIT_COUNT: break;
  }
  return (Scale){ 1, "", 0 };
}

double words_percent(double ratio) {
  return (ratio - 1) * 100;
}

void words_verdict(const Session *session, const Comparison *comparison, bool control_differs,
                   Buf *out) {
  enum { BLOCKS_SAID_MAX = 2000 };

  Verdict verdict = control_differs ? VERDICT_INCONCLUSIVE : comparison->verdict;
  buf_printf(out, "%s", gate_verdict_text(verdict));
  if (control_differs) {
    buf_printf(out, ": the control differs too");
  } else if (verdict == VERDICT_INCONCLUSIVE && comparison->blocks_needed > BLOCKS_SAID_MAX) {
    buf_printf(out, ", over %d blocks", BLOCKS_SAID_MAX);
  } else if (verdict == VERDICT_INCONCLUSIVE && isfinite(comparison->blocks_needed)) {
    buf_printf(out, ", about %.0f blocks",
               fmax(comparison->blocks_needed, session->blocks_done + 1.0));
  }
}

void words_summary(const Session *session, uint32_t arm, Buf *out) {
  static const Verdict order[] = { VERDICT_REGRESSION, VERDICT_BETTER, VERDICT_FINE,
                                   VERDICT_INCONCLUSIVE };
  bool any = false;
  buf_printf(out, "%s against %s:", session->arms[arm].name, session->arms[BASELINE].name);
  for (size_t v = 0; v < sizeof order / sizeof *order; v++) {
    bool first = true;
    for (uint32_t i = 0; i < session->metrics.count; i++) {
      if (!metric_is_shown(&session->metrics.items[i])) continue;
      Verdict verdict = compare_arm(session, i, arm).verdict;
      if (compare_control_differs(session, i)) verdict = VERDICT_INCONCLUSIVE;
      if (verdict != order[v]) continue;
      if (first) buf_printf(out, "%s %s in", any ? ";" : "", gate_verdict_text(verdict));
      buf_printf(out, "%s %s", first ? "" : ",", session->metrics.items[i].name);
      first = false;
      any = true;
    }
  }
}

void words_gate(const Session *session, const GateResult *result, Buf *out) {
  const Comparison *comparison = &result->comparison;
  buf_printf(out, "%s of %s", session->metrics.items[result->gate.metric].name,
             session->arms[result->arm].name);
  if (comparison->known) buf_printf(out, " %+.1f %%", words_percent(comparison->ratio));
  if (isfinite(comparison->interval.low)) {
    buf_printf(out, " [%+.1f, %+.1f]", words_percent(comparison->interval.low),
               words_percent(comparison->interval.high));
  }
  buf_printf(out, " against %s, limit +%g %%", session->arms[BASELINE].name,
             result->gate.margin * 100);
}

// Every result with that verdict that is not allowed to have it, parted by "; ". false: there is none.
static bool append_gates_with(const Session *session, const GateResultList *results,
                              Verdict verdict, const char *before, Buf *out) {
  bool any = false;
  vec_each (result, results) {
    if (result->gate.allowed || result->comparison.verdict != verdict) continue;
    buf_printf(out, "%s ", any ? ";" : before);
    words_gate(session, result, out);
    any = true;
  }
  return any;
}

static void append_pass(const GateResultList *results, Buf *out) {
  uint32_t allowed = 0;
  vec_each (result, results) {
    allowed += result->gate.allowed && result->comparison.verdict != VERDICT_FINE &&
               result->comparison.verdict != VERDICT_BETTER;
  }
  uint32_t held = results->len - allowed;
  buf_printf(out, "Pass: %" PRIu32 " gate%s", held, held == 1 ? " holds" : "s hold");
  if (allowed != 0) buf_printf(out, ", %" PRIu32 " broken with leave", allowed);
}

void words_headline(const Session *session, Buf *out) {
  if (session->failure) {
    buf_printf(out, "Failed: %s", session->failure);
    return;
  }
  GateResultList results = compare_gates(session);
  if (results.len == 0) {
    buf_printf(out, "Compared:");
    for (uint32_t arm = 1; arm < session_control(session); arm++) {
      buf_printf(out, "%s", arm == 1 ? " " : ". ");
      words_summary(session, arm, out);
    }
  } else if (!append_gates_with(session, &results, VERDICT_REGRESSION, "Regression:", out) &&
             !append_gates_with(session, &results, VERDICT_INCONCLUSIVE, "Inconclusive:", out)) {
    append_pass(&results, out);
  }
  vec_clear(&results);
}
