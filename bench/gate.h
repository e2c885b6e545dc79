// From an interval to a verdict, and from verdicts to an exit status. Pure functions. Threads: any.
#ifndef NEAP_BENCH_GATE_H
#define NEAP_BENCH_GATE_H

#include "bench.h"
#include "metric.h"
#include "stats.h"

#include "base/err.h"
#include "base/vec.h"

typedef enum Verdict {
  VERDICT_FINE,         // not worse by more than the margin
  VERDICT_BETTER,       // fine, and better by more than the margin
  VERDICT_REGRESSION,   // worse by more than the margin
  VERDICT_INCONCLUSIVE, // the runs cannot tell
} Verdict;

// `ratio`: the interval of arm ÷ baseline; `margin`: 0.03 lets 3 % pass. Only an interval that lies wholly on one side decides: "no
// difference was seen" is never a pass. An interval of NaN is inconclusive.
Verdict gate_verdict(Interval ratio, double margin);

// "fine", "better", "regression", "inconclusive".
const char *gate_verdict_text(Verdict verdict);

// What a metric may get worse by, asked for with --gate.
typedef struct Gate {
  uint32_t metric;
  double margin;       // relative
  const char *text;    // borrowed; as given
  const char *allowed; // borrowed; why it may be broken this time, from --allow; NULL: it may not
} Gate;

typedef VEC(Gate) GateList;

// Reads "METRIC<=+X%"; METRIC is a name of `metrics`, or "idle" for the footprint at the last idle mark.
bool gate_parse(Gate *gate, const char *text, const MetricList *metrics, Err *err)
    __attribute__((warn_unused_result));

// Reads "METRIC=REASON" and notes the reason, which is borrowed from `text`, at the gates on that metric.
bool gate_allow(GateList *gates, const char *text, const MetricList *metrics, Err *err)
    __attribute__((warn_unused_result));

// The exit status for the verdicts on gated metrics.
AbStatus gate_status(const Verdict *verdicts, uint32_t count);

#endif
