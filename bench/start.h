// How the measured program is called: its words and its environment. Threads: no shared state.
#ifndef NEAP_BENCH_START_H
#define NEAP_BENCH_START_H

#include "run.h"

typedef VEC(char *) StartWords; // owned; NULL-terminated

// `out`: where the bundle goes.
StartWords start_words(const RunSpec *spec, const char *out);

// The arm's settings, and the files that libneap leaves its statistics in: at the program's end and at rest. Ended by arm_environment_free.
char **start_environment(const RunSpec *spec, const char *at_end, const char *at_rest);

#endif
