// Who runs when: random complete blocks. Every arm runs once in every block, in an order of its own, so that whatever changes slowly
// (heat, other load, the page cache) falls on all arms alike. Threads: no shared state.
#ifndef NEAP_BENCH_PLAN_H
#define NEAP_BENCH_PLAN_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Job {
  uint32_t block; // from 0
  uint32_t place; // within the block, from 0
  uint32_t arm;   // from 0
} Job;

typedef struct Plan {
  Job *jobs; // owned; block by block
  uint32_t count;
} Plan;

// The same numbers and seed give the same plan everywhere. Ended by plan_clear.
Plan plan_make(uint32_t blocks, uint32_t arms, uint64_t seed);
void plan_clear(Plan *plan);

// Puts `block` at the place `to` among the blocks; those from there on move back by one. false: it is not there or before `to`.
bool plan_bring_forward(Plan *plan, uint32_t arms, uint32_t block, uint32_t to);

// Keeps what is the part's, a number from 1 to `parts`: every block belongs to one part, in turn.
void plan_keep_part(Plan *plan, uint32_t part, uint32_t parts);

#endif
