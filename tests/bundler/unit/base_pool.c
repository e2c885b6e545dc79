// pool: every job runs once, waiting waits, workers are told apart.
#include "base/mem.h"
#include "base/pool.h"
#include "suite.h"

#include <stdatomic.h>

enum { WORKERS_MAX = 256 };

typedef struct Tally {
  Pool *pool;
  _Atomic uint32_t jobs;
  uint32_t by_worker[WORKERS_MAX]; // each worker its own: TSan sees two jobs of one number at once
} Tally;

static void count_job(void *context, void *item, uint32_t worker) {
  Tally *tally = (Tally *)context;
  tally->by_worker[worker]++;
  atomic_fetch_add(&tally->jobs, 1);
  if (item) (*(uint32_t *)item)++;
}

// Each job below `depth` submits two more, as modules do.
static void branch_job(void *context, void *item, uint32_t worker) {
  Tally *tally = (Tally *)context;
  uintptr_t depth = (uintptr_t)item;
  count_job(context, NULL, worker);
  if (depth == 0) return;
  pool_submit(tally->pool, branch_job, tally, (void *)(depth - 1));
  pool_submit(tally->pool, branch_job, tally, (void *)(depth - 1));
}

static uint32_t sum_of_workers(const Tally *tally) {
  uint32_t sum = 0;
  for (int i = 0; i < WORKERS_MAX; i++) {
    sum += tally->by_worker[i];
  }
  return sum;
}

START_TEST(jobs_submit_jobs_and_all_are_waited_for) {
  static const uint32_t thread_counts[] = { 1, 2, 8, 64 };
  for (int i = 0; i < 4; i++) {
    Tally tally = { .pool = pool_new(thread_counts[i]) };
    ck_assert_ptr_nonnull(tally.pool);
    ck_assert_uint_eq(pool_threads(tally.pool), thread_counts[i]);
    for (size_t round = 1; round <= 5; round++) {
      pool_submit(tally.pool, branch_job, &tally, (void *)10);
      pool_wait(tally.pool);
      ck_assert_uint_eq(atomic_load(&tally.jobs), round * 2047);
      ck_assert_uint_eq(sum_of_workers(&tally), round * 2047);
    }
    pool_free(tally.pool);
  }
}

END_TEST

START_TEST(each_item_is_visited_once) {
  enum { ITEMS = 10000 };

  Pool *pool = pool_new(8);
  Tally tally = { .pool = pool };
  uint32_t *counts = (uint32_t *)mem_alloc_zeroed(ITEMS, sizeof *counts);
  void **items = (void **)mem_alloc_zeroed(ITEMS, sizeof *items);
  for (int i = 0; i < ITEMS; i++) {
    items[i] = &counts[i];
  }
  pool_each(pool, count_job, &tally, items, ITEMS);
  pool_each(pool, count_job, &tally, items, 0);
  pool_each(pool, count_job, &tally, items, 1);
  for (int i = 0; i < ITEMS; i++) {
    ck_assert_uint_eq(counts[i], i == 0 ? 2 : 1);
  }
  ck_assert_uint_eq(atomic_load(&tally.jobs), ITEMS + 1);
  pool_free(pool);
  mem_free(counts);
  mem_free((void *)items);
}

END_TEST

START_TEST(freeing_waits_for_what_was_submitted) {
  Tally tally = { .pool = pool_new(3) };
  for (int i = 0; i < 1000; i++) {
    pool_submit(tally.pool, count_job, &tally, NULL);
  }
  pool_free(tally.pool);
  ck_assert_uint_eq(atomic_load(&tally.jobs), 1000);
  pool_free(NULL);
}

END_TEST

static void order_job(void *context, void *item, uint32_t worker) {
  (void)worker;
  uint32_t *next = (uint32_t *)context;
  ck_assert_uint_eq((uintptr_t)item, *next);
  ++*next;
}

START_TEST(one_worker_keeps_the_order) {
  Pool *pool = pool_new(1);
  uint32_t next = 0;
  for (uintptr_t i = 0; i < 100; i++) {
    pool_submit(pool, order_job, &next, (void *)i);
  }
  pool_wait(pool);
  ck_assert_uint_eq(next, 100);
  pool_free(pool);
}

END_TEST

static void deep_job(void *context, void *item, uint32_t worker) {
  (void)item;
  (void)worker;
  volatile char room[48 << 20];
  for (size_t i = 0; i < sizeof room; i += 4096) {
    room[sizeof room - 1 - i] = 1;
  }
  *(bool *)context = room[sizeof room - 1] == 1;
}

// In between, jobs for anybody keep the others busy.
START_TEST(a_worker_can_be_named) {
  enum { JOBS = 1000, THREADS = 5 };

  Pool *pool = pool_new(THREADS);
  for (uint32_t named = 0; named < THREADS; named++) {
    Tally mine = { .pool = pool };
    Tally anybodys = { .pool = pool };
    for (int i = 0; i < JOBS; i++) {
      pool_submit_to(pool, named, count_job, &mine, NULL);
      pool_submit(pool, count_job, &anybodys, NULL);
    }
    pool_wait(pool);
    ck_assert_uint_eq(mine.by_worker[named], JOBS);
    ck_assert_uint_eq(sum_of_workers(&mine), JOBS);
    ck_assert_uint_eq(sum_of_workers(&anybodys), JOBS);
  }
  pool_free(pool);
}

END_TEST

START_TEST(workers_have_deep_stacks) {
  Pool *pool = pool_new(2);
  bool done = false;
  pool_submit(pool, deep_job, &done, NULL);
  pool_wait(pool);
  ck_assert(done);
  pool_free(pool);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("pool");
  TCase *tests = tcase_create("pool");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, jobs_submit_jobs_and_all_are_waited_for);
  tcase_add_test(tests, each_item_is_visited_once);
  tcase_add_test(tests, freeing_waits_for_what_was_submitted);
  tcase_add_test(tests, one_worker_keeps_the_order);
  tcase_add_test(tests, a_worker_can_be_named);
  tcase_add_test(tests, workers_have_deep_stacks);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
