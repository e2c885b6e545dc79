#include "compare.h"

#include <math.h>

double compare_margin(const Metric *metric, double median_base) {
  return fmax(metric->margin_relative, metric->margin_absolute / median_base);
}

// How far the estimate is from what it is to be told from: the nearer of the margin's two sides.
static double gap_to_margin(double log_ratio, double margin) {
  return fabs(fabs(log_ratio) - log1p(margin));
}

// ln(value ÷ base) of each pair. false: a figure is missing or not above 0.
static bool log_ratios(const double *base, const double *values, uint32_t count, double *logs) {
  for (uint32_t i = 0; i < count; i++) {
    if (!(base[i] > 0 && values[i] > 0)) return false; // NaN is not
    logs[i] = log(values[i] / base[i]);
  }
  return count != 0;
}

Comparison compare_values(const double *base, const double *values, uint32_t count, double margin) {
  Comparison result = { .median = stats_median(values, count),
                        .median_base = stats_median(base, count),
                        .ratio = NAN,
                        .interval = { NAN, NAN },
                        .p = NAN,
                        .margin = margin,
                        .verdict = VERDICT_INCONCLUSIVE,
                        .blocks_needed = NAN };
  double logs[AB_BLOCKS_MAX];
  result.known = count <= AB_BLOCKS_MAX && log_ratios(base, values, count, logs);
  if (!result.known) return result;

  double estimate = stats_hodges_lehmann(logs, count);
  Interval interval = stats_walsh_interval(logs, count, 0.95);
  result.ratio = exp(estimate);
  result.interval = (Interval){ exp(interval.low), exp(interval.high) };
  result.p = stats_sign_flip(logs, count, 1);
  result.verdict = gate_verdict(result.interval, margin);
  if (result.verdict == VERDICT_INCONCLUSIVE) {
    double deviation = stats_deviation(logs, count);
    result.blocks_needed = stats_count_needed(isnan(deviation) ? 0 : deviation,
                                              fmax(gap_to_margin(estimate, margin), 1e-3));
  }
  return result;
}

static Comparison compare_with_margin(const Session *session, uint32_t metric, uint32_t arm,
                                      const double *margin) {
  double base[AB_BLOCKS_MAX];
  double values[AB_BLOCKS_MAX];
  session_values(session, metric, BASELINE, base);
  session_values(session, metric, arm, values);
  uint32_t count = session->blocks_done;
  double own = compare_margin(&session->metrics.items[metric], stats_median(base, count));
  return compare_values(base, values, count, margin ? *margin : own);
}

Comparison compare_arm(const Session *session, uint32_t metric, uint32_t arm) {
  return compare_with_margin(session, metric, arm, NULL);
}

bool compare_control_differs(const Session *session, uint32_t metric) {
  Verdict verdict = compare_arm(session, metric, session_control(session)).verdict;
  return verdict == VERDICT_REGRESSION || verdict == VERDICT_BETTER;
}

static void adjust_p_values(GateResultList *results) {
  VEC(double) p_values = VEC_EMPTY;
  vec_each (result, results) {
    vec_push(&p_values, result->comparison.p);
  }
  if (p_values.len != 0) stats_holm(p_values.items, p_values.len, p_values.items);
  for (uint32_t i = 0; i < results->len; i++) {
    results->items[i].p_adjusted = p_values.items[i];
  }
  vec_clear(&p_values);
}

static const double level = 0.05; // for all gates together

uint32_t compare_blocks_for_gates(const Session *session) {
  double tests = (double)session->gates.len * (session_control(session) - 1);
  if (tests == 0) return 0;
  uint32_t blocks = (uint32_t)stats_interval_count(0.95);
  // The smallest p-value of n blocks is 2 ÷ 2^n, and Holm's first step multiplies it by the number of tests.
  while (ldexp(2 * tests, -(int)blocks) >= level) {
    blocks++;
  }
  return blocks;
}

GateResultList compare_gates(const Session *session) {
  GateResultList results = VEC_EMPTY;
  vec_each (gate, &session->gates) {
    for (uint32_t arm = 1; arm < session_control(session); arm++) {
      Comparison comparison = compare_with_margin(session, gate->metric, arm, &gate->margin);
      GateResult result = { *gate, arm, comparison, NAN };
      vec_push(&results, result);
    }
  }
  adjust_p_values(&results);
  vec_each (result, &results) {
    Comparison *comparison = &result->comparison;
    bool is_proven = result->p_adjusted < level;
    if (comparison->verdict == VERDICT_REGRESSION && !is_proven)
      comparison->verdict = VERDICT_INCONCLUSIVE;
    bool is_refuted =
        comparison->verdict == VERDICT_REGRESSION && session->confirmation == CONFIRM_NOT_FOUND;
    if (is_refuted || compare_control_differs(session, result->gate.metric))
      comparison->verdict = VERDICT_INCONCLUSIVE;
  }
  return results;
}

AbStatus compare_status(const GateResultList *results) {
  VEC(Verdict) verdicts = VEC_EMPTY;
  vec_each (result, results) {
    if (result->gate.allowed == NULL) vec_push(&verdicts, result->comparison.verdict);
  }
  AbStatus status = gate_status(verdicts.items, verdicts.len);
  vec_clear(&verdicts);
  return status;
}
