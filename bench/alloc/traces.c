// Traces with the sizes and lifetimes of two old C programs, both of one thread, often measured since Zorn and Grunwald, "Evaluating models of memory
// allocation" (1994). `cfrac` factors numbers: hosts of tiny temporaries, freed within a few calls; one in fifty is kept. `espresso` minimises
// logic: arrays of small cubes, built, copied, and freed together, and now and then a larger table.
#include "work.h"

enum { KEPT = 4096, TEMPORARIES = 8 };

static void cfrac_on_seat(Seat *seat) {
  void *kept[KEPT] = { 0 };
  Roll *roll = &seat->roll;
  void *numbers[TEMPORARIES];
  for (uint64_t done = 0; done < seat->share;) {
    uint32_t count = 1 + roll_below(roll, TEMPORARIES);
    for (uint32_t i = 0; i < count; i++) {
      numbers[i] = work_get(roll_size(roll, 8, 72));
    }
    uint32_t first = roll_below(roll, count); // results outlive operands, in no strict order
    for (uint32_t i = 0; i < count; i++) {
      void **number = &numbers[(first + i) % count];
      if (roll_below(roll, 50) == 0) {
        void **place = &kept[roll_below(roll, KEPT)];
        free(*place);
        *place = *number;
      } else {
        free(*number);
      }
    }
    done += count;
  }
  for (size_t i = 0; i < KEPT; i++) {
    free(kept[i]);
  }
}

uint64_t bench_cfrac(const Job *job) {
  work_run(job, NULL, 0, cfrac_on_seat);
  return job->operations;
}

// A set of cubes: an array that grows as they are added.
typedef struct Cover {
  void **cubes;
  size_t count;
  size_t capacity;
} Cover;

static void cover_add(Cover *cover, size_t size) {
  if (cover->count == cover->capacity) {
    cover->capacity += cover->capacity / 2 + 8;
    void **grown = (void **)realloc(cover->cubes, cover->capacity * sizeof *grown);
    if (!grown) work_exhausted(cover->capacity * sizeof *grown);
    cover->cubes = grown;
  }
  cover->cubes[cover->count++] = work_get(size);
}

static void cover_clear(Cover *cover) {
  for (size_t i = 0; i < cover->count; i++) {
    free(cover->cubes[i]);
  }
  free(cover->cubes);
  *cover = (Cover){ 0 };
}

static void espresso_on_seat(Seat *seat) {
  enum { COVERS = 32 };

  Cover covers[COVERS] = { { 0 } };
  Roll *roll = &seat->roll;
  for (uint64_t done = 0; done < seat->share;) {
    Cover *cover = &covers[roll_below(roll, COVERS)];
    cover_clear(cover);
    size_t size = roll_size(roll, 12, 120);
    uint32_t count = 4 + roll_below(roll, 200);
    for (uint32_t i = 0; i < count; i++) {
      free(work_get(roll_size(roll, 12, 64))); // a cube that does not make it
      cover_add(cover, size);
    }
    if (roll_below(roll, 8) == 0) free(work_get(roll_size(roll, 1024, 16384)));
    done += (uint64_t)count * 2;
  }
  for (size_t i = 0; i < COVERS; i++) {
    cover_clear(&covers[i]);
  }
}

uint64_t bench_espresso(const Job *job) {
  work_run(job, NULL, 0, espresso_on_seat);
  return job->operations;
}
