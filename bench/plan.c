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

static void move_block(Plan *plan, size_t arms, size_t from, size_t to) {
  for (size_t place = 0; place < arms; place++) {
    Job job = plan->jobs[from * arms + place];
    for (size_t i = from; i > to; i--) {
      plan->jobs[i * arms + place] = plan->jobs[(i - 1) * arms + place];
    }
    plan->jobs[to * arms + place] = job;
  }
}

bool plan_bring_forward(Plan *plan, uint32_t arms, uint32_t block, uint32_t to) {
  for (uint32_t from = to; from < plan->count / arms; from++) {
    if (plan->jobs[(size_t)from * arms].block != block) continue;
    move_block(plan, arms, from, to);
    return true;
  }
  return false;
}

void plan_keep_part(Plan *plan, uint32_t part, uint32_t parts) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->jobs[i].block % parts == part - 1) plan->jobs[kept++] = plan->jobs[i];
  }
  plan->count = kept;
}

void plan_clear(Plan *plan) {
  mem_free(plan->jobs);
  *plan = (Plan){ 0 };
}
