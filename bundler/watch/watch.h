// neap watch: builds, and again what is concerned whenever a file changes.
#ifndef NEAP_WATCH_WATCH_H
#define NEAP_WATCH_WATCH_H

#include "driver/options.h"

typedef struct WatchOptions {
  BuildOptions build;
  bool forever;     // also when standard input has ended
  uint32_t poll_ms; // see watcher_new
} WatchOptions;

// Builds until SIGINT, SIGTERM, the key q, or the end of standard input. Tells on stderr what changed, what was written and how long it took, or, with
// --json, as lines of JSON:
//   {"kind":"change","paths":[…]}, then what neap build tells ("error", "warning", "counts", "output" with "changed", "failure"), then
//   {"kind":"built","status":0,"milliseconds":…}, or {"kind":"unchanged"} alone. The first build has no "change".
// Returns the exit status: 0; 2 when it could not begin.
int watch_run(const WatchOptions *options);

#endif
