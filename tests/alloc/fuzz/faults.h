// System calls of libneap that fail when the test says so. The linker sends them here (--wrap, see CMakeLists.txt).
// Threads: calls come from one thread at a time.
#ifndef NEAP_TESTS_FUZZ_FAULTS_H
#define NEAP_TESTS_FUZZ_FAULTS_H

#include <stdbool.h>

typedef enum FaultKind {
  FAULT_MMAP = 1,
  FAULT_MREMAP = 2,
  FAULT_MADVISE = 4,
  FAULT_MUNMAP = 8,
  FAULT_ALL = 15,
} FaultKind;

// From now on the n-th call (from 1) of these kinds fails, and with `all_after` those after it too.
void faults_start(unsigned kinds, unsigned nth, bool all_after);
// Calls work again. Result: whether one was made to fail.
bool faults_stop(void);
// Gives back what munmap was not let give back. Between inputs.
void faults_settle(void);

#endif
