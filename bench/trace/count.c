// libneap-count.so: preloaded, it counts the bytes that are asked for and not freed, of every process of a tree for itself, where others can
// read it while the program runs (count.h). NEAP_COUNT names the file, which is there and large enough.
#include "count.h"
#include "family.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { STEP_BITS = 8, STEP_MASK = 255 };

// Of a block: its bytes, and how many forks ago from the first process it was made. What a parent made is none of its child's.
static _Atomic(uint32_t) step = 1;  // 1 to 255
static CountProcess *processes;     // mapped; NULL: not begun
static _Atomic(CountProcess *) own; // NULL: nothing is counted

// An exec takes the place that its process had.
static void take_place(void) {
  for (uint32_t i = 0; i < COUNT_PROCESSES_MAX; i++) {
    CountProcess *process = &processes[i];
    int64_t pid = 0;
    if (!atomic_compare_exchange_strong(&process->pid, &pid, getpid()) && pid != getpid()) continue;
    atomic_store(&process->bytes, 0);
    atomic_store(&process->blocks, 0);
    atomic_store(&own, process);
    return;
  }
  atomic_store(&own, NULL);
}

static void begin_child(void) {
  atomic_store(&step, atomic_load(&step) % STEP_MASK + 1);
  take_place();
}

static void begin(void) {
  static atomic_flag has_begun = ATOMIC_FLAG_INIT;
  if (environ == NULL || atomic_flag_test_and_set(&has_begun)) return;
  const char *path = getenv("NEAP_COUNT");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *pages = mmap(NULL, COUNT_PROCESSES_MAX * sizeof(CountProcess), PROT_READ | PROT_WRITE,
                     MAP_SHARED, file, 0);
  close(file);
  if (pages == MAP_FAILED) return;
  processes = (CountProcess *)pages;
  take_place();
  pthread_atfork(NULL, NULL, begin_child);
}

FamilyTag family_made(TraceKind kind, size_t size, size_t alignment) {
  (void)kind;
  (void)alignment;
  if (__builtin_expect(atomic_load_explicit(&own, memory_order_relaxed) == NULL, 0)) begin();
  CountProcess *process = atomic_load_explicit(&own, memory_order_acquire);
  if (process == NULL) return 0;
  atomic_fetch_add_explicit(&process->bytes, (int64_t)size, memory_order_relaxed);
  atomic_fetch_add_explicit(&process->blocks, 1, memory_order_relaxed);
  return (FamilyTag)size << STEP_BITS | atomic_load_explicit(&step, memory_order_relaxed);
}

void family_freed(FamilyTag tag) {
  CountProcess *process = atomic_load_explicit(&own, memory_order_acquire);
  bool is_own = (tag & STEP_MASK) == atomic_load_explicit(&step, memory_order_relaxed);
  if (tag == 0 || process == NULL || !is_own) return;
  atomic_fetch_sub_explicit(&process->bytes, (int64_t)(tag >> STEP_BITS), memory_order_relaxed);
  atomic_fetch_sub_explicit(&process->blocks, 1, memory_order_relaxed);
}

FamilyTag family_resized(FamilyTag tag, size_t size) {
  family_freed(tag);
  return family_made(TRACE_REALLOC, size, 0);
}
