#include "replay.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { PAGE_BYTES = 4096, SLOTS_PER_PAGE = PAGE_BYTES / 8, STACK_BYTES = 256 << 10 };

// What stands for a block of no bytes for which malloc gave NULL.
#define NO_BLOCK ((void *)1)

typedef struct Player {
  uint32_t thread;
  _Atomic(void *)
      *slots; // mapped; the blocks that it makes, by number; what is freed is NULL again
  atomic_ushort *
      freed; // mapped; of each page of slots, how many have been: when all have, the page goes back
  uint64_t slot_bytes;
  uint64_t freed_bytes;
  pthread_t handle;
  atomic_bool is_over; // its stream is at its end
  bool is_started;
  bool is_joined;
} Player;

static struct {
  const Trace *trace;
  Player *players; // mapped
  Err *err;        // of whoever fails first
  atomic_bool has_failed;
  atomic_uint working;
  pthread_mutex_t lock; // for what follows
  pthread_cond_t change;
  bool may_end;
} replay = { .lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER };

// --- Waiting ---

// Others come first. Long waits are rare: streams went side by side when they were recorded.
static void let_others(uint32_t tries) {
  if (tries < 200) {
    sched_yield();
  } else {
    nanosleep(&(struct timespec){ .tv_nsec = 50000 }, NULL);
  }
}

static bool fail(const TraceEvent *event, const char *what) {
  if (!atomic_exchange(&replay.has_failed, true))
    err_set(replay.err, "%s: at byte %" PRIu64 ": %s", replay.trace->path, event->at, what);
  return false;
}

// --- Blocks ---

static void give_up_slot(Player *maker, uint64_t index) {
  atomic_store_explicit(&maker->slots[index], NULL, memory_order_relaxed);
  uint64_t page = index / SLOTS_PER_PAGE;
  if (atomic_fetch_add(&maker->freed[page], 1) + 1 == SLOTS_PER_PAGE)
    madvise((void *)(maker->slots + page * SLOTS_PER_PAGE), PAGE_BYTES, MADV_DONTNEED);
}

// Takes the block out of its slot, as soon as it is there. NULL: another thread has failed.
static void *take_block(const TraceEvent *event) {
  Player *maker = &replay.players[event->thread];
  uint64_t index = event->block - 1;
  for (uint32_t tries = 0;; tries++) {
    void *block = atomic_load_explicit(&maker->slots[index], memory_order_acquire);
    if (block) {
      give_up_slot(maker, index);
      return block;
    }
    if (atomic_load_explicit(&replay.has_failed, memory_order_relaxed)) return NULL;
    let_others(tries);
  }
}

// As a program that fills its block.
static void touch(void *block, uint64_t size) {
  volatile char *bytes = (volatile char *)block;
  for (uint64_t i = 0; i < size; i += PAGE_BYTES) {
    bytes[i] = 1;
  }
  if (size != 0) bytes[size - 1] = 1;
}

static bool keep(Player *player, uint64_t number, void *block, const TraceEvent *event) {
  if (block == NULL && event->size == 0) block = NO_BLOCK;
  if (block == NULL) return fail(event, "a block was not to be had");
  if (event->kind != TRACE_CALLOC && block != NO_BLOCK) touch(block, event->size);
  atomic_store_explicit(&player->slots[number - 1], block, memory_order_release);
  return true;
}

static void *make(const TraceEvent *event) {
  switch (event->kind) {
    case TRACE_MALLOC: return malloc(event->size);
    case TRACE_CALLOC: return calloc(1, event->size);
    default: break;
  }
  void *block = NULL;
  size_t least = sizeof(void *);
  size_t alignment = event->alignment < least ? least : event->alignment;
  return posix_memalign(&block, alignment, event->size) == 0 ? block : NULL;
}

static bool resize(Player *player, uint64_t number, const TraceEvent *event) {
  void *block = take_block(event);
  if (block == NULL) return false;
  // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it is in the slot, which the analyzer does not follow
  return keep(player, number, realloc(block == NO_BLOCK ? NULL : block, event->size), event);
}

static bool release(const TraceEvent *event) {
  void *block = take_block(event);
  if (block == NULL) return false;
  free(block == NO_BLOCK ? NULL : block);
  return true;
}

// --- Threads ---

static void *play_thread(void *argument);

static bool start_player(uint32_t thread, const TraceEvent *event) {
  Player *player = &replay.players[thread];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  atomic_fetch_add(&replay.working, 1);
  player->is_started = pthread_create(&player->handle, &attributes, play_thread, player) == 0;
  pthread_attr_destroy(&attributes);
  if (player->is_started) return true;
  atomic_fetch_sub(&replay.working, 1);
  return fail(event, "a thread was not to be had");
}

static bool join_player(uint32_t thread) {
  Player *player = &replay.players[thread];
  for (uint32_t tries = 0; !atomic_load(&player->is_over); tries++) {
    if (atomic_load_explicit(&replay.has_failed, memory_order_relaxed)) return false;
    let_others(tries);
  }
  if (player->is_started && replay.trace->threads[thread].ends) {
    player->is_joined = true;
    pthread_join(player->handle, NULL);
  }
  return true;
}

static bool play_event(Player *player, uint64_t number, const TraceEvent *event) {
  switch (event->kind) {
    case TRACE_MALLOC:
    case TRACE_CALLOC:
    case TRACE_ALIGNED:
      // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): as above
      return keep(player, number, make(event), event);
    case TRACE_REALLOC: return resize(player, number, event);
    case TRACE_FREE: return release(event);
    case TRACE_START: return start_player(event->thread, event);
    case TRACE_JOIN: return join_player(event->thread);
    case TRACE_END: break;
  }
  return true;
}

static void play_stream(Player *player) {
  TraceCursor cursor = trace_begin_thread(replay.trace, player->thread);
  TraceEvent event;
  Err err = ERR_NONE; // it was read before
  while (trace_next(&cursor, &event, &err) == TRACE_STEP_EVENT) {
    if (!play_event(player, cursor.made, &event)) break;
  }
  err_clear(&err);
  atomic_store(&player->is_over, true);
  pthread_mutex_lock(&replay.lock);
  if (atomic_fetch_sub(&replay.working, 1) == 1) pthread_cond_broadcast(&replay.change);
  pthread_mutex_unlock(&replay.lock);
}

// One that did not end sleeps on, as the program's did.
static void *play_thread(void *argument) {
  Player *player = (Player *)argument;
  play_stream(player);
  if (replay.trace->threads[player->thread].ends) return NULL;
  pthread_mutex_lock(&replay.lock);
  while (!replay.may_end) {
    pthread_cond_wait(&replay.change, &replay.lock);
  }
  pthread_mutex_unlock(&replay.lock);
  return NULL;
}

// --- From begin to end ---

static bool map_player(uint32_t thread) {
  Player *player = &replay.players[thread];
  uint64_t pages = replay.trace->threads[thread].made / SLOTS_PER_PAGE + 1;
  player->thread = thread;
  player->slot_bytes = pages * PAGE_BYTES;
  player->freed_bytes = pages * sizeof *player->freed;
  player->slots = (_Atomic(void *) *)trace_map(player->slot_bytes);
  player->freed = (atomic_ushort *)trace_map(player->freed_bytes);
  return player->slots && player->freed;
}

static bool begin_players(void) {
  static const TraceEvent begin = { .at = 0 };
  for (uint32_t i = 0; i < replay.trace->thread_count; i++) {
    if (!map_player(i)) return fail(&begin, "there is no memory for its blocks");
  }
  for (uint32_t i = 0; i < replay.trace->thread_count; i++) {
    const TraceThread *thread = &replay.trace->threads[i];
    bool is_over = thread->first_chunk == 0 && !thread->is_started;
    if (is_over) atomic_store(&replay.players[i].is_over, true);
    if (i == 1 || is_over || thread->is_started) continue;
    if (!start_player(i, &begin)) return false;
  }
  return true;
}

bool replay_play(const Trace *trace, Err *err) {
  replay.trace = trace;
  replay.err = err;
  replay.may_end = false;
  atomic_store(&replay.has_failed, false);
  atomic_store(&replay.working, 1);
  replay.players = (Player *)trace_map(trace->thread_count * sizeof(Player));
  if (replay.players == NULL) return err_set(err, "there is no memory to replay %s", trace->path);
  if (begin_players()) {
    play_stream(&replay.players[1]);
  } else {
    atomic_fetch_sub(&replay.working, 1);
  }
  pthread_mutex_lock(&replay.lock);
  while (atomic_load(&replay.working) != 0) {
    pthread_cond_wait(&replay.change, &replay.lock);
  }
  pthread_mutex_unlock(&replay.lock);
  return !atomic_load(&replay.has_failed);
}

static void free_blocks(Player *player) {
  uint64_t made = player->slots ? replay.trace->threads[player->thread].made : 0;
  for (uint64_t i = 0; i < made; i++) {
    void *block = atomic_load_explicit(&player->slots[i], memory_order_relaxed);
    if (block != NO_BLOCK) free(block);
  }
}

void replay_end(bool frees_blocks) {
  if (replay.players == NULL) return;
  pthread_mutex_lock(&replay.lock);
  replay.may_end = true;
  pthread_cond_broadcast(&replay.change);
  pthread_mutex_unlock(&replay.lock);
  uint32_t count = replay.trace->thread_count;
  for (uint32_t i = 0; i < count; i++) {
    Player *player = &replay.players[i];
    if (player->is_started && !player->is_joined) pthread_join(player->handle, NULL);
  }
  for (uint32_t i = 0; i < count; i++) {
    Player *player = &replay.players[i];
    if (frees_blocks) free_blocks(player);
    trace_unmap((void *)player->slots, player->slots ? player->slot_bytes : 0);
    trace_unmap(player->freed, player->freed ? player->freed_bytes : 0);
  }
  trace_unmap(replay.players, count * sizeof(Player));
  replay.players = NULL;
}
