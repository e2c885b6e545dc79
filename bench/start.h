// How the measured program is called: its words and its environment. Threads: no shared state.
#ifndef NEAP_BENCH_START_H
#define NEAP_BENCH_START_H

#include "run.h"

typedef VEC(char *) StartWords; // owned; NULL-terminated

// `out`: where the bundle goes.
StartWords start_words(const RunSpec *spec, const char *out);

// The arm's settings, and where libneap leaves its statistics. Ended by arm_environment_free.
char **start_environment(const RunSpec *spec, const char *stats);

#endif
