// `neap serve`: builds held in memory, a web server, and what ties them: a change of a file that a build read leads to the next build.
#ifndef NEAP_SERVE_SERVE_H
#define NEAP_SERVE_SERVE_H

#include "driver/options.h"

typedef struct ServeOptions {
  BuildOptions
      build; // first, so that its rows of options fill it. Without entries, only the folder is served
  const char *servedir; // NULL: only what the build makes
  const char *host;
  uint32_t port;
  bool single_page;
  uint32_t poll_ms; // see watcher_new
} ServeOptions;

// Serves until SIGINT or SIGTERM. Where the build has no output folder, one is set in `options`; nothing is written to it. Returns the
// exit status: 0, or 2 when it could not begin, which is told on stderr. Threads: one call in a process, before others run.
int serve_run(ServeOptions *options);

#endif
