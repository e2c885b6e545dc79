// In a static program with musl the whole malloc family is libneap's, for the C library's own calls too, and works in threads and after fork.
#include "neap.h"

#include "support.h"
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Whoever gave it out, it is one of ours.
static __attribute__((noinline)) void expect_ours(void *block) {
  EXPECT(block != NULL && neap_owns(block));
  free(block);
}

static void every_function(void) {
  expect_ours(malloc(100));
  expect_ours(calloc(10, 10));
  expect_ours(realloc(malloc(10), 1000000));
  expect_ours(reallocarray(NULL, 10, 10));
  expect_ours(aligned_alloc(64, 128));
  expect_ours(memalign(64, 100));
  expect_ours(valloc(100));
  void *block = NULL;
  EXPECT(posix_memalign(&block, 4096, 100) == 0 && (size_t)block % 4096 == 0);
  EXPECT(malloc_usable_size(block) >= 100);
  expect_ours(block);
}

static void the_library_itself(void) {
  expect_ours(strdup("a string"));
  char *text = NULL;
  EXPECT(asprintf(&text, "%d", 42) == 2);
  expect_ours(text);
  text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  EXPECT(stream != NULL && fprintf(stream, "%0100d", 7) == 100 && fclose(stream) == 0);
  expect_ours(text);
}

static void *thread_works(void *argument) {
  for (int i = 0; i < 10000; i++) {
    free(malloc((size_t)i));
  }
  every_function();
  return argument;
}

int main(void) {
  every_function();
  the_library_itself();
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) {
    EXPECT(pthread_create(&threads[i], NULL, thread_works, malloc(10)) == 0);
  }
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    every_function();
    _exit(0);
  }
  for (int i = 0; i < 8; i++) {
    void *result;
    EXPECT(pthread_join(threads[i], &result) == 0);
    expect_ours(result);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
  return 0;
}
