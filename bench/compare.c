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

// --- Factors ---

static Str factor_name(const char *factor) {
  return str_slice(str_of(factor), 0, str_find(str_of(factor), '='));
}

// The value at that place; empty behind the last.
static Str factor_value(const char *factor, uint32_t place) {
  Str rest = str_slice(str_of(factor), factor_name(factor).len + 1, SIZE_MAX);
  for (; place > 0 && rest.len != 0; place--) {
    rest = str_slice(rest, str_find(rest, ',') + 1, rest.len);
  }
  return str_slice(rest, 0, str_find(rest, ','));
}

// At least 1, as the call was checked for.
static uint32_t factor_size(const char *factor) {
  uint32_t size = 1;
  while (factor_value(factor, size).len != 0) {
    size++;
  }
  return size;
}

// Arms are numbered as an odometer counts: the last factor's value changes first. Level of `arm` is (arm ÷ stride) mod size.
typedef struct Wheel {
  uint32_t stride;
  uint32_t size;
} Wheel;

// The log of the values' mean ratio, level against the first one, in every block. false: a value is missing.
static bool effect_logs(const Session *session, uint32_t metric, Wheel wheel, uint32_t level,
                        double *logs) {
  uint32_t arms = session_control(session);
  double values[AB_BLOCKS_MAX];
  for (uint32_t block = 0; block < session->blocks_done; block++) {
    logs[block] = 0;
  }
  for (uint32_t arm = 0; arm < arms; arm++) {
    uint32_t own = arm / wheel.stride % wheel.size;
    if (own != 0 && own != level) continue;
    session_values(session, metric, arm, values);
    for (uint32_t block = 0; block < session->blocks_done; block++) {
      if (!(values[block] > 0)) return false;
      logs[block] += (own == 0 ? -log(values[block]) : log(values[block])) * wheel.size / arms;
    }
  }
  return session->blocks_done != 0;
}

static Effect measure_effect(const Session *session, uint32_t metric, Wheel wheel, uint32_t level) {
  Effect effect = { .ratio = NAN, .interval = { NAN, NAN } };
  double logs[AB_BLOCKS_MAX];
  effect.known = effect_logs(session, metric, wheel, level, logs);
  if (!effect.known) return effect;
  Interval interval = stats_walsh_interval(logs, session->blocks_done, 0.95);
  effect.ratio = exp(stats_hodges_lehmann(logs, session->blocks_done));
  effect.interval = (Interval){ exp(interval.low), exp(interval.high) };
  return effect;
}

EffectList compare_effects(const Session *session, uint32_t metric) {
  EffectList effects = VEC_EMPTY;
  const AbOptions *options = session->options;
  uint32_t stride = session_control(session);
  if (options->factor_count == 0) return effects;
  uint32_t rows = stride;
  for (size_t i = 0; i < options->factor_count; i++) {
    rows /= factor_size(options->factors[i]);
  }
  stride /= rows;
  for (uint32_t row = 1; row < rows; row++) {
    Effect effect = measure_effect(session, metric, (Wheel){ stride, rows }, row);
    effect.factor = STR("arm");
    effect.value = str_of(options->arm_count ? options->arms[row] : "shared");
    effect.against = str_of(options->arm_count ? options->arms[0] : "private");
    vec_push(&effects, effect);
  }
  for (size_t i = 0; i < options->factor_count; i++) {
    uint32_t size = factor_size(options->factors[i]);
    stride /= size;
    for (uint32_t level = 1; level < size; level++) {
      Effect effect = measure_effect(session, metric, (Wheel){ stride, size }, level);
      effect.factor = factor_name(options->factors[i]);
      effect.value = factor_value(options->factors[i], level);
      effect.against = factor_value(options->factors[i], 0);
      vec_push(&effects, effect);
    }
  }
  return effects;
}

// --- Gates ---

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
