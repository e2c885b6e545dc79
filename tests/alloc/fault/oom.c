// Out of memory, system call by system call: the n-th mapping fails, alone or with all after it, for n = 1, 2, … until none fails. Every
// call then gives a block or NULL with ENOMEM; blocks keep their content; the heap's checks hold; and afterwards all works again.
#include "neap.h"

#include "arena.h"
#include "mapping.h"
#include "support.h"
#include "thread.h"
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// The linker sends libneap's calls here (--wrap), by names of its own choice.
// NOLINTBEGIN(readability-identifier-naming)
void *__real_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset);
void *__real_mremap(void *start, size_t old_size, size_t new_size, int flags, ...);
void *__wrap_mremap(void *start, size_t old_size, size_t new_size, int flags, ...);

// NOLINTEND(readability-identifier-naming)

static int calls, failing; // the call that fails; 0: none
static bool all_after;

static bool call_fails(void) {
  calls++;
  bool fails = failing && (all_after ? calls >= failing : calls == failing);
  errno = fails ? ENOMEM : errno;
  return fails;
}

// NOLINTNEXTLINE(readability-identifier-naming): the linker's name
void *__wrap_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset) {
  return call_fails() ? MAP_FAILED : __real_mmap(start, size, protection, flags, file, offset);
}

// NOLINTNEXTLINE(readability-identifier-naming): the linker's name
void *__wrap_mremap(void *start, size_t old_size, size_t new_size, int flags, ...) {
  return call_fails() ? MAP_FAILED : __real_mremap(start, old_size, new_size, flags);
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || defined(NEAP_CHECKS_FULL)
enum { STEP = 7 };
#else
enum { STEP = 1 };
#endif

enum { BLOCKS = 5200, SPANS = 300 };

static char *blocks[BLOCKS];
static size_t sizes[BLOCKS];
static int nulls;

// Pages enough for a second region, spans enough for a second region, and some mappings.
static size_t size_of(size_t i) {
  if (i < SPANS) {
    return (size_t)1 << 20;
  }
  if (i < SPANS + 20) {
    return (size_t)2 << 20;
  }
  return i < SPANS + 320 ? i : (size_t)64 << 10;
}

static neap_heap_t *heap; // every fifth block is from it

// Takes a block from the process's heap or ours. A heap that could not be made is made later.
static char *block_new(size_t i) {
  if (i % 5) {
    return neap_malloc(sizes[i]);
  }
  heap = heap ? heap : neap_heap_new();
  return heap ? neap_heap_malloc(heap, sizes[i]) : NULL;
}

static void block_noted(size_t i, char *block) {
  if (!block) {
    EXPECT(errno == ENOMEM);
    nulls++;
    return;
  }
  blocks[i] = block;
  memcpy(block, &i, sizeof i);
}

static void allocate_all(void) {
  for (size_t i = 0; i < BLOCKS; i++) {
    sizes[i] = size_of(i);
    errno = 0;
    bool zeroed =
        i % 7 == 0 && sizes[i] < 1000; // of larger ones, zeroing would be all that the test does
    block_noted(i, zeroed ? neap_calloc(1, sizes[i]) : block_new(i));
  }
}

static void resize_some(void) {
  for (size_t i = SPANS; i < SPANS + 20; i++) {
    if (blocks[i]) {
      errno = 0;
      char *grown = neap_realloc(blocks[i], sizes[i] * 2);
      EXPECT(grown || errno == ENOMEM);
      nulls += !grown;
      blocks[i] = grown ? grown : blocks[i];
    }
  }
}

static void check_and_free_all(void) {
  for (size_t i = 0; i < BLOCKS; i++) {
    if (blocks[i]) {
      EXPECT(memcmp(blocks[i], &i, sizeof i) == 0);
      neap_free(blocks[i]);
      blocks[i] = NULL;
    }
  }
}

static void *thread_allocates(void *argument) {
  void *block = neap_malloc(100);
  EXPECT(block || errno == ENOMEM);
  neap_free(block);
  return argument;
}

static void heap_check(void) {
  neap__arena_check();
  if (theap_is_real(neap__theap)) {
    neap__theap_check(neap__theap);
  }
}

// Result: whether a call was made to fail.
static bool trial(int nth) {
  failing = nth;
  calls = 0;
  allocate_all();
  resize_some();
  failing = 0;
  bool failed = calls >= nth;
  EXPECT(all_after || nulls <= 1); // one refusal costs at most the one block
  heap_check();
  check_and_free_all();
  heap_check();
  nulls = 0;
  allocate_all(); // memory is back: all works
  resize_some();
  EXPECT(nulls == 0);
  check_and_free_all();
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, thread_allocates, NULL) == 0);
  pthread_join(thread, NULL);
  neap_collect(true);
  heap_check();
  return failed;
}

// Each trial in a fresh process, or the memory of the last one would do.
static bool trial_in_child(int nth) {
  fflush(stdout);
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    _exit(trial(nth) ? 10 : 11);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  EXPECT(WIFEXITED(status) && (WEXITSTATUS(status) == 10 || WEXITSTATUS(status) == 11));
  return WEXITSTATUS(status) == 10;
}

int main(void) {
  for (int after = 0; after < 2; after++) {
    all_after = after;
    int nth = 1;
    while (trial_in_child(nth)) {
      nth += STEP;
    }
    printf("%d calls were refused%s\n", nth - 1, after ? ", with all after them" : "");
    EXPECT(nth > 10);
  }
  return 0;
}
