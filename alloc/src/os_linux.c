#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
# define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef PR_SET_VMA
# define PR_SET_VMA           0x53564d41
# define PR_SET_VMA_ANON_NAME 0
#endif

// As in linux/futex.h and linux/membarrier.h, which musl does not come with.
enum { FUTEX_WAIT_PRIVATE = 128, FUTEX_WAKE_PRIVATE = 129 };

enum { BARRIER_PRIVATE = 1 << 3, BARRIER_PRIVATE_REGISTER = 1 << 4 };

enum { ADVICE_POPULATE_WRITE = 23 };

// Large alignments are first tried at addresses of our own choice, far from where the kernel and programs place things: 4 to 20 TiB.
// ThreadSanitizer has its shadow there and ends the program.
#ifdef NEAP_TSAN
enum { HINT_LEAST_ALIGNMENT = INT32_MAX };
#else
enum { HINT_LEAST_ALIGNMENT = 64 * 1024 * 1024 };
#endif
static const uintptr_t hint_start = (uintptr_t)4 << 40;
static const uintptr_t hint_range = (uintptr_t)16 << 40;

enum { HINT_TRIES = 3 };

static _Atomic uintptr_t hint_next; // atomic; 0: not chosen yet

static void name_mapping(void *start, size_t size, const char *name) {
  // shows in /proc/PID/maps; kernels without it say EINVAL, which is fine
  int saved = errno;
  prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, start, size, name);
  errno = saved;
}

static void *map_anywhere(size_t size) {
  void *start =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

static void *map_at(uintptr_t address, size_t size) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  void *start = mmap((void *)address, size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (start == MAP_FAILED) {
    return NULL;
  }
  if ((uintptr_t)start != address) { // a kernel before 4.17 took it for a hint
    munmap(start, size);
    return NULL;
  }
  return start;
}

// Addresses of our own choice need no trimming, hence no further system calls.
static void *map_at_hint(size_t size, size_t alignment) {
  for (int attempt = 0; attempt < HINT_TRIES; attempt++) {
    // relaxed: only a hint; of two threads with the same one, mmap refuses the second
    uintptr_t base = atomic_load_explicit(&hint_next, memory_order_relaxed);
    if (base == 0) {
      base = hint_start + neap__os_random() % hint_range;
    }
    base = align_up(base, alignment);
    atomic_store_explicit(&hint_next, base + align_up(size, alignment), memory_order_relaxed);
    void *start = map_at(base, size);
    if (start || errno == ENOMEM) {
      return start;
    }
  }
  return NULL;
}

// The way that works everywhere: map too much, give back both ends.
static void *map_and_trim(size_t size, size_t alignment) {
  size_t total;
  if (__builtin_add_overflow(size, alignment, &total)) {
    return NULL;
  }
  char *wide = map_anywhere(total);
  if (!wide) {
    return NULL;
  }
  char *start = (char *)align_up((uintptr_t)wide, alignment);
  if (start != wide) {
    munmap(wide, (size_t)(start - wide));
  }
  char *end = start + size;
  if (end != wide + total) {
    munmap(end, (size_t)(wide + total - end));
  }
  return start;
}

void *neap__os_reserve(size_t size, size_t alignment, const char *name) {
  int saved = errno;
  void *start = NULL;
  if (alignment <= 4 * KIB) {
    start = map_anywhere(size);
  } else {
    start = alignment >= HINT_LEAST_ALIGNMENT ? map_at_hint(size, alignment) : NULL;
    if (!start) {
      start = map_and_trim(size, alignment);
    }
  }
  if (!start) {
    errno = ENOMEM;
    return NULL;
  }
  errno = saved;
  name_mapping(start, size, name);
  return start;
}

void neap__os_release(void *start, size_t size) {
  int saved = errno;
  munmap(start, size);
  errno = saved;
}

void *neap__os_remap(void *start, size_t old_size, size_t new_size, bool may_move) {
  int saved = errno;
  void *moved = mremap(start, old_size, new_size, may_move ? MREMAP_MAYMOVE : 0);
  errno = saved;
  return moved == MAP_FAILED ? NULL : moved;
}

bool neap__os_give_back(void *start, size_t size) {
  static _Atomic size_t system_page; // atomic; 0: not asked yet
  size_t page = atomic_load_explicit(&system_page,
                                     memory_order_relaxed); // relaxed: any thread finds the same
  if (page == 0) {
    page = (size_t)getauxval(AT_PAGESZ);
    atomic_store_explicit(&system_page, page, memory_order_relaxed);
  }
  uintptr_t first = align_up((uintptr_t)start, page);
  uintptr_t last = align_down((uintptr_t)start + size, page);
  if (first != (uintptr_t)start || last != (uintptr_t)start + size) {
    return false; // larger system pages: the edges would keep their contents, so the range would not be known as zero
  }
  int saved = errno;
  int result = madvise(start, size, MADV_DONTNEED);
  errno = saved;
  return result == 0;
}

void neap__os_fetch(void *start, size_t size) {
  int saved = errno;
  madvise(start, size, ADVICE_POPULATE_WRITE);
  errno = saved;
}

bool neap__os_forbid(void *start, size_t size) {
  int saved = errno;
  bool forbidden = mprotect(start, size, PROT_NONE) == 0;
  errno = saved;
  return forbidden;
}

void neap__os_no_huge_pages(void *start, size_t size) {
  int saved = errno;
  madvise(start, size, MADV_NOHUGEPAGE);
  errno = saved;
}

static struct timespec timespec_of(size_t milliseconds) {
  return (struct timespec){ .tv_sec = (time_t)(milliseconds / 1000),
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000 };
}

bool neap__os_wait(_Atomic uint32_t *word, uint32_t expected, size_t milliseconds) {
  int saved = errno;
  struct timespec time = timespec_of(milliseconds);
  const struct timespec *most = milliseconds == SIZE_MAX ? NULL : &time;
  bool in_time = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, most, NULL, 0) == 0 ||
                 errno != ETIMEDOUT;
  errno = saved;
  return in_time;
}

void neap__os_wake_one(_Atomic uint32_t *word) {
  int saved = errno;
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  errno = saved;
}

void neap__os_yield(void) {
  sched_yield();
}

void neap__os_sleep_ms(size_t milliseconds) {
  int saved = errno;
  struct timespec left = timespec_of(milliseconds);
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
  errno = saved;
}

void neap__os_name_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}

static long membarrier(int command) {
  int saved = errno;
  long result = syscall(SYS_membarrier, command, 0, 0);
  errno = saved;
  return result;
}

bool neap__os_barrier_begin(void) {
  static _Atomic int8_t known; // atomic; 0: not asked yet, 1: yes, -1: no
  int8_t works =
      atomic_load_explicit(&known, memory_order_relaxed); // relaxed: any thread finds the same
  if (works == 0) {
    works = membarrier(BARRIER_PRIVATE_REGISTER) == 0 ? 1 : -1;
    atomic_store_explicit(&known, works, memory_order_relaxed);
  }
  return works > 0;
}

// A fork's child may have to register anew.
void neap__os_barrier(void) {
  if (membarrier(BARRIER_PRIVATE) != 0) {
    membarrier(BARRIER_PRIVATE_REGISTER);
    CHECK(membarrier(BARRIER_PRIVATE) == 0);
  }
}

uint64_t neap__os_clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint32_t neap__os_thread_id(void) {
  return (uint32_t)syscall(SYS_gettid);
}

bool neap__os_thread_alive(uint32_t thread_id) {
  int saved = errno;
  bool alive = syscall(SYS_tgkill, getpid(), (int)thread_id, 0) == 0 || errno != ESRCH;
  errno = saved;
  return alive;
}

uint64_t neap__os_random(void) {
  int saved = errno;
  uint64_t value = 0;
  if (getrandom(&value, sizeof value, GRND_NONBLOCK) != (ssize_t)sizeof value) {
    // early at boot, or refused: what the kernel left on the stack of every program
    const void *seed = (const void *)getauxval(AT_RANDOM);
    if (seed) {
      memcpy(&value, seed, sizeof value);
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    value ^= (uint64_t)now.tv_nsec << 20;
  }
  errno = saved;
  return value;
}

// Copies the value if `entry` is NAME=VALUE.
static bool environment_entry(const char *entry, const char *name, char *value, size_t size) {
  size_t length = strlen(name);
  if (strncmp(entry, name, length) != 0 || entry[length] != '=') {
    return false;
  }
  const char *from = entry + length + 1;
  size_t count = size_min(strlen(from), size - 1);
  memcpy(value, from, count);
  value[count] = '\0';
  return true;
}

// Before libc has set `environ`: one byte at a time through a small buffer, as the whole may be megabytes.
static bool environment_from_proc(const char *name, char *value, size_t size) {
  int file = open("/proc/self/environ", O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  char entry[512];
  char chunk[512];
  size_t length = 0;
  bool found = false;
  ssize_t got;
  while (!found && (got = read(file, chunk, sizeof chunk)) > 0) {
    for (ssize_t i = 0; i < got && !found; i++) {
      if (length < sizeof entry - 1) {
        entry[length++] = chunk[i];
      }
      if (chunk[i] == '\0') {
        entry[length] = '\0';
        found = environment_entry(entry, name, value, size);
        length = 0;
      }
    }
  }
  close(file);
  return found;
}

bool neap__os_environment(const char *name, char *value, size_t size) {
  if (getauxval(AT_SECURE)) {
    return false;
  }
  int saved = errno;
  bool found = false;
  if (environ) {
    for (char **entry = environ; *entry && !found; entry++) {
      found = environment_entry(*entry, name, value, size);
    }
  } else {
    found = environment_from_proc(name, value, size);
  }
  errno = saved;
  return found;
}

static bool write_all(int file, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, text, length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    text += written;
    length -= (size_t)written;
  }
  return true;
}

void neap__os_write_stderr(const char *text, size_t length) {
  int saved = errno;
  write_all(STDERR_FILENO, text, length);
  errno = saved;
}

bool neap__os_write_file(const char *path, const char *text, size_t length) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) {
    return false;
  }
  bool written = write_all(file, text, length);
  return close(file) == 0 && written;
}
