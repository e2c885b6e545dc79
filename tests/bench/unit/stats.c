// stats: what it computes is what scipy computes (reference.json, made by reference.py), and it refuses what has no answer.
#include "bench/stats.h"

#include "suite.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>

static const double tolerance = 1e-9;

static json_t *reference(const char *name) {
  json_error_t error;
  json_t *root = json_load_file(REFERENCE_JSON, 0, &error);
  ck_assert_msg(root != NULL, "%s: %s", REFERENCE_JSON, error.text);
  json_t *part = json_incref(json_object_get(root, name));
  json_decref(root);
  ck_assert_uint_gt(json_array_size(part), 0);
  return part;
}

static size_t read_numbers(json_t *array, double *numbers) {
  size_t place;
  json_t *number;
  json_array_foreach(array, place, number) {
    numbers[place] = json_number_value(number);
  }
  return json_array_size(array);
}

// null in the reference means that there is no answer.
static void assert_number(const char *what, size_t at, double actual, const json_t *expected) {
  if (json_is_null(expected)) {
    ck_assert_msg(isnan(actual), "case %zu: %s is %g, expected none", at, what, actual);
    return;
  }
  double wanted = json_number_value(expected);
  ck_assert_msg(fabs(actual - wanted) <= tolerance, "case %zu: %s is %.12g, expected %.12g", at,
                what, actual, wanted);
}

START_TEST(estimates_intervals_and_tests_are_those_of_scipy) {
  json_t *cases = reference("cases");
  ck_assert_uint_ge(json_array_size(cases), 1000);
  size_t at;
  json_t *row;
  json_array_foreach(cases, at, row) {
    double values[32];
    size_t count = read_numbers(json_object_get(row, "values"), values);
    assert_number("median", at, stats_median(values, count), json_object_get(row, "median"));
    assert_number("deviation", at, stats_deviation(values, count),
                  json_object_get(row, "deviation"));
    assert_number("Hodges-Lehmann", at, stats_hodges_lehmann(values, count),
                  json_object_get(row, "hodges_lehmann"));
    assert_number("sign flip", at, stats_sign_flip(values, count, 1),
                  json_object_get(row, "sign_flip"));
    Trend trend = stats_trend(values, count);
    assert_number("tau", at, trend.tau, json_object_get(row, "tau"));
    assert_number("p of tau", at, trend.p, json_object_get(row, "tau_p"));
    json_t *expected = json_object_get(row, "interval");
    Interval interval = stats_walsh_interval(values, count, 0.95);
    bool none = json_is_null(expected);
    assert_number("low", at, interval.low, none ? expected : json_array_get(expected, 0));
    assert_number("high", at, interval.high, none ? expected : json_array_get(expected, 1));
  }
  json_decref(cases);
}

END_TEST

START_TEST(many_flips_at_the_limit_of_counting_are_quick_and_exact) {
  double values[STATS_FLIP_EXACT_MAX];
  for (int i = 0; i < STATS_FLIP_EXACT_MAX; i++) {
    values[i] = 1;
  }
  ck_assert_double_eq(stats_sign_flip(values, STATS_FLIP_EXACT_MAX, 1), 2 / 1048576.0);
}

END_TEST

START_TEST(signed_ranks_are_distributed_as_counting_says) {
  json_t *rows = reference("signed_rank");
  size_t at;
  json_t *row;
  json_array_foreach(rows, at, row) {
    size_t rank_sum = (size_t)json_integer_value(json_object_get(row, "rank_sum"));
    size_t count = (size_t)json_integer_value(json_object_get(row, "count"));
    assert_number("cdf", at, stats_signed_rank_cdf(rank_sum, count), json_object_get(row, "cdf"));
  }
  json_decref(rows);
}

END_TEST

START_TEST(holm_adjusts_also_in_place) {
  json_t *rows = reference("holm");
  size_t at;
  json_t *row;
  json_array_foreach(rows, at, row) {
    double p_values[16];
    size_t count = read_numbers(json_object_get(row, "p_values"), p_values);
    stats_holm(p_values, count, p_values);
    for (size_t i = 0; i < count; i++) {
      assert_number("Holm", at, p_values[i], json_array_get(json_object_get(row, "adjusted"), i));
    }
  }
  json_decref(rows);
}

END_TEST

START_TEST(what_has_no_answer_is_nan) {
  double values[] = { 1, 2, NAN, 4, 5, 6, 7 };
  ck_assert(isnan(stats_median(values, 7)));
  ck_assert(isnan(stats_deviation(values, 7)));
  ck_assert(isnan(stats_hodges_lehmann(values, 7)));
  ck_assert(isnan(stats_walsh_interval(values, 7, 0.95).low));
  ck_assert(isnan(stats_sign_flip(values, 7, 1)));
  values[2] = INFINITY;
  ck_assert(isnan(stats_median(values, 7)));
  ck_assert(isnan(stats_median(values, 0)));
  ck_assert(isnan(stats_deviation(values, 1)));
  values[2] = 3;
  ck_assert(isnan(stats_walsh_interval(values, 7, 1).low));
  ck_assert(isnan(stats_walsh_interval(values, 7, 0).low));
  ck_assert(isnan(stats_walsh_interval(values, 5, 0.95).low));
  ck_assert(!isnan(stats_walsh_interval(values, 6, 0.95).low));
  ck_assert(isnan(stats_walsh_interval(values, 6, 0.99).low));
  ck_assert_uint_eq(stats_interval_count(0.95), 6);
  ck_assert_uint_eq(stats_interval_count(0.99), 8);
}

END_TEST

START_TEST(many_flips_are_drawn_and_agree_with_the_exact_share) {
  double values[STATS_FLIP_EXACT_MAX + 1] = { 0 };
  for (int i = 0; i < STATS_FLIP_EXACT_MAX; i++) {
    values[i] = i % 3 == 0 ? -0.5 - i * 0.01 : 0.4 + i * 0.02;
  }
  double exact = stats_sign_flip(values, STATS_FLIP_EXACT_MAX, 1);
  // A zero more changes nothing but makes it too many to count.
  double drawn = stats_sign_flip(values, STATS_FLIP_EXACT_MAX + 1, 1);
  ck_assert_double_eq_tol(drawn, exact, 0.005);
  ck_assert_double_eq(drawn, stats_sign_flip(values, STATS_FLIP_EXACT_MAX + 1, 1));
  for (int i = 0; i <= STATS_FLIP_EXACT_MAX; i++) {
    values[i] = 1;
  }
  ck_assert_double_gt(stats_sign_flip(values, STATS_FLIP_EXACT_MAX + 1, 7), 0);
}

END_TEST

START_TEST(inputs_are_left_alone) {
  double values[] = { 3, 1, 2, 6, 5, 4 };
  stats_median(values, 6);
  stats_walsh_interval(values, 6, 0.95);
  const double expected[] = { 3, 1, 2, 6, 5, 4 };
  for (int i = 0; i < 6; i++) {
    ck_assert_double_eq(values[i], expected[i]);
  }
}

END_TEST

START_TEST(the_count_needed_falls_with_the_gap) {
  ck_assert_double_eq(stats_count_needed(0.10, 0.02), 196);
  ck_assert_double_eq(stats_count_needed(0.10, -0.02), 196);
  ck_assert_double_eq(stats_count_needed(0.001, 0.5), 6);
  ck_assert(isnan(stats_count_needed(0.1, 0)));
  ck_assert(isnan(stats_count_needed(NAN, 1)));
}

END_TEST

SUITE_MAIN("stats", estimates_intervals_and_tests_are_those_of_scipy,
           many_flips_at_the_limit_of_counting_are_quick_and_exact,
           signed_ranks_are_distributed_as_counting_says, holm_adjusts_also_in_place,
           what_has_no_answer_is_nan, many_flips_are_drawn_and_agree_with_the_exact_share,
           inputs_are_left_alone, the_count_needed_falls_with_the_gap)
