// rest: when memory went back, from its footprint over a rest.
#include "bench/rest.h"

#include "suite.h"

#include <math.h>

START_TEST(times_are_those_of_the_points_that_reach_the_share) {
  // 100 at first and 20 at last: half of the 80 is gone at 60, nine tenths at 28.
  const RestPoint points[] = {
    { 5, 100 }, { 6, 70 }, { 7, 60 }, { 8, 29 }, { 10, 28 }, { 12, 20 }
  };
  Rest rest = rest_measure(points, 6, 0.2);
  ck_assert_double_eq(rest.half, 2);
  ck_assert_double_eq(rest.nine_tenths, 5);
  ck_assert_double_eq(rest.byte_seconds, 65 + 45 + 24.5 + 17 + 8);
}

END_TEST

START_TEST(memory_that_stays_takes_no_time) {
  const RestPoint points[] = { { 0, 50 }, { 1, 60 }, { 2, 50 } };
  Rest rest = rest_measure(points, 3, 0.2);
  ck_assert_double_eq(rest.half, 0.2);
  ck_assert_double_eq(rest.nine_tenths, 0.2);
  ck_assert_double_eq(rest.byte_seconds, 10);
}

END_TEST

START_TEST(one_point_tells_nothing) {
  const RestPoint point = { 0, 50 };
  ck_assert(isnan(rest_measure(&point, 1, 0.2).half));
  ck_assert(isnan(rest_measure(&point, 0, 0.2).byte_seconds));
}

END_TEST

SUITE_MAIN("rest", times_are_those_of_the_points_that_reach_the_share,
           memory_that_stays_takes_no_time, one_point_tells_nothing)
