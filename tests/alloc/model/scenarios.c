#include "scenarios.h"

#include "accounting.h"
#include "block.h"
#include "environment.h"
#include "gate.h"
#include "heap.h"
#include "neap.h"
#include "stats.h"
#include "theap.h"
#include "thread.h"

// Two classes: of one, a page holds 8 blocks and one free block is room enough; of the other 18 and two.
enum { BIG = 8192, BIG_BLOCKS = 8, SMALL = 3584, SMALL_BLOCKS = 18, HELD_MAX = 40 };

enum { MEDIUM = 16384 }; // of a page of eight slices

enum { SPARE_PAGES = 4 }; // of all threads together: one each at least

// What the program holds; each place is one thread's at a time.
static void *held[HELD_MAX];

static void hold(int place, uint64_t *block) {
  if (!block) {
    explorer_fail("no memory");
  }
  *block = (uint64_t)place;
  held[place] = block;
}

static void take(int place, size_t size) {
  hold(place, neap_malloc(size));
}

static void give(int place) {
  uint64_t *block = held[place];
  if (*block != (uint64_t)place) {
    explorer_fail("block %d was overwritten", place);
  }
  held[place] = NULL;
  neap_free(block);
}

static void take_many(int from, int to, size_t size) {
  for (int place = from; place < to; place++) {
    take(place, size);
  }
}

static void give_many(int from, int to) {
  for (int place = from; place < to; place++) {
    give(place);
  }
}

// --- the end of each execution

static void give_rest(void) {
  for (int place = 0; place < HELD_MAX; place++) {
    if (held[place]) {
      give(place);
    }
  }
}

// The books are right; and when all is freed and every thread has ended, nothing is left.
static void check_books(void) {
  account_all(held, HELD_MAX);
  environment_as(0, give_rest);
  for (int thread = 0; thread < THREADS_MAX; thread++) {
    environment_as(thread, environment_end_thread);
  }
  account_nothing_left();
}

static void begin(void) {
  neap__thread_begin();
}

// --- shared: a page becomes full and is let go, while others free

static void gives_0(void) {
  give(0);
}

static void gives_1(void) {
  give(1);
}

static void gives_2(void) {
  give(2);
}

static void takes_big(void) {
  take(BIG_BLOCKS, BIG);
}

static void takes_30(void) {
  take(30, BIG);
}

static void fill_two(void) {
  take_many(0, 2 * BIG_BLOCKS, BIG);
}

static void fill_big(void) {
  take_many(0, BIG_BLOCKS, BIG);
}

static void setup_full_big(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, fill_big);
  environment_as(1, begin);
}

static void fill_small(void) {
  take_many(0, SMALL_BLOCKS, SMALL);
}

static void takes_small(void) {
  take(SMALL_BLOCKS, SMALL);
}

static void setup_full_small(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, fill_small);
  environment_as(1, begin);
}

// --- shared: a page that nobody owns: who frees lists it, who needs one claims it

// The page is let go; the thread's next one is another.
static void fill_and_let_go(void) {
  take_many(0, BIG_BLOCKS + 1, BIG);
}

static void setup_released(void) {
  environment_init(POLICY_SHARED);
  environment_as(3, fill_and_let_go);
  for (int thread = 0; thread < 3; thread++) {
    environment_as(thread, begin);
  }
}

static void takes_20(void) {
  take(20, BIG);
}

static void takes_21(void) {
  take(21, BIG);
}

// The same, and the thread that let it go is among those who free.
static void setup_released_by_0(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, fill_and_let_go);
  environment_as(1, begin);
  environment_as(2, begin);
}

static void fill_two_and_let_go(void) {
  take_many(0, 2 * BIG_BLOCKS + 1, BIG);
}

static void gives_8(void) {
  give(8);
}

// Two pages; the second one is listed.
static void setup_released_two(void) {
  environment_init(POLICY_SHARED);
  environment_as(3, fill_two_and_let_go);
  for (int thread = 0; thread < 3; thread++) {
    environment_as(thread, begin);
  }
  environment_as(0, gives_8);
}

// Two blocks of the page are free, and it is listed.
static void setup_listed(void) {
  setup_released();
  environment_as(2, gives_0);
  environment_as(2, gives_1);
}

static void gives_2_to_6(void) {
  give_many(2, 7);
}

// One block is left.
static void setup_listed_last(void) {
  setup_listed();
  environment_as(2, gives_2_to_6);
}

static void gives_7(void) {
  give(7);
}

static void gives_6(void) {
  give(6);
}

static void gives_2_to_5(void) {
  give_many(2, 6);
}

static void setup_listed_last_two(void) {
  setup_listed();
  environment_as(2, gives_2_to_5);
}

static void gives_1_to_7(void) {
  give_many(1, BIG_BLOCKS);
}

// --- shared: letting go of a page by hand, and at the thread's end

static void collect(void) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  gate_pass(theap);
  neap__theap_collect(theap, true);
  gate_leave(theap);
}

static void collects(void) {
  collect();
  neap__heap_collect(true);
}

static void take_two(void) {
  take_many(0, 2, BIG);
}

static void take_one(void) {
  take(0, BIG);
}

static void setup_one_live(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, take_one);
  environment_as(1, begin);
}

static void setup_two_live(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, take_two);
  environment_as(1, begin);
}

static void setup_two_live_and_one(void) {
  setup_two_live();
  environment_as(2, begin);
}

static void gives_0_takes_20(void) {
  give(0);
  take(20, BIG);
}

// --- shared: a hint leads to a page that has meanwhile become one of another class

static void gives_7_takes_small_collects(void) {
  give(7);
  take(20, SMALL);
  take(21, SMALL);
  collect();
}

static void takes_big_22(void) {
  take(22, BIG);
}

// --- shared: a page of one bin of the class becomes one of the other

static void take_long_lived(int place) {
  Theap *theap = neap__theap;
  gate_enter(theap);
  gate_pass(theap);
  uint64_t *block = neap__block_new_in_bin(size_class(BIG) + CLASS_COUNT);
  gate_leave(theap);
  hold(place, block);
}

static void fill_long_lived_and_let_go(void) {
  for (int place = 0; place <= BIG_BLOCKS; place++) {
    take_long_lived(place);
  }
}

// A page of long-lived blocks, listed.
static void setup_long_lived_listed(void) {
  environment_init(POLICY_SHARED);
  environment_as(3, fill_long_lived_and_let_go);
  for (int thread = 0; thread < 3; thread++) {
    environment_as(thread, begin);
  }
  environment_as(2, gives_0);
}

// It is full again and let go.
static void takes_20_and_30(void) {
  take(20, BIG);
  take(30, BIG);
}

static void takes_long_lived_20(void) {
  take_long_lived(20);
}

static void age_page(void) {
  enum { MANY_MIB = 1000 };

  store_relaxed(&page_of(held[0])->let_go_at, (uint16_t)-MANY_MIB);
}

// A page of which nobody has allocated for long.
static void setup_released_old(void) {
  setup_released();
  environment_as(2, age_page);
}

static void setup_listed_old(void) {
  setup_released_old();
  environment_as(2, gives_0);
}

// --- shared, where the last full page is kept all the same

static void keep_one(void) {
  environment_init(POLICY_SHARED);
  environment_retain(1);
}

static void setup_keep_full(void) {
  keep_one();
  environment_as(0, fill_big);
  environment_as(1, begin);
}

static void setup_keep_kept(void) {
  keep_one();
  environment_as(0, fill_and_let_go);
  environment_as(1, begin);
}

// The first page is kept, the second one full.
static void setup_keep_two(void) {
  keep_one();
  environment_as(0, fill_two);
  environment_as(1, begin);
}

// --- shared: a size for which there is a fast way: it takes from the current page

enum { TINY = 1024 };

static void take_two_tiny(void) {
  take_many(0, 2, TINY);
}

static void setup_tiny(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, take_two_tiny);
  environment_as(1, begin);
}

static void collects_takes_tiny(void) {
  collect();
  take(20, TINY);
}

static void takes_tiny(void) {
  take(21, TINY);
}

// --- looking on

static Stats seen;

static void looks(void) {
  neap__stats_read(&seen);
}

static void gives_7_takes_medium(void) {
  give(7);
  take(20, MEDIUM);
}

// --- private: full pages are watched, and their owner told

static void setup_private_full(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_big);
  environment_as(1, begin);
}

static void setup_private_watched(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_and_let_go);
  environment_as(1, begin);
}

static void setup_private_full_small(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_small);
  environment_as(1, begin);
}

// The page's thread has ended; one block of it is free.
static void setup_private_orphan(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(3, fill_big);
  environment_as(3, environment_end_thread);
  environment_as(0, begin);
  environment_as(1, begin);
  environment_as(1, gives_0);
}

static void takes_30_31(void) {
  take(30, BIG);
  take(31, BIG);
}

static void fill_three(void) {
  take_many(0, 3 * BIG_BLOCKS, BIG);
}

static void setup_private_three(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_three);
}

static void gives_9(void) {
  give(9);
}

static void gives_0_8(void) {
  give(0);
  give(8);
}

static void gives_8_then_0_to_7(void) {
  give(8);
  give_many(0, BIG_BLOCKS);
}

// Two pages on the stack, of which the first one is empty.
static void setup_private_told(void) {
  setup_private_three();
  environment_as(2, begin);
  environment_as(1, gives_8_then_0_to_7);
}

static void takes_31(void) {
  take(31, BIG);
}

static void gives_0_8_then_1(void) {
  give(0);
  give(8);
  give(1);
}

static void gives_0_to_3(void) {
  give_many(0, 4);
}

static void gives_0_to_5(void) {
  give_many(0, 6);
}

static void gives_6_7(void) {
  give_many(6, BIG_BLOCKS);
}

// Told of, and to be emptied.
static void setup_private_told_last(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_two);
  environment_as(1, begin);
  environment_as(1, gives_0_to_5);
}

// As before, and its owner keeps a page that is empty.
static void setup_private_told_last_spare(void) {
  setup_private_told_last();
  environment_spare(SPARE_PAGES);
}

static void setup_private_told_half(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_two);
  environment_as(1, begin);
  environment_as(1, gives_0_to_3);
}

static void gives_4_to_7(void) {
  give_many(4, BIG_BLOCKS);
}

// --- private: a theap's memory is a later thread's

static void takes_first(void) {
  take(30, BIG);
}

static void setup_private_watched_without_others(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_and_let_go);
}

// --- blocks that one thread hands to another, as programs do

static _Atomic uint32_t handed;

static void hand_over(void) {
  store_release(&handed, 1);
}

static void wait_for_it(void) {
  while (!load_acquire(&handed)) {
    explorer_yield();
  }
}

static void takes_20_hands_takes_21(void) {
  take(20, BIG);
  hand_over();
  take(21, BIG);
}

static void gives_20_when_handed(void) {
  wait_for_it();
  give(20);
}

static void setup_nothing(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, begin);
  environment_as(1, begin);
}

static void takes_all_hands_collects(void) {
  take_many(0, BIG_BLOCKS, BIG);
  hand_over();
  collects();
}

static void gives_0_to_2_when_handed(void) {
  wait_for_it();
  give_many(0, 2);
}

// --- heaps

static neap_heap_t *heap;

static void heap_take(int place, size_t size) {
  uint64_t *block = neap_heap_malloc(heap, size);
  if (!block) {
    explorer_fail("no memory");
  }
  *block = (uint64_t)place;
  held[place] = block;
}

static void heap_new(void) {
  heap = neap_heap_new();
}

static void heap_fill(void) {
  for (int place = 0; place <= BIG_BLOCKS; place++) {
    heap_take(place, BIG);
  }
}

static void heap_take_20(void) {
  heap_take(20, BIG);
}

static void heap_take_21(void) {
  heap_take(21, BIG);
}

static void heap_deletes(void) {
  neap_heap_delete(heap);
  heap = NULL;
}

// What was in it is no longer held.
static void heap_destroys(void) {
  for (int place = 0; place < HELD_MAX; place++) {
    held[place] = NULL;
  }
  neap_heap_destroy(heap);
  heap = NULL;
}

static void heap_destroys_when_handed(void) {
  wait_for_it();
  heap_destroys();
}

static void gives_0_hands(void) {
  give(0);
  hand_over();
}

static void setup_heap(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, heap_new);
  environment_as(1, heap_fill);
  environment_as(2, begin);
}

static void setup_heap_idle(void) {
  setup_heap();
  environment_as(1, environment_end_thread);
}

static void heap_struct_found(void) {
  held[HELD_MAX - 1] = heap; // it lies in a page like any block
}

static void heap_delete_rest(void) {
  held[HELD_MAX - 1] = NULL;
  if (heap) {
    heap_deletes();
  }
}

static void check_heap_books(void) {
  heap_struct_found();
  account_all(held, HELD_MAX);
  environment_as(0, heap_delete_rest);
  check_books();
}

// --- fork

// The child goes on as a program does.
static void forks(void) {
  environment_fork();
  account_nothing_twice(held, HELD_MAX);
  take_many(30, 39, BIG);
  give_rest();
  environment_end_thread();
}

// The same, with a heap that another thread has in hand.
static void forks_with_heap(void) {
  environment_fork();
  account_nothing_twice(held, HELD_MAX);
  for (int place = 30; place < 39; place++) {
    heap_take(place, BIG);
  }
  give_rest();
  heap_deletes();
  environment_end_thread();
}

static void check_child(void) {
  account_nothing_twice(held, HELD_MAX);
}

static void setup_fork_private(void) {
  setup_private_watched();
  environment_as(2, begin);
}

// --- hints alone

static HintMap hints;
static bool hint_taken[HINT_BITS];
static size_t hint_got[2];

static void hint_sets_1(void) {
  neap__hint_set(&hints, 1);
}

static void hint_sets_2(void) {
  neap__hint_set(&hints, 2);
}

static void hint_sets_70(void) {
  neap__hint_set(&hints, 70);
}

static void hint_takes(void) {
  hint_got[0] = neap__hint_take(&hints);
}

static void hint_takes_too(void) {
  hint_got[1] = neap__hint_take(&hints);
}

static void setup_hints(void) {
  hint_got[0] = hint_got[1] = BITS_NONE;
}

static void setup_hints_one(void) {
  setup_hints();
  neap__hint_set(&hints, 1);
}

static void note_hint(size_t index) {
  if (hint_taken[index]) {
    explorer_fail("hint %zu is found twice", index);
  }
  hint_taken[index] = true;
}

static void check_hints(size_t one, size_t other) {
  for (int i = 0; i < 2; i++) {
    if (hint_got[i] != BITS_NONE) {
      note_hint(hint_got[i]);
    }
  }
  size_t index;
  while ((index = neap__hint_take(&hints)) != BITS_NONE) {
    note_hint(index);
  }
  if (!hint_taken[one] || !hint_taken[other]) {
    explorer_fail("a hint is lost");
  }
}

static void check_hints_1_2(void) {
  check_hints(1, 2);
}

static void check_hints_1_70(void) {
  check_hints(1, 70);
}

// clang-format off
// --- the gate: another thread sweeps a theap while its own thread is, or comes, to use it

static void sweeps(void) {
  neap_collect(true);
}

static void take_two_big(void) {
  take_many(0, 2, BIG);
}

static void setup_awake(PagePolicyName policy) {
  environment_init(policy);
  environment_as(0, take_two_big);
}

static void setup_awake_shared(void) {
  setup_awake(POLICY_SHARED);
}

static void take_one_big(void) {
  take(0, BIG);
}

static void setup_awake_one(void) {
  environment_init(POLICY_SHARED);
  environment_as(0, take_one_big);
}

static void setup_awake_private(void) {
  setup_awake(POLICY_PRIVATE);
}

// The page is a thread's that does nothing.
static void setup_awake_other(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(2, take_two_big);
}

// A full page, watched, into which another thread has freed.
static void setup_awake_full(void) {
  environment_init(POLICY_PRIVATE);
  environment_as(0, fill_and_let_go);
  environment_as(2, gives_0);
}

static void takes_2(void) {
  take(2, BIG);
}

static void gives_0_takes_2(void) {
  give(0);
  take(2, BIG);
}

static void gives_both(void) {
  give_many(0, 2);
}

// One page is spare; of the others all blocks are in use, so that the next one comes from it.
static void fill_beside_spare(void) {
  take_many(0, 2 * BIG_BLOCKS + 1, BIG);
  give_many(0, BIG_BLOCKS);
  take_many(2 * BIG_BLOCKS + 1, 3 * BIG_BLOCKS, BIG);
}

static void setup_awake_spare(void) {
  environment_init(POLICY_PRIVATE);
  environment_spare(SPARE_PAGES);
  environment_as(0, fill_beside_spare);
}

// The theap was swept: its fast ways are closed.
static void setup_asleep_private(void) {
  setup_awake(POLICY_PRIVATE);
  environment_as(1, sweeps);
}

const Scenario scenarios[] = {
  { "release-free-free", "a full page is let go while two free into it",
    setup_full_big, { takes_big, gives_0, gives_1 }, check_books, SHORT },
  { "release-free-free-two", "as before, where it takes two free blocks to be listed",
    setup_full_small, { takes_small, gives_0, gives_1 }, check_books, SHORT },
  { "release-last-free", "a page is let go while its last block is freed",
    setup_one_live, { collects, gives_0 }, check_books, SHORT },
  { "release-last-two", "a page is let go while its last two blocks are freed",
    setup_two_live, { collects, gives_0, gives_1 }, check_books, SHORT },
  { "free-claim-list", "two free into a page of nobody's, one claims it",
    setup_released, { gives_0, gives_1, takes_20 }, check_books, SHORT },
  { "free-claim", "one frees into a page of nobody's, one claims it",
    setup_released, { gives_0, takes_20 }, check_books, SHORT },
  { "claim-two-pages", "two claim, where one page is listed and another about to be",
    setup_released_two, { gives_0, takes_20, takes_21 }, check_books, SHORT },
  { "claim-claim", "two claim a listed page",
    setup_listed, { takes_20, takes_21 }, check_books, SHORT },
  { "claim-claim-free", "two claim a listed page while one frees into it",
    setup_listed, { takes_20, takes_21, gives_2 }, check_books, SHORT },
  { "claim-last-free", "a listed page is claimed while its last block is freed",
    setup_listed_last, { takes_20, gives_7 }, check_books, SHORT },
  { "free-free-last", "the last two blocks of a listed page are freed while it is claimed",
    setup_listed_last_two, { gives_6, gives_7, takes_20 }, check_books, SHORT },
  { "list-then-empty", "one lists a page while another frees all the rest of it",
    setup_released, { gives_0, gives_1_to_7 }, check_books, SHORT },
  { "free-all-by-two", "two free half of a page each",
    setup_released, { gives_0_to_3, gives_4_to_7 }, check_books, SHORT },
  { "reclaim-free", "a thread takes back a page that another frees into and claims",
    setup_released_by_0, { gives_0_takes_20, gives_1, takes_21 }, check_books, SHORT },
  { "stale-hint", "a hint leads to a page of another class by now",
    setup_listed_last, { gives_7_takes_small_collects, takes_big_22 }, check_books, SHORT },
  { "other-bin-free", "a page of long-lived blocks becomes one of others, and full, while another frees into it",
    setup_long_lived_listed, { takes_20_and_30, gives_1 }, check_books, SHORT },
  { "other-bin-claim", "two claim a page of long-lived blocks for others while a third frees into it",
    setup_long_lived_listed, { takes_20, takes_21, gives_1 }, check_books, SHORT },
  { "old-free-claim", "one frees into an old page of nobody's, one claims it for long-lived blocks",
    setup_released_old, { gives_0, takes_long_lived_20 }, check_books, SHORT },
  { "old-claim-claim", "two claim an old page, for either bin, while a third frees into it",
    setup_listed_old, { takes_long_lived_20, takes_21, gives_1 }, check_books, SHORT },
  { "exit-free", "a thread ends while two free into its page (shared)",
    setup_two_live, { environment_end_thread, gives_0, gives_1 }, check_books, SHORT },
  { "exit-free-claim", "a thread ends while another frees into its page, which a third claims (shared)",
    setup_two_live_and_one, { environment_end_thread, gives_0, takes_21 }, check_books, SHORT },
  { "let-go-take", "a thread lets go of its current page and allocates, another claims it",
    setup_tiny, { collects_takes_tiny, gives_0, takes_tiny }, check_books, SHORT },
  { "look-reuse", "one reads statistics while another empties a page and takes one of another length",
    setup_listed_last, { looks, gives_7_takes_medium }, check_books, SHORT },
  { "look-claim", "one reads statistics while two claim",
    setup_listed, { looks, takes_20, takes_21 }, check_books, SHORT },
  { "keep-free-free", "a full page is kept while two free into it",
    setup_keep_full, { takes_big, gives_0, gives_1 }, check_books, LONG },
  { "keep-two-free", "one page is kept and another let go for it, while others free into both",
    setup_keep_two, { takes_30, gives_0, gives_8 }, check_books, SHORT },
  { "keep-own-free", "the owner frees into a page it keeps, and another too",
    setup_keep_kept, { gives_0, gives_1 }, check_books, SHORT },
  { "keep-collect-free", "all is let go while two free into a kept page",
    setup_keep_kept, { collects, gives_0, gives_1 }, check_books, SHORT },
  { "keep-exit-free", "a thread ends while two free into a page it keeps",
    setup_keep_kept, { environment_end_thread, gives_0, gives_1 }, check_books, LONG },
  { "watch-free-free", "a full page is watched while two free into it (private)",
    setup_private_full, { takes_big, gives_0, gives_1 }, check_books, SHORT },
  { "watch-free-free-two", "as before, where it takes two free blocks to tell",
    setup_private_full_small, { takes_small, gives_0, gives_1 }, check_books, SHORT },
  { "own-free-notify", "the owner frees into a full page that others free into (private)",
    setup_private_watched, { gives_0, gives_1, gives_2 }, check_books, SHORT },
  { "orphan-watch-free", "an ended thread's page is claimed, filled and watched while another frees into it (private)",
    setup_private_orphan, { takes_30_31, gives_1 }, check_books, SHORT },
  { "ready-stack", "two tell the owner of two pages while it looks (private)",
    setup_private_three, { takes_30, gives_0, gives_8 }, check_books, SHORT },
  { "own-last-free", "another frees the last of a page while its owner goes on (private)",
    setup_private_told_last, { takes_30, gives_6_7 }, check_books, SHORT },
  { "own-last-free-spare", "as before, and the owner keeps the emptied page (private)",
    setup_private_told_last_spare, { takes_30_31, gives_6_7 }, check_books, SHORT },
  { "exit-last-free", "a thread ends while another frees the last of its page (private)",
    setup_private_told_last, { environment_end_thread, gives_6_7 }, check_books, SHORT },
  { "own-half-free", "another frees the second half of a page while its owner goes on (private)",
    setup_private_told_half, { takes_30, gives_4_to_7 }, check_books, LONG },
  { "exit-half-free", "a thread ends while another frees the second half of its page (private)",
    setup_private_told_half, { environment_end_thread, gives_4_to_7 }, check_books, LONG },
  { "ready-stack-two", "one tells the owner of two pages, one after the other, while it looks (private)",
    setup_private_three, { takes_30, gives_0_8 }, check_books, SHORT },
  { "ready-stack-emptied", "the owner looks at an emptied page, which another thread takes at once (private)",
    setup_private_told, { takes_30, takes_31 }, check_books, SHORT },
  { "ready-stack-again", "a page is told of, filled and told of again (private)",
    setup_private_three, { takes_30_31, gives_0_8_then_1, gives_9 }, check_books, LONG },
  { "collect-free-free", "all is collected while two free into a watched page (private)",
    setup_private_watched, { collects, gives_0, gives_1 }, check_books, SHORT },
  { "exit-free-private", "a thread ends while two free into its watched page (private)",
    setup_private_watched, { environment_end_thread, gives_0, gives_1 }, check_books, SHORT },
  { "theap-reuse", "a thread ends, another takes over its theap's memory, a third frees into an old page (private)",
    setup_private_watched_without_others, { environment_end_thread, takes_first, gives_0 }, check_books, LONG },
  { "hand-over", "one takes from a fresh page, another frees the block",
    setup_nothing, { takes_20_hands_takes_21, gives_20_when_handed }, check_books, SHORT },
  { "hand-over-let-go", "one fills a page and lets go of it, another frees its blocks",
    setup_nothing, { takes_all_hands_collects, gives_0_to_2_when_handed }, check_books, SHORT },
  { "heap-delete-free", "a heap is deleted while two free its blocks",
    setup_heap_idle, { heap_deletes, gives_0, gives_1 }, check_heap_books, LONG },
  { "heap-delete-exit", "a heap is deleted while the thread ends that allocated from it",
    setup_heap, { heap_deletes, environment_end_thread, gives_0 }, check_heap_books, SHORT },
  { "heap-destroy-exit", "a heap is destroyed while the thread ends that allocated from it",
    setup_heap, { heap_destroys, environment_end_thread }, check_heap_books, SHORT },
  { "heap-destroy-freed", "a heap is destroyed when another thread has freed into it",
    setup_heap_idle, { heap_destroys_when_handed, gives_0_hands }, check_heap_books, SHORT },
  { "heap-take-take", "two threads take from one heap, a third frees",
    setup_heap_idle, { heap_take_20, heap_take_21, gives_0 }, check_heap_books, SHORT },
  { "fork-shared", "a fork while others free and claim",
    setup_released, { forks, gives_1, takes_20 }, check_child, SHORT },
  { "fork-private", "a fork while another frees into the forking thread's page",
    setup_fork_private, { forks, gives_1 }, check_child, SHORT },
  { "fork-keep", "a fork while another frees into a page that the forking thread keeps",
    setup_keep_kept, { forks, gives_1 }, check_child, SHORT },
  { "fork-heap", "a fork while others take from a heap and free into it",
    setup_heap, { forks_with_heap, heap_take_20, gives_0 }, check_child, SHORT },
  { "hints", "hints of one word", setup_hints, { hint_sets_1, hint_sets_2, hint_takes }, check_hints_1_2, SHORT },
  { "hints-two-take", "hints of one word, one set before, and two who take",
    setup_hints_one, { hint_sets_2, hint_takes, hint_takes_too }, check_hints_1_2, SHORT },
  { "hints-words", "hints of two words, one set before",
    setup_hints_one, { hint_sets_70, hint_takes }, check_hints_1_70, SHORT },
  { "hints-word-emptied", "a hint is set in the word that becomes empty",
    setup_hints_one, { hint_sets_2, hint_takes }, check_hints_1_2, SHORT },
  { "sweep-free", "a thread frees into its own page while another sweeps it",
    setup_awake_shared, { gives_0, sweeps }, check_books, SHORT },
  { "sweep-take", "a thread allocates while another sweeps its theap",
    setup_awake_shared, { takes_2, sweeps }, check_books, SHORT },
  { "sweep-last-free", "a thread empties its page while another sweeps it",
    setup_awake_shared, { gives_both, sweeps }, check_books, LONG },
  { "sweep-use", "a thread frees and allocates while another sweeps its theap (private)",
    setup_awake_private, { gives_0_takes_2, sweeps }, check_books, LONG },
  { "sweep-exit", "a thread ends while another sweeps its theap",
    setup_awake_shared, { environment_end_thread, sweeps }, check_books, SHORT },
  { "sweep-remote", "one frees into the page of a thread that a third sweeps (private)",
    setup_awake_other, { gives_0, sweeps }, check_books, SHORT },
  { "sweep-wake", "a thread whose theap was swept comes back while another sweeps it again (private)",
    setup_asleep_private, { gives_0_takes_2, sweeps }, check_books, LONG },
  { "sweep-wake-free", "a thread whose theap was swept frees while another sweeps it again (private)",
    setup_asleep_private, { gives_0, sweeps }, check_books, SHORT },
  { "sweep-spare", "a thread takes its spare page while another sweeps its theap (private)",
    setup_awake_spare, { takes_30, sweeps }, check_books, SHORT },
  { "sweep-full", "a thread frees into its full page while another, sweeping, finds room in it (private)",
    setup_awake_full, { gives_1, sweeps }, check_books, SHORT },
  { "sweep-one-free", "a thread frees its page's only block while another sweeps it",
    setup_awake_one, { gives_0, sweeps }, check_books, SHORT },
};
// clang-format on

const size_t scenario_count = sizeof scenarios / sizeof *scenarios;
