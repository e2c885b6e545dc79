// The other ways to ask for memory, each over a few hundred live blocks that are replaced at random.
#include "work.h"

enum { LIVE = 256 };

static void free_all(void **blocks, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(blocks[i]);
  }
}

// `calloc`: 16 bytes to 4 KiB, or the size given.
static void calloc_on_seat(Seat *seat) {
  void *blocks[LIVE] = { 0 };
  for (uint64_t i = 0; i < seat->share; i++) {
    size_t size = seat->job->size_bytes ? seat->job->size_bytes : roll_size(&seat->roll, 16, 4096);
    uint32_t place = roll_below(&seat->roll, LIVE);
    free(blocks[place]);
    blocks[place] = work_touch(calloc(1, size), size);
  }
  free_all(blocks, LIVE);
}

uint64_t bench_calloc(const Job *job) {
  work_run(job, NULL, 0, calloc_on_seat);
  return job->operations;
}

// `aligned`: alignments of 32 bytes to 4 KiB, sizes of 1 byte to 4 KiB or the one given.
static void aligned_on_seat(Seat *seat) {
  void *blocks[LIVE] = { 0 };
  for (uint64_t i = 0; i < seat->share; i++) {
    size_t size = seat->job->size_bytes ? seat->job->size_bytes : roll_size(&seat->roll, 1, 4096);
    size_t alignment = (size_t)32 << roll_below(&seat->roll, 8);
    uint32_t place = roll_below(&seat->roll, LIVE);
    free(blocks[place]);
    if (posix_memalign(&blocks[place], alignment, size) != 0) work_exhausted(size);
    work_touch(blocks[place], size);
  }
  free_all(blocks, LIVE);
}

uint64_t bench_aligned(const Job *job) {
  work_run(job, NULL, 0, aligned_on_seat);
  return job->operations;
}

// `realloc`: buffers that grow side by side, each step by a little or by half, up to 256 KiB; then they are freed and begin again.
typedef struct Growing {
  void *block;
  size_t size;
} Growing;

static void grow(Growing *buffer, Roll *roll) {
  enum { LARGEST = 256 << 10, FIRST = 16 };

  if (buffer->size >= LARGEST) {
    free(buffer->block);
    *buffer = (Growing){ NULL, 0 };
  }
  size_t more = roll_below(roll, 2) == 0 ? buffer->size / 2 : 16 + buffer->size / 16;
  size_t size = buffer->size == 0 ? FIRST : buffer->size + more;
  buffer->block = work_touch(realloc(buffer->block, size), size);
  buffer->size = size;
}

static void realloc_on_seat(Seat *seat) {
  enum { BUFFERS = 16 };

  Growing buffers[BUFFERS] = { { 0 } };
  for (uint64_t i = 0; i < seat->share; i++) {
    grow(&buffers[roll_below(&seat->roll, BUFFERS)], &seat->roll);
  }
  for (size_t i = 0; i < BUFFERS; i++) {
    free(buffers[i].block);
  }
}

uint64_t bench_realloc(const Job *job) {
  work_run(job, NULL, 0, realloc_on_seat);
  return job->operations;
}
