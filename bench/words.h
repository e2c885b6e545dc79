// How the reports for people put it: figures, changes, the verdict in a sentence. Threads: no shared state.
#ifndef NEAP_BENCH_WORDS_H
#define NEAP_BENCH_WORDS_H

#include "compare.h"

#include "base/str.h"

// What a metric's figures are shown in.
typedef struct Scale {
  double divisor;
  const char *unit; // "MiB"; "" for counts
  int digits;       // behind the point
} Scale;

// `typical` chooses between milliseconds and seconds.
Scale words_scale(Unit unit, double typical);

// 1.2 is +20.
double words_percent(double ratio);

// "inconclusive, about 34 blocks", without colour.
void words_verdict(const Session *session, const Comparison *comparison, bool control_differs,
                   Buf *out);

// "shared against private: better in peak, idle3; fine in cold-cpu"
void words_summary(const Session *session, uint32_t arm, Buf *out);

// "peak of shared +7.1 % [+6.4, +7.9] against private, limit +3 %"
void words_gate(const Session *session, const GateResult *result, Buf *out);

// The whole session in one line, "Regression: …", "Pass: …", "Inconclusive: …", "Failed: …", "Compared: …", without a newline.
void words_headline(const Session *session, Buf *out);

#endif
