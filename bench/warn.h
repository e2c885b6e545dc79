// What makes the figures of a session weaker than they look. Threads: no shared state.
#ifndef NEAP_BENCH_WARN_H
#define NEAP_BENCH_WARN_H

#include "session.h"

typedef struct Warning {
  const char *id; // "busy", "steal", "memory", "switches", "disk", "sampler", "drift", "gates"
  char *text;     // owned; one sentence
} Warning;

typedef VEC(Warning) WarningList;

// By what is done so far. Ended by warn_clear.
WarningList warn_list(const Session *session);
void warn_clear(WarningList *warnings);

#endif
