// sample: /proc's texts are read right, and a process whose memory is known measures as that.
#include "bench/sample.h"

#include "suite.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char rollup[] = "55d0a0000000-7ffe00000000 ---p 00000000 00:00 0    [rollup]\n"
                             "Rss:               10000 kB\n"
                             "Pss:                9000 kB\n"
                             "Pss_Dirty:          6000 kB\n"
                             "Pss_Anon:           6500 kB\n"
                             "Pss_File:           2500 kB\n"
                             "Pss_Shmem:             4 kB\n"
                             "LazyFree:            500 kB\n"
                             "AnonHugePages:      2048 kB\n"
                             "Swap:                 64 kB\n"
                             "SwapPss:              32 kB\n";

static const char rollup_before_6_0[] = "Rss:               10000 kB\n"
                                        "Pss_Anon:           6500 kB\n"
                                        "Pss_Shmem:             4 kB\n"
                                        "LazyFree:            500 kB\n"
                                        "AnonHugePages:         0 kB\n"
                                        "SwapPss:              32 kB\n";

START_TEST(rollups_are_read) {
  Footprint footprint;
  ck_assert(sample_parse_rollup(STR(rollup), &footprint));
  ck_assert_uint_eq(footprint.footprint, UINT64_C(6032) * 1024);
  ck_assert_uint_eq(footprint.rss, UINT64_C(10000) * 1024);
  ck_assert_uint_eq(footprint.lazy_free, UINT64_C(500) * 1024);
  ck_assert_uint_eq(footprint.anonymous_huge, UINT64_C(2048) * 1024);
  ck_assert(sample_parse_rollup(STR(rollup_before_6_0), &footprint));
  ck_assert_uint_eq(footprint.footprint, UINT64_C(6036) * 1024);
  ck_assert(!sample_parse_rollup(STR("Rss: 1 kB\n"), &footprint));
  ck_assert(!sample_parse_rollup(STR_EMPTY, &footprint));
}

END_TEST

START_TEST(mapped_files_are_found_by_their_whole_path) {
  static const char maps[] = "7f00-7f01 r--p 00000000 fe:00 42     /usr/lib/x y/libneap.so\n"
                             "7f02-7f03 r--p 00000000 fe:00 43     /usr/lib/libc.so.6\n"
                             "7f04-7f05 rw-p 00000000 00:00 0      [heap]\n"
                             "7f06-7f07 rw-p 00000000 00:00 0 \n";
  ck_assert(sample_maps_has(STR(maps), "/usr/lib/x y/libneap.so"));
  ck_assert(sample_maps_has(STR(maps), "/usr/lib/libc.so.6"));
  ck_assert(!sample_maps_has(STR(maps), "/lib/libc.so.6"));
  ck_assert(!sample_maps_has(STR(maps), "/usr/lib/libc.so"));
  ck_assert(!sample_maps_has(STR_EMPTY, "/x"));
}

END_TEST

START_TEST(touched_and_lazily_freed_memory_is_told_apart) {
  enum { SIZE = 32 << 20, SLACK = 2 << 20 };

  Footprint before;
  Footprint touched;
  Footprint freed;
  Err err = ERR_NONE;
  ck_assert(sample_footprint(getpid(), &before, &err));
  // By the system call itself, which a sanitizer's own bookkeeping does not follow.
  long address = syscall(SYS_mmap, NULL, SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  ck_assert_int_ne(address, -1);
  void *block = (void *)address;
  ck_assert(sample_footprint(getpid(), &touched, &err));
  ck_assert_uint_ge(touched.footprint, before.footprint + SIZE);
  ck_assert_uint_le(touched.footprint, before.footprint + SIZE + SLACK);
  ck_assert_uint_ge(sample_rss(getpid()), SIZE);
  // Half lazily freed: RSS does not fall, the footprint does.
  ck_assert_int_eq(syscall(SYS_madvise, block, SIZE / 2, MADV_FREE), 0);
  ck_assert(sample_footprint(getpid(), &freed, &err));
  ck_assert_uint_ge(freed.rss + SLACK, touched.rss);
  ck_assert_uint_le(freed.footprint, touched.footprint - SIZE / 2 + SLACK);
  ck_assert_uint_ge(freed.footprint + SLACK, touched.footprint - SIZE / 2);
  syscall(SYS_munmap, block, SIZE);
}

END_TEST

START_TEST(cpu_time_runs_while_we_do) {
  uint64_t before = sample_cpu_ns(getpid());
  ck_assert_uint_gt(before, 0);
  for (volatile int i = 0; i < 20000000; i++) {
  }
  uint64_t used = sample_cpu_ns(getpid()) - before;
  ck_assert_uint_gt(used, 1000000);
}

END_TEST

START_TEST(processes_that_are_gone_are_no_error_but_zero) {
  const pid_t nobody = 0x7ffffff;
  Footprint footprint = { 0 };
  Err err = ERR_NONE;
  ck_assert_uint_eq(sample_rss(nobody), 0);
  ck_assert_uint_eq(sample_cpu_ns(nobody), 0);
  ck_assert(!sample_is_unmapped(nobody, "/x"));
  ck_assert(sample_is_unmapped(getpid(), "/x"));
  ck_assert(!sample_footprint(nobody, &footprint, &err));
  ck_assert_ptr_nonnull(err.text);
  err_clear(&err);
}

END_TEST

SUITE_MAIN("sample", rollups_are_read, mapped_files_are_found_by_their_whole_path,
           touched_and_lazily_freed_memory_is_told_apart, cpu_time_runs_while_we_do,
           processes_that_are_gone_are_no_error_but_zero)
