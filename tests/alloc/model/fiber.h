// Threads of the model: stacks that are switched by hand, each with its own copy of the program's thread-local variables.
#ifndef NEAP_TESTS_MODEL_FIBER_H
#define NEAP_TESTS_MODEL_FIBER_H

#include <stdbool.h>

enum { FIBERS_MAX = 4, FIBER_NONE = -1 }; // FIBER_NONE: who explores

// The thread-local variables as they are now become those with which each fiber begins.
void fibers_init(void);
// Makes a fiber that will run `body`, which never returns.
void fiber_begin(int number, void (*body)(void));
// Goes on with fiber `to`, until somebody switches back.
void fiber_switch(int from, int to);
// Runs `work` here and now, with the thread-local variables that the fiber has come to, or (`at_start`) that it begins with, from now on
// including what `work` makes of them.
void fiber_impersonate(int number, void (*work)(void), bool at_start);
// Whether it lies on a fiber's stack or among the thread-local variables: memory that no other thread sees.
bool fiber_is_private(const void *address);

#endif
