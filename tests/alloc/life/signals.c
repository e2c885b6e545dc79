// A timer interrupts threads that allocate and free, as fast as the system can, with a handler that does what POSIX allows; and threads
// are forked away under it. Blocks keep their contents, errno stays, nothing hangs.
//   signals [MILLISECONDS]
#include "life.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, HELD = 300, INTERVAL_US = 20 };

static _Atomic uint64_t interruptions;
static _Atomic bool stopping;
static int pipe_ends[2];

static void on_alarm(int number) {
  (void)number;
  int saved = errno;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char byte = (char)now.tv_nsec;
  if (write(pipe_ends[1], &byte, 1) != 1 && errno == EAGAIN) { // full: errno is not as it was
    while (read(pipe_ends[0], &byte, 1) == 1) {
    }
  }
  atomic_fetch_add(&interruptions, 1);
  errno = saved;
}

static void *busy(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument * 0x9e3779b97f4a7c15u | 1;
  char *held[HELD] = { 0 };
  size_t sizes[HELD] = { 0 };
  errno = 77;
  while (!stopping) {
    size_t at = random_below(&random, HELD);
    size_t kind = random_below(&random, 200);
    if (held[at]) {
      life_check_and_free(held[at], sizes[at]);
    }
    sizes[at] = 1 + random_below(&random, kind == 0 ? 2000000 : kind < 4 ? 100000 : 2000);
    held[at] = life_block(sizes[at]);
    EXPECT(errno == 77);
  }
  for (int i = 0; i < HELD; i++) {
    if (held[i]) {
      life_check_and_free(held[i], sizes[i]);
    }
  }
  return NULL;
}

static void fork_once(void) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    life_check_and_free(life_block(100), 100);
    life_check_and_free(life_block(150000), 150000);
    _exit(0);
  }
  int status;
  pid_t ended;
  while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR) {
  }
  EXPECT(ended == child && status == 0);
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  life_begin();
  double seconds = (double)life_count(argc, argv, 700) / 1e3;
  EXPECT(pipe2(pipe_ends, O_NONBLOCK) == 0);
  struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
  sigaction(SIGALRM, &action, NULL);
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    EXPECT(pthread_create(&threads[i], NULL, busy, (void *)(i + 1)) == 0);
  }
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarms, NULL); // so that the busy ones get it
  struct itimerval interval = { { 0, INTERVAL_US }, { 0, INTERVAL_US } };
  setitimer(ITIMER_REAL, &interval, NULL);
  for (double end = seconds_now() + seconds; seconds_now() < end;) {
    if (LIFE_SANITIZED) {
      usleep(1000); // their own locks may be held for ever in a child
    } else {
      fork_once();
    }
  }
  setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
  stopping = true;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  printf("%llu interruptions\n", (unsigned long long)interruptions);
  EXPECT(interruptions > 100);
  return 0;
}
