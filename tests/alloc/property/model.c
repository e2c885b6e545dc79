// Agreement with a naive model: random calls of the whole family against an array that remembers address, size and content. Blocks must
// not overlap, must be aligned and large enough, calloc's must be zero, realloc must keep content, and what is freed must not come back
// while it is held.
#include "neap.h"

#include "support.h"
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 2000, CHECK_EVERY = 2000 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STEPS = 40000, SANITIZED = 1 };
#else
enum { STEPS = 150000, SANITIZED = 0 };
#endif

typedef struct Held {
  unsigned char *start;
  size_t size;
  unsigned char tag;
} Held;

static Held slots[SLOTS];
static uint64_t seed_state;

static size_t model_size(void) {
  switch (random_below(&seed_state, 40)) {
    case 0: return 0;
    case 1:
      return random_below(&seed_state, random_below(&seed_state, 20) ? 300000 : (size_t)3 << 20);
    case 2:
    case 3: return random_below(&seed_state, 200000);
    case 4:
    case 5:
    case 6: return random_below(&seed_state, 20000);
    default: return random_below(&seed_state, 600);
  }
}

static void held_fill(Held *held) {
  held->tag = (unsigned char)random_next(&seed_state);
  memset(held->start, held->tag, held->size);
}

static void held_check(const Held *held, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (held->start[i] != held->tag) {
      ck_abort_msg("byte %zu of a block of %zu has changed", i, held->size);
    }
  }
}

// EXPECT, not ck_assert: check writes to a file on each.
static void held_allocate(Held *held) {
  held->size = model_size();
  size_t alignment = (size_t)1 << random_below(&seed_state, 18);
  void *block = NULL;
  switch (random_below(&seed_state, 5)) {
    case 0:
      alignment = 16;
      held->start = neap_calloc(held->size, 1);
      for (size_t i = 0; i < held->size; i++) {
        EXPECT(held->start[i] == 0);
      }
      break;
    case 1: held->start = neap_aligned_alloc(alignment, held->size); break;
    case 2:
      alignment = alignment < sizeof(void *) ? sizeof(void *) : alignment;
      EXPECT(neap_posix_memalign(&block, alignment, held->size) == 0);
      held->start = block;
      break;
    case 3:
      alignment = 16;
      held->start = neap_realloc(NULL, held->size);
      break;
    default: alignment = 16; held->start = neap_malloc(held->size);
  }
  EXPECT(held->start != NULL);
  EXPECT((uintptr_t)held->start % alignment == 0);
  EXPECT(neap_usable_size(held->start) >= held->size);
  held_fill(held);
}

static void held_resize(Held *held) {
  size_t size = model_size();
  held->start = neap_reallocarray(held->start, size, 1);
  EXPECT(held->start != NULL);
  EXPECT((uintptr_t)held->start % 16 == 0);
  held_check(held, size < held->size ? size : held->size);
  EXPECT(neap_usable_size(held->start) >= size);
  held->size = size;
  held_fill(held);
}

static int by_address(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const Held *)a)->start;
  uintptr_t y = (uintptr_t)((const Held *)b)->start;
  return (x > y) - (x < y);
}

static void check_disjoint(void) {
  static Held sorted[SLOTS];
  memcpy(sorted, slots, sizeof sorted);
  qsort(sorted, SLOTS, sizeof *sorted, by_address);
  for (size_t i = 1; i < SLOTS; i++) {
    if (sorted[i - 1].start) {
      size_t usable = neap_usable_size(sorted[i - 1].start);
      EXPECT(sorted[i - 1].start + usable <= sorted[i].start);
    }
  }
}

START_TEST(test_family_agrees_with_the_model) {
  seed_state = test_seed();
  for (int step = 0; step < STEPS; step++) {
    Held *held = &slots[random_below(&seed_state, SLOTS)];
    if (!held->start) {
      held_allocate(held);
    } else if (random_below(&seed_state, 4) == 0) {
      held_resize(held);
    } else {
      held_check(held, held->size);
      neap_free(held->start);
      held->start = NULL;
    }
    if (step % CHECK_EVERY == 0) {
      check_disjoint();
    }
    if (step % (10 * CHECK_EVERY) == 0) {
      neap_collect(step % (20 * CHECK_EVERY) == 0);
    }
  }
  for (size_t i = 0; i < SLOTS; i++) {
    if (slots[i].start) {
      held_check(&slots[i], slots[i].size);
      neap_free(slots[i].start);
      slots[i].start = NULL;
    }
  }
}

END_TEST

START_TEST(test_edges_of_the_contract) {
  void *zero = neap_malloc(0);
  void *other = neap_malloc(0);
  ck_assert_ptr_nonnull(zero);
  ck_assert_ptr_ne(zero, other);
  neap_free(zero);
  neap_free(other);
  volatile size_t huge = SIZE_MAX;
  errno = 0;
  ck_assert_ptr_null(neap_malloc(huge));
  ck_assert_int_eq(errno, ENOMEM);
  errno = 0;
  ck_assert_ptr_null(neap_calloc(huge / 2, 3));
  ck_assert_int_eq(errno, ENOMEM);
  void *block = neap_malloc(10);
  errno = 0;
  ck_assert_ptr_null(neap_realloc(block, huge - 100));
  ck_assert_int_eq(errno, ENOMEM);
  ck_assert_ptr_null(neap_reallocarray(block, huge / 4, 8));
  errno = 0;
  volatile size_t odd_alignment = 24;
  ck_assert_ptr_null(neap_aligned_alloc(odd_alignment, 10));
  ck_assert_int_eq(errno, EINVAL);
  void *unchanged = block;
  errno = 7;
  ck_assert_int_eq(neap_posix_memalign(&unchanged, 24, 10), EINVAL);
  ck_assert_int_eq(neap_posix_memalign(&unchanged, 4, 10), EINVAL);
  ck_assert_int_eq(neap_posix_memalign(&unchanged, 16, huge - 64), ENOMEM);
  ck_assert_ptr_eq(unchanged, block);
  neap_free(block);
  neap_free(NULL);
  ck_assert_int_eq(errno, 7);
  ck_assert_uint_eq(neap_usable_size(NULL), 0);
}

END_TEST

// Who needs an alignment of 8 only gets no more room than that takes; and malloc's promise holds again for what realloc makes of it.
START_TEST(test_alignment_of_eight) {
  for (size_t size = 24; size <= 120; size += 16) {
    char *blocks[100];
    unsigned odd = 0;
    for (unsigned i = 0; i < 100; i++) {
      blocks[i] = neap_aligned_alloc(8, size);
      ck_assert_uint_eq((uintptr_t)blocks[i] % 8, 0);
      odd += (uintptr_t)blocks[i] % 16 != 0;
      memset(blocks[i], (int)i, size);
      ck_assert_uint_eq(neap_usable_size(blocks[i]), size);
    }
    void *by_habit[100];
    for (unsigned i = 0; i < 100; i++) {
      ck_assert_int_eq(neap_posix_memalign(&by_habit[i], sizeof(void *), size), 0);
      ck_assert_uint_eq((uintptr_t)by_habit[i] % 16, 0);
    }
    for (unsigned i = 0; i < 100; i++) {
      neap_free(by_habit[i]);
    }
    ck_assert(odd > 0 || getenv("NEAP_HARDENED"));
    for (unsigned i = 0; i < 100; i++) {
      blocks[i] = neap_realloc(blocks[i], i % 2 == 0 ? size : size * 2);
      ck_assert_uint_eq((uintptr_t)blocks[i] % 16, 0);
      for (size_t at = 0; at < size; at++) {
        ck_assert_int_eq(blocks[i][at], (int)i);
      }
    }
    for (unsigned i = 0; i < 100; i++) {
      neap_free(blocks[i]);
    }
  }
}

END_TEST

START_TEST(test_free_keeps_errno) {
  for (size_t size = 8; size < (size_t)4 << 20; size *= 8) {
    void *block = neap_malloc(size);
    errno = 42;
    neap_free(block);
    ck_assert_int_eq(errno, 42);
  }
}

END_TEST

START_TEST(test_good_size_is_what_one_gets) {
  for (size_t size = 0; size < (size_t)3 << 20; size = size * 9 / 8 + 1) {
    void *block = neap_malloc(size);
    ck_assert_uint_eq(neap_good_size(size), neap_usable_size(block));
    neap_free(block);
  }
}

END_TEST

static size_t resident_bytes(void) {
  char line[256];
  size_t kib = 0;
  FILE *file = fopen("/proc/self/smaps_rollup", "re");
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, "Anonymous:", 10) == 0) {
      kib = strtoull(line + 10, NULL, 10);
    }
  }
  if (file) {
    fclose(file);
  }
  return kib * 1024;
}

// Everything freed, then asked for by force: what remains is small.
START_TEST(test_rest_after_collect_is_small) {
  enum { BLOCKS = 100000 };

  neap_collect(true);
  size_t before = resident_bytes();
  char **blocks = neap_calloc(BLOCKS, sizeof *blocks);
  for (size_t i = 0; i < BLOCKS; i++) {
    size_t size = 1 + i % 997;
    blocks[i] = neap_malloc(size);
    memset(blocks[i], 1, size);
  }
  size_t peak = resident_bytes();
  for (size_t i = 0; i < BLOCKS; i++) {
    neap_free(blocks[i]);
  }
  neap_free(blocks);
  neap_collect(true);
  size_t rest = resident_bytes();
  ck_assert_uint_gt(peak, before + ((size_t)40 << 20));
  if (!SANITIZED) { // a sanitizer's shadow stays
    ck_assert_uint_lt(rest, before + ((size_t)2 << 20));
  }
}

END_TEST

int main(void) {
  TCase *tests = tcase_create("model");
  tcase_add_test(tests, test_family_agrees_with_the_model);
  tcase_add_test(tests, test_edges_of_the_contract);
  tcase_add_test(tests, test_alignment_of_eight);
  tcase_add_test(tests, test_free_keeps_errno);
  tcase_add_test(tests, test_good_size_is_what_one_gets);
  tcase_add_test(tests, test_rest_after_collect_is_small);
  return run_tests(tests, "model");
}
