// The explorer on programs whose outcomes are known: it must find all that C11 allows (without reading from the future), and no other; with and
// without reduction. Names as in Alglave, Maranget, Tautschnig, "Herding cats" (TOPLAS 2014).
#include "litmus.h"

#include "atomics.h"
#include "page_state.h"
#include "trace.h"
#include <stdint.h>
#include <stdio.h>

// Strong, as all here.
#define cas_relaxed(at, expected, value)                                                           \
 atomic_compare_exchange_strong_explicit(at, expected, value, memory_order_relaxed,                \
                                         memory_order_relaxed)
static _Atomic uint64_t x, y;
static uint64_t plain;
static int got[4]; // each thread writes its own

void trace_name(const void *address, char *text, size_t size) {
  const char *name = address == &x ? "x" : address == &y ? "y" : "the word, or plain";
  (void)snprintf(text, size, "%s", name);
}

static void note(void) {
  litmus_saw(got);
}

// --- message passing
static void mp_write_release(void) {
  store_relaxed(&x, 1);
  store_release(&y, 1);
}

static void mp_write_relaxed(void) {
  store_relaxed(&x, 1);
  store_relaxed(&y, 1);
}

static void mp_read_acquire(void) {
  got[0] = (int)load_acquire(&y);
  got[1] = (int)load_relaxed(&x);
}

static void mp_read_relaxed(void) {
  got[0] = (int)load_relaxed(&y);
  got[1] = (int)load_relaxed(&x);
}

static void mp_plain_write(void) {
  plain = 1;
  store_release(&y, 1);
}

static void mp_plain_read(void) {
  if (load_acquire(&y)) {
    got[0] = (int)plain;
  }
}

static void mp_plain_read_relaxed(void) {
  if (load_relaxed(&y)) {
    got[0] = (int)plain;
  }
}

// --- release sequences: a read-modify-write in between hands on, a store does not
static void update_y(void) {
  uint64_t expected = 1;
  cas_relaxed(&y, &expected, 2);
}

static void mp_read_two(void) {
  got[0] = (int)load_acquire(&y);
  got[1] = (int)load_relaxed(&x);
}

static void store_twice(void) {
  store_relaxed(&x, 1);
  store_release(&y, 1);
  store_relaxed(&y, 2);
}

// --- store buffering, load buffering
static void sb_first(void) {
  store_release(&x, 1);
  got[0] = (int)load_acquire(&y);
}

static void sb_second(void) {
  store_release(&y, 1);
  got[1] = (int)load_acquire(&x);
}

static void lb_first(void) {
  got[0] = (int)load_relaxed(&y);
  store_relaxed(&x, 1);
}

static void lb_second(void) {
  got[1] = (int)load_relaxed(&x);
  store_relaxed(&y, 1);
}

// --- two stores each, to both
static void two_first(void) {
  store_relaxed(&x, 1);
  store_relaxed(&y, 2);
}

static void two_second(void) {
  store_relaxed(&y, 1);
  store_relaxed(&x, 2);
}

static void two_check(void) {
  got[0] = (int)load_relaxed(&x);
  got[1] = (int)load_relaxed(&y);
  note();
}

// --- coherence: reads of one location do not go back
static void co_write(void) {
  store_relaxed(&x, 1);
  store_relaxed(&x, 2);
}

static void co_read(void) {
  got[0] = (int)load_relaxed(&x);
  got[1] = (int)load_relaxed(&x);
}

// --- every store is seen at last, also by a relaxed load; which orders nothing
static void x_after_plain(void) {
  plain = 1;
  store_relaxed(&x, 1);
}

static void wait_for_x(void) {
  while (!load_relaxed(&x)) {
    explorer_yield();
  }
  got[0] = 1;
}

static void wait_for_x_then_read(void) {
  wait_for_x();
  got[1] = (int)plain;
}

// --- independent reads of independent writes
static void write_x(void) {
  store_release(&x, 1);
}

static void write_y(void) {
  store_release(&y, 1);
}

static void read_xy(void) {
  got[0] = (int)load_acquire(&x);
  got[1] = (int)load_acquire(&y);
}

static void read_yx(void) {
  got[2] = (int)load_acquire(&y);
  got[3] = (int)load_acquire(&x);
}

// --- read-modify-writes take turns; a failed compare-and-swap may read an old value
static void add_one(void) {
  got[explorer_thread()] = (int)fetch_add_relaxed(&x, 1);
}

static void adds(void) {
  fetch_add_relaxed(&x, 1);
}

static void sum_check(void) {
  if (load_relaxed(&x) != 3) {
    explorer_fail("an update was lost");
  }
}

static void cas_from_two(void) {
  uint64_t expected = 2;
  got[0] = cas_relaxed(&x, &expected, 3);
  got[1] = (int)expected;
}

// --- plain accesses without order
static void plain_write(void) {
  plain = 1;
}

static void plain_read(void) {
  got[0] = (int)plain;
}

static void plain_other_byte(void) {
  ((volatile char *)&plain)[0] = 1;
}

static void plain_this_byte(void) {
  ((volatile char *)&plain)[1] = 1;
}

// --- the page's word alone
Block neap__block_none; // in place of page.c's

static PageState state;
static Block blocks[3];
static RemoteList list;

static void push(int block) {
  Push what = { .block = &blocks[block], .key = 1, .total = 4, .room = 2 };
  got[block] = page_state_push(&state, &what);
}

static void push_0(void) {
  push(0);
}

static void push_1(void) {
  push(1);
}

static void release_empty(void) {
  got[2] = page_state_release(&state, 1, false);
}

static void collect_and_release(void) {
  list = page_state_collect(&state);
  got[2] = page_state_release(&state, list.count, false);
}

static void claims(void) {
  got[2] = page_state_claim(&state, &list);
}

static void watches(void) {
  got[2] = page_state_watch(&state);
}

static void word_owned(void) {
  page_state_init(&state);
}

static void word_released(void) {
  page_state_init(&state);
  page_state_release(&state, 1, false);
}

const Scenario litmus_compared[] = {
  { "push-push", "", word_owned, { push_0, push_1 }, NULL, SHORT },
  { "push-push-release", "", word_owned, { push_0, push_1, release_empty }, NULL, SHORT },
  { "push-push-collect", "", word_owned, { push_0, push_1, collect_and_release }, NULL, SHORT },
  { "push-push-claim", "", word_released, { push_0, push_1, claims }, NULL, SHORT },
  { "push-claim", "", word_released, { push_0, claims }, NULL, SHORT },
  { "push-push-watch", "", word_owned, { push_0, push_1, watches }, NULL, SHORT },
  { "store-update-load", "", NULL, { co_write, adds, co_read }, NULL, SHORT },
  { "store-store-read", "", NULL, { two_first, two_second, read_xy }, NULL, SHORT },
};

const size_t litmus_compared_count = sizeof litmus_compared / sizeof *litmus_compared;

const Litmus litmus_tests[] = {
  { { "MP", "message passing", NULL, { mp_write_release, mp_read_acquire }, note, SHORT },
    "0000 0100 1100" },
  { { "MP+relaxed-write", "", NULL, { mp_write_relaxed, mp_read_acquire }, note, SHORT },
    "0000 0100 1000 1100" },
  { { "MP+relaxed-read", "", NULL, { mp_write_release, mp_read_relaxed }, note, SHORT },
    "0000 0100 1000 1100" },
  { { "MP+plain", "", NULL, { mp_plain_write, mp_plain_read }, note, SHORT }, "0000 1000" },
  { { "MP+plain+relaxed", "", NULL, { mp_plain_write, mp_plain_read_relaxed }, note, SHORT },
    "race" },
  { { "release-sequence", "", NULL, { mp_write_release, update_y, mp_read_two }, note, SHORT },
    "0000 0100 1100 2100" },
  { { "release-sequence-ended", "", NULL, { store_twice, mp_read_two }, note, SHORT },
    "0000 0100 1100 2000 2100" },
  { { "SB", "store buffering", NULL, { sb_first, sb_second }, note, SHORT },
    "0000 0100 1000 1100" },
  { { "LB", "load buffering", NULL, { lb_first, lb_second }, note, SHORT }, "0000 0100 1000" },
  { { "2+2W", "", NULL, { two_first, two_second }, two_check, SHORT }, "1100 1200 2100 2200" },
  { { "CoRR", "coherence", NULL, { co_write, co_read }, note, SHORT },
    "0000 0100 0200 1100 1200 2200" },
  { { "wait", "", NULL, { x_after_plain, wait_for_x }, note, SHORT }, "1000" },
  { { "wait+plain", "", NULL, { x_after_plain, wait_for_x_then_read }, note, SHORT }, "race" },
  { { "IRIW", "", NULL, { write_x, write_y, read_xy, read_yx }, note, SHORT },
    "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111" },
  { { "updates", "", NULL, { add_one, add_one, add_one }, sum_check, SHORT }, "" },
  { { "old-cas", "", NULL, { co_write, cas_from_two }, note, SHORT }, "0000 0100 1200" },
  { { "race", "", NULL, { plain_write, plain_read }, note, SHORT }, "race" },
  { { "bytes",
      "no race between neighbours",
      NULL,
      { plain_other_byte, plain_this_byte },
      note,
      SHORT },
    "0000" },
};

const size_t litmus_count = sizeof litmus_tests / sizeof *litmus_tests;
