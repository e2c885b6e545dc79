#include "cgroup.h"

#include "sample.h"

#include "base/fs.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Then the number of the process whose runs they are of, and that of the run.
#define NAME_BEGIN "neap-ab-"

// --- Where our own is ---

static Str take_until(Str *rest, char end) {
  size_t at = str_find(*rest, end);
  Str taken = str_slice(*rest, 0, at);
  *rest = str_slice(*rest, at < rest->len ? at + 1 : at, rest->len);
  return taken;
}

static bool list_has(Str list, Str word) {
  while (list.len != 0) {
    if (str_equal(take_until(&list, ','), word)) return true;
  }
  return false;
}

// Lines are NUMBER:CONTROLLERS:PATH; version 2 has no controllers there.
static bool find_path(Str groups, bool second, Str *path) {
  while (groups.len != 0) {
    Str line = take_until(&groups, '\n');
    Str number = take_until(&line, ':');
    Str controllers = take_until(&line, ':');
    bool is_it =
        second ? str_is(number, "0") && controllers.len == 0 : list_has(controllers, STR("memory"));
    *path = line;
    if (is_it) return true;
  }
  return false;
}

// Lines are NUMBER PARENT DEVICE ROOT POINT OPTIONS… - TYPE SOURCE OPTIONS. Spaces in names are written otherwise, and would not be found.
static bool find_mount(Str mounts, bool second, Str *root, Str *point) {
  while (mounts.len != 0) {
    Str line = take_until(&mounts, '\n');
    for (int i = 0; i < 3; i++) {
      (void)take_until(&line, ' ');
    }
    *root = take_until(&line, ' ');
    *point = take_until(&line, ' ');
    line = str_slice(line, str_find_str(line, STR(" - ")), line.len);
    if (line.len == 0) continue;
    line = str_slice(line, 3, line.len);
    Str type = take_until(&line, ' ');
    (void)take_until(&line, ' ');
    if (second ? str_is(type, "cgroup2") : str_is(type, "cgroup") && list_has(line, STR("memory")))
      return true;
  }
  return false;
}

static bool parse_version(Str groups, Str mounts, bool second, Buf *folder) {
  Str path;
  Str root;
  Str point;
  if (!find_path(groups, second, &path) || !find_mount(mounts, second, &root, &point)) return false;
  if (root.len > 1 && str_starts(path, root)) path = str_slice(path, root.len, path.len);
  buf_clear(folder);
  buf_append(folder, point);
  if (!str_is(path, "/")) buf_append(folder, path);
  return true;
}

bool cgroup_parse_folder(Str groups, Str mounts, Buf *folder) {
  return parse_version(groups, mounts, false, folder) ||
         parse_version(groups, mounts, true, folder);
}

static bool own_folder(Buf *folder) {
  Buf groups = BUF_EMPTY;
  Buf mounts = BUF_EMPTY;
  Err err = ERR_NONE;
  bool found = sample_read("/proc/self/cgroup", &groups, &err) &&
               sample_read("/proc/self/mountinfo", &mounts, &err) &&
               cgroup_parse_folder(buf_str(&groups), buf_str(&mounts), folder);
  err_clear(&err);
  buf_clear(&groups);
  buf_clear(&mounts);
  return found;
}

// --- One of our own making ---

// false: there may be none in `parent`, or it would not count memory.
static bool make_in(Cgroup *group, const char *parent, const char *name) {
  group->folder = str_format("%s/%s", parent, name);
  group->door = str_format("%s/cgroup.procs", group->folder);
  bool made = mkdir(group->folder, 0755) == 0;
  char *stat = str_format("%s/memory.stat", group->folder);
  bool counts = made && access(stat, R_OK) == 0 && access(group->door, W_OK) == 0;
  mem_free(stat);
  if (!counts) cgroup_end(group);
  return counts;
}

// Version 2 has processes in leaves only: where we are in one, only beside us there may be another.
bool cgroup_make(Cgroup *group, uint32_t number) {
  char *name = str_format(NAME_BEGIN "%d-%u", (int)getpid(), number);
  Buf folder = BUF_EMPTY;
  bool made = own_folder(&folder) && make_in(group, folder.data, name);
  if (!made && folder.len != 0) {
    char *beside = str_copy(fs_folder(buf_str(&folder)));
    made = make_in(group, beside, name);
    mem_free(beside);
  }
  if (!made) *group = (Cgroup){ NULL, NULL };
  mem_free(name);
  buf_clear(&folder);
  return made;
}

static bool lets_in(const Cgroup *group) {
  pid_t pid = fork();
  if (pid == 0) {
    int door = open(group->door, O_WRONLY | O_CLOEXEC);
    _exit(door >= 0 && write(door, "0", 1) == 1 ? 0 : 1);
  }
  int status = 0;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Removes those of earlier A/B runs that were killed.
static void remove_left(Str parent) {
  char *path = str_copy(parent);
  DIR *folder = opendir(path);
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
    if (strncmp(entry->d_name, NAME_BEGIN, strlen(NAME_BEGIN)) != 0) continue;
    pid_t pid = (pid_t)strtol(entry->d_name + strlen(NAME_BEGIN), NULL, 10);
    if (pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH) continue;
    char *left = str_format("%s/%s", path, entry->d_name);
    rmdir(left);
    mem_free(left);
  }
  if (folder) closedir(folder);
  mem_free(path);
}

bool cgroup_is_there(void) {
  Cgroup group;
  bool is_there = cgroup_make(&group, 0) && lets_in(&group);
  if (is_there) remove_left(fs_folder(str_of(group.folder)));
  cgroup_end(&group);
  return is_there;
}

void cgroup_end(Cgroup *group) {
  const struct timespec pause = { .tv_nsec = 1000000 };

  enum { TRIES = 200 }; // those that ended leave it a little later

  for (int i = 0; group->folder && i < TRIES && rmdir(group->folder) != 0 && errno == EBUSY; i++) {
    nanosleep(&pause, NULL);
  }
  mem_free(group->folder);
  mem_free(group->door);
  *group = (Cgroup){ NULL, NULL };
}

// --- What it hides ---

// The number behind `name` at the begin of a line.
static bool stat_number(Str stat, Str name, uint64_t *number) {
  while (stat.len != 0) {
    Str line = take_until(&stat, '\n');
    if (!str_starts(line, name) || line.len <= name.len || line.data[name.len] != ' ') continue;
    *number = strtoull(line.data + name.len, NULL, 10);
    return true;
  }
  return false;
}

// Of each name as version 1 has it for all groups inside, and as version 2 has it.
static bool stat_either(Str stat, const char *first, const char *second, uint64_t *number) {
  return stat_number(stat, str_of(first), number) || stat_number(stat, str_of(second), number);
}

// The lists of anonymous pages have whole ones, mapped or not, with shared and swapped ones; pages that were given up are on other lists.
bool cgroup_parse_hidden(Str stat, uint64_t lazy_free, uint64_t *hidden) {
  uint64_t mapped;
  uint64_t active;
  uint64_t inactive;
  uint64_t shared = 0;
  uint64_t swapped = 0;
  if (!stat_either(stat, "total_rss", "anon", &mapped) ||
      !stat_either(stat, "total_active_anon", "active_anon", &active) ||
      !stat_either(stat, "total_inactive_anon", "inactive_anon", &inactive))
    return false;
  (void)stat_either(stat, "total_shmem", "shmem", &shared);
  (void)stat_either(stat, "total_swapcached", "swapcached", &swapped);
  if (mapped == 0) return false;
  uint64_t listed = active + inactive + lazy_free;
  uint64_t seen = mapped + shared + swapped;
  *hidden = listed > seen ? listed - seen : 0;
  return true;
}

bool cgroup_hidden(const Cgroup *group, uint64_t lazy_free, uint64_t *hidden) {
  if (group->folder == NULL) return false;
  char *path = str_format("%s/memory.stat", group->folder);
  Buf stat = BUF_EMPTY;
  Err err = ERR_NONE;
  bool read =
      sample_read(path, &stat, &err) && cgroup_parse_hidden(buf_str(&stat), lazy_free, hidden);
  err_clear(&err);
  buf_clear(&stat);
  mem_free(path);
  return read;
}
