#include "burst.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  QUEUE_PLACES = 64, // batches on the way from an allocating thread to a freeing one
  BATCH_BLOCKS = 256,
  SCRATCH = 0x5a, // what blocks are filled with
  LASTING = 0xa5,
};

// What stands at the beginning of a survivor.
struct Survivor {
  Survivor *next;
  uint32_t size;
  uint32_t check;
};

_Static_assert(sizeof(Survivor) == 16, "fits the smallest block");

// Blocks that one thread has allocated and another one, or the same, is to free.
typedef struct Litter {
  void **blocks; // mapped, not from malloc
  size_t count;
} Litter;

// From one allocating thread to one freeing thread, in batches.
typedef struct Queue {
  pthread_mutex_t mutex;
  pthread_cond_t moved;
  void *batches[QUEUE_PLACES][BATCH_BLOCKS]; // guarded by mutex
  size_t sizes[QUEUE_PLACES];                // guarded by mutex; 0: the end
  size_t put, taken;                         // guarded by mutex
} Queue;

typedef struct Yard Yard;

typedef struct Hand {
  Yard *yard;
  uint64_t index;
  Roll roll;
  Litter litter;
  Survivor *now;                    // of this burst
  Survivor *before;                 // of the one before
  uint64_t live_bytes, live_blocks; // of `now`
  void *batch[BATCH_BLOCKS];
  size_t batch_size;
} Hand;

struct Yard {
  const Load *load;
  uint64_t blocks;         // of each thread in each burst
  size_t litter_bytes;     // enough if one thread allocates all
  pthread_barrier_t step;  // all threads of the load
  pthread_barrier_t rests; // they and the main thread
  pthread_barrier_t never; // one more than there are
  pthread_mutex_t modules;
  uint64_t module;       // guarded by modules: the next one
  uint64_t module_place; // guarded by modules: of its first block, in order over all
  Queue *queues;         // one for each pair of threads
  uint64_t burst;        // written between barriers
  Rest *rest;
  Hand hands[BURST_THREADS_MAX];
};

// --- Blocks ---

// Two functions, so that an allocator can tell their callers apart. What comes after malloc keeps it from being a tail call, which has no
// return address of its own.
__attribute__((noinline)) static void *scratch_block(size_t size) {
  return memset(work_get(size), SCRATCH, size);
}

__attribute__((noinline)) static void *lasting_block(size_t size) {
  return memset(work_get(size), LASTING, size);
}

static uint32_t survivor_check(const Survivor *survivor) {
  return survivor->size * 2654435761U ^ (uint32_t)((uintptr_t)survivor >> 4);
}

static void keep(Hand *hand, void *block, size_t size) {
  Survivor *survivor = block;
  survivor->next = hand->now;
  survivor->size = (uint32_t)size;
  survivor->check = survivor_check(survivor);
  hand->now = survivor;
  hand->live_bytes += size;
  hand->live_blocks++;
}

static void free_list(Survivor *list) {
  while (list) {
    Survivor *next = list->next;
    free(list);
    list = next;
  }
}

// --- Queues ---

static void queue_put(Queue *queue, void *const *blocks, size_t count) {
  pthread_mutex_lock(&queue->mutex);
  while (queue->put - queue->taken == QUEUE_PLACES) {
    pthread_cond_wait(&queue->moved, &queue->mutex);
  }
  size_t place = queue->put++ % QUEUE_PLACES;
  memcpy(queue->batches[place], blocks, count * sizeof *blocks);
  queue->sizes[place] = count;
  pthread_cond_signal(&queue->moved);
  pthread_mutex_unlock(&queue->mutex);
}

// How many there were; 0: the end.
static size_t queue_take(Queue *queue, void **blocks) {
  pthread_mutex_lock(&queue->mutex);
  while (queue->put == queue->taken) {
    pthread_cond_wait(&queue->moved, &queue->mutex);
  }
  size_t place = queue->taken++ % QUEUE_PLACES;
  size_t count = queue->sizes[place];
  memcpy(blocks, queue->batches[place], count * sizeof *blocks);
  pthread_cond_signal(&queue->moved);
  pthread_mutex_unlock(&queue->mutex);
  return count;
}

// --- The patterns ---

static Queue *hand_queue(const Hand *hand) {
  return &hand->yard->queues[hand->index / 2];
}

// Allocates one block; it is kept, handed on, or becomes litter.
static void allocate_one(Hand *hand, uint64_t place) {
  const Yard *yard = hand->yard;
  size_t size = plan_size(yard->load, &hand->roll);
  bool lasts = plan_survives(yard->load, place);
  void *block = lasts && yard->load->distinct ? lasting_block(size) : scratch_block(size);
  if (lasts) {
    keep(hand, block, size);
  } else if (yard->load->pattern == PATTERN_QUEUE) {
    hand->batch[hand->batch_size++] = block;
    if (hand->batch_size == BATCH_BLOCKS) {
      queue_put(hand_queue(hand), hand->batch, hand->batch_size);
      hand->batch_size = 0;
    }
  } else {
    hand->litter.blocks[hand->litter.count++] = block;
  }
}

static void allocate_range(Hand *hand, uint64_t place, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    allocate_one(hand, place + i);
  }
}

static void allocate_share(Hand *hand, uint64_t shares) {
  uint64_t blocks = hand->yard->blocks;
  allocate_range(hand, hand->index * blocks, shares * blocks);
}

static void free_litter(Litter *litter) {
  for (size_t i = 0; i < litter->count; i++) {
    free(litter->blocks[i]);
  }
  litter->count = 0;
}

static void play_queue(Hand *hand) {
  Queue *queue = hand_queue(hand);
  if (hand->index % 2 == 0) {
    allocate_share(hand, 2); // its partner's, too
    if (hand->batch_size != 0) queue_put(queue, hand->batch, hand->batch_size);
    hand->batch_size = 0;
    queue_put(queue, hand->batch, 0);
    return;
  }
  for (size_t count; (count = queue_take(queue, hand->batch)) != 0;) {
    for (size_t i = 0; i < count; i++) {
      free(hand->batch[i]);
    }
  }
}

// The next module. false: there is none.
static bool draw_module(Yard *yard, Roll *roll, uint64_t *place, uint64_t *count) {
  pthread_mutex_lock(&yard->modules);
  *place = yard->module_place;
  bool left = *place < yard->blocks * yard->load->threads;
  if (left) {
    *count = plan_module(yard->load, yard->module++, roll);
    yard->module_place += *count;
  }
  pthread_mutex_unlock(&yard->modules);
  return left;
}

static void play_modules(Hand *hand) {
  uint64_t place;
  uint64_t count;
  while (draw_module(hand->yard, &hand->roll, &place, &count)) {
    allocate_range(hand, place, count);
  }
}

static void play_burst(Hand *hand) {
  Yard *yard = hand->yard;
  switch (yard->load->pattern) {
    case PATTERN_OWN:
      allocate_share(hand, 1);
      free_litter(&hand->litter);
      break;
    case PATTERN_CROSS:
      allocate_share(hand, 1);
      pthread_barrier_wait(&yard->step);
      free_litter(&yard->hands[(hand->index + 1) % yard->load->threads].litter);
      break;
    case PATTERN_QUEUE: play_queue(hand); break;
    case PATTERN_BUNDLER:
      play_modules(hand);
      pthread_barrier_wait(&yard->step);
      free_litter(&yard->hands[(hand->index + yard->burst) % yard->load->threads].litter);
      break;
    case PATTERN_COUNT: break;
  }
}

static void *hand_live(void *argument) {
  Hand *hand = argument;
  Yard *yard = hand->yard;
  for (uint64_t burst = 0; burst < yard->load->bursts; burst++) {
    play_burst(hand);
    free_list(hand->before);
    hand->before = NULL;
    if (burst + 1 < yard->load->bursts) {
      hand->before = hand->now;
      hand->now = NULL;
      hand->live_bytes = hand->live_blocks = 0;
    }
    pthread_barrier_wait(&yard->step);
    if (hand->index == 0) {
      yard->module = yard->module_place = 0;
      yard->burst++;
    }
    pthread_barrier_wait(&yard->step);
  }
  Rest *rest = yard->rest;
  rest->lists[hand->index] = hand->now;
  rest->threads[hand->index] = (int)syscall(SYS_gettid);
  munmap((void *)hand->litter.blocks, yard->litter_bytes);
  pthread_barrier_wait(&yard->rests);
  pthread_barrier_wait(&yard->never);
  return NULL;
}

// --- Start and rest ---

static void *map(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) work_exhausted(size);
  return memory;
}

static void hand_start(Yard *yard, uint64_t index) {
  Hand *hand = &yard->hands[index];
  pthread_t thread;
  hand->yard = yard;
  hand->index = index;
  hand->roll = plan_hand_roll(yard->load, index);
  hand->litter.blocks = (void **)map(yard->litter_bytes);
  if (pthread_create(&thread, NULL, hand_live, hand) != 0) {
    fputs("bench-idle: no thread can be started\n", stderr);
    _exit(1);
  }
}

static size_t queues_bytes(const Load *load) {
  return load->threads / 2 * sizeof(Queue);
}

// In a mapping of its own, for ever: its threads sleep on it.
static Yard *yard_new(const Load *load, Rest *rest) {
  Yard *yard = map(sizeof *yard);
  yard->load = load;
  yard->rest = rest;
  yard->blocks = plan_blocks(load);
  yard->litter_bytes = (yard->blocks * load->threads + PLAN_MODULE_MAX) * sizeof(void *);
  yard->queues = map(queues_bytes(load));
  for (uint64_t i = 0; i < load->threads / 2; i++) {
    pthread_mutex_init(&yard->queues[i].mutex, NULL);
    pthread_cond_init(&yard->queues[i].moved, NULL);
  }
  pthread_mutex_init(&yard->modules, NULL);
  pthread_barrier_init(&yard->step, NULL, (unsigned)load->threads);
  pthread_barrier_init(&yard->rests, NULL, (unsigned)load->threads + 1);
  pthread_barrier_init(&yard->never, NULL, (unsigned)load->threads + 1);
  return yard;
}

void burst_run(const Load *load, Rest *rest) {
  Yard *yard = yard_new(load, rest);
  rest->thread_count = load->threads;
  for (uint64_t i = 0; i < load->threads; i++) {
    hand_start(yard, i);
  }
  pthread_barrier_wait(&yard->rests);
  munmap(yard->queues, queues_bytes(load));
  for (uint64_t i = 0; i < load->threads; i++) {
    rest->live_bytes += yard->hands[i].live_bytes;
    rest->live_blocks += yard->hands[i].live_blocks;
  }
}

static bool survivor_intact(const Survivor *survivor) {
  const unsigned char *bytes = (const unsigned char *)survivor;
  for (size_t i = sizeof *survivor; i < survivor->size; i++) {
    if (bytes[i] != SCRATCH && bytes[i] != LASTING) return false;
  }
  return survivor->check == survivor_check(survivor);
}

bool burst_intact(const Rest *rest) {
  uint64_t blocks = 0;
  for (uint64_t i = 0; i < rest->thread_count; i++) {
    for (const Survivor *one = rest->lists[i]; one; one = one->next) {
      if (!survivor_intact(one)) return false;
      blocks++;
    }
  }
  return blocks == rest->live_blocks;
}
