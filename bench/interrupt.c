#include "interrupt.h"

#include <stddef.h>

static const int caught[] = { SIGINT, SIGTERM };

enum { CAUGHT_COUNT = sizeof caught / sizeof *caught };

static volatile sig_atomic_t came;
static sigset_t mask_before;
static struct sigaction actions_before[CAUGHT_COUNT];

static void note_signal(int number) {
  came = number;
}

void interrupt_hold(void) {
  sigset_t held;
  sigemptyset(&held);
  came = 0;
  for (int i = 0; i < CAUGHT_COUNT; i++) {
    sigaddset(&held, caught[i]);
  }
  pthread_sigmask(SIG_BLOCK, &held, &mask_before);
  // Whoever starts us may have blocked them (a shell's background job does): then they stay blocked, also while waiting.
  struct sigaction action = { .sa_handler = note_signal };
  for (int i = 0; i < CAUGHT_COUNT; i++) {
    sigaction(caught[i], &action, &actions_before[i]);
  }
}

void interrupt_release(void) {
  pthread_sigmask(SIG_SETMASK, &mask_before, NULL); // what is waiting still reaches our handler
  for (int i = 0; i < CAUGHT_COUNT; i++) {
    sigaction(caught[i], &actions_before[i], NULL);
  }
}

const sigset_t *interrupt_wait_mask(void) {
  return &mask_before;
}

int interrupt_signal(void) {
  return came;
}
