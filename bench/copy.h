// Copies of folders, for programs that change what is in them. Threads: no shared state.
#ifndef NEAP_BENCH_COPY_H
#define NEAP_BENCH_COPY_H

#include "base/err.h"

// Copies the folder `from` to `to`, which must not exist: files, folders, and links as they are; not repositories (.git) and what lies
// under `except` (a real path, or NULL). Refuses what is larger than a project is. On failure a part of it may be there.
bool copy_folder(const char *from, const char *to, const char *except, Err *err)
    __attribute__((warn_unused_result));

// Copies the files of the folder `from`, not what lies deeper, whose names end in `ending`; `to` must exist.
bool copy_files(const char *from, const char *to, const char *ending, Err *err)
    __attribute__((warn_unused_result));

// Removes a file, or a folder with all that is in it, without following links. It is no error when there is none.
void copy_remove(const char *path);

#endif
