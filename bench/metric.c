#include "metric.h"

#include <stdio.h>

static const double mib = 1024.0 * 1024.0;

static Metric metric(const char *name, const char *label, Unit unit) {
  Metric made = { .unit = unit, .measured = true, .in_table = true };
  snprintf(made.name, sizeof made.name, "%s", name);
  snprintf(made.label, sizeof made.label, "%s", label);
  switch (unit) {
    case UNIT_BYTES:
      made.margin_relative = 0.03;
      made.margin_absolute = 2 * mib;
      break;
    case UNIT_SECONDS:
      made.margin_relative = 0.05;
      made.margin_absolute = 0.002;
      break;
    case UNIT_COUNT:
      made.margin_relative = 0.05;
      made.margin_absolute = 500;
      break;
    case UNIT_RATIO:
      made.margin_relative = 0.03;
      made.margin_absolute = 0.02;
      break;
    case UNIT_BYTE_SECONDS:
      made.margin_relative = 0.2;
      made.margin_absolute = 2 * mib;
      break;
  }
  return made;
}

static void add_idle_mark(MetricList *list, double seconds, bool is_last) {
  char name[24];
  char label[48];
  snprintf(name, sizeof name, "idle%g", seconds);
  snprintf(label, sizeof label, "footprint, %g s idle", seconds);
  list->items[list->count++] = metric(name, label, UNIT_BYTES);
  snprintf(name, sizeof name, "idle%g-rss", seconds);
  snprintf(label, sizeof label, "RSS, %g s idle", seconds);
  list->items[list->count] = metric(name, label, UNIT_BYTES);
  list->items[list->count++].in_table = is_last;
  snprintf(name, sizeof name, "idle%g-huge", seconds);
  snprintf(label, sizeof label, "in huge pages, %g s idle", seconds);
  list->items[list->count] = metric(name, label, UNIT_BYTES);
  list->items[list->count++].in_table = false;
  snprintf(name, sizeof name, "idle%g-hidden", seconds);
  snprintf(label, sizeof label, "seen in no process, %g s idle", seconds);
  list->items[list->count] = metric(name, label, UNIT_BYTES);
  list->items[list->count++].in_table = false;
}

static void add_rest(MetricList *list, bool has_rest) {
  Metric *items = list->items;
  items[METRIC_HALF_RETURN] = metric("t50", "half of the return after", UNIT_SECONDS);
  items[METRIC_RETURN] = metric("t90", "nine tenths of the return after", UNIT_SECONDS);
  items[METRIC_IDLE_AREA] =
      metric("idle-area", "held above the rest's end, summed", UNIT_BYTE_SECONDS);
  items[METRIC_WAKEUPS] = metric("wakeups", "wake-ups at rest", UNIT_COUNT);
  items[METRIC_WAKEUPS].margin_absolute = 5;
  items[METRIC_RATIO] = metric("ratio", "footprint at the rest's end ÷ live", UNIT_RATIO);
  for (int i = METRIC_HALF_RETURN; i <= METRIC_RATIO; i++) {
    items[i].measured = has_rest;
    items[i].in_table = i == METRIC_RETURN || i == METRIC_RATIO;
  }
  for (int i = METRIC_HALF_RETURN; i <= METRIC_RETURN; i++) {
    items[i].margin_relative = 0.2;
    items[i].margin_absolute = 1;
  }
}

// What the bundler's places are called where something else is done.
static void name_saves(MetricList *list) {
  list->items[METRIC_REBUILD_WALL] = metric("save-wall", "from save to output, wall", UNIT_SECONDS);
  list->items[METRIC_REBUILD_CPU] = metric("save-cpu", "rebuild after a save, CPU", UNIT_SECONDS);
}

static void name_replay(MetricList *list) {
  list->items[METRIC_COLD_WALL] = metric("wall", "replay, wall", UNIT_SECONDS);
  list->items[METRIC_COLD_CPU] = metric("cpu", "replay, CPU", UNIT_SECONDS);
}

// Of a program that is no bundler the whole run takes the cold build's places; one that rests is stopped, so its time says nothing.
static void name_for_command(MetricList *list, bool has_rest) {
  list->items[METRIC_COLD_WALL] = metric("wall", "wall time", UNIT_SECONDS);
  list->items[METRIC_COLD_CPU] = metric("cpu", "CPU time", UNIT_SECONDS);
  list->items[METRIC_COLD_WALL].measured = !has_rest;
  list->items[METRIC_COLD_CPU].measured = !has_rest;
}

MetricList metric_list_of(const Workload *workload) {
  MetricList list = { .count = METRIC_IDLE_FIRST };
  list.items[METRIC_PEAK] = metric("peak", "peak memory", UNIT_BYTES);
  list.items[METRIC_COLD_WALL] = metric("cold-wall", "cold build, wall", UNIT_SECONDS);
  list.items[METRIC_COLD_CPU] = metric("cold-cpu", "cold build, CPU", UNIT_SECONDS);
  list.items[METRIC_REBUILD_WALL] = metric("rebuild-wall", "rebuild, wall", UNIT_SECONDS);
  list.items[METRIC_REBUILD_CPU] = metric("rebuild-cpu", "rebuild, CPU", UNIT_SECONDS);
  if (workload->kind == WORK_WATCH) name_saves(&list);
  if (workload->kind == WORK_REPLAY) name_replay(&list);
  list.items[METRIC_REBUILD_WALL].measured = workload->rebuilds != 0;
  list.items[METRIC_REBUILD_CPU].measured = workload->rebuilds != 0;
  list.items[METRIC_FAULTS] = metric("faults", "page faults", UNIT_COUNT);
  list.items[METRIC_FAULTS].in_table = false;
  if (workload->kind == WORK_COMMAND) name_for_command(&list, workload->idle_mark_count != 0);
  add_rest(&list, workload->idle_mark_count != 0);
  for (uint32_t i = 0; i < workload->idle_mark_count; i++) {
    add_idle_mark(&list, workload->idle_marks[i], i + 1 == workload->idle_mark_count);
  }
  return list;
}
