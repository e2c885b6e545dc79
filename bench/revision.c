#include "revision.h"

#include "interrupt.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// Runs a command of the shell with these words behind ($1 and so on), its output into `log`. Returns its exit status, or -1.
static int run_shell(const char *script, const char *const words[3], const char *log) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, interrupt_wait_mask());
  const char *argv[] = { "sh", "-ec", script, "sh", words[0], words[1], words[2], NULL };
  pid_t pid;
  int error = posix_spawn(&pid, "/bin/sh", &files, &attributes, (char *const *)argv, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return -1;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *cache_folder(Err *err) {
  const char *cache = getenv("XDG_CACHE_HOME"); // NOLINT(concurrency-mt-unsafe): one thread
  const char *home = getenv("HOME");            // NOLINT(concurrency-mt-unsafe): one thread
  char *folder = NULL;
  if (cache && *cache == '/') folder = str_format("%s/neap/revisions", cache);
  if (!folder && home && *home == '/') folder = str_format("%s/.cache/neap/revisions", home);
  if (!folder) {
    err_set(err, "neither XDG_CACHE_HOME nor HOME says where builds of revisions may be kept");
  } else if (!fs_make_folder(folder, err)) {
    mem_free(folder);
    folder = NULL;
  }
  return folder;
}

// The commit's full name.
static char *find_commit(const char *repository, const char *revision, const char *folder,
                         Err *err) {
  char *log = str_format("%s/commit.%d", folder, (int)getpid());
  const char *const words[] = { repository, revision, "" };
  int status = run_shell(
      "git -C \"$1\" rev-parse --verify --quiet --end-of-options \"$2^{commit}\"", words, log);
  Buf name = BUF_EMPTY;
  char *commit = NULL;
  if (status == 127) {
    err_set(err, "git:%s needs git, which is not there", revision);
  } else if (status != 0) {
    err_set(err, "there is no revision %s in %s (or it is no git repository)", revision,
            repository);
  } else if (fs_read(log, &name, err)) {
    commit = str_copy(str_slice(buf_str(&name), 0, str_find(buf_str(&name), '\n')));
  }
  buf_clear(&name);
  unlink(log);
  mem_free(log);
  return commit;
}

// $1 repository, $2 commit, $3 where the library goes. It appears whole; two builds at a time do not meet.
static const char build_script[] =
    "work=$3.$$\n"
    "trap 'rm -rf \"$work\"' EXIT; trap 'exit 130' INT TERM\n"
    "mkdir -p \"$work/source\"\n"
    "git -C \"$1\" archive --format=tar -o \"$work/source.tar\" \"$2\"\n"
    "tar -x -C \"$work/source\" -f \"$work/source.tar\"\n"
    "[ -e \"$work/source/node_modules\" ] || ln -s \"$1/node_modules\" \"$work/source/\"\n"
    "cmake -S \"$work/source\" -B \"$work/build\" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo\n"
    "cmake --build \"$work/build\" --target libneap.so\n"
    "cp -L \"$work/build/libneap.so\" \"$work/library\"\n"
    "mv \"$work/library\" \"$3\"\n";

static bool build(const char *repository, const char *commit, const char *library, Err *err) {
  char *log = str_format("%s.log", library);
  const char *const words[] = { repository, commit, library };
  fprintf(stderr, "neap ab: building libneap of %.12s\n", commit);
  bool built = run_shell(build_script, words, log) == 0;
  if (built) {
    unlink(log);
  } else {
    err_set(err, "libneap of %.12s cannot be built; %s tells why", commit, log);
  }
  mem_free(log);
  return built;
}

char *revision_library(const char *repository, const char *revision, Err *err) {
  char *folder = cache_folder(err);
  if (folder == NULL) return NULL;
  char *commit = find_commit(repository, revision, folder, err);
  char *library = commit ? str_format("%s/%s.so", folder, commit) : NULL;
  if (library && !fs_is_file(library) && !build(repository, commit, library, err)) {
    mem_free(library);
    library = NULL;
  }
  mem_free(commit);
  mem_free(folder);
  return library;
}
