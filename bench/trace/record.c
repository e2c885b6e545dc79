// libneap-record.so: preloaded by `neap corpus record`, it writes down what a program asks of malloc and free, as format.h has it.
// It calls nothing that allocates once it has begun. What is written lies in pages of the file itself, so that it stays whatever ends the
// program.
//
// NEAP_RECORD names the file, NEAP_RECORD_PID the one process that is recorded: what it forks and starts is not.
#include "family.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

enum { NUMBER_BITS = 40, THREAD_BUCKETS = 1024 };

// Of a block: thread and number; 0: it was not recorded.
typedef FamilyTag BlockId;

typedef struct Writer {
  uint32_t thread;
  uint64_t made; // blocks
  TraceChunk *chunk;
} Writer;

typedef enum State { STATE_NEW, STATE_STARTING, STATE_ON, STATE_OFF } State;

static _Atomic(State) state;
static int file;
static TraceHeader *header; // mapped
static atomic_uint chunks;
static atomic_uint threads = 2; // the next one's number
static pthread_key_t at_end;

static __thread Writer own __attribute__((tls_model("initial-exec")));
static __thread bool is_busy
    __attribute__((tls_model("initial-exec"))); // with the recording itself
static __thread bool has_ended __attribute__((tls_model("initial-exec")));
static __thread int destructor_rounds __attribute__((tls_model("initial-exec")));

static atomic_flag strays_lock = ATOMIC_FLAG_INIT;
static Writer strays; // of threads that have ended; as thread 0

static void lock(atomic_flag *flag) {
  while (atomic_flag_test_and_set_explicit(flag, memory_order_acquire)) {
  }
}

static void unlock(atomic_flag *flag) {
  atomic_flag_clear_explicit(flag, memory_order_release);
}

// --- Writing ---

static void give_up(int error) {
  char line[160];
  atomic_store(&state, STATE_OFF);
  int length =
      snprintf(line, sizeof line, "neap-record: the trace ends here: %s\n", strerrordesc_np(error));
  ssize_t ignored = write(STDERR_FILENO, line, (size_t)length);
  (void)ignored;
}

// Chunks are counted once they are there.
static void count_chunk(uint32_t number) {
  uint32_t counted = __atomic_load_n(&header->chunk_count, __ATOMIC_RELAXED);
  while (counted < number &&
         !__atomic_compare_exchange_n(&header->chunk_count, &counted, number, true,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

static bool take_chunk(Writer *writer) {
  if (writer->chunk) munmap(writer->chunk, TRACE_CHUNK_BYTES);
  writer->chunk = NULL;
  uint32_t before = atomic_fetch_add(&chunks, 1);
  off_t at = TRACE_PAGE_BYTES + (off_t)before * TRACE_CHUNK_BYTES;
  int error =
      posix_fallocate(file, at, TRACE_CHUNK_BYTES); // so that no write to the pages can fail
  void *pages = MAP_FAILED;
  if (error == 0) {
    pages = mmap(NULL, TRACE_CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, at);
    error = errno;
  }
  if (pages == MAP_FAILED) {
    give_up(error);
    return false;
  }
  writer->chunk = (TraceChunk *)pages;
  writer->chunk->thread = writer->thread;
  count_chunk(before + 1);
  return true;
}

typedef struct Event {
  uint8_t bytes[TRACE_EVENT_MAX];
  uint32_t length;
} Event;

static void add(Event *event, uint64_t number) {
  for (; number >= 128; number >>= 7) {
    event->bytes[event->length++] = (uint8_t)(number | 128);
  }
  event->bytes[event->length++] = (uint8_t)number;
}

// false: it is not in the trace.
static bool put(Writer *writer, const Event *event) {
  uint32_t room = TRACE_CHUNK_BYTES - sizeof(TraceChunk);
  bool fits = writer->chunk && writer->chunk->used + event->length <= room;
  if (!fits && !take_chunk(writer)) return false;
  uint8_t *bytes = (uint8_t *)(writer->chunk + 1);
  memcpy(bytes + writer->chunk->used, event->bytes, event->length);
  atomic_signal_fence(memory_order_release);
  // Only what is whole counts, if the program is killed here.
  *(volatile uint32_t *)&writer->chunk->used += event->length;
  return true;
}

// The first varint of a block's name.
static uint64_t name_head(const Writer *writer, BlockId block) {
  uint64_t thread = block >> NUMBER_BITS;
  if (thread != writer->thread) return thread * 2 + 1;
  return (writer->made - (block & TRACE_BLOCK_MAX)) * 2;
}

static void add_name_tail(Event *event, const Writer *writer, BlockId block) {
  if (block >> NUMBER_BITS != writer->thread) add(event, block & TRACE_BLOCK_MAX);
}

// --- Beginning and end of threads ---

static void thread_ends(void *unused) {
  Event event = { .length = 0 };
  if (++destructor_rounds < PTHREAD_DESTRUCTOR_ITERATIONS) {
    pthread_setspecific(at_end, unused); // others may still free
    return;
  }
  if (atomic_load(&state) == STATE_ON) {
    add(&event, TRACE_END);
    put(&own, &event);
  }
  has_ended = true;
  if (own.chunk) munmap(own.chunk, TRACE_CHUNK_BYTES);
  own.chunk = NULL;
}

static void stop_in_child(void) {
  atomic_store(&state, STATE_OFF);
}

typedef int CreateThread(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
typedef int JoinThread(pthread_t, void **);

static CreateThread *create_thread;
static JoinThread *join_thread;

// Where the trace goes; NULL: this process is not to be recorded.
static const char *wanted_path(void) {
  const char *pid = getenv("NEAP_RECORD_PID");
  return pid && strtol(pid, NULL, 10) == getpid() ? getenv("NEAP_RECORD") : NULL;
}

static bool map_header(void) {
  TraceHeader begin = { TRACE_MAGIC, TRACE_VERSION, TRACE_CHUNK_BYTES, 0 };
  int error = posix_fallocate(file, 0, TRACE_PAGE_BYTES);
  void *page = MAP_FAILED;
  if (error == 0) {
    page = mmap(NULL, TRACE_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    error = errno;
  }
  if (page == MAP_FAILED) {
    give_up(error);
    return false;
  }
  header = (TraceHeader *)page;
  *header = begin;
  return true;
}

static bool open_file(const char *path) {
  file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) {
    give_up(errno);
    return false;
  }
  int high = fcntl(file, F_DUPFD_CLOEXEC, 500); // out of the way of programs that count on low ones
  if (high >= 0) {
    close(file);
    file = high;
  }
  return map_header();
}

// By the first call of the process that finds an environment.
static void start(void) {
  State expected = STATE_NEW;
  if (environ == NULL || !atomic_compare_exchange_strong(&state, &expected, STATE_STARTING)) return;
  is_busy = true;
  create_thread = (CreateThread *)dlsym(RTLD_NEXT, "pthread_create");
  join_thread = (JoinThread *)dlsym(RTLD_NEXT, "pthread_join");
  own.thread = 1;
  const char *path = wanted_path();
  bool begins = path && open_file(path) && pthread_key_create(&at_end, thread_ends) == 0 &&
                pthread_atfork(NULL, NULL, stop_in_child) == 0;
  if (begins) pthread_setspecific(at_end, &own);
  is_busy = false;
  atomic_store(&state, begins ? STATE_ON : STATE_OFF);
}

// The writer of this thread, or NULL when nothing is to be recorded. Given back by done.
static Writer *writer_of_thread(void) {
  if (is_busy) return NULL;
  if (atomic_load_explicit(&state, memory_order_relaxed) == STATE_NEW) start();
  if (atomic_load_explicit(&state, memory_order_relaxed) != STATE_ON) return NULL;
  is_busy = true;
  if (has_ended) {
    lock(&strays_lock);
    return &strays;
  }
  if (own.thread == 0) own.thread = atomic_fetch_add(&threads, 1);
  if (own.chunk == NULL) pthread_setspecific(at_end, &own);
  return &own;
}

static void done(const Writer *writer) {
  if (writer == &strays) unlock(&strays_lock);
  is_busy = false;
}

// --- Blocks ---

BlockId family_made(TraceKind kind, size_t size, size_t alignment) {
  Writer *writer = writer_of_thread();
  if (writer == NULL) return 0;
  Event event = { .length = 0 };
  add(&event, (uint64_t)size * 8 + kind);
  if (kind == TRACE_ALIGNED) add(&event, (uint64_t)__builtin_ctzl(alignment));
  BlockId id = 0;
  if (put(writer, &event)) id = (BlockId)writer->thread << NUMBER_BITS | ++writer->made;
  done(writer);
  return id;
}

BlockId family_resized(FamilyTag tag, size_t size) {
  if (tag == 0) return family_made(TRACE_MALLOC, size, 0);
  Writer *writer = writer_of_thread();
  if (writer == NULL) return 0;
  Event event = { .length = 0 };
  add(&event, (uint64_t)size * 8 + TRACE_REALLOC);
  add(&event, name_head(writer, tag));
  add_name_tail(&event, writer, tag);
  BlockId id = 0;
  if (put(writer, &event)) id = (BlockId)writer->thread << NUMBER_BITS | ++writer->made;
  done(writer);
  return id;
}

void family_freed(FamilyTag tag) {
  Writer *writer = tag ? writer_of_thread() : NULL;
  if (writer == NULL) return;
  Event event = { .length = 0 };
  add(&event, name_head(writer, tag) * 8 + TRACE_FREE);
  add_name_tail(&event, writer, tag);
  put(writer, &event);
  done(writer);
}

static void note_thread(TraceKind kind, uint32_t thread) {
  Writer *writer = writer_of_thread();
  if (writer == NULL) return;
  Event event = { .length = 0 };
  add(&event, (uint64_t)thread * 8 + kind);
  put(writer, &event);
  done(writer);
}

// --- Threads ---

typedef struct Born {
  void *(*routine)(void *);
  void *argument;
  uint32_t thread;
} Born;

// Which number a thread that may be joined has.
typedef struct Handle {
  pthread_t handle;
  uint32_t thread;
  struct Handle *next;
} Handle;

static Handle *handles[THREAD_BUCKETS];
static atomic_flag handles_lock = ATOMIC_FLAG_INIT;

static Handle **bucket_of(pthread_t handle) {
  return &handles[((uintptr_t)handle >> 12) % THREAD_BUCKETS];
}

static void remember(pthread_t handle, uint32_t thread) {
  Handle *made = (Handle *)__libc_malloc(sizeof *made);
  if (made == NULL) return;
  lock(&handles_lock);
  *made = (Handle){ handle, thread, *bucket_of(handle) };
  *bucket_of(handle) = made;
  unlock(&handles_lock);
}

// 0: it is not known.
static uint32_t forget(pthread_t handle) {
  lock(&handles_lock);
  Handle **place = bucket_of(handle);
  while (*place && !pthread_equal((*place)->handle, handle)) {
    place = &(*place)->next;
  }
  Handle *found = *place;
  if (found) *place = found->next;
  unlock(&handles_lock);
  uint32_t thread = found ? found->thread : 0;
  __libc_free(found);
  return thread;
}

static void *begin_thread(void *argument) {
  Born born = *(Born *)argument;
  __libc_free(argument);
  own.thread = born.thread;
  return born.routine(born.argument);
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc calls them otherwise
SHOWN int pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                         void *(*routine)(void *), void *argument) {
  if (atomic_load(&state) == STATE_NEW) start();
  Born *born = atomic_load(&state) == STATE_ON ? (Born *)__libc_malloc(sizeof *born) : NULL;
  if (born == NULL) return create_thread(handle, attributes, routine, argument);
  *born = (Born){ routine, argument, atomic_fetch_add(&threads, 1) };
  uint32_t thread = born->thread;
  note_thread(TRACE_START, thread);
  int error = create_thread(handle, attributes, begin_thread, born);
  if (error == 0) {
    remember(*handle, thread);
  } else {
    __libc_free(born);
  }
  return error;
}

SHOWN int pthread_join(pthread_t handle, void **result) {
  if (atomic_load(&state) == STATE_NEW) start();
  int error = join_thread(handle, result);
  uint32_t thread = error == 0 ? forget(handle) : 0;
  if (thread != 0) note_thread(TRACE_JOIN, thread);
  return error;
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
