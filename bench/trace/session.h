// What `neap corpus record` does: a program, recorded. Threads: the main one only.
#ifndef NEAP_BENCH_TRACE_SESSION_H
#define NEAP_BENCH_TRACE_SESSION_H

#include "base/err.h"

// Runs the program of `argv` (NULL-terminated, found as a shell would) with `library`, libneap-record.so, before it, and waits for its end.
// Its trace goes to `file`, which is replaced. Returns its exit status, 128 and the signal's number when one ended it, or -1, and `err`
// has one line. Ctrl-C ends the program, and what it did until then is the trace.
int record_program(const char *library, const char *file, char *const *argv, Err *err);

// The library beside the running program, or as installed; NULL and `err`: it is not there. The caller frees it.
char *record_library(Err *err);

#endif
