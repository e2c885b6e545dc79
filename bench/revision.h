// libneap as it was at a revision of the source tree that we were built from, for arms `git:REV`. Threads: the main one only.
#ifndef NEAP_BENCH_REVISION_H
#define NEAP_BENCH_REVISION_H

#include "base/err.h"

// The library of the revision, in the user's cache ($XDG_CACHE_HOME/neap/revisions, else ~/.cache), where it is built the first time, which
// takes a while and is said on standard error. `repository`: the source tree, a folder of a git repository. The caller frees the path;
// NULL: `err` says what is wrong.
char *revision_library(const char *repository, const char *revision, Err *err)
    __attribute__((warn_unused_result));

#endif
