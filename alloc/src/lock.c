#include "lock.h"

#ifdef NEAP_CHECKS_FULL
THREAD_LOCAL uint32_t neap__ranks_held;
#endif

enum { SPIN_ROUNDS = 64 }; // about the length of the longest section that makes no system call

static inline void spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  __asm__ volatile("" ::: "memory");
#endif
}

void neap__lock_wait(Lock *lock) {
  for (int round = 0; round < SPIN_ROUNDS; round++) {
    uint32_t expected = 0;
    if (load_relaxed(&lock->word) == 0 &&
        cas_acquire(&lock->word, &expected, 1)) { // acquire: as in lock_take
      return;
    }
    spin_pause();
  }
  while (exchange_acquire(&lock->word, 2) != 0) { // acquire: as in lock_take
    neap__os_wait(&lock->word, 2, SIZE_MAX);
  }
}
