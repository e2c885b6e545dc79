#include "session.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

char *record_library(Err *err) {
  char *self = fs_real("/proc/self/exe");
  Str folder = self ? fs_folder(str_of(self)) : STR(".");
  char *beside = str_format("%.*s/libneap-record.so", STR_ARG(folder));
  char *installed =
      str_format("%.*s/%s/libneap-record.so", STR_ARG(folder), NEAP_INSTALLED_LIBRARIES);
  char *found = fs_is_file(beside) ? fs_real(beside) : fs_real(installed);
  if (found == NULL) err_set(err, "%s is missing; build it (target neap-record)", beside);
  mem_free(self);
  mem_free(beside);
  mem_free(installed);
  return found;
}

static _Noreturn void become_program(const char *library, const char *file, char *const *argv,
                                     int failure_fd) {
  char pid[16];
  snprintf(pid, sizeof pid, "%d", (int)getpid());
  // NOLINTBEGIN(concurrency-mt-unsafe): this process has one thread
  setenv("LD_PRELOAD", library, 1);
  setenv("NEAP_RECORD", file, 1);
  setenv("NEAP_RECORD_PID", pid, 1);
  // NOLINTEND(concurrency-mt-unsafe)
  execvp(argv[0], argv);
  int error = errno;
  ssize_t ignored = write(failure_fd, &error, sizeof error);
  (void)ignored;
  _exit(127);
}

// Ctrl-C is for the program.
static void ignore_keys(struct sigaction before[2]) {
  struct sigaction ignored = { .sa_handler = SIG_IGN };
  sigaction(SIGINT, &ignored, &before[0]);
  sigaction(SIGQUIT, &ignored, &before[1]);
}

static void heed_keys(const struct sigaction before[2]) {
  sigaction(SIGINT, &before[0], NULL);
  sigaction(SIGQUIT, &before[1], NULL);
}

int record_program(const char *library, const char *file, char *const *argv, Err *err) {
  int failure[2];
  struct sigaction before[2];
  char *path = fs_absolute(file);
  if (unlink(path) != 0 && errno != ENOENT) {
    err_set_errno(err, errno, "cannot replace %s", file);
    mem_free(path);
    return -1;
  }
  if (pipe2(failure, O_CLOEXEC) != 0) {
    err_set_errno(err, errno, "no pipe could be made");
    mem_free(path);
    return -1;
  }
  ignore_keys(before);
  pid_t pid = fork();
  if (pid == 0) {
    heed_keys(before);
    become_program(library, path, argv, failure[1]);
  }
  close(failure[1]);
  int error = pid < 0 ? errno : 0;
  int status = 0;
  if (pid > 0 && read(failure[0], &error, sizeof error) != sizeof error) error = 0;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  close(failure[0]);
  heed_keys(before);
  mem_free(path);
  if (error != 0) {
    err_set_errno(err, error, "cannot run %s", argv[0]);
    return -1;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
