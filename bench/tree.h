// A process and all that it started, looked at together. Processes that come and go between two looks are not seen; what they used is in
// the kernel's counts at the end. Threads: no shared state.
#ifndef NEAP_BENCH_TREE_H
#define NEAP_BENCH_TREE_H

#include "sample.h"

#include "base/vec.h"

typedef VEC(pid_t) Tree; // ended by vec_clear

// Lists all descendants of `root`, parents before children; what was in `tree` is forgotten. `root` itself is not among them.
void tree_look(Tree *tree, pid_t root);

// Sums over the processes that are still there: what no other program shares with them (resident less file pages), CPU time as
// sample_cpu_ns, time waiting for a processor as sample_wait_ns, sleeps as sample_sleeps.
uint64_t tree_private(const Tree *tree);
uint64_t tree_cpu_ns(const Tree *tree);
uint64_t tree_wait_ns(const Tree *tree);
uint64_t tree_sleeps(const Tree *tree);

// Pages that several of them share count once. false: none of them could be looked at.
bool tree_footprint(const Tree *tree, Footprint *footprint, Err *err)
    __attribute__((warn_unused_result));

#endif
