// One crime for each program. It prints the address that the one line on stderr must name, and must not come back from the crime.
#ifndef NEAP_TESTS_ALLOC_CRIME_H
#define NEAP_TESTS_ALLOC_CRIME_H

#include "neap.h"
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

// Hides from the compiler where a pointer comes from, so that it neither warns of the crime nor removes it.
static inline void *hidden(void *pointer) {
  __asm__ volatile("" : "+r"(pointer));
  return pointer;
}

static inline void *announced(void *pointer) {
  printf("%p\n", pointer);
  fflush(stdout);
  return hidden(pointer);
}

#endif
