// Files: read whole, write whole (to a temporary name beside the target, then rename).
// Threads: any. Paths are zero-terminated, of any length the system takes.
#ifndef NEAP_BASE_FS_H
#define NEAP_BASE_FS_H

#include "base/err.h"
#include "base/rope.h"
#include "base/str.h"

// Reads a regular file into `out` (empty before; owned by the caller after). Anything over 2 GiB is refused.
bool fs_read(const char *path, Buf *out, Err *err) __attribute__((warn_unused_result));

// Writes `content` to a temporary file beside `path` and renames it there, keeping the mode of a file that it replaces. On failure
// `path` is as it was and no temporary file stays. Parent folders are made.
bool fs_write(const char *path, Str content, Err *err) __attribute__((warn_unused_result));

// The two steps of fs_write, for files that appear together or not at all. fs_stage writes `content` to a temporary file beside `path`
// and returns its name (owned by the caller; NULL: nothing is left behind); fs_publish renames it to `path` (on failure the temporary
// file stays), fs_discard takes it away.
char *fs_stage(const char *path, Str content, Err *err) __attribute__((warn_unused_result));
char *fs_stage_rope(const char *path, const Rope *content, Err *err)
    __attribute__((warn_unused_result));
bool fs_publish(const char *staged, const char *path, Err *err) __attribute__((warn_unused_result));
void fs_discard(const char *staged);

// Makes `path` and its parents. It is no error when they exist.
bool fs_make_folder(const char *path, Err *err) __attribute__((warn_unused_result));

bool fs_is_file(const char *path);
bool fs_is_folder(const char *path);

// `path` made absolute against the working directory, with "." and ".." and doubled slashes resolved by text, links kept.
// The caller owns it.
char *fs_absolute(const char *path);

// The real path, links resolved; NULL when there is nothing. The caller owns it.
char *fs_real(const char *path);

// `path` as seen from `base` (both absolute): "src/a.js", "../lib/b.js". The caller owns it.
char *fs_relative(const char *base, const char *path);

// `path` (absolute) as people would name it: from the working directory when it lies below. The caller owns it.
char *fs_shown(const char *path);

// Joins with one slash and normalises by text. The caller owns it.
char *fs_join(const char *folder, Str name);

// The folder of a path ("/a/b.js" → "/a"; "b.js" → "."), and its last part. Borrowed from `path`.
Str fs_folder(Str path);
Str fs_name(Str path);

#endif
