#include "copy.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

// More than that is no project but somebody's home.
enum { FILES_MAX = 300000, MIB_MAX = 2048 };

typedef struct Copy {
  const char *from;
  const char *to;
  const char *except;
  VEC(char *) folders; // owned; below `from`, still to be copied
  uint32_t files;
  uint64_t bytes;
} Copy;

static bool copy_content(int in, int out, uint64_t size) {
  while (size > 0) {
    ssize_t count = sendfile(out, in, NULL, size > (1U << 30) ? 1U << 30 : size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0; // it became shorter meanwhile
    size -= (uint64_t)count;
  }
  return true;
}

static bool copy_file(const char *from, const char *to, const struct stat *what) {
  int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, what->st_mode & 0777);
  bool good = out >= 0 && copy_content(in, out, (uint64_t)what->st_size);
  int error = errno;
  if (in >= 0) close(in);
  if (out >= 0 && close(out) != 0) good = false;
  errno = error;
  return good;
}

static bool copy_link(const char *from, const char *to) {
  char target[4096];
  ssize_t length = readlink(from, target, sizeof target - 1);
  if (length < 0) return false;
  target[length] = '\0';
  return symlink(target, to) == 0;
}

// `below`: the entry's path from the top.
static bool copy_entry(Copy *copy, char *below, Err *err) {
  char *from = fs_join(copy->from, str_of(below));
  char *to = fs_join(copy->to, str_of(below));
  struct stat what;
  bool good = lstat(from, &what) == 0;
  if (good && S_ISDIR(what.st_mode)) {
    bool is_left_out =
        str_is(fs_name(str_of(below)), ".git") || (copy->except && strcmp(from, copy->except) == 0);
    if (!is_left_out) vec_push(&copy->folders, str_copy(str_of(below)));
  } else if (good && S_ISLNK(what.st_mode)) {
    good = copy_link(from, to);
  } else if (good && S_ISREG(what.st_mode)) {
    copy->bytes += (uint64_t)what.st_size;
    copy->files++;
    good = copy_file(from, to, &what);
  }
  if (!good) err_set_errno(err, errno, "cannot copy %s", from);
  mem_free(from);
  mem_free(to);
  if (!good) return false;
  if (copy->files <= FILES_MAX && copy->bytes >> 20 <= MIB_MAX) return true;
  return err_set(err, "%s is too large to work on a copy of it: more than %d files or %d MiB",
                 copy->from, FILES_MAX, MIB_MAX);
}

// Of the folder `below` those entries whose names end in `ending`.
static bool copy_entries(Copy *copy, const char *below, const char *ending, Err *err) {
  char *from = fs_join(copy->from, str_of(below));
  DIR *folder = opendir(from);
  if (folder == NULL) {
    err_set_errno(err, errno, "cannot copy the folder %s", from);
    mem_free(from);
    return false;
  }
  bool good = true;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  for (struct dirent *entry = readdir(folder); good && entry; entry = readdir(folder)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (!str_ends(str_of(entry->d_name), str_of(ending))) continue;
    char *path = str_format("%s/%s", below, entry->d_name);
    good = copy_entry(copy, path, err);
    mem_free(path);
  }
  closedir(folder);
  mem_free(from);
  return good;
}

static void forget_folders(Copy *copy) {
  vec_each (folder, &copy->folders) {
    mem_free(*folder);
  }
  vec_clear(&copy->folders);
}

bool copy_files(const char *from, const char *to, const char *ending, Err *err) {
  Copy copy = { .from = from, .to = to };
  bool good = copy_entries(&copy, ".", ending, err);
  forget_folders(&copy);
  return good;
}

static bool make_folder(const Copy *copy, const char *below, Err *err) {
  char *to = fs_join(copy->to, str_of(below));
  bool good = mkdir(to, 0700) == 0;
  if (!good) err_set_errno(err, errno, "cannot make the folder %s", to);
  mem_free(to);
  return good;
}

bool copy_folder(const char *from, const char *to, const char *except, Err *err) {
  Copy copy = { .from = from, .to = to, .except = except };
  bool good = true;
  vec_push(&copy.folders, str_copy(STR(".")));
  while (good && copy.folders.len != 0) {
    char *below = vec_pop(&copy.folders);
    good = make_folder(&copy, below, err) && copy_entries(&copy, below, "", err);
    mem_free(below);
  }
  forget_folders(&copy);
  return good;
}

static int remove_one(const char *path, const struct stat *what, int type, struct FTW *place) {
  (void)what;
  (void)type;
  (void)place;
  remove(path);
  return 0;
}

void copy_remove(const char *path) {
  enum { OPEN_MAX_AT_ONCE = 16 };

  nftw(path, remove_one, OPEN_MAX_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}
