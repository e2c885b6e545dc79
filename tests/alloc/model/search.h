// The search through all executions: what is done next in this one, and what is to be tried in the next.
//
// Depth first, from the start for each execution. Partial order reduction: two operations that commute are tried in one order only.
// Where a later operation of another thread could come first and make a difference, that is tried there (source sets); what has been tried at
// a point sleeps until something happens that it does not commute with (sleep sets). A load commutes with a store that it does not read, so
// that reads of old values need no schedule of their own. `explorer_settings.reduce` off tries everything, to check the reduction itself.
// Technique: Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction" (POPL 2014), source-DPOR;
// Norris, Demsky, "CDSChecker: checking concurrent data structures written with C/C++ atomics" (OOPSLA 2013).
#ifndef NEAP_TESTS_MODEL_SEARCH_H
#define NEAP_TESTS_MODEL_SEARCH_H

#include "explorer.h"

enum { DEPTH_MAX = 4000 }; // operations of one execution

// What was done.
typedef struct Event {
  Op op;
  Choice choice;
  // the last event of each thread that came before, in any equivalent execution
  uint16_t clock[THREADS_MAX];
} Event;

// The execution is over.
typedef enum SearchEnd {
  SEARCH_COMPLETE = -2, // all threads have ended
  SEARCH_CUT = -3,      // what comes now has been tried in another order
  SEARCH_STUCK = -4,    // no thread can go on
  SEARCH_ENDLESS = -5,  // more than DEPTH_MAX operations
} SearchEnd;

// An execution begins, by as many threads.
void search_begin(int count);
// Chooses the next execution. false: all have been tried.
bool search_again(void);

// The thread wants to do the operation; it goes on with its result; it is at its end.
void search_thread_comes(int thread, const Op *op);
void search_thread_goes(int thread, Op *op);
void search_thread_ends(int thread);
// Does the next operation. The thread whose it was, or a SearchEnd.
int search_step(void);

// What has been done in this execution.
int search_depth(void);
const Event *search_done(int index);

#endif
