// One size, one thread at a time. `pair`: a block comes and goes, the least work that malloc and free can have. `batch`: up to a thousand blocks
// (4 MiB at most) come, then go in the order they came or in reverse, in turn.
#include "work.h"

static void pair_on_seat(Seat *seat) {
  size_t size = seat->job->size_bytes;
  for (uint64_t i = 0; i < seat->share; i++) {
    free(work_get(size));
  }
}

uint64_t bench_pair(const Job *job) {
  work_run(job, NULL, 0, pair_on_seat);
  return job->operations;
}

enum { BATCH_MAX = 1000, BATCH_BYTES = 4 << 20 };

static void batch_on_seat(Seat *seat) {
  void *blocks[BATCH_MAX];
  size_t size = seat->job->size_bytes;
  size_t count = BATCH_BYTES / size;
  if (count > BATCH_MAX) count = BATCH_MAX;
  if (count == 0) count = 1;
  for (uint64_t done = 0; done < seat->share; done += count) {
    for (size_t i = 0; i < count; i++) {
      blocks[i] = work_get(size);
    }
    for (size_t i = 0; i < count; i++) {
      free(blocks[done / count % 2 == 0 ? i : count - 1 - i]);
    }
  }
}

uint64_t bench_batch(const Job *job) {
  work_run(job, NULL, 0, batch_on_seat);
  return job->operations;
}
