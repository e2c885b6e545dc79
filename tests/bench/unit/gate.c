// gate, compare: from figures to verdicts to an exit status.
#include "bench/compare.h"

#include "suite.h"

#include <math.h>

START_TEST(only_a_whole_interval_decides) {
  const double margin = 0.03;
  ck_assert_int_eq(gate_verdict((Interval){ 1.04, 1.09 }, margin), VERDICT_REGRESSION);
  ck_assert_int_eq(gate_verdict((Interval){ 1.02, 1.09 }, margin), VERDICT_INCONCLUSIVE);
  ck_assert_int_eq(gate_verdict((Interval){ 0.99, 1.02 }, margin), VERDICT_FINE);
  ck_assert_int_eq(gate_verdict((Interval){ 0.80, 1.02 }, margin), VERDICT_FINE);
  ck_assert_int_eq(gate_verdict((Interval){ 0.80, 0.90 }, margin), VERDICT_BETTER);
  ck_assert_int_eq(gate_verdict((Interval){ 0.50, 1.50 }, margin), VERDICT_INCONCLUSIVE);
  ck_assert_int_eq(gate_verdict((Interval){ NAN, NAN }, margin), VERDICT_INCONCLUSIVE);
}

END_TEST

START_TEST(gates_are_read) {
  Workload workload = { .rebuilds = 1, .idle_marks = { 1, 3 }, .idle_mark_count = 2 };
  MetricList metrics = metric_list_of(&workload);
  Gate gate;
  Err err = ERR_NONE;
  ck_assert(gate_parse(&gate, "idle<=+3%", &metrics, &err));
  ck_assert_str_eq(metrics.items[gate.metric].name, "idle3");
  ck_assert_double_eq_tol(gate.margin, 0.03, 1e-12);
  ck_assert(gate_parse(&gate, "idle1-rss<=0.5%", &metrics, &err));
  ck_assert_str_eq(metrics.items[gate.metric].name, "idle1-rss");
  static const char *const wrong[] = { "",       "idle",      "idle<=",   "idle<=3",
                                       "x<=+3%", "idle<=-3%", "idle<=x%", "idle>=3%" };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    ck_assert_msg(!gate_parse(&gate, wrong[i], &metrics, &err), "%s was taken", wrong[i]);
    ck_assert_ptr_nonnull(err.text);
    err_clear(&err);
  }
  workload.idle_mark_count = 0;
  metrics = metric_list_of(&workload);
  ck_assert(!gate_parse(&gate, "idle<=+3%", &metrics, &err));
  err_clear(&err);
}

END_TEST

START_TEST(the_worst_verdict_is_the_status) {
  const Verdict good[] = { VERDICT_FINE, VERDICT_BETTER };
  const Verdict unclear[] = { VERDICT_FINE, VERDICT_INCONCLUSIVE };
  const Verdict bad[] = { VERDICT_INCONCLUSIVE, VERDICT_REGRESSION, VERDICT_FINE };
  ck_assert_int_eq(gate_status(NULL, 0), AB_OK);
  ck_assert_int_eq(gate_status(good, 2), AB_OK);
  ck_assert_int_eq(gate_status(unclear, 2), AB_INCONCLUSIVE);
  ck_assert_int_eq(gate_status(bad, 3), AB_REGRESSION);
}

END_TEST

START_TEST(figures_become_ratios_block_by_block) {
  // Blocks differ by far more than arms do; paired, the arms differ by exactly a fifth.
  const double base[] = { 100, 50, 300, 80, 20, 150 };
  const double more[] = { 120, 60, 360, 96, 24, 180 };
  Comparison comparison = compare_values(base, more, 6, 0.03);
  ck_assert(comparison.known);
  ck_assert_double_eq_tol(comparison.ratio, 1.2, 1e-12);
  ck_assert_double_eq_tol(comparison.interval.low, 1.2, 1e-12);
  ck_assert_double_eq_tol(comparison.interval.high, 1.2, 1e-12);
  ck_assert_double_eq_tol(comparison.p, 2.0 / 64, 1e-12);
  ck_assert_int_eq(comparison.verdict, VERDICT_REGRESSION);
  ck_assert_double_eq(comparison.median, 108);
  ck_assert_int_eq(compare_values(more, base, 6, 0.03).verdict, VERDICT_BETTER);
  ck_assert_int_eq(compare_values(base, base, 6, 0.03).verdict, VERDICT_FINE);
}

END_TEST

START_TEST(too_few_or_unknown_figures_decide_nothing) {
  const double base[] = { 100, 50, 300, 80, 20, 150 };
  const double odd[] = { 120, 60, 0, 96, 24, 180 };
  Comparison comparison = compare_values(base, base, 5, 0.03);
  ck_assert_int_eq(comparison.verdict, VERDICT_INCONCLUSIVE);
  ck_assert_double_eq(comparison.blocks_needed, 6);
  comparison = compare_values(base, odd, 6, 0.03);
  ck_assert(!comparison.known);
  ck_assert_int_eq(comparison.verdict, VERDICT_INCONCLUSIVE);
  ck_assert(!compare_values(base, base, 0, 0.03).known);
}

END_TEST

START_TEST(margins_are_relative_and_absolute) {
  Workload workload = { 0 };
  MetricList metrics = metric_list_of(&workload);
  const Metric *peak = &metrics.items[METRIC_PEAK];
  const double mib = 1024.0 * 1024.0;
  ck_assert_double_eq_tol(compare_margin(peak, 1000 * mib), 0.03, 1e-12);
  ck_assert_double_eq_tol(compare_margin(peak, 20 * mib), 0.1, 1e-12);
}

END_TEST

SUITE_MAIN("gate", only_a_whole_interval_decides, gates_are_read, the_worst_verdict_is_the_status,
           figures_become_ratios_block_by_block, too_few_or_unknown_figures_decide_nothing,
           margins_are_relative_and_absolute)
