#include "base/fs.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { READ_LIMIT = INT32_MAX, TEMPORARY_TRIES = 1000 };

// --- Paths as text ---

// Appends the parts of `path` to `out`, which holds a normal path already ("" or "/" or "a/b"): "." and empty parts are dropped,
// ".." takes the last part away, unless there is none to take in a relative path.
static void path_append(Buf *out, bool absolute, Str path) {
  size_t at = 0;
  while (at < path.len) {
    Str rest = str_slice(path, at, path.len);
    Str part = str_slice(rest, 0, str_find(rest, '/'));
    at += part.len + 1;
    if (part.len == 0 || str_is(part, ".")) continue;
    Str last = fs_name(buf_str(out));
    bool is_up = str_is(part, "..");
    if (is_up && out->len != 0 && !str_is(last, "..")) {
      size_t slash = str_find_last(buf_str(out), '/');
      out->len = slash == out->len ? 0 : slash;
      if (absolute && out->len == 0) out->len = 1;
      out->data[out->len] = '\0';
      continue;
    }
    if (is_up && absolute) continue;
    if (out->len != 0 && out->data[out->len - 1] != '/') buf_append_char(out, '/');
    buf_append(out, part);
  }
}

static char *path_join(Str folder, Str name) {
  Buf out = BUF_EMPTY;
  bool absolute = folder.len != 0 && folder.data[0] == '/';
  buf_reserve(&out, folder.len + name.len + 1);
  if (absolute) buf_append_char(&out, '/');
  path_append(&out, absolute, folder);
  path_append(&out, absolute, name);
  if (out.len == 0) buf_append_char(&out, '.');
  return buf_take(&out);
}

char *fs_join(const char *folder, Str name) {
  return path_join(str_of(folder), name);
}

char *fs_absolute(const char *path) {
  if (path[0] == '/') return path_join(str_of(path), STR_EMPTY);
  char *here = getcwd(NULL, 0);
  // The working directory was deleted: there is no better answer than the root.
  char *joined = path_join(here ? str_of(here) : STR("/"), str_of(path));
  mem_free(here);
  return joined;
}

char *fs_real(const char *path) {
  return realpath(path, NULL);
}

char *fs_relative(const char *base, const char *path) {
  Str from = str_of(base);
  Str to = str_of(path);
  size_t shared = 0; // bytes of whole parts that both begin with
  for (size_t i = 0;; i++) {
    bool from_ends = i == from.len || from.data[i] == '/';
    bool to_ends = i == to.len || to.data[i] == '/';
    if (from_ends && to_ends) shared = i;
    if (i >= from.len || i >= to.len || from.data[i] != to.data[i]) break;
  }
  Buf out = BUF_EMPTY;
  Str left = str_slice(from, shared, from.len);
  for (size_t i = 0; i < left.len; i++) {
    bool part_begins = left.data[i] != '/' && (i == 0 || left.data[i - 1] == '/');
    if (part_begins) buf_append(&out, out.len == 0 ? STR("..") : STR("/.."));
  }
  Str below = str_slice(to, shared, to.len);
  while (below.len != 0 && below.data[0] == '/') {
    below = str_slice(below, 1, below.len);
  }
  if (below.len != 0 && out.len != 0) buf_append_char(&out, '/');
  buf_append(&out, below);
  if (out.len == 0) buf_append_char(&out, '.');
  return buf_take(&out);
}

static Str trim_slashes(Str path) {
  while (path.len > 1 && path.data[path.len - 1] == '/') {
    path.len--;
  }
  return path;
}

Str fs_folder(Str path) {
  path = trim_slashes(path);
  size_t slash = str_find_last(path, '/');
  if (slash == path.len) return STR(".");
  return trim_slashes(str_slice(path, 0, slash == 0 ? 1 : slash));
}

Str fs_name(Str path) {
  path = trim_slashes(path);
  size_t slash = str_find_last(path, '/');
  return slash == path.len ? path : str_slice(path, slash + 1, path.len);
}

// --- Reading ---

bool fs_is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool fs_is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// Reads until the end: the size that fstat gave is a hint only, since files grow and shrink while they are read.
static bool read_all(int file, const char *path, Buf *out, Err *err) {
  for (;;) {
    if (out->cap - out->len < 2) buf_reserve(out, out->cap);
    ssize_t got = read(file, out->data + out->len, out->cap - out->len - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return err_set_errno(err, errno, "cannot read %s", path);
    if (got == 0) break;
    out->len += (size_t)got;
    if (out->len > READ_LIMIT) return err_set(err, "cannot read %s: it is over 2 GiB", path);
  }
  out->data[out->len] = '\0';
  return true;
}

bool fs_read(const char *path, Buf *out, Err *err) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang the build.
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return err_set_errno(err, errno, "cannot read %s", path);
  bool done = false;
  struct stat status;
  if (fstat(file, &status) != 0) {
    err_set_errno(err, errno, "cannot read %s", path);
  } else if (!S_ISREG(status.st_mode)) {
    err_set(err, "cannot read %s: it is %s", path,
            S_ISDIR(status.st_mode) ? "a folder" : "not a regular file");
  } else if (status.st_size > READ_LIMIT) {
    err_set(err, "cannot read %s: it is over 2 GiB", path);
  } else {
    buf_reserve(out, (size_t)status.st_size + 1);
    done = read_all(file, path, out, err);
  }
  close(file);
  if (!done) buf_clear(out);
  return done;
}

// --- Writing ---

static bool write_all(int file, Str content) {
  size_t done = 0;
  while (done < content.len) {
    ssize_t wrote = write(file, content.data + done, content.len - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    done += (size_t)wrote;
  }
  return true;
}

// Takes `wrote` bytes off the front of `vectors`, of which there are `count`. Gives how many of them are done with.
static int vectors_skip(struct iovec *vectors, int count, size_t wrote) {
  int skipped = 0;
  while (skipped < count && wrote >= vectors[skipped].iov_len) {
    wrote -= vectors[skipped++].iov_len;
  }
  if (skipped < count) {
    vectors[skipped].iov_base = (char *)vectors[skipped].iov_base + wrote;
    vectors[skipped].iov_len -= wrote;
  }
  return skipped;
}

static bool write_vectors(int file, struct iovec *vectors, int count) {
  while (count > 0) {
    ssize_t wrote = writev(file, vectors, count);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    int skipped = vectors_skip(vectors, count, (size_t)wrote);
    vectors += skipped;
    count -= skipped;
  }
  return true;
}

static bool write_rope(int file, const Rope *content) {
  enum { AT_ONCE = 512 }; // Linux takes 1024

  struct iovec vectors[AT_ONCE];
  for (uint32_t first = 0; first < content->parts.len; first += AT_ONCE) {
    uint32_t left = content->parts.len - first;
    int count = left < AT_ONCE ? (int)left : AT_ONCE;
    for (int i = 0; i < count; i++) {
      Str part = content->parts.items[first + (uint32_t)i];
      vectors[i] = (struct iovec){ (void *)(uintptr_t)part.data, part.len };
    }
    if (!write_vectors(file, vectors, count)) return false;
  }
  return true;
}

bool fs_make_folder(const char *path, Err *err) {
  if (mkdir(path, 0777) == 0) return true;
  if (errno == EEXIST && fs_is_folder(path)) return true;
  if (errno == ENOENT) {
    char *parent = str_copy(fs_folder(str_of(path)));
    bool made = strcmp(parent, path) != 0 && fs_make_folder(parent, err);
    mem_free(parent);
    if (!made) return err_set(err, "cannot make the folder %s", path);
    // Somebody else may have made it in between.
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && fs_is_folder(path))) return true;
  }
  return err_set_errno(err, errno, "cannot make the folder %s", path);
}

// Where writing to `path` ends up: a link is followed, so that it stays a link. The caller owns it.
static char *write_target(const char *path) {
  char *real = realpath(path, NULL);
  return real ? real : str_copy(str_of(path));
}

// Devices and pipes (/dev/null, /dev/stdout) cannot be renamed over: what is published there is copied.
static bool is_special(const char *target) {
  struct stat status;
  return stat(target, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

// Creates a fresh file in `folder`; its name goes to `*name`. The mode is that of any new file, or of the file it will replace.
static int temporary_open(const char *folder, const char *target, char **name) {
  static atomic_uint counter;
  for (int tries = 0; tries < TEMPORARY_TRIES; tries++) {
    unsigned number = atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
    *name = str_format("%s/.neap-%ld-%u.tmp", folder, (long)getpid(), number);
    int file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int reason = errno;
    struct stat status;
    if (file >= 0 && stat(target, &status) == 0 && S_ISREG(status.st_mode)) {
      // It is a courtesy: where modes cannot be set (some network drives) the file is good all the same.
      (void)fchmod(file, status.st_mode & 07777);
    }
    if (file >= 0) return file;
    mem_free(*name);
    *name = NULL;
    errno = reason;
    if (reason != EEXIST) break;
  }
  return -1;
}

char *fs_stage(const char *path, Str content, Err *err) {
  Rope rope = ROPE_EMPTY;
  rope_add(&rope, content);
  char *staged = fs_stage_rope(path, &rope, err);
  rope_clear(&rope);
  return staged;
}

char *fs_stage_rope(const char *path, const Rope *content, Err *err) {
  char *target = write_target(path);
  char *folder = is_special(target) ? str_copy(STR("/tmp")) : str_copy(fs_folder(str_of(target)));
  char *name = NULL;
  int file = -1;
  bool staged = false;
  if (fs_is_folder(target)) {
    err_set(err, "cannot write %s: it is a folder", path);
    goto done;
  }
  if (!fs_make_folder(folder, err)) goto done;
  file = temporary_open(folder, target, &name);
  if (file < 0) {
    err_set_errno(err, errno, "cannot write %s", path);
    goto done;
  }
  staged = write_rope(file, content);
  if (!staged) err_set_errno(err, errno, "cannot write %s", path);
  // Some file systems report a full disk only here.
  if (close(file) != 0 && staged) staged = err_set_errno(err, errno, "cannot write %s", path);
done:
  if (!staged && name) {
    fs_discard(name);
    mem_free(name);
    name = NULL;
  }
  mem_free(folder);
  mem_free(target);
  return name;
}

static bool publish_by_copy(const char *staged, const char *path, Err *err) {
  Buf content = BUF_EMPTY;
  if (!fs_read(staged, &content, err)) return false;
  int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  bool written = file >= 0 && write_all(file, buf_str(&content));
  if (!written) err_set_errno(err, errno, "cannot write %s", path);
  if (file >= 0) close(file);
  buf_clear(&content);
  if (written) fs_discard(staged);
  return written;
}

bool fs_publish(const char *staged, const char *path, Err *err) {
  char *target = write_target(path);
  bool published = true;
  if (is_special(target)) {
    published = publish_by_copy(staged, target, err);
  } else if (rename(staged, target) != 0) {
    published = err_set_errno(err, errno, "cannot write %s", path);
  }
  mem_free(target);
  return published;
}

void fs_discard(const char *staged) {
  unlink(staged);
}

bool fs_write(const char *path, Str content, Err *err) {
  char *staged = fs_stage(path, content, err);
  if (staged == NULL) return false;
  bool published = fs_publish(staged, path, err);
  if (!published) fs_discard(staged);
  mem_free(staged);
  return published;
}

char *fs_shown(const char *path) {
  char *here = fs_absolute(".");
  char *relative = fs_relative(here, path);
  bool is_below = !str_starts(str_of(relative), STR("../"));
  char *shown = is_below ? relative : str_copy(str_of(path));
  if (!is_below) mem_free(relative);
  mem_free(here);
  return shown;
}
