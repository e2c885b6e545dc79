// workload, metric, mark: the script's text, what it measures, and the marks it must leave.
#include "bench/mark.h"
#include "bench/metric.h"

#include "suite.h"

static void assert_wrong(const char *text, const char *said) {
  Workload workload;
  Err err = ERR_NONE;
  ck_assert_msg(!workload_parse(&workload, str_of(text), &err), "%s was taken", text);
  ck_assert_str_eq(err.text, said);
  err_clear(&err);
}

static Workload parsed(const char *text) {
  Workload workload;
  Err err = ERR_NONE;
  ck_assert_msg(workload_parse(&workload, str_of(text), &err), "%s: %s", text, err.text);
  return workload;
}

START_TEST(phases_are_read) {
  Workload workload = parsed("cold,rebuild:5,idle:1,2.5,3");
  ck_assert_uint_eq(workload.rebuilds, 5);
  ck_assert_uint_eq(workload.idle_mark_count, 3);
  ck_assert_double_eq(workload.idle_marks[1], 2.5);
  ck_assert_uint_eq(workload_idle_seconds(&workload), 4);
  ck_assert_uint_eq(workload.uneven, 0);
  workload = parsed("cold,uneven:20,idle:3");
  ck_assert_uint_eq(workload.rebuilds, 20);
  ck_assert_uint_eq(workload.uneven, 20);
  workload = parsed("cold,rebuild:5,uneven:20,idle:10");
  ck_assert_uint_eq(workload.rebuilds, 25);
  ck_assert_uint_eq(workload.uneven, 20);
  workload = parsed("cold");
  ck_assert_uint_eq(workload.rebuilds, 0);
  ck_assert_uint_eq(workload_idle_seconds(&workload), 0);
  workload = parsed("cold,idle:0");
  ck_assert_uint_eq(workload.idle_mark_count, 1);
  ck_assert_uint_eq(workload_idle_seconds(&workload), 1);
}

END_TEST

START_TEST(the_first_phase_says_what_plays_it) {
  Workload workload = parsed("watch:20,idle:1");
  ck_assert_int_eq(workload.kind, WORK_WATCH);
  ck_assert_uint_eq(workload.rebuilds, 20);
  ck_assert(!workload.churns);
  ck_assert_uint_eq(workload.idle_mark_count, 1);
  workload = parsed("churn:4");
  ck_assert_int_eq(workload.kind, WORK_WATCH);
  ck_assert(workload.churns);
  workload = parsed("dev-server,idle:90,180");
  ck_assert_int_eq(workload.kind, WORK_SERVE);
  workload = parsed("replay:traces/a.trace,idle:1");
  ck_assert_int_eq(workload.kind, WORK_REPLAY);
  ck_assert(str_is(workload.trace, "traces/a.trace"));
  ck_assert_int_eq(parsed("run").kind, WORK_COMMAND);
}

END_TEST

START_TEST(wrong_phases_are_told_what_there_is) {
  assert_wrong("",
               "a workload starts with cold, watch:N, churn:N, dev-server or replay:FILE, as in "
               "cold,rebuild:5,idle:1,3; that of -- COMMAND with run, as in run,idle:10");
  assert_wrong("run,rebuild:5", "rebuild:N stands behind cold only");
  assert_wrong("watch:5,uneven:5", "uneven:N stands behind cold only");
  assert_wrong("rebuild:5",
               "a workload starts with cold, watch:N, churn:N, dev-server or replay:FILE, as in "
               "cold,rebuild:5,idle:1,3; that of -- COMMAND with run, as in run,idle:10");
  assert_wrong(
      "cold,warm",
      "there is no phase \"warm\"; behind cold may stand rebuild:N and uneven:N, and idle:S,… "
      "at the end");
  assert_wrong(
      "cold,watch:3",
      "there is no phase \"watch:3\"; behind cold may stand rebuild:N and uneven:N, and idle:S,… "
      "at the end");
  assert_wrong("watch:0", "watch:N takes a whole number from 1 to 100000, not \"0\"");
  assert_wrong("replay:", "replay:FILE needs a trace");
  assert_wrong("cold,uneven:0", "uneven:N takes a whole number from 1 to 100000, not \"0\"");
  assert_wrong("cold,uneven:2,uneven:2", "uneven: stands twice");
  assert_wrong("cold,uneven:2,rebuild:2", "rebuild: comes before uneven:, and once");
  assert_wrong("cold,rebuild:0", "rebuild:N takes a whole number from 1 to 100000, not \"0\"");
  assert_wrong("cold,rebuild:1.5", "rebuild:N takes a whole number from 1 to 100000, not \"1.5\"");
  assert_wrong("cold,rebuild:x", "rebuild:N takes a whole number from 1 to 100000, not \"x\"");
  assert_wrong("cold,rebuild:2,rebuild:2", "rebuild: stands twice");
  assert_wrong("cold,idle:1,rebuild:2", "idle: comes last, after rebuild:");
  assert_wrong("cold,idle:-1", "idle:S,… takes seconds from 0 to 86000, not \"-1\"");
  assert_wrong("cold,idle:1e9", "idle:S,… takes seconds from 0 to 86000, not \"1e9\"");
  assert_wrong("cold,idle:3,1", "the marks of idle: must rise, and 1 does not");
  assert_wrong(
      "cold,1",
      "there is no phase \"1\"; behind cold may stand rebuild:N and uneven:N, and idle:S,… "
      "at the end");
  assert_wrong("cold,idle:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
               "idle:S,… takes at most 16 marks");
}

END_TEST

START_TEST(metrics_follow_the_workload) {
  Workload workload = parsed("cold,idle:1,2.5");
  MetricList metrics = metric_list_of(&workload);
  ck_assert_uint_eq(metrics.count, METRIC_IDLE_FIRST + 2 * METRIC_IDLE_VALUES);
  ck_assert_str_eq(metrics.items[METRIC_PEAK].name, "peak");
  ck_assert(!metrics.items[METRIC_REBUILD_WALL].measured);
  ck_assert_str_eq(metrics.items[METRIC_IDLE_FIRST].name, "idle1");
  ck_assert(!metrics.items[METRIC_IDLE_FIRST + 1].in_table);
  ck_assert_str_eq(metrics.items[metric_hidden(0)].name, "idle1-hidden");
  ck_assert(!metrics.items[metric_hidden(0)].in_table);
  ck_assert_str_eq(metrics.items[METRIC_IDLE_FIRST + METRIC_IDLE_VALUES].name, "idle2.5");
  ck_assert_str_eq(metrics.items[METRIC_IDLE_FIRST + METRIC_IDLE_VALUES + 1].name, "idle2.5-rss");
  ck_assert(metrics.items[METRIC_IDLE_FIRST + METRIC_IDLE_VALUES + 1].in_table);
}

END_TEST

START_TEST(marks_are_read) {
  Mark mark;
  ck_assert(mark_parse(&mark, STR("mark cold-begin 123456789012345")));
  ck_assert_int_eq(mark.name, MARK_COLD_BEGIN);
  ck_assert_uint_eq(mark.at_ns, 123456789012345);
  ck_assert(mark_parse(&mark, STR("mark idle-end 0")));
  static const char *const wrong[] = {
    "",
    "mark",
    "mark start",
    "mark start ",
    "mark start x",
    "mark  1",
    "start 1",
    "mark none 1",
    "mark start 1 2",
    "mark begin 1",
    "mark start -1",
    "marks start 1",
    "mark start 99999999999999999999",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    ck_assert_msg(!mark_parse(&mark, str_of(wrong[i])), "\"%s\" was taken", wrong[i]);
  }
}

END_TEST

static bool is_good_order(const MarkName *names, size_t count) {
  MarkName last = MARK_NONE;
  for (size_t i = 0; i < count; i++) {
    if (!mark_may_follow(last, names[i])) return false;
    last = names[i];
  }
  return true;
}

#define GOOD_ORDER(...)                                                                            \
 is_good_order((const MarkName[]){ __VA_ARGS__ },                                                  \
               sizeof((const MarkName[]){ __VA_ARGS__ }) / sizeof(MarkName))

START_TEST(marks_have_an_order) {
  ck_assert(GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_COLD_END, MARK_REBUILD_BEGIN,
                       MARK_REBUILD_END, MARK_REBUILD_BEGIN, MARK_REBUILD_END, MARK_IDLE_BEGIN,
                       MARK_IDLE_END));
  ck_assert(GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_COLD_END, MARK_IDLE_BEGIN));
  ck_assert(!GOOD_ORDER(MARK_COLD_BEGIN));
  ck_assert(!GOOD_ORDER(MARK_START, MARK_START));
  ck_assert(!GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_REBUILD_BEGIN));
  ck_assert(!GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_COLD_END, MARK_REBUILD_END));
  ck_assert(!GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_COLD_END, MARK_COLD_BEGIN));
  ck_assert(!GOOD_ORDER(MARK_START, MARK_COLD_BEGIN, MARK_COLD_END, MARK_IDLE_BEGIN, MARK_IDLE_END,
                        MARK_REBUILD_BEGIN));
}

END_TEST

SUITE_MAIN("workload", phases_are_read, the_first_phase_says_what_plays_it,
           wrong_phases_are_told_what_there_is, metrics_follow_the_workload, marks_are_read,
           marks_have_an_order)
