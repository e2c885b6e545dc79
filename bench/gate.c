#include "gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

Verdict gate_verdict(Interval ratio, double margin) {
  if (!isfinite(ratio.low) || !isfinite(ratio.high)) return VERDICT_INCONCLUSIVE;
  if (ratio.low > 1 + margin) return VERDICT_REGRESSION;
  // Symmetric on the logarithmic scale: three per cent better is 1 ÷ 1.03.
  if (ratio.high < 1 / (1 + margin)) return VERDICT_BETTER;
  return ratio.high <= 1 + margin ? VERDICT_FINE : VERDICT_INCONCLUSIVE;
}

const char *gate_verdict_text(Verdict verdict) {
  static const char *const texts[] = { "fine", "better", "regression", "inconclusive" };
  return texts[verdict];
}

static bool find_metric(const MetricList *metrics, Str name, uint32_t *found) {
  if (str_is(name, "idle") && metrics->count > METRIC_IDLE_FIRST) {
    *found = metrics->count - METRIC_IDLE_VALUES;
    return true;
  }
  for (uint32_t i = 0; i < metrics->count; i++) {
    if (!metrics->items[i].measured || !str_is(name, metrics->items[i].name)) continue;
    *found = i;
    return true;
  }
  return false;
}

bool gate_parse(Gate *gate, const char *given, const MetricList *metrics, Err *err) {
  Str text = str_of(given);
  size_t less = str_find_str(text, STR("<="));
  if (less == text.len)
    return err_set(err, "\"%.*s\" is not METRIC<=+X%%, as in idle<=+3%%", STR_ARG(text));
  Str name = str_slice(text, 0, less);
  Str limit = str_slice(text, less + 2, text.len);
  if (!find_metric(metrics, name, &gate->metric)) {
    return err_set(
        err,
        "this workload measures no \"%.*s\"; there are peak, idle, cold-wall and others: "
        "see bench/README.md",
        STR_ARG(name));
  }
  char copy[32];
  snprintf(copy, sizeof copy, "%.*s", STR_ARG(limit));
  char *end;
  double percent = strtod(copy, &end);
  if (end == copy || strcmp(end, "%") != 0 || !isfinite(percent) || percent < 0 || percent > 1000) {
    return err_set(err, "\"%.*s\": the limit is +X%% with X from 0 to 1000", STR_ARG(text));
  }
  gate->margin = percent / 100;
  gate->text = given;
  gate->allowed = NULL;
  return true;
}

bool gate_allow(GateList *gates, const char *text, const MetricList *metrics, Err *err) {
  Str whole = str_of(text);
  size_t equals = str_find(whole, '=');
  if (equals + 1 >= whole.len)
    return err_set(err, "\"%s\" is not METRIC=REASON, as in peak=larger cache, issue 12", text);
  uint32_t metric = 0;
  bool found = false;
  if (find_metric(metrics, str_slice(whole, 0, equals), &metric)) {
    vec_each (gate, gates) {
      if (gate->metric != metric) continue;
      gate->allowed = text + equals + 1;
      found = true;
    }
  }
  if (found) return true;
  return err_set(err, "there is no --gate on \"%.*s\", so nothing to allow",
                 STR_ARG(str_slice(whole, 0, equals)));
}

AbStatus gate_status(const Verdict *verdicts, uint32_t count) {
  AbStatus status = AB_OK;
  for (uint32_t i = 0; i < count; i++) {
    if (verdicts[i] == VERDICT_REGRESSION) return AB_REGRESSION;
    if (verdicts[i] == VERDICT_INCONCLUSIVE) status = AB_INCONCLUSIVE;
  }
  return status;
}
