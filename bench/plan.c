#include "plan.h"

#include "dice.h"

#include "base/mem.h"

// The Fisher-Yates shuffle.
static void shuffle_block(Job *jobs, uint32_t count, Dice *dice) {
  for (uint32_t left = count; left > 1; left--) {
    uint32_t drawn = dice_below(dice, left);
    uint32_t arm = jobs[left - 1].arm;
    jobs[left - 1].arm = jobs[drawn].arm;
    jobs[drawn].arm = arm;
  }
}

Plan plan_make(uint32_t blocks, uint32_t arms, uint64_t seed) {
  Plan plan = { (Job *)mem_alloc_zeroed((size_t)blocks * arms, sizeof(Job)), blocks * arms };
  Dice dice = { seed };
  for (uint32_t block = 0; block < blocks; block++) {
    Job *jobs = plan.jobs + (size_t)block * arms;
    for (uint32_t arm = 0; arm < arms; arm++) {
      jobs[arm] = (Job){ block, arm, arm };
    }
    shuffle_block(jobs, arms, &dice);
  }
  return plan;
}

void plan_clear(Plan *plan) {
  mem_free(plan->jobs);
  *plan = (Plan){ 0 };
}
