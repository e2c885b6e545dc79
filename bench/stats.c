#include "stats.h"

#include "dice.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>

static bool is_usable(const double *values, size_t count) {
  if (count == 0 || count > STATS_COUNT_MAX) return false;
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(values[i])) return false;
  }
  return true;
}

static int compare_numbers(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

static void sort_numbers(double *values, size_t count) {
  qsort(values, count, sizeof *values, compare_numbers);
}

static double median_of_sorted(const double *sorted, size_t count) {
  size_t middle = count / 2;
  return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double stats_median(const double *values, size_t count) {
  if (!is_usable(values, count)) return NAN;
  double *sorted = (double *)mem_alloc(count * sizeof *sorted);
  memcpy(sorted, values, count * sizeof *sorted);
  sort_numbers(sorted, count);
  double median = median_of_sorted(sorted, count);
  mem_free(sorted);
  return median;
}

double stats_deviation(const double *values, size_t count) {
  if (!is_usable(values, count) || count < 2) return NAN;
  double mean = 0;
  for (size_t i = 0; i < count; i++) {
    mean += values[i] / (double)count;
  }
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  return sqrt(squares / (double)(count - 1));
}

// --- Walsh averages ---

static size_t walsh_count(size_t count) {
  return count * (count + 1) / 2;
}

// All Walsh averages in order; the caller frees them.
static double *walsh_averages(const double *differences, size_t count) {
  double *averages = (double *)mem_alloc(walsh_count(count) * sizeof *averages);
  size_t made = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = i; j < count; j++) {
      averages[made++] = (differences[i] + differences[j]) / 2;
    }
  }
  sort_numbers(averages, made);
  return averages;
}

double stats_hodges_lehmann(const double *differences, size_t count) {
  if (!is_usable(differences, count)) return NAN;
  double *averages = walsh_averages(differences, count);
  double estimate = median_of_sorted(averages, walsh_count(count));
  mem_free(averages);
  return estimate;
}

// P(T = t) for every t from 0 to walsh_count(count); the caller frees it. Rank r is in the sum or not, by the toss of a coin, so the
// distribution for r ranks is the mean of that for r − 1 and the same moved up by r. Probabilities, not counts: 2^2000 fits no number.
static double *signed_rank_pmf(size_t count) {
  size_t top = walsh_count(count);
  double *pmf = (double *)mem_alloc_zeroed(top + 1, sizeof *pmf);
  pmf[0] = 1;
  size_t reached = 0;
  for (size_t rank = 1; rank <= count; rank++) {
    reached += rank;
    for (size_t t = reached + 1; t-- > 0;) {
      pmf[t] = (pmf[t] + (t >= rank ? pmf[t - rank] : 0)) / 2;
    }
  }
  return pmf;
}

double stats_signed_rank_cdf(size_t rank_sum, size_t count) {
  if (count == 0 || count > STATS_COUNT_MAX) return NAN;
  if (rank_sum >= walsh_count(count)) return 1;
  double *pmf = signed_rank_pmf(count);
  double sum = 0;
  for (size_t t = 0; t <= rank_sum; t++) {
    sum += pmf[t];
  }
  mem_free(pmf);
  return sum;
}

// The largest k with P(T < k) ≤ (1 − confidence) / 2: so many Walsh averages are cut from either end, less one.
static size_t walsh_cut(size_t count, double confidence) {
  double tail = (1 - confidence) / 2;
  double *pmf = signed_rank_pmf(count);
  size_t cut = 0;
  double below = pmf[0];
  while (below <= tail) {
    cut++;
    below += pmf[cut];
  }
  mem_free(pmf);
  return cut;
}

Interval stats_walsh_interval(const double *differences, size_t count, double confidence) {
  Interval none = { NAN, NAN };
  if (!is_usable(differences, count) || !(confidence > 0 && confidence < 1)) return none;
  size_t cut = walsh_cut(count, confidence);
  if (cut == 0) return none;
  double *averages = walsh_averages(differences, count);
  Interval interval = { averages[cut - 1], averages[walsh_count(count) - cut] };
  mem_free(averages);
  return interval;
}

size_t stats_interval_count(double confidence) {
  size_t count = 1;
  while (ldexp(1, -(int)count) > (1 - confidence) / 2) {
    count++;
  }
  return count;
}

// --- Sign flips ---

// How far two sums of the same numbers may be apart by rounding alone.
static double rounding_slack(const double *differences, size_t count) {
  double size = 0;
  for (size_t i = 0; i < count; i++) {
    size += fabs(differences[i]);
  }
  return size * 1e-12;
}

// The sum under every sign pattern of at most STATS_FLIP_EXACT_MAX / 2 numbers, into `sums`.
static void flip_sums(const double *differences, size_t count, double *sums) {
  for (size_t pattern = 0; pattern < (size_t)1 << count; pattern++) {
    sums[pattern] = 0;
    for (size_t i = 0; i < count; i++) {
      sums[pattern] += (pattern >> i & 1) != 0 ? -differences[i] : differences[i];
    }
  }
}

// Every pattern is one of the first half beside one of the second: an addition each, and no rounding piles up.
static double flip_exact(const double *differences, size_t count, double limit) {
  enum { HALF_MAX = STATS_FLIP_EXACT_MAX / 2 };

  double low[1 << HALF_MAX];
  double high[1 << HALF_MAX];
  size_t half = count / 2;
  size_t low_count = (size_t)1 << half;
  size_t high_count = (size_t)1 << (count - half);
  flip_sums(differences, half, low);
  flip_sums(differences + half, count - half, high);
  uint64_t as_far = 0;
  for (size_t i = 0; i < high_count; i++) {
    for (size_t j = 0; j < low_count; j++) {
      as_far += fabs(low[j] + high[i]) >= limit;
    }
  }
  return (double)as_far / (double)(low_count * high_count);
}

static double flip_drawn(const double *differences, size_t count, double limit, uint64_t seed) {
  Dice dice = { seed };
  uint64_t as_far = 1;
  for (int draw = 0; draw < STATS_FLIP_DRAWS; draw++) {
    double sum = 0;
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
      if (i % 64 == 0) bits = dice_next(&dice);
      sum += (bits >> i % 64 & 1) != 0 ? -differences[i] : differences[i];
    }
    as_far += fabs(sum) >= limit;
  }
  return (double)as_far / (STATS_FLIP_DRAWS + 1.0);
}

double stats_sign_flip(const double *differences, size_t count, uint64_t seed) {
  if (!is_usable(differences, count)) return NAN;
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += differences[i];
  }
  double limit = fabs(sum) - rounding_slack(differences, count);
  if (count <= STATS_FLIP_EXACT_MAX) return flip_exact(differences, count, limit);
  return flip_drawn(differences, count, limit, seed);
}

// --- Trend ---

// P(a random order of `count` different values has at most `most` inversions). Value r, put in behind r − 1 others, adds 0 to r − 1,
// each equally likely.
static double inversions_cdf(size_t most, size_t count) {
  size_t top = count * (count - 1) / 2;
  double *pmf = (double *)mem_alloc_zeroed(top + 1, sizeof *pmf);
  double *next = (double *)mem_alloc_zeroed(top + 1, sizeof *next);
  pmf[0] = 1;
  for (size_t r = 2; r <= count; r++) {
    double window = 0;
    for (size_t t = 0; t <= top; t++) {
      window += pmf[t] - (t >= r ? pmf[t - r] : 0);
      next[t] = window / (double)r;
    }
    double *swap = pmf;
    pmf = next;
    next = swap;
  }
  double sum = 0;
  for (size_t t = 0; t <= most && t <= top; t++) {
    sum += pmf[t];
  }
  mem_free(pmf);
  mem_free(next);
  return sum;
}

// Σ over groups of equal values.
typedef struct Ties {
  double pairs;    // t(t − 1) / 2
  double variance; // t(t − 1)(2t + 5)
} Ties;

static Ties count_ties(const double *values, size_t count) {
  double *sorted = (double *)mem_alloc(count * sizeof *sorted);
  memcpy(sorted, values, count * sizeof *sorted);
  sort_numbers(sorted, count);
  Ties ties = { 0, 0 };
  for (size_t from = 0, to; from < count; from = to) {
    to = from;
    while (to < count && sorted[to] == sorted[from]) {
      to++;
    }
    double size = (double)(to - from);
    ties.pairs += size * (size - 1) / 2;
    ties.variance += size * (size - 1) * (2 * size + 5);
  }
  mem_free(sorted);
  return ties;
}

Trend stats_trend(const double *values, size_t count) {
  Trend none = { NAN, NAN };
  if (!is_usable(values, count) || count < 2) return none;
  size_t rising = 0;
  size_t falling = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = i + 1; j < count; j++) {
      rising += values[j] > values[i];
      falling += values[j] < values[i];
    }
  }
  Ties ties = count_ties(values, count);
  double n = (double)count;
  double pairs = n * (n - 1) / 2;
  if (ties.pairs == pairs) return none;
  double score = (double)rising - (double)falling;
  Trend trend = { score / sqrt(pairs * (pairs - ties.pairs)), NAN };
  if (ties.pairs == 0 && count <= STATS_TREND_EXACT_MAX) {
    trend.p = fmin(1, 2 * inversions_cdf(rising < falling ? rising : falling, count));
  } else {
    double variance = (2 * pairs * (2 * n + 5) - ties.variance) / 18;
    trend.p = erfc(fabs(score) / sqrt(2 * variance));
  }
  return trend;
}

// --- Several tests at once ---

typedef struct Ranked {
  double p;
  size_t place;
} Ranked;

static int compare_ranked(const void *a, const void *b) {
  const Ranked *x = (const Ranked *)a;
  const Ranked *y = (const Ranked *)b;
  if (x->p != y->p) return x->p < y->p ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

void stats_holm(const double *p_values, size_t count, double *adjusted) {
  if (!is_usable(p_values, count)) {
    for (size_t i = 0; i < count; i++) {
      adjusted[i] = NAN;
    }
    return;
  }
  Ranked *ranked = (Ranked *)mem_alloc(count * sizeof *ranked);
  for (size_t i = 0; i < count; i++) {
    ranked[i] = (Ranked){ p_values[i], i };
  }
  qsort(ranked, count, sizeof *ranked, compare_ranked);
  double highest = 0;
  for (size_t i = 0; i < count; i++) {
    highest = fmax(highest, fmin(1, ranked[i].p * (double)(count - i)));
    adjusted[ranked[i].place] = highest;
  }
  mem_free(ranked);
}

double stats_count_needed(double deviation, double gap) {
  const double z_sum = 2.8; // 1.96 for 5 % two-sided and 0.84 for power 80 %
  if (!isfinite(deviation) || !isfinite(gap) || gap == 0) return NAN;
  double needed = ceil(pow(z_sum * deviation / gap, 2));
  return fmax(needed, (double)stats_interval_count(0.95));
}
