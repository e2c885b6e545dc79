// What the reader of allocation traces takes, and what it says of what is none.
#include "bench/trace/replay.h"

#include "../fuzz/trace_try.h"
#include "base/fs.h"
#include "base/mem.h"

#include "suite.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static int fd;

static void begin(void) {
  TraceHeader header = { TRACE_MAGIC, TRACE_VERSION, TRACE_CHUNK_BYTES, 0 };
  fd = memfd_create("trace", MFD_CLOEXEC);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(ftruncate(fd, TRACE_PAGE_BYTES), 0);
  ck_assert_int_eq(pwrite(fd, &header, sizeof header, 0), sizeof header);
}

static void chunk(uint32_t thread, const uint8_t *bytes, uint32_t length) {
  off_t at = lseek(fd, 0, SEEK_END);
  TraceChunk head = { thread, length };
  ck_assert_int_eq(ftruncate(fd, at + TRACE_CHUNK_BYTES), 0);
  ck_assert_int_eq(pwrite(fd, &head, sizeof head, at), sizeof head);
  ck_assert_int_eq(pwrite(fd, bytes, length, at + (off_t)sizeof head), length);
}

// Events whose numbers are below 16: one byte each.
#define EVENT(kind, argument) ((argument) << 3 | (kind))
#define OWN(distance)         ((distance)*2)
#define OF(thread)            ((thread)*2 + 1)
#define CHUNK(thread, ...)                                                                         \
 chunk(thread, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

static void expect(const char *wrong) {
  Trace trace;
  Err err = ERR_NONE;
  bool good = trace_open_fd(&trace, fd, "T", &err);
  if (wrong) {
    ck_assert_msg(!good, "taken, but: %s", wrong);
    ck_assert_str_eq(err.text, wrong);
  } else {
    ck_assert_msg(good, "%s", err.text);
    ck_assert(replay_play(&trace, &err));
    replay_end(true);
  }
  err_clear(&err);
  trace_close(&trace);
}

START_TEST(whole_traces_are_replayed) {
  begin();
  expect(NULL); // nothing happened
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 10), EVENT(TRACE_CALLOC, 3), EVENT(TRACE_ALIGNED, 9), 6,
        EVENT(TRACE_REALLOC, 15), OWN(2), EVENT(TRACE_FREE, OWN(0)), EVENT(TRACE_START, 2),
        EVENT(TRACE_JOIN, 2));
  CHUNK(2, EVENT(TRACE_FREE, OF(1)), 2, EVENT(TRACE_MALLOC, 0), EVENT(TRACE_FREE, OWN(0)),
        EVENT(TRACE_END, 0));
  expect(NULL);
  // Streams in pieces, in any order; a thread that nobody started and one that does nothing.
  begin();
  CHUNK(3, EVENT(TRACE_FREE, OF(1)), 1);
  CHUNK(1, EVENT(TRACE_MALLOC, 1), EVENT(TRACE_START, 5), EVENT(TRACE_JOIN, 5));
  chunk(0, NULL, 0);
  CHUNK(3, EVENT(TRACE_MALLOC, 2));
  CHUNK(0, EVENT(TRACE_FREE, OF(3)), 1);
  expect(NULL);
}

END_TEST

START_TEST(what_is_wrong_is_told_with_its_place) {
  begin();
  CHUNK(1, EVENT(TRACE_FREE, OWN(0)));
  expect("T is no whole trace: at byte 4104, in thread 1: there is no such block yet");
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 1), EVENT(TRACE_FREE, OWN(0)), EVENT(TRACE_FREE, OWN(0)));
  expect("T is no whole trace: at byte 4106, in thread 1: the block has been freed before");
  begin();
  CHUNK(1, EVENT(TRACE_FREE, OF(2)), 1);
  expect("T is no whole trace: at byte 4104, in thread 1: the block is never made");
  begin();
  CHUNK(1, EVENT(TRACE_FREE, OF(1)), 1, EVENT(TRACE_MALLOC, 1)); // its own, by the long name
  expect("T is no whole trace: at byte 4104, in thread 1: there is no such block yet");
  begin();
  CHUNK(1, EVENT(TRACE_FREE, OF(2)), 0);
  expect("T is no whole trace: at byte 4104, in thread 1: that is no block's number");
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 1) | 128);
  expect("T is no whole trace: at byte 4104, in thread 1: an event is cut off");
  begin();
  CHUNK(1, 255, 255, 255, 255, 255, 255, 255, 127);
  expect("T is no whole trace: at byte 4104, in thread 1: there is no such event");
  begin();
  CHUNK(1, 128 | TRACE_MALLOC, 128, 128, 128, 128, 128, 128, 1);
  expect("T is no whole trace: at byte 4104, in thread 1: a block cannot be so large");
  begin();
  CHUNK(1, EVENT(TRACE_ALIGNED, 1), 40);
  expect("T is no whole trace: at byte 4104, in thread 1: that is no alignment");
  begin();
  CHUNK(1, EVENT(TRACE_START, 2), EVENT(TRACE_START, 2));
  expect("T is no whole trace: at byte 4105, in thread 1: a thread is started twice");
  begin();
  CHUNK(1, EVENT(TRACE_END, 0), EVENT(TRACE_MALLOC, 1));
  expect("T is no whole trace: at byte 4105, in thread 1: something follows on the thread's end");
  begin();
  CHUNK(1, EVENT(TRACE_JOIN, 7));
  expect("T is no whole trace: at byte 4104, in thread 1: that would be waited for without end");
  // Each waits for the other.
  begin();
  CHUNK(1, EVENT(TRACE_FREE, OF(2)), 1, EVENT(TRACE_MALLOC, 1));
  CHUNK(2, EVENT(TRACE_FREE, OF(1)), 1, EVENT(TRACE_MALLOC, 1));
  expect("T is no whole trace: at byte 4104, in thread 1: that would be waited for without end");
}

END_TEST

START_TEST(files_that_are_no_traces_are_told) {
  begin();
  ck_assert_int_eq(pwrite(fd, "x", 1, 0), 1);
  expect("T is no allocation trace");
  begin();
  TraceHeader header = { TRACE_MAGIC, 7, TRACE_CHUNK_BYTES, 0 };
  ck_assert_int_eq(pwrite(fd, &header, sizeof header, 0), sizeof header);
  expect("T is a trace of version 7; this program reads version 1: record it anew");
  begin();
  ck_assert_int_eq(ftruncate(fd, 300), 0);
  expect("T is cut off within its header");
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 1));
  ck_assert_int_eq(ftruncate(fd, 5000), 0);
  expect("T is cut off at byte 5000, within chunk 1");
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 1));
  header = (TraceHeader){ TRACE_MAGIC, TRACE_VERSION, TRACE_CHUNK_BYTES, 3 };
  ck_assert_int_eq(pwrite(fd, &header, sizeof header, 0), sizeof header);
  expect("T is cut off at byte 69632, behind chunk 1 of 3");
  begin();
  CHUNK(1, EVENT(TRACE_MALLOC, 1));
  TraceChunk head = { 1, TRACE_CHUNK_BYTES };
  ck_assert_int_eq(pwrite(fd, &head, sizeof head, TRACE_PAGE_BYTES), sizeof head);
  expect("T is no whole trace: at byte 4096: chunk 1 has no proper begin");
}

END_TEST

// Whatever stands in a file, it is taken or refused, with words.
START_TEST(seeds_are_taken_or_refused) {
  DIR *folder = opendir(SEEDS);
  ck_assert_ptr_nonnull(folder);
  int seeds = 0;
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    Err err = ERR_NONE;
    Buf bytes = BUF_EMPTY;
    char *path = str_format("%s/%s", SEEDS, entry->d_name);
    ck_assert_msg(fs_read(path, &bytes, &err), "%s", err.text);
    bool taken = trace_try((const uint8_t *)bytes.data, bytes.len);
    ck_assert_msg(taken == (strncmp(entry->d_name, "good", 4) == 0), "%s", path);
    buf_clear(&bytes);
    mem_free(path);
    seeds++;
  }
  closedir(folder);
  ck_assert_int_ge(seeds, 3);
}

END_TEST

int main(void) {
  const TTest *const tests[] = { whole_traces_are_replayed, what_is_wrong_is_told_with_its_place,
                                 files_that_are_no_traces_are_told, seeds_are_taken_or_refused };
  Suite *suite = suite_create("trace");
  TCase *cases = tcase_create("trace");
  tcase_set_timeout(cases, 60);
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
    tcase_add_test(cases, tests[i]);
  }
  suite_add_tcase(suite, cases);
  return suite_run(suite);
}
