// The folder whose files are served: what is opened lies in it, whatever links say.
#ifndef NEAP_SERVE_ROOT_H
#define NEAP_SERVE_ROOT_H

#include "base/str.h"

#include <sys/stat.h>

typedef enum RootVerdict { ROOT_FILE, ROOT_FOLDER, ROOT_MISSING, ROOT_OUTSIDE } RootVerdict;

typedef struct RootFile {
  int fd;           // ROOT_FILE: owned by the caller, at the start of a regular file; else -1
  struct stat stat; // of what was opened
  char *real;       // owned: the real path; NULL unless ROOT_FILE
} RootFile;

// Opens `path`, as target_path gives it, below `root` (a real path). Links are followed, and what was opened is then looked at: a link that
// leads out is ROOT_OUTSIDE. Devices, pipes and sockets, and what may not be read, are ROOT_MISSING. Threads: any.
RootVerdict root_open(const char *root, Str path, RootFile *out);

void root_file_clear(RootFile *file);

#endif
