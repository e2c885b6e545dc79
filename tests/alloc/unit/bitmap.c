// Runs of bits against an array of bools; hints from many threads.
#include "bitmap.h"

#include "support.h"
#include <check.h>
#include <pthread.h>
#include <string.h>

enum { BITS = 700, STEPS = 20000 };

static size_t model_find(const bool *model, size_t from, size_t run, size_t alignment) {
  for (size_t at = (from + alignment - 1) / alignment * alignment; at + run <= BITS;
       at += alignment) {
    bool clear = true;
    for (size_t i = at; i < at + run; i++) {
      clear = clear && !model[i];
    }
    if (clear) {
      return at;
    }
  }
  return BITS_NONE;
}

static size_t model_next(const bool *model, size_t from, bool wanted) {
  while (from < BITS && model[from] != wanted) {
    from++;
  }
  return from;
}

START_TEST(test_runs_agree_with_an_array) {
  uint64_t random = test_seed();
  uint64_t bits[(BITS + 63) / 64] = { 0 };
  bool model[BITS] = { false };
  for (int step = 0; step < STEPS; step++) {
    size_t at = random_below(&random, BITS);
    size_t run = 1 + random_below(&random, random_below(&random, 4) ? 9 : 200);
    run = run < BITS - at ? run : BITS - at;
    bool set = random_below(&random, 2);
    (set ? neap__bits_set : neap__bits_clear)(bits, at, run);
    memset(model + at, set, run);
    size_t from = random_below(&random, BITS);
    size_t want = 1 + random_below(&random, 70);
    size_t alignment = (size_t)1 << random_below(&random, 5);
    ck_assert_uint_eq(neap__bits_find_clear_run(bits, BITS, from, want, alignment),
                      model_find(model, from, want, alignment));
    ck_assert_uint_eq(neap__bits_next(bits, BITS, from, set), model_next(model, from, set));
    size_t count = 0;
    for (size_t i = at; i < BITS; i++) {
      count += model[i];
    }
    ck_assert_uint_eq(neap__bits_count(bits, at, BITS - at), count);
  }
}

END_TEST

START_TEST(test_a_hint_is_found_once) {
  static HintMap map;
  ck_assert_uint_eq(neap__hint_take(&map), BITS_NONE);
  for (size_t i = 0; i < HINT_BITS; i += 31) {
    neap__hint_set(&map, i);
    neap__hint_set(&map, i);
  }
  for (size_t i = 0; i < HINT_BITS; i += 31) {
    ck_assert_uint_eq(neap__hint_take(&map), i);
  }
  ck_assert_uint_eq(neap__hint_take(&map), BITS_NONE);
}

END_TEST

START_TEST(test_hints_are_looked_at_in_order_and_cleared_once) {
  static HintMap map;
  ck_assert_uint_eq(neap__hint_next(&map, 0), BITS_NONE);
  for (size_t i = 5; i < HINT_BITS; i += 67) {
    neap__hint_set(&map, i);
  }
  size_t at = 0;
  for (size_t i = 5; i < HINT_BITS; i += 67) {
    at = neap__hint_next(&map, at);
    ck_assert_uint_eq(at, i);
    ck_assert_uint_eq(neap__hint_next(&map, i), i);
    ck_assert(neap__hint_clear(&map, i));
    ck_assert(!neap__hint_clear(&map, i));
  }
  ck_assert_uint_eq(neap__hint_next(&map, 0), BITS_NONE);
  ck_assert_uint_eq(neap__hint_take(&map), BITS_NONE);
}

END_TEST

enum { SETTERS = 2, ROUNDS = 20000 };

static HintMap crowd_map;
static _Atomic size_t crowd_taken;
static _Atomic unsigned setters_left = SETTERS;

// Each setter has bits of its own and sets one only after it was taken.
static _Atomic bool waiting[SETTERS * 64];

static void *crowd_set(void *argument) {
  size_t base = (size_t)(uintptr_t)argument;
  for (int round = 0; round < ROUNDS; round++) {
    size_t which = base + (size_t)round % 64;
    while (load_acquire(&waiting[which])) {
    }
    store_release(&waiting[which], true);
    neap__hint_set(&crowd_map, which * 61 % HINT_BITS);
  }
  setters_left--;
  return NULL;
}

static void *crowd_take(void *argument) {
  (void)argument;
  size_t taken = 0;
  while (true) {
    bool last = setters_left == 0;
    size_t bit = neap__hint_take(&crowd_map);
    if (bit == BITS_NONE && last) {
      break;
    }
    for (size_t i = 0; bit != BITS_NONE && i < (size_t)SETTERS * 64; i++) {
      if (i * 61 % HINT_BITS == bit) {
        store_release(&waiting[i], false);
        taken++;
      }
    }
  }
  crowd_taken += taken;
  return NULL;
}

// What one thread sets is found by the others, as often as it was set.
START_TEST(test_no_hint_is_lost_in_a_crowd) {
  pthread_t threads[SETTERS + 2];
  for (size_t i = 0; i < SETTERS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, crowd_set, (void *)(i * 64)), 0);
  }
  for (size_t i = SETTERS; i < SETTERS + 2; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, crowd_take, NULL), 0);
  }
  for (size_t i = 0; i < SETTERS + 2; i++) {
    pthread_join(threads[i], NULL);
  }
  ck_assert_uint_eq(crowd_taken, (size_t)SETTERS * ROUNDS);
}

END_TEST

int main(void) {
  TCase *tests = tcase_create("bitmap");
  tcase_add_test(tests, test_runs_agree_with_an_array);
  tcase_add_test(tests, test_a_hint_is_found_once);
  tcase_add_test(tests, test_hints_are_looked_at_in_order_and_cleared_once);
  tcase_add_test(tests, test_no_hint_is_lost_in_a_crowd);
  return run_tests(tests, "bitmap");
}
