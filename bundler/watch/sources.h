// What a build read and wherever it looked, as a watcher is to see it.
#ifndef NEAP_WATCH_SOURCES_H
#define NEAP_WATCH_SOURCES_H

#include "driver/build.h"
#include "watch/watcher.h"

// Has `watcher` watch all that `result` depends on; what it does already costs little. false: `err` says which limit of the system is
// reached, for the first file only (see watcher_add).
bool sources_watch(Watcher *watcher, const BuildOptions *options, const BuildResult *result,
                   Err *err);

#endif
