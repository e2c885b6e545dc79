// Where a thread's next page comes from: it does not come back for a block or two, and when there is nothing else it does.
#include "theap.h"

#include "block.h"
#include "gate.h"
#include "neap.h"
#include "options.h"
#include "support.h"
#include "thread.h"
#include <check.h>

// Blocks that are replaced at random leave a block or two free in every page. To turn to a page for each of them would cost a release and a
// claim for each; and a thread that claims the same pages again and again learns to keep them.
START_TEST(test_random_replacement_seldom_changes_pages) {
  enum { BLOCKS = 16384, REPLACEMENTS = 200000, SIZE = 64 };

  static void *blocks[BLOCKS];
  uint64_t random = test_seed();
  for (int i = 0; i < BLOCKS; i++) {
    blocks[i] = neap_malloc(SIZE);
    ck_assert_ptr_nonnull(blocks[i]);
  }
  size_t moves_before = stats_number("releases") + stats_number("claims");
  for (int i = 0; i < REPLACEMENTS; i++) {
    size_t at = random_below(&random, BLOCKS);
    neap_free(blocks[at]);
    blocks[at] = neap_malloc(SIZE);
    ck_assert_ptr_nonnull(blocks[at]);
  }
  size_t moves = stats_number("releases") + stats_number("claims") - moves_before;
  ck_assert_uint_lt(moves, REPLACEMENTS / 256);
  ck_assert_uint_lt(stats_number("touched_bytes"), (size_t)BLOCKS * SIZE * 3 / 2);
  for (int i = 0; i < BLOCKS; i++) {
    neap_free(blocks[i]);
  }
}

END_TEST

// The last pages at hand stay owned, so that the thread frees into them without an atomic operation.
START_TEST(test_the_last_full_pages_stay_at_hand) {
  enum { PAGES = 10, PER_PAGE = SLICE_SIZE / 1024, SIZE = 1024 };

  static void *blocks[PAGES * PER_PAGE + 1];
  for (int i = 0; i <= PAGES * PER_PAGE; i++) {
    blocks[i] = neap_malloc(SIZE);
    ck_assert_ptr_nonnull(blocks[i]);
  }
  size_t owned = 0;
  for (size_t i = 0; i < PAGES; i++) {
    const Page *page = page_of(blocks[i * PER_PAGE]);
    owned += load_relaxed(&page->fast_owner) == neap__theap;
  }
  ck_assert_uint_eq(owned, neap__option_number(OPTION_RETAIN));
  for (int i = 0; i <= PAGES * PER_PAGE; i++) {
    neap_free(blocks[i]);
  }
}

END_TEST

static uint64_t frees_from_elsewhere(void) {
  return load_relaxed(&neap__theap->counters.remote_frees[size_class(1024)]);
}

// A thread that frees what it made, and then makes as much again, learns to keep the pages meanwhile.
START_TEST(test_what_is_freed_and_made_again_stays_at_hand) {
  enum { PAGES = 20, BLOCKS = PAGES * SLICE_SIZE / 1024, SIZE = 1024, ROUNDS = 10 };

  static void *blocks[BLOCKS];
  uint64_t before = frees_from_elsewhere(), first = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = neap_malloc(SIZE);
      ck_assert_ptr_nonnull(blocks[i]);
    }
    for (int i = 0; i < BLOCKS; i++) {
      neap_free(blocks[i]);
    }
    first = round == 0 ? frees_from_elsewhere() - before : first;
  }
  ck_assert_uint_gt(first, BLOCKS / 4); // they had been let go
  ck_assert_uint_lt(frees_from_elsewhere() - before, 2 * first);
}

END_TEST

// --- spare pages

enum {
  SPARE_SIZE = 4096,
  SPARE_PER_PAGE = SLICE_SIZE / SPARE_SIZE,
  SPARE_BLOCKS = 20 * SPARE_PER_PAGE
};

static void make_and_free(size_t size, int count) {
  static void *blocks[SPARE_BLOCKS];

  for (int i = 0; i < count; i++) {
    blocks[i] = neap_malloc(size);
    ck_assert_ptr_nonnull(blocks[i]);
  }
  for (int i = 0; i < count; i++) {
    neap_free(blocks[i]);
  }
}

static uint64_t fresh_pages(void) {
  return load_relaxed(&neap__theap->counters.bins[size_class(SPARE_SIZE)].fresh);
}

// What a thread freed and makes again comes from pages that it kept as they were.
START_TEST(test_empty_pages_are_kept_for_the_next_blocks_of_their_size) {
  make_and_free(SPARE_SIZE, SPARE_BLOCKS);
  make_and_free(SPARE_SIZE, SPARE_BLOCKS);
  uint64_t fresh = fresh_pages();
  for (int round = 0; round < 10; round++) {
    make_and_free(SPARE_SIZE, SPARE_BLOCKS);
  }
  ck_assert_uint_lt(fresh_pages() - fresh, 10); // of 200
  neap__theap_check(neap__theap);
}

END_TEST

// Blocks of another size cost no more memory for that.
START_TEST(test_spare_pages_go_back_before_others_are_taken) {
  make_and_free(SPARE_SIZE, SPARE_BLOCKS);
  size_t taken = neap__arena_counts(REGION_PAGES).taken_bytes;
  ck_assert_uint_ge(neap__theap->spare_slices, SPARE_BLOCKS / SPARE_PER_PAGE / 2);
  make_and_free((size_t)2 * SPARE_SIZE, SPARE_BLOCKS / 4);
  ck_assert_uint_le(neap__arena_counts(REGION_PAGES).taken_bytes, taken + SLICE_SIZE);
  neap__theap_check(neap__theap);
}

END_TEST

// What is not used again goes back while the thread does something else, and all of it when all is collected.
START_TEST(test_spare_pages_go_back) {
  make_and_free(SPARE_SIZE, SPARE_BLOCKS);
  ck_assert_uint_gt(neap__theap->spare_slices, 0);
  for (int i = 0; i < 3 * BEAT_EVERY; i++) { // each turns to another page
    make_and_free((size_t)64 * 1024, 9);
  }
  ck_assert_ptr_null(neap__theap->spares[size_class(SPARE_SIZE)]);
  neap_collect(true);
  ck_assert_uint_eq(neap__theap->spare_slices, 0);
  neap__theap_check(neap__theap);
}

END_TEST

// --- the two bins of a class

enum { PAIR_SIZE = 2048, PER_PAGE = SLICE_SIZE / PAIR_SIZE, FILLED = 20 * PER_PAGE };

static void *filled[FILLED];

static void *take_in(unsigned bin) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  gate_pass(theap);
  void *block = neap__block_new_in_bin(bin);
  gate_leave(theap);
  ck_assert_ptr_nonnull(block);
  return block;
}

// Pages of the bin of which a quarter is free, and nobody's.
static void let_go_pages(unsigned bin) {
  for (int i = 0; i < FILLED; i++) {
    filled[i] = take_in(bin);
  }
  for (int i = 0; i < FILLED; i += 4) {
    neap_free(filled[i]);
    filled[i] = NULL;
  }
  neap_collect(true);
}

// How many of some blocks of the bin lie in such a page; frees all.
static int count_beside(unsigned bin) {
  enum { BLOCKS = 8 };

  void *blocks[BLOCKS];
  int beside = 0;
  for (int i = 0; i < BLOCKS; i++) {
    blocks[i] = take_in(bin);
    bool found = false;
    for (int j = 0; j < FILLED && !found; j++) {
      found = filled[j] && page_of(filled[j]) == page_of(blocks[i]);
    }
    beside += found;
  }
  for (int i = 0; i < BLOCKS; i++) {
    neap_free(blocks[i]);
  }
  for (int i = 0; i < FILLED; i++) {
    neap_free(filled[i]);
  }
  return beside;
}

START_TEST(test_room_beside_long_lived_blocks_comes_before_a_fresh_page) {
  unsigned bin = size_class(PAIR_SIZE);
  let_go_pages(bin + CLASS_COUNT);
  ck_assert_int_gt(count_beside(bin), 0);
}

END_TEST

START_TEST(test_long_lived_blocks_join_those_that_have_grown_old_alone) {
  unsigned bin = size_class(PAIR_SIZE);
  let_go_pages(bin);
  ck_assert_int_eq(count_beside(bin + CLASS_COUNT), 0);
  let_go_pages(bin);
  for (size_t allocated = 0; allocated < 4 * neap__arena_in_use() + 4 * MIB; allocated += MIB) {
    neap_free(neap_malloc(MIB / 2));
    neap_free(neap_malloc(MIB / 2));
  }
  ck_assert_int_gt(count_beside(bin + CLASS_COUNT), 0);
}

END_TEST

// Lifetimes are judged by what is in use: a large page with one block would make everything look young.
START_TEST(test_what_a_page_has_no_blocks_of_is_not_in_use) {
  enum { SIZE = 6000 };

  neap__theap_collect(neap__theap, true);
  size_t before = neap__arena_in_use();
  void *block = neap_malloc(SIZE);
  ck_assert_ptr_nonnull(block);
  ck_assert_uint_eq(page_of(block)->slice.slice_count, MEDIUM_SLICES);
  ck_assert_uint_ge(neap__arena_in_use(), before + SIZE);
  ck_assert_uint_le(neap__arena_in_use(), before + SLICE_SIZE / 2);
  neap_free(block);
  neap__theap_collect(neap__theap, true);
  ck_assert_uint_eq(neap__arena_in_use(), before);
}

END_TEST

int main(void) {
  neap__process_begin();
  TCase *tests = tcase_create("theap");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_random_replacement_seldom_changes_pages);
  tcase_add_test(tests, test_the_last_full_pages_stay_at_hand);
  tcase_add_test(tests, test_what_is_freed_and_made_again_stays_at_hand);
  tcase_add_test(tests, test_empty_pages_are_kept_for_the_next_blocks_of_their_size);
  tcase_add_test(tests, test_spare_pages_go_back_before_others_are_taken);
  tcase_add_test(tests, test_spare_pages_go_back);
  tcase_add_test(tests, test_room_beside_long_lived_blocks_comes_before_a_fresh_page);
  tcase_add_test(tests, test_long_lived_blocks_join_those_that_have_grown_old_alone);
  tcase_add_test(tests, test_what_a_page_has_no_blocks_of_is_not_in_use);
  return run_tests(tests, "theap");
}
