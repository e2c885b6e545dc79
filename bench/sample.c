#include "sample.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

bool sample_read(const char *path, Buf *out, Err *err) {
  enum { PIECE = 16384 };

  buf_clear(out);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return err_set_errno(err, errno, "cannot read %s", path);
  for (;;) {
    buf_reserve(out, PIECE);
    ssize_t count = read(fd, out->data + out->len, PIECE);
    if (count > 0) {
      out->len += (size_t)count;
    } else if (count == 0) {
      break;
    } else if (errno != EINTR) {
      int error = errno;
      close(fd);
      return err_set_errno(err, error, "cannot read %s", path);
    }
  }
  out->data[out->len] = '\0';
  close(fd);
  return true;
}

static bool read_proc(pid_t pid, const char *name, Buf *out, Err *err) {
  char path[340];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
  return sample_read(path, out, err);
}

bool sample_field(Str text, const char *name, uint64_t *bytes) {
  Str key = str_of(name);
  while (text.len != 0) {
    size_t end = str_find(text, '\n');
    Str line = str_slice(text, 0, end);
    text = str_slice(text, end + 1, text.len);
    if (!str_starts(line, key) || line.len <= key.len || line.data[key.len] != ':') continue;
    char digits[32];
    Str value = str_slice(line, key.len + 1, line.len);
    snprintf(digits, sizeof digits, "%.*s", STR_ARG(value));
    char *rest;
    unsigned long long number = strtoull(digits, &rest, 10);
    if (rest == digits) return false;
    *bytes = strcmp(rest, " kB") == 0 ? number * 1024 : number;
    return true;
  }
  return false;
}

bool sample_parse_rollup(Str text, Footprint *footprint) {
  uint64_t swap;
  *footprint = (Footprint){ 0 };
  if (!sample_field(text, "Rss", &footprint->rss)) return false;
  if (!sample_field(text, "SwapPss", &swap)) return false;
  if (!sample_field(text, "LazyFree", &footprint->lazy_free)) return false;
  if (!sample_field(text, "AnonHugePages", &footprint->anonymous_huge)) return false;
  uint64_t dirty;
  if (!sample_field(text, "Pss_Dirty", &dirty)) {
    // Before Linux 6.0: nearly the same from what there was.
    uint64_t anonymous;
    uint64_t shared;
    if (!sample_field(text, "Pss_Anon", &anonymous)) return false;
    if (!sample_field(text, "Pss_Shmem", &shared)) return false;
    dirty = anonymous + shared;
    dirty -= dirty < footprint->lazy_free ? dirty : footprint->lazy_free;
  }
  footprint->footprint = dirty + swap;
  return true;
}

bool sample_footprint(pid_t pid, Footprint *footprint, Err *err) {
  Buf text = BUF_EMPTY;
  uint64_t page_tables = 0;
  bool good = read_proc(pid, "smaps_rollup", &text, err);
  if (good && !sample_parse_rollup(buf_str(&text), footprint)) {
    good = err_set(err, "/proc/%d/smaps_rollup lacks fields that Linux has since 5.0", (int)pid);
  }
  if (good) good = read_proc(pid, "status", &text, err);
  if (good && !sample_field(buf_str(&text), "VmPTE", &page_tables))
    good = err_set(err, "/proc/%d/status lacks VmPTE", (int)pid);
  footprint->footprint += page_tables;
  buf_clear(&text);
  return good;
}

// Resident pages, and how many of them are file pages or shared memory; 0 and 0 when the process is gone.
static uint64_t read_statm(pid_t pid, uint64_t *shared) {
  *shared = 0;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[128];
  ssize_t count = read(fd, text, sizeof text - 1);
  close(fd);
  if (count <= 0) return 0;
  text[count] = '\0';
  char *resident;
  strtoull(text, &resident, 10);
  uint64_t pages = strtoull(resident, &resident, 10);
  *shared = strtoull(resident, NULL, 10);
  return pages;
}

uint64_t sample_rss(pid_t pid) {
  uint64_t shared;
  return read_statm(pid, &shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t sample_private(pid_t pid) {
  uint64_t shared;
  uint64_t resident = read_statm(pid, &shared);
  return (resident - (shared < resident ? shared : resident)) * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t sample_cpu_ns(pid_t pid) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}

// Adds up what `count` reads of each thread that is still there; each has a file `name` in its folder.
static uint64_t sum_over_threads(pid_t pid, const char *name, uint64_t (*count)(const Buf *text)) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *folder = opendir(path);
  if (folder == NULL) return 0;
  uint64_t sum = 0;
  Buf text = BUF_EMPTY;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    char file[320];
    snprintf(file, sizeof file, "task/%s/%s", entry->d_name, name);
    Err err = ERR_NONE;
    if (read_proc(pid, file, &text, &err)) sum += count(&text);
    err_clear(&err); // a thread may have ended since
  }
  buf_clear(&text);
  closedir(folder);
  return sum;
}

static uint64_t sleeps_in(const Buf *status) {
  uint64_t count = 0;
  return sample_field(buf_str(status), "voluntary_ctxt_switches", &count) ? count : 0;
}

uint64_t sample_sleeps(pid_t pid) {
  return sum_over_threads(pid, "status", sleeps_in);
}

// Time on a processor, time waiting for one, times on one.
static uint64_t wait_in(const Buf *schedstat) {
  char *rest = schedstat->data;
  (void)strtoull(rest, &rest, 10);
  return strtoull(rest, NULL, 10);
}

uint64_t sample_wait_ns(pid_t pid) {
  return sum_over_threads(pid, "schedstat", wait_in);
}

bool sample_maps_has(Str maps, const char *path) {
  Str wanted = str_of(path);
  while (maps.len != 0) {
    size_t end = str_find(maps, '\n');
    Str line = str_slice(maps, 0, end);
    maps = str_slice(maps, end + 1, maps.len);
    size_t start = str_find(line, '/');
    if (str_equal(str_slice(line, start, line.len), wanted)) return true;
  }
  return false;
}

bool sample_is_unmapped(pid_t pid, const char *path) {
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  bool is_alive = read_proc(pid, "maps", &text, &err) && text.len != 0;
  bool is_unmapped = is_alive && !sample_maps_has(buf_str(&text), path);
  err_clear(&err);
  buf_clear(&text);
  return is_unmapped;
}
