// alloc-stress [--ops N] [--threads T] [--remote PCT] [--seed S]
//
// Threads allocate, fill, check, resize, hand over and free blocks of 1 byte to several megabytes. PCT per cent of the frees are done by
// another thread, through mailboxes. Threads end and are replaced while their blocks live on. Every block's content is checked before
// it is freed and after it is resized; calloc's zeros and alignment are checked too. Exit status: 0, or 1 with one line about what was wrong.
#include "neap.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
  SLOTS = 1024,    // blocks that one worker holds
  MAILBOXES = 512, // blocks on their way to another thread
  LIVES = 12,      // threads that each worker consists of, one after the other
  FULL_CHECK =
      256, // bytes that are filled and checked at both ends of a block; in between a word for each STRIDE
  STRIDE = 4096 - 8,
  THREADS_MAX = 256,
};

typedef struct Held {
  unsigned char *start; // NULL: nothing
  size_t size;
  uint64_t tag; // what the content is made from
} Held;

typedef struct Mailbox {
  atomic_flag busy;
  Held held;
} Mailbox;

typedef struct Worker {
  uint64_t random;
  uint64_t ops_per_life;
  Held slots[SLOTS];
} Worker;

static uint64_t ops_total = 2000000;
static unsigned thread_count = 4;
static unsigned remote_percent = 50;
static uint64_t seed = 1;

static Mailbox mailboxes[MAILBOXES];
static Worker *workers;
static _Atomic uint64_t remote_handed;

static void fail(const char *what, const Held *held) {
  fprintf(stderr, "alloc-stress: %s: block %p of %zu bytes (seed %" PRIu64 ")\n", what,
          (void *)held->start, held->size, seed);
  exit(1);
}

// xorshift64* (Vigna, 2016).
static uint64_t random_next(uint64_t *state) {
  uint64_t value = *state;
  value ^= value >> 12;
  value ^= value << 25;
  value ^= value >> 27;
  *state = value;
  return value * 0x2545f4914f6cdd1du;
}

static size_t random_below(uint64_t *state, size_t limit) {
  return (size_t)(random_next(state) >> 16) % limit;
}

// Mostly small, as programs are, with a tail up to 4 MiB.
static size_t random_size(uint64_t *state) {
  size_t kind = random_below(state, 10000);
  if (kind < 8000) {
    return 1 + random_below(state, 512);
  }
  if (kind < 9600) {
    return 1 + random_below(state, 8192);
  }
  if (kind < 9960) {
    return 1 + random_below(state, 65536);
  }
  if (kind < 9998) {
    return 1 + random_below(state, 300000);
  }
  return 1 + random_below(state, (size_t)4 << 20);
}

static unsigned char content_at(const Held *held, size_t index) {
  return (unsigned char)((held->tag >> (index % 8 * 8)) + index * 131);
}

// Which bytes are looked at: the first and last FULL_CHECK, and one for each STRIDE in between.
static size_t index_next(size_t index, size_t size) {
  if (index + 1 < FULL_CHECK || index + 1 + FULL_CHECK >= size) {
    return index + 1;
  }
  size_t next = index + STRIDE;
  return next + FULL_CHECK < size ? next : size - FULL_CHECK;
}

static void content_fill(const Held *held) {
  for (size_t i = 0; i < held->size; i = index_next(i, held->size)) {
    held->start[i] = content_at(held, i);
  }
}

// The first `size` bytes as they were filled when the block was `held->size` long.
static void content_check(const Held *held, size_t size, const char *what) {
  for (size_t i = 0; i < size; i = index_next(i, held->size)) {
    if (held->start[i] != content_at(held, i)) {
      fail(what, held);
    }
  }
}

static void zero_check(const Held *held) {
  for (size_t i = 0; i < held->size; i = index_next(i, held->size)) {
    if (held->start[i] != 0) {
      fail("calloc gave a block that is not zero", held);
    }
  }
}

static void held_allocate(Held *held, uint64_t *random) {
  size_t kind = random_below(random, 16);
  size_t alignment = 16;
  held->size = random_size(random);
  held->tag = random_next(random);
  if (kind == 0) {
    held->start = neap_calloc(1, held->size);
  } else if (kind == 1) {
    alignment = (size_t)16 << random_below(random, 13);
    held->start = neap_aligned_alloc(alignment, held->size);
  } else {
    held->start = neap_malloc(held->size);
  }
  if (!held->start) {
    fail("out of memory", held);
  }
  if (kind == 0) {
    zero_check(held);
  }
  if ((uintptr_t)held->start % alignment != 0) {
    fail("not aligned", held);
  }
  if (neap_usable_size(held->start) < held->size) {
    fail("too small", held);
  }
  content_fill(held);
}

static void held_free(Held *held) {
  if (held->start) {
    content_check(held, held->size, "content changed before free");
    neap_free(held->start);
    held->start = NULL;
  }
}

static void held_resize(Held *held, uint64_t *random) {
  size_t size = random_below(random, 2) ? random_size(random) : held->size + held->size / 2 + 1;
  content_check(held, held->size, "content changed before realloc");
  size_t kept = size < held->size ? size : held->size;
  held->start = neap_realloc(held->start, size);
  if (!held->start) {
    fail("out of memory", held);
  }
  content_check(held, kept, "realloc lost content");
  held->size = size;
  content_fill(held);
}

// Leaves the block for another thread, takes what lies there.
static void held_hand_over(Held *held, uint64_t *random) {
  Mailbox *mailbox = &mailboxes[random_below(random, MAILBOXES)];
  while (atomic_flag_test_and_set_explicit(&mailbox->busy, memory_order_acquire)) {
    sched_yield();
  }
  Held found = mailbox->held;
  mailbox->held = *held;
  atomic_flag_clear_explicit(&mailbox->busy, memory_order_release);
  held->start = NULL;
  held_free(&found);
}

static void worker_step(Worker *worker) {
  Held *held = &worker->slots[random_below(&worker->random, SLOTS)];
  if (!held->start) {
    held_allocate(held, &worker->random);
  } else if (random_below(&worker->random, 16) == 0) {
    held_resize(held, &worker->random);
  } else if (random_below(&worker->random, 100) < remote_percent) {
    held_hand_over(held, &worker->random);
    atomic_fetch_add_explicit(&remote_handed, 1, memory_order_relaxed);
  } else {
    held_free(held);
  }
}

static void *worker_life(void *argument) {
  Worker *worker = argument;
  for (uint64_t op = 0; op < worker->ops_per_life; op++) {
    worker_step(worker);
  }
  return NULL;
}

// One life after the other: the blocks stay, the threads change.
static void *worker_run(void *argument) {
  Worker *worker = argument;
  for (int life = 0; life < LIVES; life++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, worker_life, worker) != 0) {
      fprintf(stderr, "alloc-stress: cannot start a thread: %s\n", strerror(errno));
      exit(1);
    }
    pthread_join(thread, NULL);
  }
  return NULL;
}

static uint64_t number_argument(const char *text, uint64_t lowest, uint64_t highest) {
  char *end;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno || *end || end == text || value < lowest || value > highest) {
    fprintf(stderr, "alloc-stress: '%s' is not a number from %" PRIu64 " to %" PRIu64 "\n", text,
            lowest, highest);
    exit(2);
  }
  return value;
}

static void parse_arguments(int argc, char **argv) {
  static const struct option options[] = {
    { "ops", required_argument, NULL, 'o' },
    { "threads", required_argument, NULL, 't' },
    { "remote", required_argument, NULL, 'r' },
    { "seed", required_argument, NULL, 's' },
    { NULL, 0, NULL, 0 },
  };
  int option;
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    switch (option) {
      case 'o': ops_total = number_argument(optarg, 1, UINT64_MAX / 2); break;
      case 't': thread_count = (unsigned)number_argument(optarg, 1, THREADS_MAX); break;
      case 'r': remote_percent = (unsigned)number_argument(optarg, 0, 100); break;
      case 's': seed = number_argument(optarg, 1, UINT64_MAX); break;
      default:
        fprintf(stderr, "usage: alloc-stress [--ops N] [--threads T] [--remote PCT] [--seed S]\n");
        exit(2);
    }
  }
}

static size_t live_blocks(void) {
  static char json[1 << 16];
  neap_stats_json(json, sizeof json);
  const char *at = strstr(json, "\"live_blocks\": ");
  return at ? strtoull(at + strlen("\"live_blocks\": "), NULL, 10) : SIZE_MAX;
}

static void run_workers(void) {
  pthread_t threads[THREADS_MAX];
  for (unsigned i = 0; i < thread_count; i++) {
    workers[i].random = (seed + i) * 0x9e3779b97f4a7c15u | 1;
    workers[i].ops_per_life = ops_total / thread_count / LIVES + 1;
    if (pthread_create(&threads[i], NULL, worker_run, &workers[i]) != 0) {
      fprintf(stderr, "alloc-stress: cannot start a thread: %s\n", strerror(errno));
      exit(1);
    }
  }
  for (unsigned i = 0; i < thread_count; i++) {
    pthread_join(threads[i], NULL);
  }
}

static void free_all(void) {
  for (unsigned i = 0; i < thread_count; i++) {
    for (size_t slot = 0; slot < SLOTS; slot++) {
      held_free(&workers[i].slots[slot]);
    }
  }
  for (size_t i = 0; i < MAILBOXES; i++) {
    held_free(&mailboxes[i].held);
  }
}

int main(int argc, char **argv) {
  parse_arguments(argc, argv);
  size_t before = live_blocks();
  size_t bytes = thread_count * sizeof *workers;
  workers = aligned_alloc(_Alignof(Worker), bytes);
  if (!workers) {
    fprintf(stderr, "alloc-stress: out of memory\n");
    return 1;
  }
  memset(workers, 0, bytes);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  run_workers();
  free_all();
  clock_gettime(CLOCK_MONOTONIC, &end);
  free(workers);
  neap_collect(true);
  size_t after = live_blocks();
  if (after >
      before + 64) { // the C library keeps a few of its own when it is neap's malloc that it calls
    fprintf(stderr, "alloc-stress: %zu blocks are lost (seed %" PRIu64 ")\n", after - before, seed);
    return 1;
  }
  double seconds =
      (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  printf("%" PRIu64 " operations, %u threads, %" PRIu64 " blocks handed over, policy %s: %.1f s\n",
         ops_total, thread_count, (uint64_t)remote_handed, neap_option_get("NEAP_PAGE_POLICY"),
         seconds);
  return 0;
}
