// One run while it goes on: what run.c and guide.c share. Threads: the main one only.
#ifndef NEAP_BENCH_TASK_H
#define NEAP_BENCH_TASK_H

#include "cgroup.h"
#include "run.h"
#include "tree.h"

#include <time.h>

struct RunTask {
  Run *run;
  const RunSpec *spec;
  Child child;
  Cgroup group;  // or none
  char *out;     // owned; files in the scratch folder: the bundle,
  char *printed; // what the program printed,
  char *stats;   // what libneap told at the program's end,
  char *stats_at_rest;
  char *visited; // what the visitor printed
  MarkName last;
  uint64_t begun_ns;
  uint64_t begun_cpu_ns; // of ours
  uint64_t heard_ns;     // the last sign of life
  uint64_t start_ns;
  uint64_t last_ns;      // when the last mark was written
  uint64_t phase_cpu_ns; // CPU time at the begin of the phase
  uint64_t rebuild_cpu_ns;
  VEC(double) rebuild_walls;
  uint32_t idle_marks_taken;
  uint64_t rest_look_ns;  // when the footprint is due again
  uint64_t sleeps_before; // when the rest began
  Tree processes; // those that are looked at: the program, and for a command what it started
  uint64_t
      look_pause_ns; // between looks at the curve; more than usual when many processes make one expensive
  uint64_t looked_ns;    // when the last look was
  uint64_t most_private; // of a command, seen at any time
  uint64_t quiet_ns;     // since when it has been quiet, by the processor time of then
  uint64_t quiet_use_ns;
  uint32_t saves;    // that were made
  uint64_t saved_ns; // when the last one was begun; 0: its output is there
  Child visitor;
  bool is_visited; // the visitor was started
  bool is_stopped; // by us, after its rest
};

static inline uint64_t task_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline double task_seconds(uint64_t from_ns, uint64_t to_ns) {
  return (double)(int64_t)(to_ns - from_ns) / 1e9;
}

#endif
