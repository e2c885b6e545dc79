// One build, from options to files: the way of the data in one place. Read build.c first.
#ifndef NEAP_DRIVER_BUILD_H
#define NEAP_DRIVER_BUILD_H

#include "driver/changes.h"
#include "driver/output.h"

// Builds as the options say, tells on stderr (and on stdout the bundle, when there is no output file), and for the A/B run
// builds again and rests. Returns the exit status: 0; 1: the user's code is at fault; 2: the call is, or the file system refused. In
// case of 1 and 2 no output was touched. Threads: one call at a time in a process.
int build_run(const BuildOptions *options);

// What came of one build; valid during the call that tells of it.
typedef struct BuildResult {
  int status;                // as build_run's
  const OutputList *outputs; // with all their code when status is 0
  const DiagList *diags;     // sorted
  const char *failure;       // what the file system refused, or NULL
  const Graph *graph;        // what was read; NULL when no entry was found
  const Resolver *resolver;  // where it looked
  const Changes *changes;    // why it was made; NULL: it is the first one
  bool same_modules;         // the graph has the modules that it had in the build before
  uint64_t nanoseconds;      // that it took
} BuildResult;

// Who has builds made again and again.
typedef struct BuildListener {
  void *context;
  bool takes_outputs;                                    // they are its affair, and are not written
  void (*begins)(void *context, const Changes *changes); // again, for these; or NULL
  void (*built)(void *context, const BuildResult *result);
  void (*unchanged)(void *context); // what happened changed nothing: there is no new build
  // Waits until there is a reason to build again, and says what happened: `changes` are empty at first. false: there will be none any more.
  bool (*next)(void *context, Changes *changes);
} BuildListener;

// Builds, tells on stderr as build_run does, tells `listener`; then as often as `listener` has reasons. Only what changed is done again: modules are read anew
// when their files changed, by content, and resolved anew when names came or went. Returns 0 after the last build, whatever came of it; 2
// when the options cannot be used, before the first. Threads: as build_run.
int build_follow(const BuildOptions *options, const BuildListener *listener);

#endif
