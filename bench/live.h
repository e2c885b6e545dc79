// What lives when the program begins to rest: the bytes that it asked for and did not free. Every arm has the same work, so they are counted
// once, in a run of their own. Threads: the main one only.
#ifndef NEAP_BENCH_LIVE_H
#define NEAP_BENCH_LIVE_H

#include "session.h"

// Runs the workload until it rests, with the baseline's settings and libneap-count.so before libc's malloc, and fills the session's live
// bytes and blocks. They stay 0 where that library is not there or nobody calls libc's malloc. `baseline` is what its run is specified by.
RunResult live_count(Session *session, const RunSpec *baseline, const char *library, Err *err)
    __attribute__((warn_unused_result));

#endif
