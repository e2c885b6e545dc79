#include "serve/root.h"

#include "base/mem.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

// Where an open file really is: no name that another process could change meanwhile. NULL: it has none any more.
static char *path_of(int fd) {
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  char path[PATH_MAX];
  ssize_t length = readlink(link, path, sizeof path);
  if (length <= 0 || (size_t)length == sizeof path) return NULL;
  return str_copy((Str){ path, (size_t)length });
}

static bool lies_in(Str root, Str path) {
  if (str_is(root, "/")) return true;
  return str_starts(path, root) && (path.len == root.len || path.data[root.len] == '/');
}

static RootVerdict judge(const char *root, RootFile *out) {
  if (fstat(out->fd, &out->stat) != 0) return ROOT_MISSING;
  out->real = path_of(out->fd);
  if (out->real == NULL) return ROOT_MISSING;
  if (!lies_in(str_of(root), str_of(out->real))) return ROOT_OUTSIDE;
  if (S_ISDIR(out->stat.st_mode)) return ROOT_FOLDER;
  return S_ISREG(out->stat.st_mode) ? ROOT_FILE : ROOT_MISSING;
}

RootVerdict root_open(const char *root, Str path, RootFile *out) {
  char *full = str_format("%s/%.*s", root, STR_ARG(path));
  *out = (RootFile){ .fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) };
  mem_free(full);
  if (out->fd < 0) return ROOT_MISSING;
  RootVerdict verdict = judge(root, out);
  if (verdict != ROOT_FILE) root_file_clear(out);
  return verdict;
}

void root_file_clear(RootFile *file) {
  if (file->fd >= 0) close(file->fd);
  file->fd = -1;
  mem_free(file->real);
  file->real = NULL;
}
