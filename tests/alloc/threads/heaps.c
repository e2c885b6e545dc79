// First-class heaps: what belongs to one shares pages with nothing else, goes as a whole or moves to the process's heap, is allocated and
// freed by any thread, and survives threads and forks.
#include "neap.h"

#include "arena.h"
#include "mapping.h"
#include "support.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) // which takes a thread for ended in its last round of destructors
enum { LATE_ROUNDS = 3 };
#else
enum { LATE_ROUNDS = 4 };
#endif

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { ROUNDS = 4, STEPS = 4000, FORKS = 8 };
#else
enum { ROUNDS = 20, STEPS = 20000, FORKS = 40 };
#endif

enum { BLOCKS = 5000, THREADS = 6, EXCHANGE = 512 };

typedef struct Held {
  unsigned char *block;
  size_t size;
  unsigned char fill;
} Held;

static Held held[BLOCKS];

static size_t taken(void) {
  return neap__arena_counts(REGION_PAGES).taken_bytes +
         neap__arena_counts(REGION_SPANS).taken_bytes + neap__mapping_counts().bytes;
}

static size_t random_size(uint64_t *random) {
  size_t kind = random_below(random, 1000);
  size_t limit = kind == 0 ? (size_t)4 << 20 : kind < 10 ? 500000 : kind < 60 ? 60000 : 600;
  return random_below(random, limit);
}

static Held held_new(neap_heap_t *heap, uint64_t *random) {
  Held one = { .size = random_size(random), .fill = (unsigned char)random_next(random) };
  size_t alignment = (size_t)1 << random_below(random, 14);
  switch (random_below(random, 3)) {
    case 0: one.block = neap_heap_malloc(heap, one.size); break;
    case 1:
      one.block = neap_heap_calloc(heap, 1, one.size);
      for (size_t i = 0; i < one.size; i++) {
        EXPECT(one.block[i] == 0);
      }
      break;
    default:
      one.block = neap_heap_aligned_alloc(heap, alignment, one.size);
      EXPECT((uintptr_t)one.block % alignment == 0);
  }
  EXPECT(one.block && neap_usable_size(one.block) >= one.size && neap_heap_of(one.block) == heap);
  memset(one.block, one.fill, one.size);
  return one;
}

static void held_check(const Held *one) {
  EXPECT(neap_owns(one->block));
  for (size_t i = 0; i < one->size; i++) {
    EXPECT(one->block[i] == one->fill);
  }
}

static void held_grow(neap_heap_t *heap, Held *one, uint64_t *random) {
  size_t size = random_size(random);
  size_t kept = size < one->size ? size : one->size;
  one->block = neap_heap_realloc(heap, one->block, size);
  EXPECT(one->block && neap_heap_of(one->block) == heap);
  one->size = kept;
  held_check(one);
  one->size = size;
  memset(one->block, one->fill, size);
}

static bool count_block(void *block, size_t size, void *argument) {
  EXPECT(neap_owns(block) && neap_usable_size(block) == size);
  ++*(size_t *)argument;
  return true;
}

static size_t visited(neap_heap_t *heap) {
  size_t count = 0;
  EXPECT(neap_visit_blocks(heap, count_block, &count));
  return count;
}

static bool stop_visit(void *block, size_t size, void *argument) {
  (void)block;
  (void)size;
  return --*(int *)argument > 0;
}

// Fills `held` from the heap, frees and resizes some. Result: how many are live.
static size_t fill(neap_heap_t *heap, uint64_t *random) {
  size_t live = 0;
  for (int i = 0; i < BLOCKS; i++) {
    held[i] = held_new(heap, random);
  }
  for (int i = 0; i < BLOCKS; i++) {
    if (random_below(random, 3) == 0) {
      held_check(&held[i]);
      neap_free(held[i].block);
      EXPECT(!neap_owns(held[i].block) || held[i].size > (size_t)64 << 10);
      held[i].block = NULL;
    } else if (random_below(random, 3) == 0) {
      held_grow(heap, &held[i], random);
    }
    live += held[i].block != NULL;
  }
  return live;
}

static void test_destroy(uint64_t *random) {
  size_t before = taken();
  for (int round = 0; round < ROUNDS / 2; round++) {
    neap_heap_t *heap = neap_heap_new();
    neap_heap_t *other = neap_heap_new();
    EXPECT(heap && other && visited(heap) == 0);
    char *neighbour = neap_heap_malloc(other, 100);
    strcpy(neighbour, "neighbour"); // NOLINT(clang-analyzer-security.insecureAPI.strcpy): it fits
    size_t live = fill(heap, random);
    EXPECT(visited(heap) == live && visited(other) == 1);
    int few = 3;
    EXPECT(!neap_visit_blocks(heap, stop_visit, &few) && few == 0);
    neap_heap_destroy(heap);
    EXPECT(strcmp(neighbour, "neighbour") == 0 && neap_heap_of(neighbour) == other);
    neap_heap_destroy(other);
  }
  EXPECT(taken() <=
         before + (512 << 10)); // what the process's own heap keeps for the heaps' records
}

static void test_delete(uint64_t *random) {
  size_t before = taken();
  for (int round = 0; round < ROUNDS / 2; round++) {
    neap_heap_t *heap = neap_heap_new();
    EXPECT(heap);
    fill(heap, random);
    neap_heap_delete(heap);
    for (int i = 0; i < BLOCKS; i++) {
      if (held[i].block) {
        held_check(&held[i]);
        EXPECT(neap_heap_of(held[i].block) == NULL);
        held[i].block = neap_realloc(held[i].block, held[i].size + 1);
        held_check(&held[i]);
        neap_free(held[i].block);
      }
    }
  }
  neap_collect(true);
  EXPECT(taken() <= before + (2 << 20));
}

static void test_limits(void) {
  volatile size_t most = SIZE_MAX, odd = 48; // volatile: compilers know that these cannot be had
  neap_heap_t *heap = neap_heap_new();
  EXPECT(heap && neap_heap_malloc(heap, most) == NULL);
  EXPECT(neap_heap_calloc(heap, most / 2, 3) == NULL);
  EXPECT(neap_heap_aligned_alloc(heap, odd, 10) == NULL);
  char *block = neap_heap_malloc(heap, 0);
  EXPECT(block && neap_heap_realloc(heap, block, most) == NULL && neap_owns(block));
  EXPECT(!neap_owns(block + 8) && !neap_owns(&heap) && !neap_owns(NULL));
  char *outside = neap_malloc(10);
  EXPECT(neap_heap_of(outside) == NULL && neap_owns(outside));
  neap_free(outside);
  neap_heap_destroy(heap);
  neap_heap_delete(NULL);
  neap_heap_destroy(NULL);
}

// --- threads

static neap_heap_t *common;
static _Atomic(unsigned char *) exchange[EXCHANGE];

static void block_check(const unsigned char *block) {
  for (unsigned i = 1; block && i < block[0]; i++) {
    EXPECT(block[i] == block[0]);
  }
}

// Allocates from the common heap and frees what others put into the exchange.
static void *trade(void *argument) {
  uint64_t random = ((uint64_t)(uintptr_t)argument + 1) * 0x9e3779b97f4a7c15u | 1;
  for (int i = 0; i < STEPS; i++) {
    size_t size = 16 + random_below(&random, 200);
    unsigned char *block = neap_heap_malloc(common, random_below(&random, 500) ? size : 100000);
    EXPECT(block != NULL);
    memset(block, (int)size, size);
    block = atomic_exchange(&exchange[random_below(&random, EXCHANGE)], block);
    block_check(block);
    neap_free(block);
  }
  return NULL;
}

static void threads_run(void *(*work)(void *)) {
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    EXPECT(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
}

static size_t exchange_count(void) {
  size_t count = 0;
  for (int i = 0; i < EXCHANGE; i++) {
    block_check(exchange[i]);
    count += exchange[i] != NULL;
  }
  return count;
}

// Threads come and go; their pages stay with the heap and serve the next ones.
static void test_threads(bool delete) {
  common = neap_heap_new();
  EXPECT(common);
  threads_run(trade);
  size_t after_first = taken();
  for (int round = 0; round < ROUNDS; round++) {
    threads_run(trade);
  }
  EXPECT(taken() <= after_first * 2 + (4 << 20));
  EXPECT(visited(common) == exchange_count());
  if (delete) {
    neap_heap_delete(common);
    for (int i = 0; i < EXCHANGE; i++) {
      block_check(exchange[i]);
      neap_free(exchange[i]);
    }
  } else {
    neap_heap_destroy(common);
  }
  memset(exchange, 0, sizeof exchange);
}

static void *free_exchange(void *argument) {
  for (uintptr_t i = (uintptr_t)argument; i < EXCHANGE; i += THREADS) {
    neap_free(exchange[i]);
    exchange[i] = NULL;
  }
  return NULL;
}

// Blocks are freed while the heap is deleted; heaps come and go while a thread still holds theaps of dead ones.
static void test_delete_while_freed(void) {
  for (int round = 0; round < ROUNDS * 5; round++) {
    common = neap_heap_new();
    EXPECT(common);
    for (int i = 0; i < EXCHANGE; i++) {
      exchange[i] = neap_heap_malloc(common, i % 64 ? 2000 : 100000);
      EXPECT(exchange[i] != NULL);
      exchange[i][0] = 1;
    }
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) {
      EXPECT(pthread_create(&threads[i], NULL, free_exchange, (void *)i) == 0);
    }
    neap_heap_delete(common);
    for (int i = 0; i < THREADS; i++) {
      pthread_join(threads[i], NULL);
    }
  }
}

static pthread_barrier_t barrier;

// Uses a heap that another thread ends, and then the next one.
static void *use_many(void *argument) {
  for (int round = 0; round < ROUNDS; round++) {
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 100; i++) {
      EXPECT(neap_heap_malloc(common, 100) != NULL);
    }
    pthread_barrier_wait(&barrier);
  }
  return argument;
}

static void test_heaps_end_elsewhere(void) {
  pthread_t thread;
  EXPECT(pthread_barrier_init(&barrier, NULL, 2) == 0);
  EXPECT(pthread_create(&thread, NULL, use_many, NULL) == 0);
  for (int round = 0; round < ROUNDS; round++) {
    common = neap_heap_new();
    EXPECT(common);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    neap_collect(true);
    EXPECT(visited(common) == 100);
    neap_heap_destroy(common);
  }
  pthread_join(thread, NULL);
  pthread_barrier_destroy(&barrier);
}

static pthread_key_t key;

// Runs in the last round of destructors too, when the thread's theaps have gone back.
static void late(void *argument) {
  uintptr_t round = (uintptr_t)argument;
  EXPECT(neap_heap_malloc(common, 100) != NULL);
  if (round < LATE_ROUNDS) {
    pthread_setspecific(key, (void *)(round + 1));
  }
}

static void *end_late(void *argument) {
  pthread_setspecific(key, (void *)1);
  return argument;
}

static void test_after_the_end(void) {
  common = neap_heap_new();
  EXPECT(common && pthread_key_create(&key, late) == 0);
  threads_run(end_late);
  EXPECT(visited(common) == (size_t)LATE_ROUNDS * THREADS);
  neap_heap_destroy(common);
  pthread_key_delete(key);
}

// --- fork

static _Atomic bool stopping;

static void *trade_on(void *argument) {
  while (!stopping) {
    trade(argument);
  }
  return NULL;
}

static void child(neap_heap_t *mine, unsigned char *block) {
  alarm(60);
  EXPECT(neap_heap_of(block) == mine && block[0] == 7);
  EXPECT(visited(mine) == 1000);
  neap_collect(true);
  stopping = true;
  trade(NULL); // the common heap works on
  common = mine;
  trade(NULL);
  neap_heap_destroy(mine);
  _exit(0);
}

static void test_fork(void) {
  common = neap_heap_new();
  neap_heap_t *mine = neap_heap_new();
  EXPECT(common && mine);
  unsigned char *block = NULL;
  for (int i = 0; i < 1000; i++) {
    block = neap_heap_malloc(mine, 300);
    EXPECT(block != NULL);
    block[0] = 7;
  }
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    EXPECT(pthread_create(&threads[i], NULL, trade_on, (void *)i) == 0);
  }
  for (int i = 0; i < FORKS; i++) {
    pid_t process = fork();
    if (process == 0) {
      child(mine, block);
    }
    int status;
    EXPECT(waitpid(process, &status, 0) == process && status == 0);
  }
  stopping = true;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  EXPECT(visited(common) == exchange_count());
  neap_heap_destroy(common);
  neap_heap_destroy(mine);
}

int main(void) {
  uint64_t random = test_seed();
  test_limits();
  test_destroy(&random);
  test_delete(&random);
  test_threads(false);
  test_threads(true);
  test_delete_while_freed();
  test_heaps_end_elsewhere();
  test_after_the_end();
  test_fork();
  neap__arena_check();
  return 0;
}
