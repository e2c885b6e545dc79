#include "graph/folder_store.h"

#include "base/fs.h"
#include "base/mem.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
  HEAD_BYTES = 64,
  KEY_AT = 16,
  CHECKSUM_AT = 32,
  LENGTH_AT = 48,
  WRITER_AT = 56,
  VERSION = 1,
  NAME_BYTES = 32,           // of an entry, in hexadecimal digits
  TOUCH_SECONDS = 600,       // an entry that is used is marked so not more often than this
  SWEEP_SECONDS = 60,        // a folder is not looked through more often than this …
  SWEEP_PART = 16,           // … unless one build put in such a part of the bound
  UNFINISHED_SECONDS = 3600, // after which nobody is going to finish a file
  TRIES = 100,
};

static const char magic[] = "neapcach";
static const char temporary_prefix[] = "tmp-";
static const char lock_name[] = "lock";
static const char tag_name[] = "CACHEDIR.TAG"; // https://bford.info/cachedir/
static const char tag_text[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
                               "# A cache of neap (neap build --cache=DIR), and nothing else. "
                               "`neap cache clear` empties it.\n";

typedef struct FolderStore {
  Store store;
  int folder;      // const: file descriptor
  uint64_t bound;  // const: bytes
  uint64_t writer; // const
  atomic_uint temporaries;
  atomic_ullong put; // bytes that were written
} FolderStore;

typedef struct EntryName {
  char text[NAME_BYTES + 1];
} EntryName;

static EntryName entry_name(XXH128_hash_t key) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, key);
  EntryName name;
  for (size_t i = 0; i < sizeof canonical.digest; i++) {
    snprintf(name.text + 2 * i, 3, "%02x", canonical.digest[i]);
  }
  return name;
}

static bool is_entry_name(const char *name) {
  return strlen(name) == NAME_BYTES && strspn(name, "0123456789abcdef") == NAME_BYTES;
}

static bool is_temporary_name(const char *name) {
  return str_starts(str_of(name), STR(temporary_prefix));
}

// --- The head of a file ---

typedef struct Head {
  uint8_t bytes[HEAD_BYTES];
} Head;

static void head_put(Head *head, size_t at, uint64_t number, size_t size) {
  for (size_t i = 0; i < size; i++) {
    head->bytes[at + i] = (uint8_t)(number >> (8 * i));
  }
}

static uint64_t head_number(const Head *head, size_t at, size_t size) {
  uint64_t number = 0;
  for (size_t i = 0; i < size; i++) {
    number |= (uint64_t)head->bytes[at + i] << (8 * i);
  }
  return number;
}

static XXH128_canonical_t checksum_of(const Head *head, Str value) {
  uint8_t others[HEAD_BYTES - (LENGTH_AT - CHECKSUM_AT)];
  memcpy(others, head->bytes, CHECKSUM_AT);
  memcpy(others + CHECKSUM_AT, head->bytes + LENGTH_AT, HEAD_BYTES - LENGTH_AT);
  XXH64_hash_t seed = XXH3_64bits(others, sizeof others);
  XXH128_canonical_t checksum;
  XXH128_canonicalFromHash(&checksum, XXH3_128bits_withSeed(value.data, value.len, seed));
  return checksum;
}

// Without its checksum.
static Head head_new(const EntryName *name, uint64_t length, uint64_t writer) {
  Head head = { { 0 } };
  memcpy(head.bytes, magic, sizeof magic - 1);
  head_put(&head, 8, VERSION, 4);
  for (size_t i = 0; i < NAME_BYTES / 2; i++) {
    unsigned byte = 0;
    for (size_t j = 0; j < 2; j++) {
      char digit = name->text[2 * i + j];
      byte = byte << 4 | (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    head.bytes[KEY_AT + i] = (uint8_t)byte;
  }
  head_put(&head, LENGTH_AT, length, 8);
  head_put(&head, WRITER_AT, writer, 8);
  return head;
}

static bool read_exactly(int file, void *into, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t got = read(file, (char *)into + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += (size_t)got;
  }
  return true;
}

// What is wrong with a file that is open, or NULL; then `value` has what is in it.
static const char *read_entry(int file, const struct stat *status, const EntryName *name,
                              Buf *value) {
  enum { VALUE_MAX = 0x7fffffff };

  Head head;
  if (!S_ISREG(status->st_mode)) return "it is not a regular file";
  if (status->st_size < HEAD_BYTES || status->st_size > VALUE_MAX) return "its size is wrong";
  if (!read_exactly(file, &head, sizeof head)) return "it cannot be read";
  uint64_t length = (uint64_t)status->st_size - HEAD_BYTES;
  Head wanted = head_new(name, length, 0);
  if (memcmp(head.bytes, wanted.bytes, KEY_AT) != 0) return "it is no entry of a cache";
  if (memcmp(head.bytes + KEY_AT, wanted.bytes + KEY_AT, CHECKSUM_AT - KEY_AT) != 0)
    return "it is not what it is named after";
  if (head_number(&head, LENGTH_AT, 8) != length) return "its size is wrong";
  size_t before = value->len;
  buf_reserve(value, length);
  if (!read_exactly(file, value->data + before, length)) return "it cannot be read";
  Str bytes = { value->data + before, length };
  XXH128_canonical_t checksum = checksum_of(&head, bytes);
  if (memcmp(&checksum, head.bytes + CHECKSUM_AT, sizeof checksum) != 0)
    return "its checksum is wrong";
  value->len += length;
  value->data[value->len] = '\0';
  return NULL;
}

// O_NONBLOCK: a pipe of that name must not hang the build.
static int open_entry(int folder, const char *name) {
  return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

// --- The four calls ---

// Marks the entry as used now, if that was not done of late: a mark costs as much as a read.
static void touch(int file, const struct stat *status) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec - status->st_mtim.tv_sec >= TOUCH_SECONDS) (void)futimens(file, NULL);
}

static bool folder_get(Store *base, XXH128_hash_t key, Buf *value, Err *err) {
  FolderStore *store = (FolderStore *)base;
  EntryName name = entry_name(key);
  int file = open_entry(store->folder, name.text);
  if (file < 0) return errno == ENOENT ? false : err_set_errno(err, errno, "%s", name.text);
  struct stat status;
  size_t before = value->len;
  const char *fault =
      fstat(file, &status) == 0 ? read_entry(file, &status, &name, value) : "it cannot be read";
  if (fault == NULL) touch(file, &status);
  close(file);
  if (fault == NULL) return true;
  value->len = before;
  return err_set(err, "%s: %s", name.text, fault);
}

static bool write_both(int file, const Head *head, Str value) {
  struct iovec parts[2] = { { (void *)(uintptr_t)head->bytes, HEAD_BYTES },
                            { (void *)(uintptr_t)value.data, value.len } };
  struct iovec *next = parts;
  while (next != parts + 2) {
    ssize_t wrote = writev(file, next, (int)(parts + 2 - next));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    while (next != parts + 2 && (size_t)wrote >= next->iov_len) {
      wrote -= (ssize_t)next->iov_len;
      next++;
    }
    if (next != parts + 2 && wrote > 0) {
      next->iov_base = (char *)next->iov_base + wrote;
      next->iov_len -= (size_t)wrote;
    }
  }
  return true;
}

// Creates a fresh file; its name goes to `*name`, which the caller owns. Processes on other machines may have the same number.
static int temporary_open(int folder, atomic_uint *counter, char **name) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  for (int tries = 0; tries < TRIES; tries++) {
    *name = str_format("%s%ld-%u-%lx", temporary_prefix, (long)getpid(),
                       atomic_fetch_add_explicit(counter, 1, memory_order_relaxed),
                       (unsigned long)now.tv_nsec);
    int file = openat(folder, *name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file >= 0) return file;
    int reason = errno;
    mem_free(*name);
    *name = NULL;
    errno = reason;
    if (reason != EEXIST) break;
  }
  return -1;
}

// Writes a file whole, under a name of its own first.
static bool write_file(int folder, atomic_uint *counter, const char *name, const Head *head,
                       Str value) {
  char *temporary = NULL;
  int file = temporary_open(folder, counter, &temporary);
  if (file < 0) return false;
  bool written = write_both(file, head, value);
  int reason = errno;
  // Some file systems report a full disk only here.
  if (close(file) != 0 && written) {
    written = false;
    reason = errno;
  }
  if (written && renameat(folder, temporary, folder, name) != 0) {
    written = false;
    reason = errno;
  }
  if (!written) unlinkat(folder, temporary, 0);
  mem_free(temporary);
  errno = reason;
  return written;
}

static bool folder_put(Store *base, XXH128_hash_t key, Str value, Err *err) {
  FolderStore *store = (FolderStore *)base;
  EntryName name = entry_name(key);
  if (value.len > store->bound / 2) return true; // it would only push out all others
  Head head = head_new(&name, value.len, store->writer);
  XXH128_canonical_t checksum = checksum_of(&head, value);
  memcpy(head.bytes + CHECKSUM_AT, &checksum, sizeof checksum);
  if (!write_file(store->folder, &store->temporaries, name.text, &head, value))
    return err_set_errno(err, errno, "%s", name.text);
  atomic_fetch_add_explicit(&store->put, HEAD_BYTES + value.len, memory_order_relaxed);
  return true;
}

// --- Looking through the folder ---

typedef struct Found {
  char *name; // owned
  int64_t used;
  uint64_t bytes;
} Found;

typedef VEC(Found) FoundList;

typedef struct Listing {
  FoundList entries;
  FoundList temporaries;
  uint64_t bytes; // of the entries
} Listing;

static void found_clear(FoundList *list) {
  vec_each (found, list) {
    mem_free(found->name);
  }
  vec_clear(list);
}

static void listing_clear(Listing *listing) {
  found_clear(&listing->entries);
  found_clear(&listing->temporaries);
}

// A descriptor of its own: closing the listing leaves the folder's open.
static DIR *open_listing(int folder) {
  int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *list = own < 0 ? NULL : fdopendir(own);
  if (list == NULL && own >= 0) close(own);
  return list;
}

// Entries come and go meanwhile.
static bool list_folder(int folder, Listing *listing) {
  DIR *list = open_listing(folder);
  if (list == NULL) return false;
  const struct dirent *item;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the listing is this call's own
  while ((item = readdir(list)) != NULL) {
    bool is_entry = is_entry_name(item->d_name);
    if (!is_entry && !is_temporary_name(item->d_name)) continue;
    struct stat status;
    if (fstatat(folder, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    Found found = { str_copy(str_of(item->d_name)), status.st_mtim.tv_sec,
                    (uint64_t)status.st_size };
    if (is_entry) listing->bytes += found.bytes;
    if (is_entry) {
      vec_push(&listing->entries, found);
    } else {
      vec_push(&listing->temporaries, found);
    }
  }
  closedir(list);
  return true;
}

static int by_use(const void *left, const void *right) {
  const Found *a = (const Found *)left;
  const Found *b = (const Found *)right;
  if (a->used != b->used) return a->used < b->used ? -1 : 1;
  return strcmp(a->name, b->name);
}

static void remove_unfinished(int folder, const Listing *listing) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  vec_each (found, &listing->temporaries) {
    if (now.tv_sec - found->used > UNFINISHED_SECONDS) unlinkat(folder, found->name, 0);
  }
}

// Leaves a tenth of the bound free, so that not every build has to sweep.
static void remove_oldest(const FolderStore *store, Listing *listing) {
  if (listing->bytes <= store->bound) return;
  qsort(listing->entries.items, listing->entries.len, sizeof(Found), by_use);
  vec_each (found, &listing->entries) {
    if (listing->bytes <= store->bound - store->bound / 10) break;
    if (unlinkat(store->folder, found->name, 0) == 0) listing->bytes -= found->bytes;
  }
}

// The lock's age says when the folder was swept last.
static bool is_due(const FolderStore *store, int lock) {
  struct stat status;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t put = atomic_load_explicit(&store->put, memory_order_relaxed);
  if (put == 0 || fstat(lock, &status) != 0) return false;
  int64_t age = now.tv_sec - status.st_mtim.tv_sec;
  return put >= store->bound / SWEEP_PART || age >= SWEEP_SECONDS || age < 0;
}

// Nobody waits for the lock: who has it sweeps for all.
static void folder_sweep(Store *base) {
  FolderStore *store = (FolderStore *)base;
  int lock = openat(store->folder, lock_name,
                    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0666);
  if (lock < 0) return;
  Listing listing = { VEC_EMPTY, VEC_EMPTY, 0 };
  if (flock(lock, LOCK_EX | LOCK_NB) == 0 && is_due(store, lock) &&
      list_folder(store->folder, &listing)) {
    remove_unfinished(store->folder, &listing);
    remove_oldest(store, &listing);
    (void)futimens(lock, NULL);
  }
  listing_clear(&listing);
  close(lock); // and with it goes the lock
}

static void folder_close(Store *base) {
  close(((FolderStore *)base)->folder);
  mem_free(base);
}

static const StoreCalls folder_calls = { folder_get, folder_put, folder_sweep, folder_close };

// --- Opening ---

static bool has_tag(int folder) {
  char text[sizeof tag_text];
  int file = open_entry(folder, tag_name);
  if (file < 0) return false;
  bool same = read_exactly(file, text, sizeof tag_text - 1) &&
              memcmp(text, tag_text, sizeof tag_text - 1) == 0;
  close(file);
  return same;
}

// Whether nothing lies in it but what somebody who makes a cache of it has begun.
static bool is_fresh(int folder) {
  DIR *list = open_listing(folder);
  if (list == NULL) return false;
  bool fresh = true;
  const struct dirent *item;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the listing is this call's own
  while (fresh && (item = readdir(list)) != NULL) {
    fresh = strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0 ||
            is_temporary_name(item->d_name);
  }
  closedir(list);
  return fresh || has_tag(folder); // another process may have made it meanwhile
}

static bool write_tag(int folder) {
  atomic_uint counter = 0;
  char *temporary = NULL;
  int file = temporary_open(folder, &counter, &temporary);
  if (file < 0) return false;
  bool written = write(file, tag_text, sizeof tag_text - 1) == (ssize_t)(sizeof tag_text - 1);
  close(file);
  written = written && renameat(folder, temporary, folder, tag_name) == 0;
  if (!written) unlinkat(folder, temporary, 0);
  mem_free(temporary);
  return written;
}

// The descriptor of a folder that is a cache; -1: it is not, and `err` says so.
static int open_folder(const char *path, Err *err) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    err_set_errno(err, errno, "cannot open the cache %s", path);
  } else if (!has_tag(folder)) {
    err_set(err, "%s is no cache of neap", path);
    close(folder);
    folder = -1;
  }
  return folder;
}

Store *folder_store_open(const char *path, uint64_t bound, uint64_t writer, Err *err) {
  if (!fs_make_folder(path, err)) {
    err_set(err, "cannot make the cache %s", path);
    return NULL;
  }
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    err_set_errno(err, errno, "cannot open the cache %s", path);
    return NULL;
  }
  if (!has_tag(folder)) {
    bool is_ours = is_fresh(folder);
    if (!is_ours) err_set(err, "%s is not empty and no cache of neap; name another folder", path);
    if (!is_ours || !write_tag(folder)) {
      err_set_errno(err, errno, "cannot write to the cache %s", path);
      close(folder);
      return NULL;
    }
  }
  FolderStore *store = MEM_NEW_ZEROED(FolderStore);
  store->store.calls = &folder_calls;
  store->folder = folder;
  store->bound = bound;
  store->writer = writer;
  return &store->store;
}

// --- neap cache ---

static uint64_t writer_of(int folder, const char *name) {
  Head head = { { 0 } };
  int file = open_entry(folder, name);
  bool read = file >= 0 && read_exactly(file, &head, sizeof head);
  if (file >= 0) close(file);
  return read ? head_number(&head, WRITER_AT, 8) : 0;
}

static void count_entries(int folder, const Listing *listing, uint64_t writer, FolderStats *stats) {
  vec_each (found, &listing->entries) {
    if (stats->entries++ == 0 || found->used < stats->oldest) stats->oldest = found->used;
    stats->others += writer_of(folder, found->name) != writer;
  }
  stats->bytes = listing->bytes;
  stats->unfinished = listing->temporaries.len;
}

static void verify_entry(int folder, const char *text, FolderStats *stats) {
  EntryName name;
  struct stat status;
  memcpy(name.text, text, sizeof name.text);
  int file = open_entry(folder, text);
  if (file < 0 && errno == ENOENT) return; // it was let go of meanwhile
  Buf value = BUF_EMPTY;
  const char *fault = file >= 0 && fstat(file, &status) == 0
                          ? read_entry(file, &status, &name, &value)
                          : "it cannot be read";
  buf_clear(&value);
  if (file >= 0) close(file);
  if (fault) vec_push(&stats->damaged, str_format("%s: %s", text, fault));
}

typedef enum Task { TASK_STAT, TASK_VERIFY, TASK_CLEAR } Task;

static bool look_through(const char *path, Task task, uint64_t writer, FolderStats *stats,
                         Err *err) {
  *stats = (FolderStats){ .entries = 0 };
  int folder = open_folder(path, err);
  if (folder < 0) return false;
  Listing listing = { VEC_EMPTY, VEC_EMPTY, 0 };
  bool done = list_folder(folder, &listing);
  if (!done) err_set_errno(err, errno, "cannot read the cache %s", path);
  if (done) count_entries(folder, &listing, writer, stats);
  if (listing.entries.len != 0)
    qsort(listing.entries.items, listing.entries.len, sizeof(Found), by_use);
  vec_each (found, &listing.entries) {
    if (task == TASK_VERIFY) verify_entry(folder, found->name, stats);
    if (task == TASK_CLEAR && unlinkat(folder, found->name, 0) != 0 && errno != ENOENT)
      done = err_set_errno(err, errno, "cannot remove %s/%s", path, found->name);
  }
  if (task == TASK_CLEAR) remove_unfinished(folder, &listing);
  listing_clear(&listing);
  close(folder);
  return done;
}

bool folder_store_stat(const char *path, uint64_t writer, FolderStats *stats, Err *err) {
  return look_through(path, TASK_STAT, writer, stats, err);
}

bool folder_store_verify(const char *path, uint64_t writer, FolderStats *stats, Err *err) {
  return look_through(path, TASK_VERIFY, writer, stats, err);
}

bool folder_store_clear(const char *path, FolderStats *stats, Err *err) {
  return look_through(path, TASK_CLEAR, 0, stats, err);
}

void folder_stats_clear(FolderStats *stats) {
  vec_each (text, &stats->damaged) {
    mem_free(*text);
  }
  vec_clear(&stats->damaged);
}
