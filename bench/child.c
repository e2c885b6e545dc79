#include "child.h"

#include "interrupt.h"

#include "base/mem.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef VEC(char *) Words; // borrowed

// --- Starting ---

// Settings that would change an allocator behind the arms' back.
static bool is_kept_variable(const char *variable) {
  static const char *const dropped[] = {
    "LD_PRELOAD=", "LD_DEBUG",  "LD_BIND_NOW=",    "NEAP_",
    "MALLOC_",     "MIMALLOC_", "GLIBC_TUNABLES=", "TCMALLOC_"
  };
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
    if (strncmp(variable, dropped[i], strlen(dropped[i])) == 0) return false;
  }
  return true;
}

static char **environment_kept(void) {
  Words kept = VEC_EMPTY;
  for (char **variable = environ; *variable; variable++) {
    if (is_kept_variable(*variable)) vec_push(&kept, *variable);
  }
  vec_push(&kept, NULL);
  return kept.items;
}

static void push_all(Words *words, const char *const *texts) {
  for (; *texts; texts++) {
    vec_push(words, (char *)*texts);
  }
}

// `group`: the option for its control group, or NULL.
static char **launcher_argv(const ChildSpec *spec, char *report_fd, char *marks_fd, char *group) {
  static char separator[] = "--";
  Words words = VEC_EMPTY;
  vec_push(&words, (char *)spec->launcher);
  vec_push(&words, report_fd);
  vec_push(&words, marks_fd);
  if (group) vec_push(&words, group);
  push_all(&words, spec->settings);
  vec_push(&words, separator);
  push_all(&words, spec->argv);
  vec_push(&words, NULL);
  return words.items;
}

// The launcher leads a process group of its own: a Ctrl-C in the terminal reaches us alone, and all of it can be killed at once.
static int spawn_launcher(Child *child, const ChildSpec *spec, int report_end, int marks_end) {
  char report_fd[16];
  char marks_fd[16];
  snprintf(report_fd, sizeof report_fd, "%d", CHILD_REPORT_FD);
  snprintf(marks_fd, sizeof marks_fd, "%d", CHILD_MARKS_FD);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, spec->output,
                                   O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&files, report_end, CHILD_REPORT_FD);
  posix_spawn_file_actions_adddup2(&files, marks_end, CHILD_MARKS_FD);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  sigset_t ours; // ignored ones would stay so
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &ours);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, interrupt_wait_mask());

  char *group = spec->group_door ? str_format("--group=%s", spec->group_door) : NULL;
  char **argv = launcher_argv(spec, report_fd, marks_fd, group);
  char **environment = environment_kept();
  int error = posix_spawn(&child->launcher, spec->launcher, &files, &attributes, argv, environment);
  mem_free(argv);
  mem_free(group);
  mem_free(environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

// A pipe whose ends lie above those numbers that the child uses, and close on exec.
static bool make_pipe(int ends[2]) {
  enum { ABOVE = 10 };

  int low[2];
  if (pipe2(low, O_CLOEXEC) != 0) return false;
  ends[0] = fcntl(low[0], F_DUPFD_CLOEXEC, ABOVE);
  ends[1] = fcntl(low[1], F_DUPFD_CLOEXEC, ABOVE);
  close(low[0]);
  close(low[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return true;
  if (ends[0] >= 0) close(ends[0]);
  if (ends[1] >= 0) close(ends[1]);
  return false;
}

bool child_start(Child *child, const ChildSpec *spec, Err *err) {
  *child = (Child){ .report_fd = -1, .marks_fd = -1 };
  int report[2];
  int marks[2];
  if (!make_pipe(report)) return err_set_errno(err, errno, "no pipe could be made");
  if (!make_pipe(marks)) {
    int error = errno;
    close(report[0]);
    close(report[1]);
    return err_set_errno(err, error, "no pipe could be made");
  }
  int error = spawn_launcher(child, spec, report[1], marks[1]);
  close(report[1]);
  close(marks[1]);
  if (error != 0) {
    close(report[0]);
    close(marks[0]);
    return err_set_errno(err, error, "%s could not be started", spec->launcher);
  }
  child->report_fd = report[0];
  child->marks_fd = marks[0];
  return true;
}

// --- Following ---

// Takes the first line off `buf` into `line`, without its newline; false when there is no whole one.
static bool take_line(Buf *buf, Buf *line) {
  size_t end = str_find(buf_str(buf), '\n');
  if (end == buf->len) return false;
  buf_clear(line);
  buf_append(line, str_slice(buf_str(buf), 0, end));
  memmove(buf->data, buf->data + end + 1, buf->len - end); // with the zero byte
  buf->len -= end + 1;
  return true;
}

static void take_end(ChildEnd *end, const char *line) {
  char how[8];
  unsigned long long peak_kib;
  unsigned long long user_us;
  unsigned long long system_us;
  unsigned long long counts[4];
  unsigned long long wall_us;
  int code;
  // NOLINTBEGIN(cert-err34-c): neap-launch wrote these numbers
  int read =
      sscanf(line, "end %7s %d %llu %llu %llu %llu %llu %llu %llu %llu", how, &code, &peak_kib,
             &user_us, &system_us, &counts[0], &counts[1], &counts[2], &counts[3], &wall_us);
  // NOLINTEND(cert-err34-c)
  if (read != 10) return;
  *end = (ChildEnd){ .known = true,
                     .by_signal = strcmp(how, "signal") == 0,
                     .code = code,
                     .peak_bytes = peak_kib * 1024,
                     .user_seconds = (double)user_us / 1e6,
                     .system_seconds = (double)system_us / 1e6,
                     .minor_faults = counts[0],
                     .major_faults = counts[1],
                     .voluntary_switches = counts[2],
                     .involuntary_switches = counts[3],
                     .wall_seconds = (double)wall_us / 1e6 };
}

static void take_report(Child *child) {
  static const char failed[] = "failed ";
  Buf line = BUF_EMPTY;
  while (take_line(&child->report, &line)) {
    if (strncmp(line.data, "pid ", 4) == 0) {
      child->pid = (pid_t)strtol(line.data + 4, NULL, 10);
    } else if (strncmp(line.data, failed, sizeof failed - 1) == 0 && child->failure == NULL) {
      child->failure = str_copy(str_of(line.data + sizeof failed - 1));
    } else {
      take_end(&child->end, line.data);
    }
  }
  buf_clear(&line);
}

// Reads what is there; at the end of the stream the descriptor is closed and becomes -1.
static void read_stream(int *fd, Buf *into) {
  char bytes[4096];
  ssize_t count = read(*fd, bytes, sizeof bytes);
  if (count > 0) {
    buf_append(into, (Str){ bytes, (size_t)count });
  } else if (count == 0 || errno != EINTR) {
    close(*fd);
    *fd = -1;
  }
}

static bool is_gone(const Child *child) {
  return child->report_fd < 0 && child->marks_fd < 0;
}

// Marks wait until the pid is known, which was told before the program could write any.
static bool take_mark(Child *child, ChildEvent *event) {
  bool may_take = child->pid != 0 || child->report_fd < 0;
  Buf line = BUF_EMPTY;
  if (!may_take || !take_line(&child->marks, &line)) return false;
  event->type = mark_parse(&event->mark, buf_str(&line)) ? CHILD_MARK : CHILD_NO_MARK;
  buf_clear(&line);
  return true;
}

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

ChildEvent child_next(Child *child, int timeout_ms) {
  ChildEvent event = { CHILD_QUIET, { MARK_NONE, 0 } };
  uint64_t until = now_ms() + (uint64_t)timeout_ms;
  for (;;) {
    take_report(child);
    if (take_mark(child, &event)) return event;
    if (is_gone(child)) return (ChildEvent){ .type = CHILD_ENDED };

    uint64_t now = now_ms();
    uint64_t left = until > now ? until - now : 0;
    struct timespec wait = { (time_t)(left / 1000), (long)(left % 1000) * 1000000 };
    struct pollfd streams[] = { { child->report_fd, POLLIN, 0 }, { child->marks_fd, POLLIN, 0 } };
    int ready = ppoll(streams, 2, &wait, interrupt_wait_mask());
    if (interrupt_signal() != 0) return (ChildEvent){ .type = CHILD_STOP };
    if (ready == 0) return event;
    if (ready < 0) continue;
    if (streams[0].revents) read_stream(&child->report_fd, &child->report);
    if (streams[1].revents) read_stream(&child->marks_fd, &child->marks);
  }
}

void child_stop(const Child *child) {
  kill(child->launcher, SIGTERM);
}

void child_clear(Child *child) {
  if (!is_gone(child)) kill(child->launcher, SIGINT); // it ends the program and what that started
  while (waitpid(child->launcher, NULL, 0) < 0 && errno == EINTR) {
  }
  if (child->report_fd >= 0) close(child->report_fd);
  if (child->marks_fd >= 0) close(child->marks_fd);
  buf_clear(&child->report);
  buf_clear(&child->marks);
  mem_free(child->failure);
  *child = (Child){ .report_fd = -1, .marks_fd = -1 };
}
