// What the two policies differ in: one thread fills pages, another frees most of what is in them, and a third then needs memory. Shared: it
// finds those pages. Private: they wait for their owner, who finds them.
#include "neap.h"

#include "arena.h"
#include "support.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { BLOCKS = 40000, BLOCK_SIZE = 500 };

static char *blocks[BLOCKS], *more[BLOCKS];
static pthread_barrier_t barrier;
static size_t taken_after_first, taken_after_third, taken_after_owner;

static size_t taken(void) {
  return neap__arena_counts(REGION_PAGES).taken_bytes;
}

static void fill(char **array) {
  for (int i = 0; i < BLOCKS; i++) {
    array[i] = neap_malloc(BLOCK_SIZE);
    EXPECT(array[i] != NULL);
    memset(array[i], 1, BLOCK_SIZE);
  }
}

// Keeps every eighth, so that no page becomes empty.
static void free_most(char **array) {
  for (int i = 0; i < BLOCKS; i++) {
    if (i % 8) {
      neap_free(array[i]);
      array[i] = NULL;
    }
  }
}

static void free_rest(char **array) {
  for (int i = 0; i < BLOCKS; i++) {
    neap_free(array[i]);
    array[i] = NULL;
  }
}

static void *owner(void *argument) {
  fill(blocks);
  taken_after_first = taken();
  pthread_barrier_wait(&barrier); // 1: others free and allocate
  pthread_barrier_wait(&barrier); // 2: the owner allocates again
  static char *again[BLOCKS];
  fill(again);
  taken_after_owner = taken();
  free_rest(again);
  return argument;
}

static void *third(void *argument) {
  fill(more);
  return argument;
}

int main(void) {
  bool shared = strcmp(neap_option_get("NEAP_PAGE_POLICY"), "shared") == 0;
  pthread_t first, other;
  EXPECT(pthread_barrier_init(&barrier, NULL, 2) == 0);
  EXPECT(pthread_create(&first, NULL, owner, NULL) == 0);
  pthread_barrier_wait(&barrier);
  free_most(blocks);
  EXPECT(pthread_create(&other, NULL, third, NULL) == 0);
  pthread_join(other, NULL);
  taken_after_third = taken();
  free_rest(more);
  pthread_barrier_wait(&barrier);
  pthread_join(first, NULL);
  free_rest(blocks);
  printf("%s: %zu KiB, %zu after the third thread, %zu after the owner again\n",
         neap_option_get("NEAP_PAGE_POLICY"), taken_after_first >> 10, taken_after_third >> 10,
         taken_after_owner >> 10);
  if (shared) { // the third thread lived in the holes
    EXPECT(taken_after_third < taken_after_first + taken_after_first / 4);
    EXPECT(stats_number("claims") > 100);
  } else { // it took pages of its own; the owner then lived in its holes
    EXPECT(taken_after_third > taken_after_first + taken_after_first / 2);
    EXPECT(taken_after_owner < taken_after_third + taken_after_first / 4);
  }
  neap_collect(true);
  EXPECT(taken() < (size_t)2 << 20); // nothing is lost
  return 0;
}
