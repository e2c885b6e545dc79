// Fork while other threads allocate, free and end: the child has a working heap, finds its blocks unharmed, may start threads and fork
// again, and gets back the free memory that the vanished threads had.
//   fork [FORKS]
#include "life.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef NEAP_PRELOADED
# include "gate.h"
# include "thread.h"
#endif

enum { THREADS = 8, EXCHANGE = 256, HELD = 2000 };

static _Atomic(char *) exchange[EXCHANGE];
static _Atomic bool stopping;

static void *busy(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument * 0x9e3779b97f4a7c15u | 1;
  char *held[2000] = { 0 };
  for (int i = 0; i < 20000 && !stopping; i++) {
    size_t at = random_below(&random, 2000);
    size_t kind = random_below(&random, 100);
    size_t limit = kind == 0   ? 2000000
                   : kind < 3  ? 100000
                   : kind < 50 ? 1000
                               : 80; // many of few classes, so that pages become full
    char *block = life_malloc(1 + random_below(&random, limit));
    EXPECT(block != NULL);
    block[0] = 1;
    life_free(held[at]);
    held[at] = atomic_exchange(&exchange[random_below(&random, EXCHANGE)], block);
  }
  for (int i = 0; i < 2000; i++) {
    life_free(held[i]);
  }
  return NULL;
}

// Keeps one busy thread alive after the other.
static void *keeper(void *argument) {
  uintptr_t seed = (uintptr_t)argument;
  while (!stopping) {
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, busy, (void *)seed) == 0);
    pthread_join(thread, NULL);
    seed += THREADS;
  }
  return NULL;
}

static char *mine[HELD];

static size_t size_of(size_t i) {
  return i % 100 ? 1 + i % 900 : 100000 + i;
}

static void mine_allocate(void) {
  for (size_t i = 0; i < HELD; i++) {
    mine[i] = life_malloc(size_of(i));
    EXPECT(mine[i] != NULL);
    memset(mine[i], (int)i, size_of(i));
  }
}

static void mine_check_and_free(void) {
  for (size_t i = 0; i < HELD; i++) {
    EXPECT(mine[i][0] == (char)i && mine[i][size_of(i) - 1] == (char)i);
    life_free(mine[i]);
  }
}

static void wait_for(pid_t child) {
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "the child ended with %#x\n", (unsigned)status);
    exit(1);
  }
}

// In the child's child.
static void fork_again(void) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    alarm(60);
    mine_check_and_free();
    _exit(0);
  }
  wait_for(child);
}

static void child_works(void) {
  mine_check_and_free();
  for (int i = 0; i < EXCHANGE; i++) { // blocks of the vanished threads' making
    char *block = atomic_exchange(&exchange[i], NULL);
    EXPECT(!block || block[0] == 1);
    life_free(block);
  }
  mine_allocate();
  if (!LIFE_SANITIZED) { // whose own locks may be held for ever in the child
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, busy, (void *)(uintptr_t)99) == 0);
    pthread_join(thread, NULL);
    fork_again();
  }
  mine_check_and_free();
#ifndef NEAP_PRELOADED
  if (theap_is_real(neap__theap)) {
    gate_enter(neap__theap); // the tide may be at work
    gate_pass(neap__theap);
    neap__theap_check(neap__theap);
    gate_leave(neap__theap);
  }
  neap_collect(true);
#endif
}

static void fork_and_check(void) {
  mine_allocate();
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    alarm(60); // a child that waits for a vanished thread would wait for ever
    child_works();
    _exit(0);
  }
  mine_check_and_free();
  wait_for(child);
}

int main(int argc, char **argv) {
  life_begin();
  long forks = life_count(argc, argv, LIFE_SANITIZED ? 10 : 30);
  pthread_t keepers[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    EXPECT(pthread_create(&keepers[i], NULL, keeper, (void *)(i + 1)) == 0);
  }
  for (long i = 0; i < forks; i++) {
    fork_and_check();
  }
  stopping = true;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(keepers[i], NULL);
  }
  return 0;
}
