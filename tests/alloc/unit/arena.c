// Slices and units: disjoint, aligned, found again from any pointer into them, clean only when they are; memory goes back.
#include "arena.h"

#include "page.h"
#include "support.h"
#include "thread.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { RUNS = 400 };

static bool all_zero(const char *start, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (start[i]) {
      return false;
    }
  }
  return true;
}

static void slices_give(Slice *record) {
  neap__slices_give(record, (size_t)record->slice_count * SLICE_SIZE);
}

START_TEST(test_slices_are_disjoint_and_found) {
  uint64_t random = test_seed();
  static Slice *taken[RUNS];
  static size_t used[RUNS];
  for (int step = 0; step < 20 * RUNS; step++) {
    size_t at = random_below(&random, RUNS);
    if (taken[at]) {
      size_t size = (size_t)taken[at]->slice_count * SLICE_SIZE;
      ck_assert_mem_eq(record_memory(taken[at]), &taken[at],
                       sizeof taken[at]); // untouched by others
      ck_assert_ptr_eq(record_of(record_memory(taken[at]) + random_below(&random, size)),
                       taken[at]);
      neap__slices_give(taken[at], used[at]);
      taken[at] = NULL;
      continue;
    }
    unsigned count = random_below(&random, 4) ? 1 : MEDIUM_SLICES;
    taken[at] = neap__slices_take(count, random_below(&random, 2));
    ck_assert_ptr_nonnull(taken[at]);
    char *memory = record_memory(taken[at]);
    ck_assert_uint_eq((uintptr_t)memory % (count * (size_t)SLICE_SIZE), 0);
    ck_assert(window_known(memory));
    size_t eighth = slice_eighth(taken[at]);
    for (size_t i = 0; i < 8; i++) {
      ck_assert(taken[at]->dirty >> i & 1 || all_zero(memory + i * eighth, eighth));
    }
    memcpy(memory, &taken[at], sizeof taken[at]);
    size_t size = count * (size_t)SLICE_SIZE;
    used[at] = sizeof taken[at] + random_below(&random, size - sizeof taken[at] + 1);
    memory[used[at] - 1] = 1;
    if (step % 512 == 0) {
      neap__arena_purge(0);
      neap__arena_check();
    }
  }
  for (size_t at = 0; at < RUNS; at++) {
    if (taken[at]) {
      slices_give(taken[at]);
    }
  }
  neap__arena_check();
  neap__arena_purge(0);
  neap__arena_check();
  ck_assert_uint_eq(neap__arena_counts(REGION_PAGES).dirty_bytes, 0);
}

END_TEST

static bool is_resident(const void *address) {
  unsigned char resident = 0;
  void *unit = (void *)((uintptr_t)address & ~(uintptr_t)(UNIT_SIZE - 1));
  ck_assert_int_eq(mincore(unit, UNIT_SIZE, &resident), 0);
  return resident & 1;
}

// Records are a small part of memory, but what a program has used once would hold them for ever.
START_TEST(test_records_of_free_slices_go_back) {
  enum { SLICES = 4 * RECORDS_PER_UNIT };

  static Slice *taken[SLICES];
  for (size_t i = 0; i < SLICES; i++) {
    taken[i] = neap__slices_take(1, false);
    ck_assert_ptr_nonnull(taken[i]);
  }

  enum { UNITS = SLICES * UNITS_PER_SLICE };

  bool was_clean;
  char *stays = neap__units_take(UNITS, UNIT_SIZE, &was_clean);
  char *between = neap__units_take(UNITS, UNIT_SIZE, &was_clean);
  char *span = neap__units_take(UNITS, UNIT_SIZE, &was_clean);
  ck_assert(stays && between && span);
  Slice *last = taken[SLICES - 1];
  Slice *of_span = record_at(span);
  of_span->slice_count = 1; // as whoever has the span would write
  ck_assert(is_resident(last) && is_resident(of_span));
  for (size_t i = 1; i < SLICES; i++) {
    slices_give(taken[i]);
  }
  neap__units_give(between, UNITS);
  neap__units_give(span, UNITS);
  neap__arena_purge(0);
  ck_assert(is_resident(taken[0]));
  ck_assert(!is_resident(last) && !is_resident(of_span));
  for (size_t i = 1; i < SLICES; i++) {
    taken[i] = neap__slices_take(1, false);
    ck_assert_ptr_nonnull(taken[i]);
    ck_assert_ptr_eq(record_of(record_memory(taken[i])), taken[i]);
  }
  neap__arena_check();
  for (size_t i = 0; i < SLICES; i++) {
    slices_give(taken[i]);
  }
  neap__units_give(stays, UNITS);
}

END_TEST

// What lies free and resident is left to who will use it all.
START_TEST(test_sparse_runs_take_little_that_is_resident) {
  enum { SLICES = 64 };

  static Slice *taken[SLICES];
  neap__arena_purge(0);
  size_t as_pages = (size_t)SLICES * MEDIUM_SLICES * SLICE_SIZE;
  neap__arena_use(as_pages); // there is less that is dirty
  for (unsigned count = 1; count <= MEDIUM_SLICES; count += MEDIUM_SLICES - 1) {
    for (size_t i = 0; i < SLICES; i++) {
      taken[i] = neap__slices_take(count, false);
      ck_assert_ptr_nonnull(taken[i]);
      memset(record_memory(taken[i]), 1, count * (size_t)SLICE_SIZE);
    }
    for (size_t i = 0; i < SLICES; i += 2) { // others keep the groups of eight in use
      slices_give(taken[i]);
    }
    Slice *first = neap__slices_take(count, true);
    ck_assert_ptr_nonnull(first);
    ck_assert_uint_eq(first->dirty, 0);
    size_t eighth = slice_eighth(first);
    memset(record_memory(first), 1, eighth + 1);
    neap__slices_give(first, eighth + 1);
    Slice *again = neap__slices_take(count, true); // where little is resident already
    ck_assert_ptr_eq(again, first);
    ck_assert_uint_eq(again->dirty, 3);
    Slice *full = neap__slices_take(count, false);
    ck_assert_uint_eq(full->dirty, UINT8_MAX);
    slices_give(full);
    slices_give(again);
    for (size_t i = 1; i < SLICES; i += 2) {
      slices_give(taken[i]);
    }
    neap__arena_check();
    neap__arena_purge(0);
  }
  neap__arena_use(0 - as_pages);
}

END_TEST

typedef struct Run {
  char *start;
  size_t units;
} Run;

START_TEST(test_units_are_disjoint_aligned_and_clean_when_said) {
  uint64_t random = test_seed();
  static Run runs[RUNS];
  for (int step = 0; step < 20 * RUNS; step++) {
    Run *run = &runs[random_below(&random, RUNS)];
    if (run->start) {
      ck_assert_mem_eq(run->start, &run->start, sizeof run->start);
      neap__units_give(run->start, run->units);
      run->start = NULL;
      continue;
    }
    size_t alignment = (size_t)UNIT_SIZE << random_below(&random, 6);
    bool was_clean;
    run->units = 17 + random_below(&random, 120);
    run->start = neap__units_take(run->units, alignment, &was_clean);
    ck_assert_ptr_nonnull(run->start);
    ck_assert_uint_eq((uintptr_t)run->start % alignment, 0);
    if (was_clean) {
      ck_assert(all_zero(run->start, run->units * UNIT_SIZE));
    }
    size_t more = 1 + random_below(&random, 8);
    if (random_below(&random, 2) && neap__units_extend(run->start + run->units * UNIT_SIZE, more)) {
      run->units += more;
    }
    char **own_address = (char **)run->start;
    *own_address = run->start;
    run->start[run->units * UNIT_SIZE - 1] = 1;
    if (step % 512 == 0) {
      neap__arena_purge(0);
      neap__arena_check();
    }
  }
  for (size_t at = 0; at < RUNS; at++) {
    if (runs[at].start) {
      neap__units_give(runs[at].start, runs[at].units);
    }
  }
  neap__arena_check();
}

END_TEST

START_TEST(test_growing_stops_where_the_next_begins) {
  bool was_clean;
  char *first = neap__units_take(20, UNIT_SIZE, &was_clean);
  char *second = neap__units_take(20, UNIT_SIZE, &was_clean);
  ck_assert_ptr_eq(second, first + (size_t)20 * UNIT_SIZE);
  ck_assert(!neap__units_extend(second, 1));
  neap__units_give(second, 20);
  ck_assert(neap__units_extend(second, 20));
  neap__units_give(first, 40);
}

END_TEST

START_TEST(test_a_foreign_window_is_unknown) {
  int local;
  ck_assert(!window_known(NULL));
  ck_assert(!window_known(&local));
  ck_assert(!window_known((void *)UINTPTR_MAX));
  ck_assert(!window_known((void *)((uintptr_t)1 << 60)));
}

END_TEST

int main(void) {
  neap__process_begin();
  TCase *tests = tcase_create("arena");
  tcase_add_test(tests, test_sparse_runs_take_little_that_is_resident);
  tcase_add_test(tests, test_slices_are_disjoint_and_found);
  tcase_add_test(tests, test_records_of_free_slices_go_back);
  tcase_add_test(tests, test_units_are_disjoint_aligned_and_clean_when_said);
  tcase_add_test(tests, test_growing_stops_where_the_next_begins);
  tcase_add_test(tests, test_a_foreign_window_is_unknown);
  return run_tests(tests, "arena");
}
