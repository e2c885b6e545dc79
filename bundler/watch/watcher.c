#include "watch/watcher.h"

#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"
#include "watch/poller.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// Writing is told when it ends: half of a file is no news. Attributes: a file may have become readable.
enum { COMES_OR_GOES = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO };

enum { WATCHED = COMES_OR_GOES | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

// Beside WatchKind, for folders: only names that count in folders above a project.
enum { WATCH_CONFIG = 4 };

enum { POLL_DEFAULT_MS = 250 };

// A folder in which a file of the set lies, or that was looked into.
typedef struct Folder {
  char *path; // owned: key of Watcher.by_path
  int watch;  // negative: it is not watched, since it is not there or is polled
  bool is_polled;
  uint32_t polled; // its number, then
  unsigned kinds;
  uint64_t round;      // of Watcher, in which it came to be watched
  struct Folder *twin; // another path to the same folder, watched by the same number
} Folder;

struct Watcher {
  int fd;             // const after init; of inotify; negative: all is polled
  int timer;          // const after init; of the looks, runs while anything is polled
  int either;         // const after init; readable when one of them is
  bool polls_all;     // const after init
  uint32_t poll_ms;   // const after init
  PollListener polls; // const after init
  pthread_mutex_t lock;
  // guarded by lock, and what is polled too
  Map files;             // path → flags of WatchKind; keys are owned
  Map by_path;           // path → Folder
  VEC(Folder *) folders; // owned
  VEC(Folder *)
  places; // by watch: numbers that the system gives in rising order; NULL: none of ours any more
  struct timespec since; // see watcher_begin
  uint64_t round;        // counts its calls
  uint64_t last_round;   // in which a folder came to be watched
  TextList missed;       // see watcher_begin
  bool told;             // that a limit is reached
  Poller *poller;
  unsigned polled_kinds;  // of what looks have found since the last watcher_take
  Changes polled_changes; // the same
};

static PollInterest polled_interest(void *context, const void *owner, const char *name);
static void polled_tell(void *context, void *owner, const char *name, PollEvent event);

static bool add_to_either(Watcher *watcher, int fd) {
  struct epoll_event event = { .events = EPOLLIN };
  return fd < 0 || epoll_ctl(watcher->either, EPOLL_CTL_ADD, fd, &event) == 0;
}

Watcher *watcher_new(uint32_t poll_ms, Err *err) {
  Watcher *watcher = MEM_NEW_ZEROED(Watcher);
  pthread_mutex_init(&watcher->lock, NULL);
  watcher->fd = poll_ms == 0 ? inotify_init1(IN_NONBLOCK | IN_CLOEXEC) : -1;
  watcher->polls_all = watcher->fd < 0;
  watcher->poll_ms = poll_ms == 0 ? POLL_DEFAULT_MS : poll_ms;
  watcher->polls = (PollListener){ watcher, polled_interest, polled_tell };
  watcher->poller = poller_new(&watcher->polls);
  watcher->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  watcher->either = epoll_create1(EPOLL_CLOEXEC);
  watcher_begin(watcher);
  if (watcher->timer < 0 || watcher->either < 0 || !add_to_either(watcher, watcher->fd) ||
      !add_to_either(watcher, watcher->timer)) {
    err_set_errno(err, errno, "Files cannot be watched");
    watcher_free(watcher);
    return NULL;
  }
  if (poll_ms == 0 && watcher->polls_all) {
    err_set(err,
            "inotify is at a limit: all files are looked at every %u ms instead; raise it: sysctl "
            "fs.inotify.max_user_instances=512",
            watcher->poll_ms);
  }
  return watcher;
}

void watcher_begin(Watcher *watcher) {
  pthread_mutex_lock(&watcher->lock);
  // The clock that file systems stamp by.
  clock_gettime(CLOCK_REALTIME_COARSE, &watcher->since);
  watcher->round++;
  pthread_mutex_unlock(&watcher->lock);
}

bool watcher_is_renewed(Watcher *watcher) {
  pthread_mutex_lock(&watcher->lock);
  bool is_renewed = watcher->last_round == watcher->round;
  pthread_mutex_unlock(&watcher->lock);
  return is_renewed;
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

// Of what other machines do there inotify tells nothing.
static bool is_remote(const char *path) {
  static const uint32_t types[] = {
    0x6969,     // NFS
    0x517B,     // SMB
    0xFE534D42, // SMB 2
    0xFF534D42, // CIFS
    0x01021997, // 9P
    0x65735546, // FUSE
    0x00C36400, // Ceph
    0x5346414F, // AFS
    0x786F4256, // shared folders of VirtualBox
  };
  struct statfs status;
  if (statfs(path, &status) != 0) return false;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if ((uint32_t)status.f_type == types[i]) return true;
  }
  return false;
}

static void poll_folder(Watcher *watcher, Folder *folder) {
  if (poller_is_empty(watcher->poller)) {
    struct timespec time = { watcher->poll_ms / 1000, (long)(watcher->poll_ms % 1000) * 1000000 };
    timerfd_settime(watcher->timer, 0, &(struct itimerspec){ time, time }, NULL);
  }
  folder->is_polled = true;
  folder->round = watcher->last_round = watcher->round;
  folder->polled = poller_add(watcher->poller, folder->path, folder);
  if (folder->kinds & WATCH_INPUT) note_if_missed(watcher, folder->path);
}

// Watches the folder or, where there is none now, those above it up to the first that is there, so that its coming is seen. false: a
// limit is reached, and it is polled.
static bool watch_folder(Watcher *watcher, Folder *folder) {
  for (;;) {
    if (folder->watch >= 0 || folder->is_polled) return true;
    if (watcher->polls_all || is_remote(folder->path)) {
      poll_folder(watcher, folder);
      return true;
    }
    folder->watch = inotify_add_watch(watcher->fd, folder->path, WATCHED | IN_ONLYDIR);
    if (folder->watch >= 0) {
      remember_place(watcher, folder);
      folder->round = watcher->last_round = watcher->round;
      if (folder->kinds & WATCH_INPUT) note_if_missed(watcher, folder->path);
      return true;
    }
    if (errno == ENOSPC || errno == ENOMEM) {
      poll_folder(watcher, folder);
      return false;
    }
    if (errno != ENOENT && errno != ENOTDIR) return true;
    Str above = fs_folder(str_of(folder->path));
    if (above.len == strlen(folder->path)) return true;
    unsigned kinds = folder->kinds;
    folder = folder_of(watcher, above);
    folder->kinds |= kinds;
  }
}

static void add_file(Watcher *watcher, const Folder *folder, const char *path, WatchKind kind) {
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  if (entry == NULL) {
    entry = map_put(&watcher->files, str_of(str_copy(str_of(path))), NULL);
    entry->number = WATCH_NOTHING;
  }
  bool is_known = (entry->number & (uintptr_t)kind) != 0 && folder->round != watcher->round;
  entry->number |= (uintptr_t)kind;
  if (is_known) return; // should it have come since the last look, the next one must tell of it
  if (folder->is_polled) poller_note(watcher->poller, folder->polled, fs_name(str_of(path)).data);
  if (kind == WATCH_INPUT) note_if_missed(watcher, path);
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
  return err_set(err,
                 "inotify watches no more folders: the others are looked at every %u ms instead; "
                 "raise its limit: sysctl fs.inotify.max_user_watches=524288",
                 watcher->poll_ms);
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
static char *path_in(const Folder *folder, const char *name) {
  return str_format("%s%s%s", folder->path, str_is(str_of(folder->path), "/") ? "" : "/", name);
}

// Under the lock. `in_place`: it was written, but its name is as it was.
static unsigned judge_name(const Watcher *watcher, const Folder *folder, const char *text,
                           bool in_place, Changes *changes) {
  Str name = str_of(text);
  char *path = path_in(folder, text);
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  unsigned kinds = entry ? (unsigned)entry->number : WATCH_NOTHING;
  bool comes_or_goes = !in_place && may_be_imported(name);
  bool in_whole = comes_or_goes || str_ends(name, STR(".json"));
  if (in_whole) kinds |= folder->kinds & WATCH_INPUT;
  if ((folder->kinds & WATCH_CONFIG) && is_config(name)) kinds |= WATCH_INPUT;
  return tell_path(changes, path, kinds);
}

// Under the lock.
static unsigned judge_folder(const Folder *folder, Changes *changes) {
  unsigned kinds = folder->kinds & WATCH_CONFIG ? WATCH_INPUT : folder->kinds;
  return tell_path(changes, str_copy(str_of(folder->path)), kinds);
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
    kinds |= judge_folder(folder, changes);
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
    kinds |= judge_name(watcher, folder, event->name, (event->mask & COMES_OR_GOES) == 0, changes);
  }
  return kinds;
}

// --- Looks at what is polled ---

static PollInterest polled_interest(void *context, const void *owner, const char *name) {
  const Watcher *watcher = (const Watcher *)context;
  const Folder *folder = (const Folder *)owner;
  char *path = path_in(folder, name);
  bool is_file_of_set = map_get(&watcher->files, str_of(path)) != NULL;
  mem_free(path);
  bool in_whole = (folder->kinds & WATCH_INPUT) != 0;
  if (is_file_of_set || (in_whole && str_ends(str_of(name), STR(".json")))) return POLL_CONTENT;
  if ((folder->kinds & WATCH_CONFIG) && is_config(str_of(name))) return POLL_CONTENT;
  return in_whole ? POLL_NAME : POLL_IGNORED;
}

static void polled_tell(void *context, void *owner, const char *name, PollEvent event) {
  Watcher *watcher = (Watcher *)context;
  const Folder *folder = (const Folder *)owner;
  Changes *changes = &watcher->polled_changes;
  watcher->polled_kinds |= name ? judge_name(watcher, folder, name, event == POLL_WRITTEN, changes)
                                : judge_folder(folder, changes);
}

static bool is_readable(int fd) {
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  return poll(&poll_fd, 1, 0) == 1;
}

// Under the lock. Looks when it is time. The timer stays as it is when there is news, so that whoever waits for it wakes up too.
static bool look(Watcher *watcher) {
  if (watcher->polled_kinds == WATCH_NOTHING && is_readable(watcher->timer)) {
    poller_look(watcher->poller);
    uint64_t times;
    if (watcher->polled_kinds == WATCH_NOTHING) (void)!read(watcher->timer, &times, sizeof times);
  }
  return watcher->polled_kinds != WATCH_NOTHING;
}

int watcher_fd(const Watcher *watcher) {
  return watcher->either;
}

bool watcher_stirs(Watcher *watcher) {
  pthread_mutex_lock(&watcher->lock);
  bool stirs = watcher->missed.len != 0 || look(watcher);
  pthread_mutex_unlock(&watcher->lock);
  return stirs || is_readable(watcher->fd);
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

// Under the lock.
static unsigned take_polled(Watcher *watcher, Changes *changes) {
  if (!look(watcher)) return WATCH_NOTHING;
  unsigned kinds = watcher->polled_kinds;
  vec_each (path, &watcher->polled_changes.paths) {
    tell_path(changes, *path, WATCH_INPUT);
  }
  vec_clear(&watcher->polled_changes.paths);
  watcher->polled_kinds = WATCH_NOTHING;
  uint64_t times;
  (void)!read(watcher->timer, &times, sizeof times);
  renew(watcher);
  return kinds;
}

unsigned watcher_take(Watcher *watcher, Changes *changes) {
  _Alignas(struct inotify_event) char block[16 << 10];
  pthread_mutex_lock(&watcher->lock);
  unsigned kinds = take_missed(watcher, changes);
  kinds |= take_polled(watcher, changes);
  pthread_mutex_unlock(&watcher->lock);
  ssize_t size;
  while (watcher->fd >= 0 && (size = read(watcher->fd, block, sizeof block)) > 0) {
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

static void close_if_open(int fd) {
  if (fd >= 0) close(fd);
}

void watcher_free(Watcher *watcher) {
  close_if_open(watcher->fd);
  close_if_open(watcher->timer);
  close_if_open(watcher->either);
  poller_free(watcher->poller);
  changes_clear(&watcher->polled_changes);
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
