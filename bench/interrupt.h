// Ctrl-C and SIGTERM, taken only while waiting for a child, so that nothing else is cut in the middle. Threads: the main one only.
#ifndef NEAP_BENCH_INTERRUPT_H
#define NEAP_BENCH_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

// Holds both signals back from here on, except in waits that use interrupt_wait_mask.
void interrupt_hold(void);

// Puts back what was before interrupt_hold.
void interrupt_release(void);

// For ppoll: the signals that were blocked before interrupt_hold. Children start with it too.
const sigset_t *interrupt_wait_mask(void);

// The signal that came, or 0.
int interrupt_signal(void);

#endif
