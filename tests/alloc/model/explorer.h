// A stateless model checker for libneap's own sources: runs a few threads through every schedule, and through every value that a load may
// return under C11's acquire and release (memory.h), and checks each execution.
//
// The sources are the real ones, compiled with -fsanitize=thread. That makes the compiler put a call before each plain access and in place
// of each atomic operation; tsan.c answers these calls instead of the sanitizer's library. An atomic operation is where threads may change
// places; between two of them a thread runs alone, which is enough, since plain accesses that race are an error by themselves.
//
// The search through them: search.h.
#ifndef NEAP_TESTS_MODEL_EXPLORER_H
#define NEAP_TESTS_MODEL_EXPLORER_H

#include "memory.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Length { SHORT, LONG } Length; // seconds; minutes

typedef struct Scenario {
  const char *name;
  const char *about;
  void (*setup)(void); // once, alone; what it leaves is what each execution begins with
  void (*threads[THREADS_MAX])(void);
  void (*check)(void); // alone, at the end of each execution
  Length length;
} Scenario;

typedef struct Settings {
  bool reduce;
  uint64_t most;      // executions after which the search is given up; 0: none
  const char *replay; // a schedule as a counter-example prints it; NULL: all
  bool show;          // print the schedule of every execution
  bool brief;         // of a failure, print one line only
  bool count_outcomes;
} Settings;

extern Settings explorer_settings;

typedef struct Result {
  bool failed;
  bool complete;       // every execution was tried
  uint64_t executions; // complete ones
  uint64_t cut;        // given up as equivalent to others
  int longest;         // operations of the longest execution
  // on demand: how many differ in what a thread did or saw, and a sum over these
  uint64_t outcomes, outcomes_sum;
} Result;

// Explores the scenario. A failure has been printed, with its schedule. To be called once in a process.
Result explorer_run(const Scenario *scenario);

// --- for scenarios, their checks, and what stands in for the rest of the library

// The execution is wrong: prints it. Threads and checks.
_Noreturn void explorer_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
// The explorer itself cannot go on.
_Noreturn void explorer_abort(const char *why);

// The number of the thread that runs, or -1 while setup or check run.
int explorer_thread(void);
// In setup and check: runs `work` as the thread, with its thread-local variables.
void explorer_as(int thread, void (*work)(void));
// Plain data of those who are not compiled for the explorer: each execution begins with what it holds after setup.
void explorer_keep(void *data, size_t size);
// Atomic variables that are no matter of the protocol (statistics, random numbers): a range of memory, or the global ones that `work` touches.
void explorer_ignore(const void *start, size_t size);
void explorer_ignore_globals_of(void (*work)(void));

// Lets others go first; returns when there is something written that the thread has not seen.
void explorer_yield(void);
// Takes a lock word: waits for 0, stores 2.
void explorer_lock(void *word, const void *caller);
// One atomic step on `word` that all who take it see in one order, as if under a lock.
void explorer_section(uint32_t *word);
// A memory barrier in all threads.
void explorer_barrier(void);
// Ends all other threads where they stand, as fork does for the child.
void explorer_fork(void);

// --- for tsan.c

// An operation of the thread that runs, or of who sets up or checks; the result is in *op.
void explorer_atomic(Op *op);
// `caller`: whose access it is.
void explorer_plain(const void *address, size_t size, bool write, const void *caller);

#endif
