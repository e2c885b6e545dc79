// Threads that keep some blocks, free some at once and swap others through a common table; after each round all of them end and new ones come.
// Now and then a block is large. Source of the shape: the stress test of mimalloc (Leijen, Zorn, de Moura, "Mimalloc", APLAS 2019).
#include "work.h"

#include <stdatomic.h>

enum { ROUNDS = 10, TABLE = 1000, KEPT_MAX = 8000 };

typedef struct Table {
  _Atomic(void *) slots[TABLE];
} Table;

static size_t draw_size(Roll *roll) {
  uint32_t drawn = roll_below(roll, 1000);
  if (drawn == 0) return roll_size(roll, 64 << 10, 512 << 10);
  if (drawn < 10) return roll_size(roll, 4 << 10, 64 << 10);
  return roll_size(roll, 8, 1024);
}

static void swap_with(_Atomic(void *) *slot, void **block) {
  // acq_rel: what this thread wrote into the block it gives is seen by who takes it, and the other way round.
  *block = atomic_exchange_explicit(slot, *block, memory_order_acq_rel);
}

static void stress(Seat *seat) {
  Table *table = (Table *)seat->shared;
  void **kept = (void **)work_get(KEPT_MAX * sizeof *kept);
  size_t count = 0;
  for (uint64_t i = 0; i < seat->share / ROUNDS; i++) {
    void *block = work_get(draw_size(&seat->roll));
    uint32_t what = roll_below(&seat->roll, 8);
    if (what == 0) swap_with(&table->slots[roll_below(&seat->roll, TABLE)], &block);
    if (what < 4 && count < KEPT_MAX) {
      kept[count++] = block;
    } else if (what < 7 && count > 0) {
      uint32_t place = roll_below(&seat->roll, (uint32_t)count);
      free(kept[place]);
      kept[place] = block;
    } else {
      free(block);
    }
  }
  while (count > 0) {
    free(kept[--count]);
  }
  free(kept);
}

uint64_t bench_mstress(const Job *job) {
  static Table table;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    work_run(job, &table, round, stress);
  }
  for (size_t i = 0; i < TABLE; i++) {
    free(atomic_load_explicit(&table.slots[i], memory_order_relaxed)); // the threads are joined
  }
  return job->operations;
}
