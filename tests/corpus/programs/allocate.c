// A program whose blocks are known, to be recorded: allocate COUNT [killed | forks | execs]
// COUNT blocks of 24 bytes by each of four threads, of which every second is freed by a neighbour; one of each other kind; what a thread
// frees in its last moment; threads that go on until the program ends.
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, BYTES = 24 };

static int count;
static void **blocks[THREADS];
static pthread_barrier_t all_made;
static pthread_key_t late;

static void free_late(void *block) {
  free(block);
}

static void *work(void *argument) {
  size_t number = (size_t)argument;
  for (int i = 0; i < count; i++) {
    blocks[number][i] = malloc(BYTES);
    memset(blocks[number][i], 1, malloc_usable_size(blocks[number][i]));
  }
  pthread_setspecific(late, malloc(BYTES));
  pthread_barrier_wait(&all_made);
  for (int i = 0; i < count; i += 2) {
    free(blocks[(number + 1) % THREADS][i]);
  }
  return NULL;
}

static void *sleep_on(void *unused) {
  free(malloc(BYTES));
  pthread_barrier_wait(&all_made); // the program does not end before
  pause();
  return unused;
}

static void other_kinds(void) {
  void *block = NULL;
  char *zeroed = calloc(100, 7);
  for (int i = 0; i < 700; i++) {
    if (zeroed[i] != 0) _exit(70);
  }
  if (posix_memalign(&block, 4096, 10000) != 0 || (size_t)block % 4096 != 0) _exit(70);
  free(block);
  block = aligned_alloc(64, 640);
  if ((size_t)block % 64 != 0) _exit(70);
  free(block);
  char *grown = realloc(NULL, 10);
  memcpy(grown, "stays", sizeof "stays");
  for (int size = 20; size < 3000000; size *= 3) {
    grown = realloc(grown, size);
    if (grown == NULL || strcmp(grown, "stays") != 0) _exit(70);
    memset(grown + 6, 7, malloc_usable_size(grown) - 6);
  }
  free(grown);
  free(zeroed);
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  pthread_t sleeper;
  const char *end = argc > 2 ? argv[2] : "";
  count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
  for (int i = 0; i < THREADS; i++) {
    blocks[i] = malloc((size_t)count * sizeof(void *));
  }
  pthread_key_create(&late, free_late);
  pthread_barrier_init(&all_made, NULL, THREADS + 1);
  pthread_create(&sleeper, NULL, sleep_on, NULL);
  for (size_t i = 0; i < THREADS; i++) {
    pthread_create(&threads[i], NULL, work, (void *)i);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  other_kinds();
  if (strcmp(end, "killed") == 0) raise(SIGKILL);
  if (strcmp(end, "forks") == 0) {
    pid_t child = fork();
    if (child == 0) {
      for (int i = 0; i < 10000; i++) {
        free(malloc(BYTES));
      }
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  if (strcmp(end, "execs") == 0) execl(argv[0], argv[0], argv[1], NULL);
  return 0;
}
