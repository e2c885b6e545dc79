#include "faults.h"

#include "support.h"
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>

// NOLINTBEGIN(readability-identifier-naming): the linker's names
void *__real_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset);
void *__real_mremap(void *start, size_t old_size, size_t new_size, int flags, ...);
void *__wrap_mremap(void *start, size_t old_size, size_t new_size, int flags, ...);
int __real_madvise(void *start, size_t size, int advice);
int __wrap_madvise(void *start, size_t size, int advice);
int __real_munmap(void *start, size_t size);
int __wrap_munmap(void *start, size_t size);

// NOLINTEND(readability-identifier-naming)

static struct {
  unsigned kinds, nth, calls; // kinds 0: none fails
  bool all_after, failed;
} faults;

typedef struct Leftover {
  void *start;
  size_t size;
} Leftover;

enum { LEFTOVERS = 1024 };

static Leftover leftovers[LEFTOVERS];
static unsigned leftover_count;

void faults_start(unsigned kinds, unsigned nth, bool all_after) {
  faults.kinds = kinds;
  faults.nth = nth;
  faults.calls = 0;
  faults.all_after = all_after;
  faults.failed = false;
}

bool faults_stop(void) {
  faults.kinds = 0;
  return faults.failed;
}

static bool fails(FaultKind kind) {
  if (!(faults.kinds & kind)) {
    return false;
  }
  faults.calls++;
  if (faults.calls != faults.nth && !(faults.all_after && faults.calls > faults.nth)) {
    return false;
  }
  faults.failed = true;
  errno = ENOMEM;
  return true;
}

void faults_settle(void) {
  for (; leftover_count > 0; leftover_count--) {
    __real_munmap(leftovers[leftover_count - 1].start, leftovers[leftover_count - 1].size);
  }
}

// NOLINTBEGIN(readability-identifier-naming): the linker's names
void *__wrap_mmap(void *start, size_t size, int protection, int flags, int file, off_t offset) {
  return fails(FAULT_MMAP) ? MAP_FAILED : __real_mmap(start, size, protection, flags, file, offset);
}

void *__wrap_mremap(void *start, size_t old_size, size_t new_size, int flags, ...) {
  return fails(FAULT_MREMAP) ? MAP_FAILED : __real_mremap(start, old_size, new_size, flags);
}

int __wrap_madvise(void *start, size_t size, int advice) {
  return fails(FAULT_MADVISE) ? -1 : __real_madvise(start, size, advice);
}

int __wrap_munmap(void *start, size_t size) {
  if (leftover_count < LEFTOVERS && fails(FAULT_MUNMAP)) {
    leftovers[leftover_count++] = (Leftover){ start, size };
    return -1;
  }
  return __real_munmap(start, size);
}

// NOLINTEND(readability-identifier-naming)
