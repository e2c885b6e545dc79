// A page by itself: extends 4 KiB at a time, hands out each block once, takes back what others freed; and its state's transitions.
#include "page.h"

#include "holes.h"
#include "size_class.h"
#include "support.h"
#include "thread.h"
#include <check.h>
#include <string.h>

static void page_drop(Page *page) {
  page_set_used(page, 0);
  neap__page_free(page);
}

START_TEST(test_every_class_hands_out_all_its_blocks) {
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page = neap__page_new(size_class, false);
    ck_assert_ptr_nonnull(page);
    uint32_t count = 0;
    do {
      while (page_has_free(page)) {
        const char *block = page_pop(page);
        ck_assert(page_block_starts(page, block));
        ck_assert(!page_block_starts(page, block + 1));
        ck_assert(!page_block_starts(page, block + page->block_size / 2));
        ck_assert_ptr_eq(page_of(block + page->block_size - 1), page);
        count++;
      }
      neap__page_check(page);
    } while (neap__page_extend(page));
    ck_assert_uint_eq(count, page->total);
    ck_assert_uint_eq(page_used(page), count);
    page_drop(page);
  }
}

END_TEST

// The addresses of the page, one for each `step` bytes, of which page_block_starts is wrong.
static size_t wrong_starts(const Page *page, size_t step) {
  size_t wrong = 0;
  for (size_t at = 0; at < (size_t)page->slice.slice_count * SLICE_SIZE; at += step) {
    bool starts = at % page->block_size == 0 && at / page->block_size < page_capacity(page);
    wrong += page_block_starts(page, page->start + at) != starts;
  }
  return wrong;
}

// When nothing, a part, and all of the page has been extended.
START_TEST(test_blocks_start_where_they_were_handed_out) {
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page = neap__page_new(size_class, false);
    size_t step = page->slice.slice_count == 1 ? 1 : 16;
    ck_assert_uint_eq(wrong_starts(page, step), 0);
    neap__page_extend(page);
    ck_assert_uint_eq(wrong_starts(page, step), 0);
    while (neap__page_extend(page)) {
    }
    ck_assert_uint_eq(wrong_starts(page, step), 0);
    page_drop(page);
  }
}

END_TEST

START_TEST(test_untouched_tails_stay_untouched) {
  neap__arena_purge(0); // of memory that was in use before, more is taken at once
  Page *page = neap__page_new(size_class(64), false);
  ck_assert(neap__page_extend(page));
  ck_assert_uint_eq(page_capacity(page), 4096 / 64);
  ck_assert(neap__page_extend(page));
  ck_assert_uint_eq(page_capacity(page), 2 * 4096 / 64);
  page_drop(page);
}

END_TEST

// Of all blocks of the page: how many of those that are in use pass for free, and the other way round.
static size_t wrongly_free(const Page *page, const bool *in_use) {
  size_t wrong = 0;
  for (uint32_t block = 0; block < page->total; block++) {
    wrong +=
        page_block_is_free(page, page->start + (size_t)block * page->block_size) == in_use[block];
  }
  return wrong;
}

static uint32_t number_of(const Page *page, const void *block) {
  return (uint32_t)((size_t)((const char *)block - page->start) / page->block_size);
}

// Takes what is in the free list, up to its end.
static void take_all(Page *page, bool *in_use) {
  while (page_has_free(page)) {
    void *block = page_pop(page);
    memset(block, 0, page->block_size);
    in_use[number_of(page, block)] = true;
  }
}

// A page of which all blocks were in use, and one still is, so that it stays.
static Page *page_with_one(unsigned size_class, bool *in_use) {
  Page *page = neap__page_new(size_class, false);
  memset(in_use, 0, SLICE_SIZE / BLOCK_ALIGNMENT * sizeof *in_use);
  do {
    take_all(page, in_use);
  } while (neap__page_extend(page));
  for (uint32_t block = 1; block < page->total; block++) {
    page_push(page, (Block *)(page->start + (size_t)block * page->block_size));
    page_set_used(page, page_used(page) - 1);
    in_use[block] = false;
  }
  return page;
}

// A block that begins before a hole and reaches into it is free, too.
START_TEST(test_what_overlaps_a_hole_is_free) {
  static bool in_use[SLICE_SIZE / BLOCK_ALIGNMENT];
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page = page_with_one(size_class, in_use);
    ck_assert_uint_eq(wrongly_free(page, in_use), 0);
    ck_assert_uint_gt(neap__holes_make(page), 0);
    do {
      neap__page_check(page);
      ck_assert_uint_eq(wrongly_free(page, in_use), 0);
      take_all(page, in_use);
      ck_assert_uint_eq(wrongly_free(page, in_use), 0);
    } while (neap__holes_fill(page));
    ck_assert_uint_eq(page_used(page), page->total);
    page_drop(page);
  }
}

END_TEST

START_TEST(test_some_holes_are_fetched) {
  static bool in_use[SLICE_SIZE / BLOCK_ALIGNMENT];
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    Page *page = page_with_one(size_class, in_use);
    ck_assert_uint_gt(neap__holes_make(page), 0);
    size_t made = neap__holes_bytes(page);
    HoleSet set = neap__holes_all(page);
    size_t left_out = set.pieces[0] >> 15; // the first slice's last piece
    set.pieces[0] &= 0x7fff;
    ck_assert_uint_eq(neap__holes_fetch(page, &set), made - left_out * UNIT_SIZE);
    ck_assert_uint_eq(neap__holes_bytes(page), left_out * UNIT_SIZE);
    ck_assert_uint_eq(neap__holes_fetch(page, &set), 0);
    neap__page_check(page);
    ck_assert_uint_eq(wrongly_free(page, in_use), 0);
    ck_assert(!neap__holes_filled_lately(page) && neap__holes_due(page));
    neap__holes_claimed(page);
    ck_assert(neap__holes_filled_lately(page) && !neap__holes_due(page));
    neap__holes_next_stretch();
    ck_assert(neap__holes_filled_before(page) && neap__holes_due(page));
    neap__holes_make(page);
    ck_assert_uint_eq(neap__holes_bytes(page), made);
    neap__holes_next_stretch();
    ck_assert(!neap__holes_filled_before(page));
    page_drop(page);
  }
}

END_TEST

START_TEST(test_fresh_pages_were_never_filled) {
  Page *page = neap__page_new(size_class(64), false);
  for (int i = 0; i < 1000; i++) {
    neap__holes_claimed(page);
    ck_assert(!neap__holes_filled_lately(page) && !neap__holes_filled_before(page));
    neap__holes_next_stretch();
  }
  page_drop(page);
}

END_TEST

static PushOutcome push(Page *page, void *block) {
  Push push = { .block = block, .key = page->key, .total = page->total, .room = page->room };
  return page_state_push(&page->state, &push);
}

START_TEST(test_what_others_freed_is_collected) {
  Page *page = neap__page_new(size_class(4096), false);
  void *blocks[16];
  for (int i = 0; i < 16; i++) {
    if (!page_has_free(page)) {
      neap__page_extend(page);
    }
    blocks[i] = page_pop(page);
  }
  ck_assert_uint_eq(page_used(page), page->total);
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(push(page, blocks[i]), PUSH_DONE);
  }
  page_push(page, blocks[4]);
  page_set_used(page, page_used(page) + (0u - 1));
  ck_assert_uint_eq(neap__page_live_estimate(page), 11);
  neap__page_collect(page);
  ck_assert_uint_eq(page_used(page), 11);
  neap__page_check(page);
  page_drop(page);
}

END_TEST

// Full and released, then freed block by block: listed when there is room, the freer's own when it is empty.
START_TEST(test_life_of_a_released_page) {
  Page *page = neap__page_new(size_class(1024), false);
  void *blocks[64];
  for (int i = 0; i < 64; i++) {
    if (!page_has_free(page)) {
      neap__page_extend(page);
    }
    blocks[i] = page_pop(page);
  }
  RemoteList list;
  ck_assert(!page_state_claim(&page->state, &list)); // it has an owner
  ck_assert(page_state_release(&page->state, 0, false));
  ck_assert(!page_state_claim(&page->state, &list)); // not listed
  ck_assert_uint_eq(page->room, 4);
  ck_assert_int_eq(push(page, blocks[0]), PUSH_DONE);
  ck_assert_int_eq(push(page, blocks[1]), PUSH_DONE);
  ck_assert_int_eq(push(page, blocks[2]), PUSH_DONE);
  ck_assert_int_eq(push(page, blocks[3]), PUSH_LISTED);
  ck_assert_int_eq(push(page, blocks[4]), PUSH_DONE);
  ck_assert_uint_eq(neap__page_live_estimate(page), 59);
  ck_assert(page_state_claim(&page->state, &list));
  ck_assert_uint_eq(list.count, 5);
  neap__page_take_remote(page, list, true);
  neap__page_check(page);
  ck_assert_uint_eq(page_used(page), 59);
  ck_assert(!page_state_claim(&page->state, &list)); // it has an owner again
  ck_assert_int_eq(push(page, blocks[5]), PUSH_DONE);
  ck_assert(!page_state_release(&page->state, 5, true)); // blocks have arrived
  neap__page_collect(page);
  ck_assert(page_state_release(&page->state, 6, true));
  for (int i = 6; i < 63; i++) {
    ck_assert_int_eq(push(page, blocks[i]), PUSH_DONE);
  }
  ck_assert_int_eq(push(page, blocks[63]), PUSH_EMPTY);
  ck_assert_uint_eq(page_state_peek(&page->state), STATE_OWNED);
  page_drop(page);
}

END_TEST

START_TEST(test_a_watched_page_tells_once) {
  Page *page = neap__page_new(size_class(8192), false);
  void *blocks[8];
  for (int i = 0; i < 8; i++) {
    neap__page_extend(page);
    blocks[i] = page_pop(page);
  }
  ck_assert(page_state_watch(&page->state));
  ck_assert_int_eq(push(page, blocks[0]), PUSH_NOTIFY);
  ck_assert_int_eq(push(page, blocks[1]), PUSH_DONE);
  ck_assert(!page_state_unwatch(&page->state)); // somebody is telling
  page_state_notified(&page->state);
  ck_assert(!page_state_watch(&page->state)); // blocks have arrived
  neap__page_collect(page);
  ck_assert(page_state_watch(&page->state));
  ck_assert(page_state_unwatch(&page->state));
  ck_assert_int_eq(push(page, blocks[2]), PUSH_DONE); // nobody watches
  neap__page_collect(page);
  neap__page_check(page);
  page_drop(page);
}

END_TEST

// In the child of a fork a page may be found with its owner gone in the middle of an operation.
START_TEST(test_a_broken_list_is_dropped_by_repair) {
  Page *page = neap__page_new(size_class(256), false);
  neap__page_extend(page);
  Block *first = page_pop(page);
  neap__page_repair(page);
  ck_assert_uint_eq(page_used(page), 1);
  neap__page_check(page);
  page_push(page, first); // used not yet counted down, as if the owner had stopped there
  neap__page_repair(page);
  ck_assert_uint_eq(page_used(page), 0);
  uint32_t capacity = page_capacity(page); // as if the owner had stopped while it extended
  page->free = BLOCK_NONE;
  neap__page_extend(page);
  store_relaxed(&page->capacity, (uint16_t)capacity);
  neap__page_repair(page);
  ck_assert(!page_has_free(page));
  ck_assert_uint_eq(page_used(page), capacity);
  neap__page_extend(page);
  neap__page_check(page);
  page->free->seal ^= 1;
  neap__page_repair(page);
  ck_assert(!page_has_free(page));
  ck_assert_uint_eq(page_used(page), page_capacity(page));
  page_drop(page);
}

END_TEST

int main(void) {
  neap__process_begin();
  TCase *tests = tcase_create("page");
  tcase_add_test(tests, test_blocks_start_where_they_were_handed_out);
  tcase_add_test(tests, test_every_class_hands_out_all_its_blocks);
  tcase_add_test(tests, test_untouched_tails_stay_untouched);
  tcase_add_test(tests, test_what_overlaps_a_hole_is_free);
  tcase_add_test(tests, test_some_holes_are_fetched);
  tcase_add_test(tests, test_fresh_pages_were_never_filled);
  tcase_add_test(tests, test_what_others_freed_is_collected);
  tcase_add_test(tests, test_life_of_a_released_page);
  tcase_add_test(tests, test_a_watched_page_tells_once);
  tcase_add_test(tests, test_a_broken_list_is_dropped_by_repair);
  return run_tests(tests, "page");
}
