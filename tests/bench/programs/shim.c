// libneap with a fault that is known, for bench/trust: hands every call on to libneap's own names. With SHIM_KEEPS it keeps a twentieth more
// memory than is live, with SHIM_SPINS it takes three hundredths more processor time.
#include "alloc/include/neap.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#ifdef SHIM_KEEPS

enum { CHUNK_BYTES = 32 << 10 };

// A list of blocks that nobody asked for, each one's first word the next.
static struct {
  pthread_mutex_t mutex;
  size_t live_bytes;
  size_t kept_bytes;
  void *kept;
} hoard = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void keep_another(void) {
  void **chunk = neap_malloc(CHUNK_BYTES);
  if (chunk == NULL) return;
  memset(chunk, 1, CHUNK_BYTES);
  *chunk = hoard.kept;
  hoard.kept = chunk;
  hoard.kept_bytes += CHUNK_BYTES;
}

static void count(size_t came, size_t went) {
  pthread_mutex_lock(&hoard.mutex);
  hoard.live_bytes += came - went;
  while (hoard.kept_bytes + CHUNK_BYTES <= hoard.live_bytes / 20) {
    size_t before = hoard.kept_bytes;
    keep_another();
    if (hoard.kept_bytes == before) break;
  }
  while (hoard.kept && hoard.kept_bytes > hoard.live_bytes / 20) {
    void **chunk = hoard.kept;
    hoard.kept = *chunk;
    hoard.kept_bytes -= CHUNK_BYTES;
    neap_free(chunk);
  }
  pthread_mutex_unlock(&hoard.mutex);
}

#else

static void count(size_t came, size_t went) {
  (void)came;
  (void)went;
}

#endif

#ifdef SHIM_SPINS

static long long cpu_ns(void) {
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return (long long)used.tv_sec * 1000000000 + used.tv_nsec;
}

// Every so many calls, a share of the time since.
static void spin(void) {
  enum { CALLS = 64 };

  static __thread unsigned calls;
  static __thread long long last_ns;
  if (++calls % CALLS != 0) return;
  long long now = cpu_ns();
  long long until = now + (now - last_ns) * 3 / 100;
  while (cpu_ns() < until) {
  }
  last_ns = cpu_ns();
}

#else

static void spin(void) {}

#endif

static size_t usable(const void *block) {
  return block ? neap_usable_size(block) : 0;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): glibc's header has its own

void *malloc(size_t size) {
  spin();
  void *block = neap_malloc(size);
  count(usable(block), 0);
  return block;
}

void *calloc(size_t number, size_t size) {
  spin();
  void *block = neap_calloc(number, size);
  count(usable(block), 0);
  return block;
}

void *realloc(void *block, size_t size) {
  spin();
  size_t before = usable(block);
  void *other = neap_realloc(block, size);
  if (other || size == 0) count(usable(other), before);
  return other;
}

void free(void *block) {
  size_t before = usable(block);
  neap_free(block);
  count(0, before);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
