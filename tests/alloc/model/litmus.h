// Programs whose outcomes are known, to check the explorer itself.
#ifndef NEAP_TESTS_MODEL_LITMUS_H
#define NEAP_TESTS_MODEL_LITMUS_H

#include "explorer.h"

typedef struct Litmus {
  Scenario scenario;
  const char *
      outcomes; // every one that is allowed, in order, four digits each; "race": the program has one
} Litmus;

extern const Litmus litmus_tests[];
extern const size_t litmus_count;

// Explored with and without reduction, these must come to the same.
extern const Scenario litmus_compared[];
extern const size_t litmus_compared_count;

// At the end of an execution: what its threads got. Digits below 4.
void litmus_saw(const int got[4]);

#endif
