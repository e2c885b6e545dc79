// Runs what a session plans: one run after the other, or several beside each other, of which one works while the others rest.
// Threads: the main one only.
#ifndef NEAP_BENCH_SCHEDULE_H
#define NEAP_BENCH_SCHEDULE_H

#include "session.h"

// All jobs of the plan that are not done yet; tells progress on standard error, and saves the JSON report after every block.
RunResult schedule_run(Session *session, Err *err) __attribute__((warn_unused_result));

// One cold build of the baseline, whose figures are thrown away; with `metafile` it leaves one there.
RunResult schedule_warm_up(const Session *session, const char *metafile, Err *err)
    __attribute__((warn_unused_result));

// The whole workload once until it rests, to count what lives then; `library` is libneap-count.so.
RunResult schedule_count(Session *session, const char *library, Err *err)
    __attribute__((warn_unused_result));

#endif
