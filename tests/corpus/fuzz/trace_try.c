#include "trace_try.h"

#include "bench/trace/replay.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void need(bool so) {
  if (!so) abort();
}

static int file_of(const uint8_t *bytes, size_t size) {
  TraceHeader header = { TRACE_MAGIC, TRACE_VERSION, TRACE_CHUNK_BYTES, 0 };
  int fd = memfd_create("trace", MFD_CLOEXEC);
  off_t at = TRACE_PAGE_BYTES;
  need(fd >= 0 && pwrite(fd, &header, sizeof header, 0) == sizeof header);
  while (size >= 2) {
    TraceChunk head = { bytes[0], bytes[1] };
    size_t length = bytes[1] < size - 2 ? bytes[1] : size - 2;
    need(pwrite(fd, &head, sizeof head, at) == sizeof head);
    need(pwrite(fd, bytes + 2, length, at + (off_t)sizeof head) == (ssize_t)length);
    at += TRACE_CHUNK_BYTES;
    bytes += 2 + length;
    size -= 2 + length;
  }
  need(ftruncate(fd, at) == 0);
  return fd;
}

// Whether all of it together is so little that it can be replayed anywhere.
static bool is_small(const Trace *trace) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < trace->thread_count; i++) {
    TraceCursor cursor = trace_begin_thread(trace, i);
    TraceEvent event;
    Err err = ERR_NONE;
    while (trace_next(&cursor, &event, &err) == TRACE_STEP_EVENT) {
      bytes += event.size > UINT32_MAX ? UINT32_MAX : event.size + event.alignment;
    }
    err_clear(&err);
  }
  return bytes < 1 << 20 && trace->thread_count < 64;
}

bool trace_try(const uint8_t *bytes, size_t size) {
  Trace trace;
  Err err = ERR_NONE;
  bool good = trace_open_fd(&trace, file_of(bytes, size), "T", &err);
  need(good == (err.text == NULL));
  if (good && is_small(&trace)) {
    need(replay_play(&trace, &err));
    replay_end(true);
  }
  err_clear(&err);
  trace_close(&trace);
  return good;
}
