// Other programs are started by vfork, posix_spawn and system from a process whose threads allocate: the parent's heap is unharmed, whoever
// shares its memory for a moment, and the children's begin anew.
//   spawn [ROUNDS]
#include "life.h"

#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, HELD = 500 };

static _Atomic bool stopping;

static void *busy(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument | 1;
  char *held[HELD] = { 0 };
  size_t sizes[HELD] = { 0 };
  for (size_t i = 0; !stopping; i = (i + 1) % HELD) {
    if (held[i]) {
      life_check_and_free(held[i], sizes[i]);
    }
    sizes[i] = 1 + random_below(&random, random_below(&random, 100) ? 3000 : 300000);
    held[i] = life_block(sizes[i]);
  }
  for (int i = 0; i < HELD; i++) {
    if (held[i]) {
      life_check_and_free(held[i], sizes[i]);
    }
  }
  return NULL;
}

static void wait_for(pid_t child) {
  int status;
  EXPECT(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

static char *const arguments[] = { "true", NULL };

static void by_vfork(void) {
  pid_t child = vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork): it is what is tested
  if (child == 0) {
    execve("/bin/true", arguments, environ);
    _exit(127);
  }
  wait_for(child);
}

static void by_posix_spawn(void) {
  pid_t child = 0;
  EXPECT(posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0);
  wait_for(child);
}

static void by_popen(void) {
  // NOLINTNEXTLINE(cert-env33-c): a shell that allocates is what is wanted
  FILE *pipe = popen("echo neap", "r");
  EXPECT(pipe != NULL);
  char line[16];
  EXPECT(fgets(line, sizeof line, pipe) && strcmp(line, "neap\n") == 0);
  EXPECT(pclose(pipe) == 0);
}

int main(int argc, char **argv) {
  life_begin();
  long rounds = life_count(argc, argv, LIFE_SANITIZED ? 5 : 20);
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    EXPECT(pthread_create(&threads[i], NULL, busy, (void *)(i + 1)) == 0);
  }
  for (long round = 0; round < rounds; round++) {
    char *mine = life_block(1000);
    by_vfork();
    by_posix_spawn();
    by_popen();
    life_check_and_free(mine, 1000);
  }
  stopping = true;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  return 0;
}
