// Larger and more mixed blocks, 16 bytes to 16 KiB: each thread fills a table in strides, frees scattered parts of it, and hands whole lists of
// blocks to its neighbour, who frees them. Source of the shape: the benchmark of rpmalloc (M. Jansson).
#include "work.h"

#include <stdatomic.h>

enum {
  TABLE = 4096,
  STRIDE = 7,
  LIST = 64,
  STEP = 4 * LIST,
  PLACES = 16,
  SIZE_LOW = 16,
  SIZE_HIGH = 16000
};

typedef struct Link {
  struct Link *next;
} Link;

// For each thread the places where its neighbour leaves lists. They are few, so that one who lags behind piles nothing up.
typedef struct Ring {
  _Atomic(Link *) inbox[WORK_THREADS_MAX][PLACES];
} Ring;

static void free_list(Link *link) {
  while (link) {
    Link *next = link->next;
    free(link);
    link = next;
  }
}

// Puts a list, or NULL, where another may lie, and frees that.
static void replace_list(_Atomic(Link *) *place, Link *list) {
  // acq_rel: publishes the links of one list, and sees those of the other whole.
  free_list(atomic_exchange_explicit(place, list, memory_order_acq_rel));
}

static void empty_inbox(Ring *ring, int index) {
  for (size_t i = 0; i < PLACES; i++) {
    replace_list(&ring->inbox[index][i], NULL);
  }
}

static void send_list(Seat *seat) {
  Link *first = NULL;
  for (int i = 0; i < LIST; i++) {
    Link *link = (Link *)work_get(roll_size(&seat->roll, SIZE_LOW, SIZE_HIGH));
    link->next = first;
    first = link;
  }
  Ring *ring = (Ring *)seat->shared;
  int neighbour = (seat->index + 1) % seat->job->threads;
  replace_list(&ring->inbox[neighbour][roll_below(&seat->roll, PLACES)], first);
}

static void work_on_table(Seat *seat) {
  void **table = (void **)calloc(TABLE, sizeof *table);
  if (!table) work_exhausted(TABLE * sizeof *table);
  size_t place = 0;
  for (uint64_t done = 0; done < seat->share; done += STEP) {
    for (int i = 0; i < STEP - LIST; i++) {
      place = (place + STRIDE) % TABLE;
      free(table[place]);
      table[place] = work_get(roll_size(&seat->roll, SIZE_LOW, SIZE_HIGH));
    }
    for (int i = 0; i < LIST; i++) {
      uint32_t scattered = roll_below(&seat->roll, TABLE);
      free(table[scattered]);
      table[scattered] = NULL;
    }
    send_list(seat);
    empty_inbox((Ring *)seat->shared, seat->index);
  }
  for (size_t i = 0; i < TABLE; i++) {
    free(table[i]);
  }
  free(table);
}

uint64_t bench_rptest(const Job *job) {
  static Ring ring;
  work_run(job, &ring, 0, work_on_table);
  for (int i = 0; i < job->threads; i++) {
    empty_inbox(&ring, i);
  }
  return job->operations;
}
