// What is measured in every run. Less is better in all of them. Threads: no shared state.
#ifndef NEAP_BENCH_METRIC_H
#define NEAP_BENCH_METRIC_H

#include "workload.h"

// Places in the list of metrics, and in a run's values.
enum {
  METRIC_PEAK,
  METRIC_COLD_WALL,
  METRIC_COLD_CPU,
  METRIC_REBUILD_WALL,
  METRIC_REBUILD_CPU,
  METRIC_FAULTS,
  METRIC_HALF_RETURN,
  METRIC_RETURN,
  METRIC_IDLE_AREA,
  METRIC_WAKEUPS,
  METRIC_RATIO,
  METRIC_IDLE_FIRST, // then for every idle mark: footprint, RSS, memory in huge pages, what no process shows of it
  METRIC_IDLE_VALUES = 4, // so many
  METRIC_COUNT_MAX = METRIC_IDLE_FIRST + METRIC_IDLE_VALUES * IDLE_MARKS_MAX,
};

typedef enum Unit { UNIT_BYTES, UNIT_SECONDS, UNIT_COUNT, UNIT_BYTE_SECONDS, UNIT_RATIO } Unit;

typedef struct Metric {
  char name[24];          // for --gate and --json: "peak", "idle3", "idle3-rss"
  char label[48];         // for people
  Unit unit;              //
  double margin_relative; // a change within either margin is no change: 0.03 is 3 %
  double margin_absolute; // in the metric's own unit: bytes, seconds, faults
  bool measured;          // by this workload
  bool in_table;          // else only in --json
} Metric;

typedef struct MetricList {
  Metric items[METRIC_COUNT_MAX];
  uint32_t count;
} MetricList;

// The place of what no process shows at an idle mark; measured only where runs have control groups.
static inline uint32_t metric_hidden(uint32_t idle_mark) {
  return METRIC_IDLE_FIRST + METRIC_IDLE_VALUES * idle_mark + METRIC_IDLE_VALUES - 1;
}

// Whether the tables for people have it.
static inline bool metric_is_shown(const Metric *metric) {
  return metric->measured && metric->in_table;
}

MetricList metric_list_of(const Workload *workload);

#endif
