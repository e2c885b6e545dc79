// Estimates, intervals and tests on paired differences: pure functions on arrays. Every result is NaN when an input is not a finite
// number or there are too few of them. Threads: any. Nothing is kept, nothing in the arrays is changed.
// `tests/bench/unit/stats.c` holds them against scipy.
#ifndef NEAP_BENCH_STATS_H
#define NEAP_BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

enum { STATS_COUNT_MAX = 2000 }; // values in one array; more give NaN

typedef struct Interval {
  double low;
  double high;
} Interval;

double stats_median(const double *values, size_t count);

// Sample standard deviation (divided by count − 1); NaN below two values.
double stats_deviation(const double *values, size_t count);

// The Hodges-Lehmann estimate of the centre of symmetry: the median of all Walsh averages (d_i + d_j) / 2, i ≤ j.
// Source: Hodges and Lehmann, "Estimates of location based on rank tests", Ann. Math. Statist. 34 (1963).
double stats_hodges_lehmann(const double *differences, size_t count);

// The exact interval for that centre: the values that Wilcoxon's signed-rank test would not reject, read off the ordered Walsh averages.
// `confidence` in (0, 1), for example 0.95. NaN when so few values cannot give it (below 6 for 0.95).
// Source: Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", section 3.3.
Interval stats_walsh_interval(const double *differences, size_t count, double confidence);

// The smallest count of values for which stats_walsh_interval has an answer.
size_t stats_interval_count(double confidence);

// P(T ≤ rank_sum) of Wilcoxon's signed-rank statistic for `count` values without ties.
double stats_signed_rank_cdf(size_t rank_sum, size_t count);

// The two-sided p-value of "the signs are chance": the share of all 2^count sign patterns whose sum is as far from 0 as the one seen.
// Exact up to STATS_FLIP_EXACT_MAX values; above, STATS_FLIP_DRAWS patterns drawn with `seed` (the one seen counted in, so never 0).
// Source: Fisher, "The Design of Experiments" (1935), section 21.
enum { STATS_FLIP_EXACT_MAX = 20, STATS_FLIP_DRAWS = 100000 };

double stats_sign_flip(const double *differences, size_t count, uint64_t seed);

typedef struct Trend {
  double tau; // from −1 (falls throughout) to 1 (rises throughout)
  double p;   // two-sided: that chance alone gives a trend as strong
} Trend;

// Kendall's τ-b of the values against their order. p is exact without ties up to STATS_TREND_EXACT_MAX values, else by the normal
// approximation with the variance for ties. NaN below two values, or when all are equal.
// Source: Kendall, "Rank Correlation Methods" (1970), chapters 3 to 5.
enum { STATS_TREND_EXACT_MAX = 50 };

Trend stats_trend(const double *values, size_t count);

// Holm's step-down adjustment for testing `count` hypotheses at once: adjusted[i] belongs to p_values[i]. The arrays may be the same.
// Source: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6 (1979).
void stats_holm(const double *p_values, size_t count, double *adjusted);

// How many differences of that deviation tell an effect of size `gap` from none (power 80 %, two-sided 5 %): (2.8 × deviation ÷ gap)²,
// at least stats_interval_count(0.95), rounded up.
double stats_count_needed(double deviation, double gap);

#endif
