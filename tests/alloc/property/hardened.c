// NEAP_HARDENED=1: how much of what it promises to find it finds. Each crime is done in a child of its own.
#include "neap.h"

#include "block.h"
#include "support.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1, OVERFLOWS = 100 };
#else
enum { SANITIZED = 0, OVERFLOWS = 2000 };
#endif

enum { BIG = 300000 };

static uint64_t seed;

// The signal that ends a child which does `crime`, or 0 if it survives.
static int child_ends(void (*crime)(size_t), size_t number) {
  fflush(stdout);
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    EXPECT(freopen("/dev/null", "w", stderr) != NULL);
    signal(SIGSEGV, SIG_DFL); // a sanitizer's would exit
    crime(number);
    _exit(0);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static size_t size_for(uint64_t *random) {
  size_t kind = random_below(random, 10);
  return 1 + random_below(random, kind < 5 ? 200 : kind < 9 ? 20000 : BIG);
}

// One byte, changed to any other value, right behind the end.
static void overflow(size_t number) {
  uint64_t random = seed + number * 0x9e3779b97f4a7c15u;
  size_t size = size_for(&random);
  char *block = neap_malloc(size);
  unsigned char *volatile end = (unsigned char *)block + size;
  bool by_zero = random_below(&random, 4) && *end; // as strings do
  *end = by_zero ? 0 : (unsigned char)(*end + 1 + random_below(&random, 255));
  neap_free(block);
}

static void overflows_are_found(void) {
  int found = 0;
  for (size_t i = 0; i < OVERFLOWS; i++) {
    found += child_ends(overflow, i) == SIGABRT;
  }
  printf("%d of %d overflows of one byte found\n", found, OVERFLOWS);
  EXPECT(found >= OVERFLOWS - OVERFLOWS / 100);
}

static const size_t sizes[] = {
  1, 16, 24, 100, 1000, 5000, 8192, 30000, 65000, 100000, BIG, 3000000
};

enum { SIZES = sizeof sizes / sizeof *sizes };

static void free_twice(size_t size) {
  char *volatile block = neap_malloc(size);
  neap_free(block);
  neap_free(block);
}

static void free_twice_later(size_t size) {
  char *volatile block = neap_malloc(size);
  neap_free(block);
  for (int i = 0; i < 20; i++) {
    neap_free(neap_malloc(size + 5000));
  }
  neap_free(block);
}

static void *frees(void *block) {
  neap_free(block);
  return NULL;
}

static void free_twice_by_others(size_t size) {
  char *volatile block = neap_malloc(size);
  for (int i = 0; i < 2; i++) {
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, frees, block) == 0);
    pthread_join(thread, NULL);
  }
}

typedef struct Twins {
  char *block;
  size_t size;
  _Atomic int ready; // atomic; how many have come so far
} Twins;

static void *frees_with_twin(void *argument) {
  Twins *twins = argument;
  atomic_fetch_add(&twins->ready, 1);
  while (atomic_load(&twins->ready) < 2) {
  }
  neap_free(twins->block);
  for (int i = 0; i < 5000; i++) { // both frees may have gone well; then the quarantine finds them
    neap_free(neap_malloc(twins->size));
  }
  return NULL;
}

static void free_twice_at_once(size_t size) {
  Twins twins = { .block = neap_malloc(size), .size = size };
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, frees_with_twin, &twins) == 0);
  frees_with_twin(&twins);
  pthread_join(thread, NULL);
}

static void frees_at_once_are_found(void) {
  for (int i = 0; i < 200; i++) {
    EXPECT(child_ends(free_twice_at_once, i % 2 ? 24 : 1000) == SIGABRT);
  }
}

static void free_inside(size_t size) {
  char *volatile block = neap_malloc(size);
  neap_free(block + size / 2 + 1);
}

static void realloc_freed(size_t size) {
  char *volatile block = neap_malloc(size);
  neap_free(block);
  (void)!neap_realloc(block, size + 1);
}

// Found when the block leaves the quarantine, in its first and last KiB.
static void write_after_free(size_t size) {
  volatile char *volatile block = neap_malloc(size);
  neap_free((void *)block);
  block[size / 2 < 1000 ? size / 2 : 1000] = 1;
  for (int i = 0; i < 10000; i++) {
    neap_free(neap_malloc(size));
  }
}

static void invalid_frees_are_found(void) {
  static void (*const crimes[])(size_t) = { free_twice, free_twice_later, free_twice_by_others,
                                            free_inside, realloc_freed };
  for (size_t i = 0; i < SIZES; i++) {
    for (size_t crime = 0; crime < sizeof crimes / sizeof *crimes; crime++) {
      int signal_seen = child_ends(crimes[crime], sizes[i]);
      if (signal_seen != SIGABRT) {
        printf("crime %zu, size %zu: signal %d\n", crime, sizes[i], signal_seen);
      }
      EXPECT(signal_seen == SIGABRT);
    }
    // blocks above 8 KiB do not wait
    EXPECT(sizes[i] > 8000 || child_ends(write_after_free, sizes[i]) == SIGABRT);
  }
}

static void touch_before(size_t size) {
  volatile char *volatile block = neap_malloc(size); // twice volatile: no compiler follows it
  block[-1] = 1;
}

static void touch_behind(size_t size) {
  volatile char *volatile block = neap_malloc(size);
  block[size + 4096] = 1;
}

static void touch_freed(size_t size) {
  volatile char *volatile block = neap_malloc(size);
  neap_free((void *)block);
  block[0] = 1;
}

static void large_blocks_are_guarded(void) {
  for (size_t size = 70000; size < 5000000; size = size * 2 + 4321) {
    EXPECT(child_ends(touch_before, size) == SIGSEGV);
    EXPECT(child_ends(touch_behind, size) == SIGSEGV);
    EXPECT(child_ends(touch_freed, size) == SIGSEGV);
  }
  for (size_t alignment = 16; alignment <= (size_t)1 << 21; alignment *= 2) {
    char *block = neap_aligned_alloc(alignment, BIG);
    EXPECT(block && (uintptr_t)block % alignment == 0 && neap_usable_size(block) == BIG);
    memset(block, 1, BIG);
    neap_free(block);
  }
}

static void sizes_are_exact(void) {
  neap_heap_t *heap = neap_heap_new();
  for (size_t size = 0; size < 200000; size += size / 7 + 1) {
    char *block = neap_malloc(size);
    char *of_heap = neap_heap_malloc(heap, size);
    char *zeroed = neap_calloc(1, size);
    EXPECT(neap_usable_size(block) == size && neap_usable_size(of_heap) == size);
    for (size_t i = 0; i < size; i++) {
      EXPECT(zeroed[i] == 0);
    }
    memset(block, 7, size);
    memset(of_heap, 7, size);
    block = neap_realloc(block, size * 2 + 1);
    EXPECT(block && neap_usable_size(block) == size * 2 + 1 && (size == 0 || block[size - 1] == 7));
    EXPECT(neap_owns(block) && neap_heap_of(of_heap) == heap);
    neap_free(block);
    EXPECT(SANITIZED || !neap_owns(block));
    neap_free(zeroed);
    if (size % 2) {
      neap_free(of_heap);
    }
  }
  neap_heap_destroy(heap);
}

// A fresh process: by a signal it tells where in its page the first block of a class lies.
static void tell_place(void) {
  char *volatile first = neap_malloc(100);
  kill(getpid(), (uintptr_t)first % 4096 < 2048 ? SIGUSR1 : SIGUSR2);
}

static void exec_tell_place(size_t number) {
  (void)number;
  execl("/proc/self/exe", "alloc-hardened", "place", (char *)NULL);
}

static void places_are_random(void) {
  int low = 0;
  for (int i = 0; i < 60; i++) {
    int seen = child_ends(exec_tell_place, 0);
    EXPECT(seen == SIGUSR1 || seen == SIGUSR2);
    low += seen == SIGUSR1;
  }
  EXPECT(low > 10 && low < 50);
}

// What was freed is gone, though it is still there.
static void freed_blocks_are_zero(void) {
  char *volatile secret = neap_malloc(1000);
  memset(secret, 'x', 1000);
  neap_free(secret);
  for (int i = 16; i < 1000; i++) { // before, there may be a free list's words
    EXPECT(secret[i] == 0);
  }
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1) {
    tell_place();
  }
  EXPECT(strcmp(neap_option_get("NEAP_HARDENED"), "1") == 0);
  seed = test_seed();
  sizes_are_exact();
  invalid_frees_are_found();
  overflows_are_found();
  if (!SANITIZED) { // which have handlers and poison of their own
    large_blocks_are_guarded();
    places_are_random();
    freed_blocks_are_zero();
    frees_at_once_are_found();
  }
  return 0;
}
