// Tells when a file of some set changes: by inotify on their folders, and by looking again and again where inotify tells nothing (network mounts, and
// what is beyond its limits; see watch/poller.h). What happens while nobody looks is kept by the system, so that a
// look at the descriptor says at any moment whether all is as it was.
#ifndef NEAP_WATCH_WATCHER_H
#define NEAP_WATCH_WATCHER_H

#include "base/err.h"
#include "driver/changes.h"

typedef struct Watcher Watcher;

// What a file is to whoever watches it; flags.
typedef enum WatchKind {
  WATCH_NOTHING = 0,
  WATCH_INPUT = 1, // a build read it; files that come or go beside it may change what a build finds
  WATCH_SERVED = 2, // a page uses it as it is
} WatchKind;

// `poll_ms`: all files are looked at so often; 0: those that have to be, every 250 ms. NULL: `err` says why. The caller owns it. When `err` is set all the
// same, inotify is at a limit, and all is looked at.
Watcher *watcher_new(uint32_t poll_ms, Err *err);

// Watches `path`, an absolute path of a file, which need not exist in a folder that does. false: `err` says which limit of the system is
// reached, so that the file is polled; it is set for the first such file only. Threads: any.
bool watcher_add(Watcher *watcher, const char *path, WatchKind kind, Err *err);

// Watches a folder that a build looked into: what comes and goes in it is WATCH_INPUT, and every .json file. Not `whole`: only what people
// put into folders above their project that counts below: node_modules, package.json, tsconfig.json, jsconfig.json. As watcher_add.
bool watcher_add_folder(Watcher *watcher, const char *path, bool whole, Err *err);

// A build begins: what changes from now on, and is added later as WATCH_INPUT, has been missed and is told by watcher_take.
void watcher_begin(Watcher *watcher);

// Whether folders came to be watched since then, so that what is in them has to be added again for what may have been missed.
bool watcher_is_renewed(Watcher *watcher);

// For poll: readable when something happened, but for what watcher_begin is about, or when it is time to look: watcher_stirs does that.
int watcher_fd(const Watcher *watcher);

// Whether something happened, of whatever kind, that watcher_take has not taken. Threads: any.
bool watcher_stirs(Watcher *watcher);

// Takes all that happened up to now and tells to which kinds of files: flags of WatchKind. What happened to WATCH_INPUT is added to `changes`,
// which may be NULL. Threads: one.
unsigned watcher_take(Watcher *watcher, Changes *changes);

void watcher_free(Watcher *watcher);

#endif
