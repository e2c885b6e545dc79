#include "work.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void work_exhausted(size_t size) {
  fprintf(stderr, "%s: %zu bytes could not be had\n", program_invocation_short_name, size);
  _exit(1);
}

const char *work_allocator(void) {
  Dl_info info;
  void *(*function)(size_t) = malloc;
  void *address;
  memcpy(&address, &function, sizeof address);
  return dladdr(address, &info) != 0 && info.dli_fname ? info.dli_fname : "unknown";
}

Seat work_seat(const Job *job, void *shared, int index, uint64_t turn) {
  Seat seat = { job, shared, index, job->operations / (uint64_t)job->threads, { 0 } };
  seat.roll.state = job->seed + (uint64_t)index * 1000003 + turn * 7919;
  return seat;
}

typedef struct Start {
  Seat seat;
  void (*body)(Seat *seat);
} Start;

static void *run_seat(void *argument) {
  Start *start = (Start *)argument;
  start->body(&start->seat);
  return NULL;
}

void work_run(const Job *job, void *shared, uint64_t turn, void (*body)(Seat *seat)) {
  Start starts[WORK_THREADS_MAX];
  pthread_t threads[WORK_THREADS_MAX];
  for (int i = 0; i < job->threads; i++) {
    starts[i] = (Start){ work_seat(job, shared, i, turn), body };
  }
  if (job->threads == 1) {
    body(&starts[0].seat);
    return;
  }
  for (int i = 0; i < job->threads; i++) {
    if (pthread_create(&threads[i], NULL, run_seat, &starts[i]) != 0)
      work_exhausted(sizeof *starts);
  }
  for (int i = 0; i < job->threads; i++) {
    pthread_join(threads[i], NULL);
  }
}
