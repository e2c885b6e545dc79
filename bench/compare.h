// One arm against the baseline in one metric, over the blocks that are done. Threads: no shared state.
#ifndef NEAP_BENCH_COMPARE_H
#define NEAP_BENCH_COMPARE_H

#include "session.h"

typedef struct Comparison {
  bool known;         // both have figures, all above 0
  double median;      // of the arm itself, in the metric's unit
  double median_base; // of the baseline
  double ratio; // arm ÷ baseline: exp of the Hodges-Lehmann estimate of the log-ratios by block
  Interval interval;    // of the ratio, 95 %
  double p;             // sign-flip test on the log-ratios
  double margin;        // relative; what counts as no change
  Verdict verdict;      //
  double blocks_needed; // about so many blocks would decide; NaN unless inconclusive
} Comparison;

// Without regard to other metrics and to the control.
Comparison compare_arm(const Session *session, uint32_t metric, uint32_t arm);

// The same of two rows of figures; `margin` is relative.
Comparison compare_values(const double *base, const double *values, uint32_t count, double margin);

// What counts as no change in `metric` for a baseline with that median: the larger of the two margins.
double compare_margin(const Metric *metric, double median_base);

// Whether the baseline differs from its own twin beyond the margin: then the metric proves nothing in this run.
bool compare_control_differs(const Session *session, uint32_t metric);

// What one value of a factor does, over all arms that differ in nothing else: the mean of the log-ratios, by block.
typedef struct Effect {
  Str factor; // borrowed from the call: "NEAP_TIDE"; or "arm" where several arms are crossed with factors
  Str value;
  Str against; // the factor's first value
  double ratio;
  Interval interval; // 95 %
  bool known;
} Effect;

typedef VEC(Effect) EffectList;

// Empty without factors. Ended by vec_clear.
EffectList compare_effects(const Session *session, uint32_t metric);

typedef struct GateResult {
  Gate gate;
  uint32_t arm;
  Comparison
      comparison; // its verdict with the gate's margin, Holm's adjustment and the control taken in
  double p_adjusted;
} GateResult;

typedef VEC(GateResult) GateResultList;

// Every gate for every arm but the baseline and the control. A regression stands only if Holm's adjusted p-value is below 0.05 and a
// second run, where there was one, did not fail to find it.
GateResultList compare_gates(const Session *session);

// The exit status that the gates ask for; those that are allowed to be broken ask for nothing.
AbStatus compare_status(const GateResultList *results);

// The fewest blocks with which all gates together can be decided at all; 0 without gates.
uint32_t compare_blocks_for_gates(const Session *session);

#endif
