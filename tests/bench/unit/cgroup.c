// cgroup: our own group is found in what the kernel writes, and what no process shows is counted.
#include "bench/cgroup.h"

#include "suite.h"

static const char groups_1[] = "5:cpu,memory:/a/b\n3:cpuset:/\n0::/\n";
static const char mounts_1[] =
    "29 20 0:25 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n"
    "33 29 0:28 / /sys/fs/cgroup/cpuset rw,nosuid shared:9 - cgroup cgroup rw,cpuset\n"
    "34 29 0:29 /a /sys/fs/cgroup/memory rw,nosuid shared:10 - cgroup cgroup rw,cpu,memory\n"
    "35 29 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
static const char groups_2[] = "0::/user.slice/x.scope\n";
static const char mounts_2[] =
    "30 20 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

static void expect_folder(const char *groups, const char *mounts, const char *expected) {
  Buf folder = BUF_EMPTY;
  ck_assert_int_eq(cgroup_parse_folder(str_of(groups), str_of(mounts), &folder), expected != NULL);
  if (expected) ck_assert_str_eq(folder.data, expected);
  buf_clear(&folder);
}

START_TEST(our_own_group_is_found) {
  expect_folder(groups_1, mounts_1, "/sys/fs/cgroup/memory/b");
  expect_folder(groups_2, mounts_2, "/sys/fs/cgroup/user.slice/x.scope");
  expect_folder("0::/\n", mounts_2, "/sys/fs/cgroup");
  expect_folder(groups_2, mounts_1, "/sys/fs/cgroup/unified/user.slice/x.scope");
  expect_folder("3:cpuset:/\n", mounts_1, NULL);
  expect_folder(groups_1, "", NULL);
  expect_folder("", mounts_1, NULL);
  expect_folder("0:\n:::", "1 2 3\n - \n", NULL);
}

END_TEST

START_TEST(what_is_charged_and_not_mapped_is_hidden) {
  uint64_t hidden = 0;
  ck_assert(cgroup_parse_hidden(STR("anon 1000\nfile 77\nshmem 30\nswapcached 4\n"
                                    "inactive_anon 5000\nactive_anon 100\nunevictable 9\n"),
                                0, &hidden));
  ck_assert_uint_eq(hidden, 5100 - 1034);
  ck_assert(
      cgroup_parse_hidden(STR("rss 1\nrss_huge 2\ninactive_anon 1\nactive_anon 1\n"
                              "total_rss 1000\ntotal_inactive_anon 500\ntotal_active_anon 0\n"),
                          700, &hidden));
  ck_assert_uint_eq(hidden, 200);
  ck_assert(cgroup_parse_hidden(STR("anon 1000\ninactive_anon 500\nactive_anon 0\n"), 0, &hidden));
  ck_assert_uint_eq(hidden, 0);
  ck_assert(!cgroup_parse_hidden(STR("anon 0\ninactive_anon 500\nactive_anon 0\n"), 0, &hidden));
  ck_assert(!cgroup_parse_hidden(STR("anon 1000\nactive_anon 0\n"), 0, &hidden));
  ck_assert(!cgroup_parse_hidden(STR_EMPTY, 0, &hidden));
}

END_TEST

SUITE_MAIN("cgroup", our_own_group_is_found, what_is_charged_and_not_mapped_is_hidden)
