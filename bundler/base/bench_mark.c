#include "base/bench_mark.h"

#include "base/trace.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void bench_mark(uint32_t fd, const char *name) {
  if (fd == BENCH_NO_MARKS) return;
  char line[96];
  int length = snprintf(line, sizeof line, "mark %s %llu\n", name, (unsigned long long)trace_now());
  ssize_t written = write((int)fd, line, (size_t)length);
  (void)written; // whoever listens sees that a mark is missing
}

void bench_rest(uint32_t seconds) {
  struct timespec left = { .tv_sec = (time_t)seconds };
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}
