// Bugs that can be put into the library, to see that the explorer finds them. The table is written by `mutate`, from mutations.txt.
#ifndef NEAP_TESTS_MODEL_MUTATIONS_H
#define NEAP_TESTS_MODEL_MUTATIONS_H

#include <stdbool.h>

typedef struct Mutation {
  const char *name;
  const char *about;
  const char *scenario; // which finds it
} Mutation;

extern const Mutation neap__mutations[];
extern const int neap__mutation_count;
// The one that is on, from 1; 0: none.
extern int neap__mutation;

bool neap__mutates(int mutation);

// An order that the library has no use for.
#define fetch_or_relaxed(at, value) atomic_fetch_or_explicit(at, value, memory_order_relaxed)

#endif
