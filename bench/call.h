// What a call of `neap ab` asks for, read into a session. Threads: no shared state.
#ifndef NEAP_BENCH_CALL_H
#define NEAP_BENCH_CALL_H

#include "session.h"

// Fills workload, arms, gates, blocks, threads, seed and part from session->options; looks at no file.
bool call_read(Session *session, Err *err) __attribute__((warn_unused_result));

#endif
