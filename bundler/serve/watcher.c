#include "serve/watcher.h"

#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <unistd.h>

// Writing is told when it ends: half of a file is no news. Attributes: a file may have become readable.
enum { COMES_OR_GOES = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO };

enum { WATCHED = COMES_OR_GOES | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

// A folder in which a file of the set lies.
typedef struct Folder {
  char *path; // owned: key of Watcher.folders
  int watch;  // negative: it is not watched, since it is not there or a limit is reached
  unsigned kinds;
} Folder;

struct Watcher {
  int fd; // const after init
  pthread_mutex_t lock;
  // guarded by lock
  Map files;             // path → flags of WatchKind; keys are owned
  Map by_path;           // path → Folder
  VEC(Folder *) folders; // owned
  VEC(Folder *)
  places;    // by watch: numbers that the system gives in rising order; NULL: none of ours any more
  bool told; // that a limit is reached
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
  return watcher;
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

static void remember_place(Watcher *watcher, Folder *folder) {
  while (watcher->places.len <= (uint32_t)folder->watch) {
    vec_push(&watcher->places, NULL);
  }
  watcher->places.items[folder->watch] = folder;
}

// Watches the folder or, where there is none now, those above it up to the first that is there, so that its coming is seen. false: a
// limit is reached.
static bool watch_folder(Watcher *watcher, Folder *folder) {
  for (;;) {
    if (folder->watch >= 0) return true;
    folder->watch = inotify_add_watch(watcher->fd, folder->path, WATCHED | IN_ONLYDIR);
    if (folder->watch >= 0) {
      remember_place(watcher, folder);
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

bool watcher_add(Watcher *watcher, const char *path, WatchKind kind, Err *err) {
  pthread_mutex_lock(&watcher->lock);
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  if (entry == NULL) {
    entry = map_put(&watcher->files, str_of(str_copy(str_of(path))), NULL);
    entry->number = WATCH_NOTHING;
  }
  entry->number |= (uintptr_t)kind;
  Folder *folder = folder_of(watcher, fs_folder(str_of(path)));
  folder->kinds |= (unsigned)kind;
  bool watched = watch_folder(watcher, folder);
  bool tells = !watched && kind == WATCH_INPUT && !watcher->told;
  watcher->told |= tells;
  pthread_mutex_unlock(&watcher->lock);
  if (watched || !tells) return watched;
  return err_set(err, "No more folders can be watched, so that changes in some are not seen; raise "
                      "the limit: sysctl fs.inotify.max_user_watches=524288");
}

// --- What happened ---

// Editors leave files beside those they save that no import can mean: hidden ones, backups, names without an ending.
static bool may_be_imported(Str name, uint32_t mask) {
  if (mask & IN_ISDIR) return !str_starts(name, STR("."));
  size_t dot = str_find(name, '.');
  return dot != 0 && dot != name.len && !str_ends(name, STR("~"));
}

// Under the lock.
static unsigned judge_name(const Watcher *watcher, const Folder *folder,
                           const struct inotify_event *event) {
  Str name = str_of(event->name);
  char *path =
      str_format("%s%s%s", folder->path, str_is(str_of(folder->path), "/") ? "" : "/", event->name);
  MapEntry *entry = map_get(&watcher->files, str_of(path));
  mem_free(path);
  unsigned kinds = entry ? (unsigned)entry->number : WATCH_NOTHING;
  bool comes_or_goes = (event->mask & COMES_OR_GOES) != 0 && may_be_imported(name, event->mask);
  return comes_or_goes ? kinds | (folder->kinds & WATCH_INPUT) : kinds;
}

// Under the lock.
static unsigned judge(Watcher *watcher, const struct inotify_event *event) {
  if (event->mask & IN_Q_OVERFLOW) return WATCH_INPUT | WATCH_SERVED;
  if (event->wd < 0 || (uint32_t)event->wd >= watcher->places.len) return WATCH_NOTHING;
  Folder *folder = watcher->places.items[event->wd];
  if (folder == NULL) return WATCH_NOTHING;
  if (event->mask & IN_MOVE_SELF) inotify_rm_watch(watcher->fd, event->wd);
  if (event->mask & (IN_IGNORED | IN_MOVE_SELF)) {
    // It is another folder now, or none: see renew.
    watcher->places.items[event->wd] = NULL;
    folder->watch = -1;
    return folder->kinds;
  }
  return event->len == 0 ? WATCH_NOTHING : judge_name(watcher, folder, event);
}

int watcher_fd(const Watcher *watcher) {
  return watcher->fd;
}

bool watcher_stirs(const Watcher *watcher) {
  struct pollfd poll_fd = { .fd = watcher->fd, .events = POLLIN };
  return poll(&poll_fd, 1, 0) == 1;
}

// Under the lock. Folders that went away may have come again, and what lies in them is news then.
static void renew(Watcher *watcher) {
  for (uint32_t i = 0; i < watcher->folders.len; i++) { // watching one may add those above it
    watch_folder(watcher, watcher->folders.items[i]);
  }
}

unsigned watcher_take(Watcher *watcher) {
  _Alignas(struct inotify_event) char block[16 << 10];
  unsigned kinds = WATCH_NOTHING;
  ssize_t size;
  while ((size = read(watcher->fd, block, sizeof block)) > 0) {
    pthread_mutex_lock(&watcher->lock);
    for (char *at = block; at < block + size;) {
      const struct inotify_event *event = (const struct inotify_event *)(void *)at;
      kinds |= judge(watcher, event);
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
  pthread_mutex_destroy(&watcher->lock);
  mem_free(watcher);
}
