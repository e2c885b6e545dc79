#include "driver/memory.h"

#include "base/mem.h"
#include "base/str.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 8192, STATS_MAX = 65536 };

// libneap's, if it is the process's malloc, by whichever way.
extern size_t neap_stats_json(char *buffer, size_t size) __attribute__((weak));

// On the stack, for a block would be counted.
static void read_text(const char *path, char text[FILE_MAX]) {
  size_t length = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  while (fd >= 0 && length < FILE_MAX - 1) {
    ssize_t got = read(fd, text + length, FILE_MAX - 1 - length);
    if (got <= 0) break;
    length += (size_t)got;
  }
  text[length] = '\0';
  if (fd >= 0) close(fd);
}

// The number behind the line's `name`, which brings its line feed and colon; 0 if there is none.
static uint64_t number_after(const char *text, const char *name) {
  const char *found = strstr(text, name);
  return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

static uint64_t live_bytes(void) {
  static char text[STATS_MAX];
  if (neap_stats_json == NULL || neap_stats_json(text, sizeof text) >= sizeof text) return 0;
  return number_after(text, "\"live_bytes\":");
}

MemoryMark memory_mark(const char *phase) {
  char rollup[FILE_MAX];
  char status[FILE_MAX];
  MemoryMark mark = { .phase = phase, .live = live_bytes() };
  read_text("/proc/self/smaps_rollup", rollup);
  read_text("/proc/self/status", status);
  mark.resident = number_after(status, "\nVmRSS:") * 1024;
  mark.peak = number_after(status, "\nVmHWM:") * 1024;
  mark.footprint = (number_after(rollup, "\nPss_Dirty:") + number_after(rollup, "\nSwapPss:") +
                    number_after(status, "\nVmPTE:")) *
                   1024;
  return mark;
}

void memory_log_add(MemoryLog *log, const char *phase) {
  if (log->on) vec_push(&log->marks, memory_mark(phase));
}

static double mib(uint64_t bytes) {
  return (double)bytes / (1024.0 * 1024.0);
}

void memory_log_print(const MemoryLog *log, FILE *out) {
  if (!log->on) return;
  fprintf(out, "%-12s %10s %10s %10s %10s   MiB\n", "after", "footprint", "resident", "peak",
          "live");
  vec_each (mark, &log->marks) {
    fprintf(out, "%-12s %10.1f %10.1f %10.1f ", mark->phase, mib(mark->footprint),
            mib(mark->resident), mib(mark->peak));
    if (mark->live == 0) {
      fprintf(out, "%10s\n", "-");
    } else {
      fprintf(out, "%10.1f   footprint is %.2f of live\n", mib(mark->live),
              (double)mark->footprint / (double)mark->live);
    }
  }
}

void memory_log_clear(MemoryLog *log) {
  vec_clear(&log->marks);
}
