// neap-launch: starts one program and tells what it used. The kernel hands ru_maxrss of the starting process down through fork and exec,
// so a peak is only the program's own when whoever starts it is small. This is: no libraries but libc, nothing allocated but the
// environment.
//
//   neap-launch REPORT_FD MARKS_FD [--group=FILE] [NAME=VALUE…] -- PROGRAM [ARG…]
//
// FILE takes in processes that write 0 to it: PROGRAM becomes a member of that control group, if it may.
// On REPORT_FD, a line each: `pid PID` at once; then `end exit|signal CODE MAXRSS_KIB USER_US SYSTEM_US MINOR MAJOR VOLUNTARY
// INVOLUNTARY WALL_US`. When PROGRAM cannot be started: `failed WORDS`. The settings reach PROGRAM only, MARKS_FD is left open for it.
// SIGTERM is handed on to PROGRAM, which is killed five seconds later; SIGINT kills it at once, as does the end of whoever started
// neap-launch. What PROGRAM leaves running, also in sessions of its own, ends with it.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_USAGE = 2, STATUS_FAILED = 5 };

typedef struct Call {
  int report_fd;
  int marks_fd;
  const char *group; // or NULL
  char **settings;
  char **program; // NULL-terminated: its path and arguments
} Call;

// Reads a descriptor number; -1 when it is none.
static int parse_fd(const char *text) {
  char *end;
  errno = 0;
  long number = strtol(text, &end, 10);
  return errno == 0 && *end == '\0' && number >= 0 && number < 65536 ? (int)number : -1;
}

static int parse_call(int argc, char **argv, Call *call) {
  if (argc < 5) return -1;
  call->report_fd = parse_fd(argv[1]);
  call->marks_fd = parse_fd(argv[2]);
  static const char group[] = "--group=";
  bool has_group = strncmp(argv[3], group, sizeof group - 1) == 0;
  call->group = has_group ? argv[3] + sizeof group - 1 : NULL;
  call->settings = argv + (has_group ? 4 : 3);
  call->program = call->settings;
  while (*call->program && strcmp(*call->program, "--") != 0) {
    call->program++;
  }
  if (call->report_fd < 0 || call->marks_fd < 0 || *call->program == NULL) return -1;
  call->program++;
  return *call->program ? 0 : -1;
}

// A line goes out in one write, so that the reader never sees half of it; a reader that is gone does not matter any more.
static void report(int fd, const char *line) {
  ssize_t written = write(fd, line, strlen(line));
  (void)written;
}

static volatile pid_t program_pid; // read by the handler; set while signals are held

static void stop_program(int number) {
  enum { GRACE_SECONDS = 5 };

  kill(program_pid, number == SIGTERM ? SIGTERM : SIGKILL);
  if (number == SIGTERM) alarm(GRACE_SECONDS);
}

static void set_signals(int how, sigset_t *before) {
  static const int caught[] = { SIGINT, SIGTERM, SIGALRM };
  struct sigaction action = { .sa_handler = stop_program };
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
    sigaddset(&set, caught[i]);
    if (how == SIG_BLOCK) sigaction(caught[i], &action, NULL);
  }
  pthread_sigmask(how, &set, before);
}

// Orphans become our children, so that once nobody is left of them nobody is left at all.
static void end_orphans(void) {
  char path[64];
  char text[4096];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  for (;;) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (count <= 0) return;
    text[count] = '\0';
    char *rest = text;
    for (long pid = strtol(rest, &rest, 10); pid > 0; pid = strtol(rest, &rest, 10)) {
      kill((pid_t)pid, SIGKILL);
    }
    while (waitpid(-1, NULL, 0) < 0 && errno == EINTR) {
    }
  }
}

static void enter_group(const char *file) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  ssize_t written = fd < 0 ? 0 : write(fd, "0", 1);
  (void)written; // whoever made the group sees that it is empty
  if (fd >= 0) close(fd);
}

static _Noreturn void become_program(const Call *call, const sigset_t *signals) {
  pthread_sigmask(SIG_SETMASK, signals, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (call->group) enter_group(call->group);
  for (char **setting = call->settings; strcmp(*setting, "--") != 0; setting++) {
    putenv(*setting); // NOLINT(concurrency-mt-unsafe): this process has one thread
  }
  execv(call->program[0], call->program);
  char line[256];
  const char *words = strerror(errno); // NOLINT(concurrency-mt-unsafe): this process has one thread
  snprintf(line, sizeof line, "failed %s\n", words);
  report(call->report_fd, line);
  _exit(STATUS_FAILED);
}

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void report_end(int fd, int status, const struct rusage *used, long long wall_us) {
  char line[256];
  snprintf(line, sizeof line, "end %s %d %ld %lld %lld %ld %ld %ld %ld %lld\n",
           WIFSIGNALED(status) ? "signal" : "exit",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), used->ru_maxrss,
           (long long)used->ru_utime.tv_sec * 1000000 + used->ru_utime.tv_usec,
           (long long)used->ru_stime.tv_sec * 1000000 + used->ru_stime.tv_usec, used->ru_minflt,
           used->ru_majflt, used->ru_nvcsw, used->ru_nivcsw, wall_us);
  report(fd, line);
}

int main(int argc, char **argv) {
  Call call;
  if (parse_call(argc, argv, &call) != 0) {
    fputs("usage: neap-launch REPORT_FD MARKS_FD [--group=FILE] [NAME=VALUE…] -- PROGRAM "
          "[ARG…]\n",
          stderr);
    return STATUS_USAGE;
  }
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t signals;
  set_signals(SIG_BLOCK, &signals);
  prctl(PR_SET_PDEATHSIG, SIGINT);
  fcntl(call.report_fd, F_SETFD, FD_CLOEXEC);

  long long started_at_us = now_us();
  pid_t pid = fork();
  if (pid == 0) become_program(&call, &signals);
  char line[64];
  if (pid < 0) {
    report(call.report_fd, "failed no process could be made\n");
    return STATUS_FAILED;
  }
  snprintf(line, sizeof line, "pid %d\n", (int)pid);
  report(call.report_fd, line);
  program_pid = pid;
  set_signals(SIG_UNBLOCK, NULL);
  close(call.marks_fd); // so that its reader sees the end when the program ends

  int status = 0;
  struct rusage used = { 0 };
  while (wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
  }
  long long wall_us = now_us() - started_at_us;
  set_signals(SIG_BLOCK, NULL); // the pid may be another's from here on
  end_orphans();
  report_end(call.report_fd, status, &used, wall_us);
  return 0;
}
