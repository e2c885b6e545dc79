// False sharing. `cache-thrash` (active): does the allocator give blocks in one cache line to several threads? `cache-scratch` (passive): the first
// thread hands such neighbours out; does an allocator give them again to those who freed them? Both write to their block so often that a shared line
// shows. Source of the shapes: Berger, McKinley, Blumofe, Wilson, "Hoard" (ASPLOS 2000).
#include "work.h"

enum { OBJECT = 8, WRITES = 100 };

static void write_often(void *block) {
  volatile char *bytes = (volatile char *)block;
  for (int i = 0; i < WRITES; i++) {
    bytes[i % OBJECT] = (char)i;
  }
}

static void come_write_go(Seat *seat) {
  for (uint64_t i = 0; i < seat->share; i++) {
    void *block = work_get(OBJECT);
    write_often(block);
    free(block);
  }
}

uint64_t bench_cache_thrash(const Job *job) {
  work_run(job, NULL, 0, come_write_go);
  return job->operations;
}

static void take_over(Seat *seat) {
  void **handed = (void **)seat->shared;
  write_often(handed[seat->index]);
  free(handed[seat->index]);
  come_write_go(seat);
}

uint64_t bench_cache_scratch(const Job *job) {
  void *handed[WORK_THREADS_MAX];
  for (int i = 0; i < job->threads; i++) {
    handed[i] = work_get(OBJECT);
  }
  work_run(job, handed, 0, take_over);
  return job->operations;
}
