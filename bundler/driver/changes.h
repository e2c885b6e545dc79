// What happened to files since the last build, and how much of that build still holds.
#ifndef NEAP_DRIVER_CHANGES_H
#define NEAP_DRIVER_CHANGES_H

#include "driver/options.h"

typedef struct Changes {
  bool everything; // anything may have changed
  TextList paths;  // owned: absolute paths of files and folders that were written, came or went
} Changes;

#define CHANGES_EMPTY ((Changes){ false, VEC_EMPTY })

typedef enum Extent {
  EXTENT_NOTHING,
  EXTENT_MODULES,    // some modules are to be read again
  EXTENT_NAMES,      // and imports may lead elsewhere
  EXTENT_EVERYTHING, // nothing holds
} Extent;

// Judges `changes` by what the last build read, `graph`, and by where it looked, `resolver`, which may learn of names that nobody asked for. `modules` (empty) gets the modules that are to be
// read again, borrowed from the graph. Threads: nobody builds meanwhile.
Extent changes_judge(const Changes *changes, const Graph *graph, Resolver *resolver,
                     ModuleList *modules);

void changes_clear(Changes *changes);

#endif
