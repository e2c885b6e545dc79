#include "watch/watcher.h"

#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// Writing is told when it ends: half of a file is no news. Attributes: a file may have become readable.
enum { COMES_OR_GOES = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO };

enum { WATCHED = COMES_OR_GOES | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

// Beside WatchKind, for folders: only names that count in folders above a project.
enum { WATCH_CONFIG = 4 };

// A folder in which a file of the set lies, or that was looked into.
typedef struct Folder {
  char *path; // owned: key of Watcher.by_path
  int watch;  // negative: it is not watched, since it is not there or a limit is reached
  unsigned kinds;
  uint64_t round;      // of Watcher, in which it came to be watched
  struct Folder *twin; // another path to the same folder, watched by the same number
} Folder;

struct Watcher {
  int fd; // const after init
  pthread_mutex_t lock;
  // guarded by lock
  Map files;             // path → flags of WatchKind; keys are owned
  Map by_path;           // path → Folder
  VEC(Folder *) folders; // owned
  VEC(Folder *)
  places; // by watch: numbers that the system gives in rising order; NULL: none of ours any more
  struct timespec since; // see watcher_begin
  uint64_t round;        // counts its calls
  TextList missed;       // see watcher_begin
  bool told;             // that a limit is reached
};

Watcher *watcher_new(Err *err) {
  int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) {
    err_set_errno(err, errno, "Files cannot be watched (see fs.inotify.max_user_instances)");
    return NULL;
  }
  Watcher *watcher = MEM_NEW_ZEROED(Watcher);
  watcher->fd = fd;
  pthread_mutex_init(&watcher->lock, NULL);
  watcher_begin(watcher);
  return watcher;
}

void watcher_begin(Watcher *watcher) {
  pthread_mutex_lock(&watcher->lock);
  // The clock that file systems stamp by.
  clock_gettime(CLOCK_REALTIME_COARSE, &watcher->since);
  watcher->round++;
  pthread_mutex_unlock(&watcher->lock);
}

// --- The set; all under the lock ---

static Folder *folder_of(Watcher *watcher, Str path) {
  MapEntry *entry = map_get(&watcher->by_path, path);
  if (entry) return (Folder *)entry->pointer;
  Folder *folder = MEM_NEW_ZEROED(Folder);
  folder->path = str_copy(path);
  folder->watch = -1;
  map_put(&watcher->by_path, str_of(folder->path), NULL)->pointer = folder;
  vec_push(&watcher->folders, folder);
  return folder;
}

// Under two paths a folder has one number.
static void remember_place(Watcher *watcher, Folder *folder) {
  while (watcher->places.len <= (uint32_t)folder->watch) {
    vec_push(&watcher->places, NULL);
  }
  folder->twin = watcher->places.items[folder->watch];
  watcher->places.items[folder->watch] = folder;
}

// The time of the inode: being renamed to its place counts too.
static void note_if_missed(Watcher *watcher, const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) return;
  const struct timespec *since = &watcher->since;
  bool is_later = status.st_ctim.tv_sec != since->tv_sec ? status.st_ctim.tv_sec > since->tv_sec
                                                         : status.st_ctim.tv_nsec >= since->tv_nsec;
  if (is_later) vec_push(&watcher->missed, str_copy(str_of(path)));
}

// Watches the folder or, where there is none now, those above it up to the first that is there, so that its coming is seen. false: a
// limit is reached.
static bool watch_folder(Watcher *watcher, Folder *folder) {
  for (;;) {
    if (folder->watch >= 0) return true;
    folder->watch = inotify_add_watch(watcher->fd, folder->path, WATCHED | IN_ONLYDIR);
    if (folder->watch >= 0) {
      remember_place(watcher, folder);
      folder->round = watcher->round;
      if (folder->kinds & WATCH_INPUT) note_if_missed(watcher, folder->path);
      return true;
    }
    if (errno != ENOENT && errno != ENOTDIR) return errno != ENOSPC;
    Str above = fs_folder(str_of(folder->path));
    if (above.len == strlen(folder->path)) return true;
    unsigned kinds = folder->kinds;
    folder = folder_of(watcher, above);
    folder->kinds |= kinds;
  }
}

// What happened to a file before its folder came to be watched was not seen.
static void add_file(Watcher *watcher, const Folder *folder, const char *path, WatchKind kind) {
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  if (entry == NULL) {
    entry = map_put(&watcher->files, str_of(str_copy(str_of(path))), NULL);
    entry->number = WATCH_NOTHING;
  }
  bool is_known = (entry->number & (uintptr_t)kind) != 0 && folder->round != watcher->round;
  entry->number |= (uintptr_t)kind;
  if (kind == WATCH_INPUT && !is_known) note_if_missed(watcher, path);
}

// Adds a file of the folder at `path` when `file` is not NULL.
static bool add(Watcher *watcher, Str path, unsigned kinds, const char *file, Err *err) {
  pthread_mutex_lock(&watcher->lock);
  Folder *folder = folder_of(watcher, path);
  folder->kinds |= kinds;
  bool watched = watch_folder(watcher, folder);
  if (file) add_file(watcher, folder, file, (WatchKind)kinds);
  bool tells = !watched && kinds != WATCH_SERVED && !watcher->told;
  watcher->told |= tells;
  pthread_mutex_unlock(&watcher->lock);
  if (watched || !tells) return watched;
  return err_set(err, "No more folders can be watched, so that changes in some are not seen; raise "
                      "the limit: sysctl fs.inotify.max_user_watches=524288");
}

bool watcher_add(Watcher *watcher, const char *path, WatchKind kind, Err *err) {
  return add(watcher, fs_folder(str_of(path)), (unsigned)kind, path, err);
}

bool watcher_add_folder(Watcher *watcher, const char *path, bool whole, Err *err) {
  return add(watcher, str_of(path), whole ? WATCH_INPUT : WATCH_CONFIG, NULL, err);
}

// --- What happened ---

// Editors leave files beside those they save that no import can mean: hidden ones, backups.
static bool may_be_imported(Str name) {
  return !str_starts(name, STR(".")) && !str_ends(name, STR("~"));
}

static bool is_config(Str name) {
  return str_is(name, "node_modules") || str_is(name, "package.json") ||
         str_is(name, "tsconfig.json") || str_is(name, "jsconfig.json");
}

// Under the lock. Takes `path`.
static unsigned tell_path(Changes *changes, char *path, unsigned kinds) {
  if ((kinds & WATCH_INPUT) && changes) {
    vec_push(&changes->paths, path);
  } else {
    mem_free(path);
  }
  return kinds;
}

// Under the lock.
static unsigned judge_name(const Watcher *watcher, const Folder *folder,
                           const struct inotify_event *event, Changes *changes) {
  Str name = str_of(event->name);
  char *path =
      str_format("%s%s%s", folder->path, str_is(str_of(folder->path), "/") ? "" : "/", event->name);
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  unsigned kinds = entry ? (unsigned)entry->number : WATCH_NOTHING;
  bool comes_or_goes = (event->mask & COMES_OR_GOES) != 0 && may_be_imported(name);
  bool in_whole = comes_or_goes || str_ends(name, STR(".json"));
  if (in_whole) kinds |= folder->kinds & WATCH_INPUT;
  if ((folder->kinds & WATCH_CONFIG) && is_config(name)) kinds |= WATCH_INPUT;
  return tell_path(changes, path, kinds);
}

// Under the lock. They are other folders now, or none: see renew.
static unsigned forget_folders(Watcher *watcher, int watch, Changes *changes) {
  unsigned kinds = WATCH_NOTHING;
  Folder *folder = watcher->places.items[watch];
  watcher->places.items[watch] = NULL;
  while (folder) {
    Folder *twin = folder->twin;
    folder->watch = -1;
    folder->twin = NULL;
    unsigned here = folder->kinds & WATCH_CONFIG ? WATCH_INPUT : folder->kinds;
    kinds |= tell_path(changes, str_copy(str_of(folder->path)), here);
    folder = twin;
  }
  return kinds;
}

// Under the lock.
static unsigned judge(Watcher *watcher, const struct inotify_event *event, Changes *changes) {
  if (event->mask & IN_Q_OVERFLOW) {
    if (changes) changes->everything = true;
    return WATCH_INPUT | WATCH_SERVED;
  }
  if (event->wd < 0 || (uint32_t)event->wd >= watcher->places.len) return WATCH_NOTHING;
  if (event->mask & IN_MOVE_SELF) inotify_rm_watch(watcher->fd, event->wd);
  if (event->mask & (IN_IGNORED | IN_MOVE_SELF)) return forget_folders(watcher, event->wd, changes);
  if (event->len == 0) return WATCH_NOTHING;
  unsigned kinds = WATCH_NOTHING;
  for (const Folder *folder = watcher->places.items[event->wd]; folder; folder = folder->twin) {
    kinds |= judge_name(watcher, folder, event, changes);
  }
  return kinds;
}

int watcher_fd(const Watcher *watcher) {
  return watcher->fd;
}

bool watcher_stirs(Watcher *watcher) {
  pthread_mutex_lock(&watcher->lock);
  bool missed = watcher->missed.len != 0;
  pthread_mutex_unlock(&watcher->lock);
  if (missed) return true;
  struct pollfd poll_fd = { .fd = watcher->fd, .events = POLLIN };
  return poll(&poll_fd, 1, 0) == 1;
}

// Under the lock. Folders that went away may have come again, and what lies in them is news then.
static void renew(Watcher *watcher) {
  for (uint32_t i = 0; i < watcher->folders.len; i++) { // watching one may add those above it
    watch_folder(watcher, watcher->folders.items[i]);
  }
}

// Under the lock.
static unsigned take_missed(Watcher *watcher, Changes *changes) {
  unsigned kinds = WATCH_NOTHING;
  vec_each (path, &watcher->missed) {
    kinds |= tell_path(changes, *path, WATCH_INPUT);
  }
  vec_clear(&watcher->missed);
  return kinds;
}

unsigned watcher_take(Watcher *watcher, Changes *changes) {
  _Alignas(struct inotify_event) char block[16 << 10];
  pthread_mutex_lock(&watcher->lock);
  unsigned kinds = take_missed(watcher, changes);
  pthread_mutex_unlock(&watcher->lock);
  ssize_t size;
  while ((size = read(watcher->fd, block, sizeof block)) > 0) {
    pthread_mutex_lock(&watcher->lock);
    for (char *at = block; at < block + size;) {
      const struct inotify_event *event = (const struct inotify_event *)(void *)at;
      kinds |= judge(watcher, event, changes);
      at += sizeof *event + event->len;
    }
    if (kinds != WATCH_NOTHING) renew(watcher);
    pthread_mutex_unlock(&watcher->lock);
  }
  return kinds;
}

void watcher_free(Watcher *watcher) {
  close(watcher->fd);
  map_each (entry, &watcher->files) {
    mem_free((void *)(uintptr_t)entry->key.data);
  }
  vec_each (folder, &watcher->folders) {
    mem_free((*folder)->path);
    mem_free(*folder);
  }
  map_clear(&watcher->files);
  map_clear(&watcher->by_path);
  vec_clear(&watcher->folders);
  vec_clear(&watcher->places);
  text_list_clear(&watcher->missed);
  pthread_mutex_destroy(&watcher->lock);
  mem_free(watcher);
}
