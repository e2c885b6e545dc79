// What every arm does: a script of phases that the bundler plays itself, told by --workload. First form:
//   cold                one build from nothing
//   rebuild:N           N more builds in the same process with the same threads, modules dropped in between
//   uneven:N            instead: N more builds as after edits of the largest modules, each time scanned by another worker
//   idle:S,S,…          rest, threads asleep, memory looked at S seconds after the rest began
//   run                 in place of all but the last: any other program, from its start to its end or until it rests
// as in "cold,rebuild:5,idle:1,3" and "run,idle:10". `cold` or `run` comes first. Threads: no shared state.
#ifndef NEAP_BENCH_WORKLOAD_H
#define NEAP_BENCH_WORKLOAD_H

#include "base/err.h"
#include "base/str.h"

enum { IDLE_MARKS_MAX = 16, REBUILDS_MAX = 100000, IDLE_SECONDS_MAX = 86000 };

typedef struct Workload {
  bool is_command;                   // any program, not the bundler
  uint32_t rebuilds;                 // 0: none
  bool uneven;                       // what kind of rebuilds
  double idle_marks[IDLE_MARKS_MAX]; // seconds after the rest began, rising
  uint32_t idle_mark_count;          // 0: no rest
} Workload;

// Reads the text above; on failure `err` says what is wrong with it and what there is.
bool workload_parse(Workload *workload, Str text, Err *err) __attribute__((warn_unused_result));

// How long the program must rest so that the last mark falls well within: whole seconds.
uint32_t workload_idle_seconds(const Workload *workload);

#endif
