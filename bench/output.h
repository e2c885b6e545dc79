// Where a session's reports go: standard output and the files that the call names. Threads: no shared state.
#ifndef NEAP_BENCH_OUTPUT_H
#define NEAP_BENCH_OUTPUT_H

#include "session.h"

void output_head(const Session *session);
void output_table(const Session *session);

// The JSON report alone, after every block; none when it was not asked for.
bool output_save_json(const Session *session, Err *err) __attribute__((warn_unused_result));

// Every file that was asked for, and GitHub's annotations.
bool output_save(const Session *session, Err *err) __attribute__((warn_unused_result));

#endif
