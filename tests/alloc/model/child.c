#include "child.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int in_child(int (*work)(const void *), const void *argument) {
  (void)fflush(stdout);
  pid_t child = fork();
  if (child < 0) {
    return EXIT_TROUBLE;
  }
  if (child == 0) {
    int status = work(argument);
    (void)fflush(stdout);
    _exit(status);
  }
  int status;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
    return EXIT_TROUBLE;
  }
  return WEXITSTATUS(status);
}
