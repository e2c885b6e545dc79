// One build, from options to files: the way of the data in one place. Read build.c first.
#ifndef NEAP_DRIVER_BUILD_H
#define NEAP_DRIVER_BUILD_H

#include "driver/options.h"

// Builds as the options say, tells on stderr (and on stdout the bundle, when there is no output file), and for the A/B run
// builds again and rests. Returns the exit status: 0; 1: the user's code is at fault; 2: the call is, or the file system refused. In
// case of 1 and 2 no output was touched. Threads: one call at a time in a process.
int build_run(const BuildOptions *options);

#endif
