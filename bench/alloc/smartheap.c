// `sh6`: batches of equal blocks, sizes from 1 to 1000 bytes in turn; three quarters of a batch go soon, in the order they came or in reverse, the rest
// stays for several batches. `sh8`: random sizes, and every block goes through a table that all threads share, so that most are freed by
// another thread. Source of the shapes: descriptions of MicroQuill's SmartHeap benchmarks.
#include "work.h"

#include <stdatomic.h>

enum { BATCH = 64, STAYING = BATCH / 4, STAYS_MAX = 512 * STAYING };

// Blocks that outlive their batch, in a ring: who comes takes the place of who came first.
typedef struct Stays {
  void *blocks[STAYS_MAX];
  size_t next;
} Stays;

static void stay(Stays *stays, void *block) {
  free(stays->blocks[stays->next]);
  stays->blocks[stays->next] = block;
  stays->next = (stays->next + 1) % STAYS_MAX;
}

static void run_batch(Stays *stays, size_t size, uint64_t turn) {
  void *batch[BATCH];
  for (size_t i = 0; i < BATCH; i++) {
    batch[i] = work_get(size);
  }
  for (size_t i = 0; i < BATCH; i++) {
    size_t place = turn % 2 == 0 ? i : BATCH - 1 - i;
    if (place % 4 == 3) {
      stay(stays, batch[place]);
    } else {
      free(batch[place]);
    }
  }
}

static void sh6_on_seat(Seat *seat) {
  Stays *stays = (Stays *)calloc(1, sizeof *stays);
  if (!stays) work_exhausted(sizeof *stays);
  for (uint64_t done = 0; done < seat->share; done += BATCH) {
    run_batch(stays, roll_size(&seat->roll, 1, 1000), done / BATCH);
  }
  for (size_t i = 0; i < STAYS_MAX; i++) {
    free(stays->blocks[i]);
  }
  free(stays);
}

uint64_t bench_sh6(const Job *job) {
  work_run(job, NULL, 0, sh6_on_seat);
  return job->operations;
}

enum { TABLE = 16384 };

typedef struct Exchange {
  _Atomic(void *) slots[TABLE];
} Exchange;

static void sh8_on_seat(Seat *seat) {
  Exchange *exchange = (Exchange *)seat->shared;
  void *batch[BATCH];
  for (uint64_t done = 0; done < seat->share; done += BATCH) {
    for (size_t i = 0; i < BATCH; i++) {
      batch[i] = work_get(roll_size(&seat->roll, 1, 1000));
    }
    for (size_t i = 0; i < BATCH; i++) {
      _Atomic(void *) *slot = &exchange->slots[roll_below(&seat->roll, TABLE)];
      // acq_rel: the block given is published, the one taken is seen whole.
      free(atomic_exchange_explicit(slot, batch[i], memory_order_acq_rel));
    }
  }
}

uint64_t bench_sh8(const Job *job) {
  static Exchange exchange;
  work_run(job, &exchange, 0, sh8_on_seat);
  for (size_t i = 0; i < TABLE; i++) {
    free(atomic_load_explicit(&exchange.slots[i], memory_order_relaxed)); // the threads are joined
  }
  return job->operations;
}
