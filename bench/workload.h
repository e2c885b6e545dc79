// What every arm does: a script of phases, told by --workload. What comes first says what plays it:
//   cold                neap build: one build from nothing, then as in
//     rebuild:N         N more builds in the same process with the same threads, modules dropped in between
//     uneven:N          N more builds, behind those, as after edits of the largest modules, each time scanned by another worker
//   watch:N             neap watch of a copy of the project, in which N files are saved, one after the other
//   churn:N             the same, but it is the entry that is saved: without its imports and whole again, in turn
//   dev-server          neap serve, and a page that is loaded in Chromium and closed
//   replay:FILE         what neap corpus record wrote, by neap corpus replay
//   run                 any other program, from its start to its end or until it rests
// and each may end with
//   idle:S,S,…          rest, threads asleep, memory looked at S seconds after the rest began
// as in "cold,rebuild:5,idle:1,3" and "run,idle:10". Threads: no shared state.
#ifndef NEAP_BENCH_WORKLOAD_H
#define NEAP_BENCH_WORKLOAD_H

#include "base/err.h"
#include "base/str.h"

enum { IDLE_MARKS_MAX = 16, REBUILDS_MAX = 100000, IDLE_SECONDS_MAX = 86000 };

typedef enum WorkKind { WORK_BUILD, WORK_WATCH, WORK_SERVE, WORK_REPLAY, WORK_COMMAND } WorkKind;

typedef struct Workload {
  WorkKind kind;
  uint32_t rebuilds;                 // or saves; 0: none
  uint32_t uneven;                   // so many of the rebuilds, the last ones, are uneven
  bool churns;                       // what kind of saves
  Str trace;                         // to be replayed; borrowed from the text
  double idle_marks[IDLE_MARKS_MAX]; // seconds after the rest began, rising
  uint32_t idle_mark_count;          // 0: no rest
} Workload;

// Reads the text above; on failure `err` says what is wrong with it and what there is.
bool workload_parse(Workload *workload, Str text, Err *err) __attribute__((warn_unused_result));

// Whether the program goes on until it is stopped, rather than play its script and end.
static inline bool workload_is_open(const Workload *workload) {
  return workload->kind == WORK_WATCH || workload->kind == WORK_SERVE ||
         workload->kind == WORK_COMMAND;
}

// How long the program must rest so that the last mark falls well within: whole seconds.
uint32_t workload_idle_seconds(const Workload *workload);

#endif
