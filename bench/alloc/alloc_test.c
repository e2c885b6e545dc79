// A large table whose places are filled when empty and emptied when full, at random, by threads that do not meet; every block is written whole.
// Source of the shape: alloc-test (node-dcpp).
#include "work.h"

#include <string.h>

enum { TABLE = 32768, SIZE_LOW = 8, SIZE_HIGH = 2048 };

static void visit_places(Seat *seat) {
  void **table = (void **)calloc(TABLE, sizeof *table);
  if (!table) work_exhausted(TABLE * sizeof *table);
  for (uint64_t i = 0; i < seat->share * 2; i++) {
    void **place = &table[roll_below(&seat->roll, TABLE)];
    if (*place) {
      free(*place);
      *place = NULL;
    } else {
      size_t size = roll_size(&seat->roll, SIZE_LOW, SIZE_HIGH);
      *place = work_get(size);
      memset(*place, 1, size);
    }
  }
  for (size_t i = 0; i < TABLE; i++) {
    free(table[i]);
  }
  free(table);
}

uint64_t bench_alloc_test(const Job *job) {
  work_run(job, NULL, 0, visit_places);
  return job->operations;
}
