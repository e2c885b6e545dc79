// A program of several processes, whose memory the tests can foresee: `family MIB` touches MIB mebibytes, forks (so that all share them)
// two children that touch MIB more of their own, of which one leaves for a session of its own as a daemon does; children that end at once
// come and go. Then all rest until they are told to end. `family MIB ends` ends by itself, in good order.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void touch(size_t bytes, int value) {
  if (bytes == 0) return;
  char *block = malloc(bytes);
  if (block == NULL) _exit(70);
  memset(block, value, bytes);
}

static _Noreturn void rest(void) {
  for (;;) {
    pause();
  }
}

static pid_t start_child(size_t bytes, int is_daemon, int rests) {
  pid_t pid = fork();
  if (pid != 0) return pid;
  if (is_daemon && (setsid() < 0 || fork() != 0)) _exit(0);
  touch(bytes, 2);
  if (rests) rest();
  _exit(0);
}

int main(int argc, char **argv) {
  size_t bytes = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) << 20 : 0;
  int rests = !(argc > 2 && strcmp(argv[2], "ends") == 0);
  touch(bytes, 1);
  for (int i = 0; i < 20; i++) {
    waitpid(start_child(0, 0, 0), NULL, 0);
  }
  pid_t child = start_child(bytes, 0, rests);
  waitpid(start_child(bytes, 1, rests), NULL, 0);
  if (!rests) waitpid(child, NULL, 0);
  if (rests) rest();
  return 0;
}
