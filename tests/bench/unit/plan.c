// plan: complete blocks, each in a random order that the seed repeats.
#include "bench/plan.h"

#include "bench/dice.h"
#include "suite.h"

#include <string.h>

enum { BLOCKS = 600, ARMS = 3 };

START_TEST(every_arm_runs_once_in_every_block) {
  Plan plan = plan_make(BLOCKS, ARMS, 5);
  ck_assert_uint_eq(plan.count, (uint64_t)BLOCKS * ARMS);
  for (uint32_t block = 0; block < BLOCKS; block++) {
    uint32_t seen = 0;
    for (uint32_t place = 0; place < ARMS; place++) {
      const Job *job = &plan.jobs[block * ARMS + place];
      ck_assert_uint_eq(job->block, block);
      ck_assert_uint_eq(job->place, place);
      seen |= 1U << job->arm;
    }
    ck_assert_uint_eq(seen, (1U << ARMS) - 1);
  }
  plan_clear(&plan);
}

END_TEST

START_TEST(every_arm_comes_to_every_place) {
  uint32_t times[ARMS][ARMS] = { 0 };
  Plan plan = plan_make(BLOCKS, ARMS, 5);
  for (uint32_t i = 0; i < plan.count; i++) {
    times[plan.jobs[i].arm][plan.jobs[i].place]++;
  }
  // 200 expected, standard deviation 11.5: five of them off would be chance once in a million.
  for (int arm = 0; arm < ARMS; arm++) {
    for (int place = 0; place < ARMS; place++) {
      ck_assert_uint_ge(times[arm][place], 142);
      ck_assert_uint_le(times[arm][place], 258);
    }
  }
  plan_clear(&plan);
}

END_TEST

START_TEST(a_seed_repeats_its_plan) {
  Plan plan = plan_make(20, ARMS, 81734);
  Plan same = plan_make(20, ARMS, 81734);
  Plan other = plan_make(20, ARMS, 81735);
  Plan shorter = plan_make(7, ARMS, 81734);
  size_t size = plan.count * sizeof *plan.jobs;
  ck_assert_int_eq(memcmp(plan.jobs, same.jobs, size), 0);
  ck_assert_int_ne(memcmp(plan.jobs, other.jobs, size), 0);
  ck_assert_int_eq(memcmp(plan.jobs, shorter.jobs, shorter.count * sizeof *plan.jobs), 0);
  plan_clear(&plan);
  plan_clear(&same);
  plan_clear(&other);
  plan_clear(&shorter);
}

END_TEST

START_TEST(dice_stay_below_their_bound) {
  Dice dice = { 3 };
  for (int i = 0; i < 1000; i++) {
    ck_assert_uint_lt(dice_below(&dice, 7), 7);
    ck_assert_uint_eq(dice_below(&dice, 1), 0);
  }
}

END_TEST

SUITE_MAIN("plan", every_arm_runs_once_in_every_block, every_arm_comes_to_every_place,
           a_seed_repeats_its_plan, dice_stay_below_their_bound)
