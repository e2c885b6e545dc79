#include "workload.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

// Takes the text up to the next comma off `rest`.
static Str next_word(Str *rest) {
  size_t end = str_find(*rest, ',');
  Str word = str_slice(*rest, 0, end);
  *rest = str_slice(*rest, end + 1, rest->len);
  return word;
}

// A plain decimal number without sign or exponent.
static bool parse_number(Str word, double *number) {
  char copy[32];
  if (word.len == 0 || word.len >= sizeof copy) return false;
  memcpy(copy, word.data, word.len);
  copy[word.len] = '\0';
  if (strspn(copy, "0123456789.") != word.len) return false;
  char *end;
  *number = strtod(copy, &end);
  return *end == '\0' && isfinite(*number);
}

static bool parse_count(uint32_t *parsed, Str name, Str count, Err *err) {
  double number;
  if (!parse_number(count, &number) || number < 1 || number > REBUILDS_MAX ||
      number != floor(number)) {
    return err_set(err, "%.*sN takes a whole number from 1 to %d, not \"%.*s\"", STR_ARG(name),
                   REBUILDS_MAX, STR_ARG(count));
  }
  *parsed = (uint32_t)number;
  return true;
}

static bool parse_rebuilds(Workload *workload, Str word, Str name, bool uneven, Err *err) {
  if (workload->kind != WORK_BUILD)
    return err_set(err, "%.*sN stands behind cold only", STR_ARG(name));
  if (workload->idle_mark_count != 0)
    return err_set(err, "idle: comes last, after %.*s", STR_ARG(name));
  if (workload->uneven != 0) {
    return uneven ? err_set(err, "uneven: stands twice")
                  : err_set(err, "rebuild: comes before uneven:, and once");
  }
  if (!uneven && workload->rebuilds != 0) return err_set(err, "rebuild: stands twice");
  uint32_t count = 0;
  if (!parse_count(&count, name, str_slice(word, name.len, word.len), err)) return false;
  workload->rebuilds += count;
  workload->uneven = uneven ? count : 0;
  return true;
}

static bool add_idle_mark(Workload *workload, Str seconds, Err *err) {
  double number;
  if (!parse_number(seconds, &number) || number > IDLE_SECONDS_MAX) {
    return err_set(err, "idle:S,… takes seconds from 0 to %d, not \"%.*s\"", IDLE_SECONDS_MAX,
                   STR_ARG(seconds));
  }
  uint32_t count = workload->idle_mark_count;
  if (count == IDLE_MARKS_MAX)
    return err_set(err, "idle:S,… takes at most %d marks", IDLE_MARKS_MAX);
  if (count > 0 && number <= workload->idle_marks[count - 1])
    return err_set(err, "the marks of idle: must rise, and %.*s does not", STR_ARG(seconds));
  workload->idle_marks[workload->idle_mark_count++] = number;
  return true;
}

static bool is_seconds(Str word) {
  return word.len > 0 && word.data[0] >= '0' && word.data[0] <= '9';
}

static bool parse_phase(Workload *workload, Str word, Err *err) {
  static const Str rebuild = { "rebuild:", 8 };
  static const Str uneven = { "uneven:", 7 };
  static const Str idle = { "idle:", 5 };
  if (str_starts(word, rebuild)) return parse_rebuilds(workload, word, rebuild, false, err);
  if (str_starts(word, uneven)) return parse_rebuilds(workload, word, uneven, true, err);
  if (str_starts(word, idle)) {
    if (workload->idle_mark_count != 0) return err_set(err, "idle: stands twice");
    return add_idle_mark(workload, str_slice(word, idle.len, word.len), err);
  }
  if (is_seconds(word) && workload->idle_mark_count != 0) return add_idle_mark(workload, word, err);
  return err_set(err,
                 "there is no phase \"%.*s\"; behind cold may stand rebuild:N and uneven:N, and "
                 "idle:S,… at the end",
                 STR_ARG(word));
}

static bool parse_first(Workload *workload, Str word, Err *err) {
  static const Str watch = { "watch:", 6 };
  static const Str churn = { "churn:", 6 };
  static const Str replay = { "replay:", 7 };
  if (str_is(word, "cold")) return true;
  if (str_starts(word, watch) || str_starts(word, churn)) {
    workload->kind = WORK_WATCH;
    workload->churns = str_starts(word, churn);
    return parse_count(&workload->rebuilds, str_slice(word, 0, watch.len),
                       str_slice(word, watch.len, word.len), err);
  }
  if (str_is(word, "dev-server")) {
    workload->kind = WORK_SERVE;
    return true;
  }
  if (str_starts(word, replay)) {
    workload->kind = WORK_REPLAY;
    workload->trace = str_slice(word, replay.len, word.len);
    return workload->trace.len != 0 || err_set(err, "replay:FILE needs a trace");
  }
  if (str_is(word, "run")) {
    workload->kind = WORK_COMMAND;
    return true;
  }
  return err_set(err,
                 "a workload starts with cold, watch:N, churn:N, dev-server or replay:FILE, as "
                 "in cold,rebuild:5,idle:1,3; that of -- COMMAND with run, as in run,idle:10");
}

bool workload_parse(Workload *workload, Str text, Err *err) {
  *workload = (Workload){ 0 };
  Str rest = text;
  if (!parse_first(workload, next_word(&rest), err)) return false;
  while (rest.len != 0) {
    if (!parse_phase(workload, next_word(&rest), err)) return false;
  }
  return true;
}

uint32_t workload_idle_seconds(const Workload *workload) {
  const double room = 0.5; // for the last look, which a busy machine may delay
  if (workload->idle_mark_count == 0) return 0;
  return (uint32_t)ceil(workload->idle_marks[workload->idle_mark_count - 1] + room);
}
