#include "explorer.h"

#include "fiber.h"
#include "search.h"
#include "trace.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  KEPT_MAX = 16,
  IGNORED_MAX = 64,
  FAILURE_BYTES = 512,
  OUTCOME_SLOTS = 1 << 20,
};

typedef struct Kept {
  void *data;
  char *copy;
  size_t size;
} Kept;

typedef struct Range {
  uintptr_t start;
  size_t size;
} Range;

Settings explorer_settings = { .reduce = true };

static const Scenario *explored;
static Result result;
static int thread_count;
static int running = FIBER_NONE;
static bool starting, in_setup, in_check;
static Kept kept[KEPT_MAX];
static int kept_count;
static Range ignored[IGNORED_MAX];
static int ignored_count;
static bool learning;
static char failure[FAILURE_BYTES];
static const void *failed_at; // the plain access; NULL: it was something else
static jmp_buf alone_failed;

typedef enum Ending { END_COMPLETE, END_CUT, END_FAILED } Ending;

static Ending ending;

// --- failures

void explorer_abort(const char *why) {
  (void)fprintf(stderr, "the explorer gives up: %s\n", why);
  exit(2);
}

static _Noreturn void stop_here(void) {
  ending = END_FAILED;
  if (in_setup || in_check) {
    longjmp(alone_failed, 1);
  }
  int from = running;
  running = FIBER_NONE;
  fiber_switch(from, FIBER_NONE);
  __builtin_unreachable();
}

void explorer_fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(failure, sizeof failure, format, arguments);
  va_end(arguments);
  stop_here();
}

// The code under test touched memory that is not there. Goes on from the handler, which runs on the same stack.
static void crashed(int signal_number) {
  (void)snprintf(failure, sizeof failure, "signal %d", signal_number);
  stop_here();
}

static void catch_crashes(void) {
  static char stack[64 * 1024];
  stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
  sigaltstack(&alternate, NULL);
  struct sigaction action = { .sa_handler = crashed, .sa_flags = SA_NODEFER | SA_ONSTACK };
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  sigaction(SIGFPE, &action, NULL);
  sigaction(SIGILL, &action, NULL);
}

static void print_failure(void) {
  static TraceStep steps[DEPTH_MAX];
  printf("%s: %s\n", explored->name, failure);
  if (explorer_settings.brief) {
    return;
  }
  int count = search_depth();
  for (int i = 0; i < count; i++) {
    steps[i] = (TraceStep){ &search_done(i)->op, search_done(i)->choice };
  }
  trace_print(steps, count);
  if (failed_at) {
    trace_print_place(failed_at);
  }
  printf("again: --scenario %s --replay ", explored->name);
  for (int i = 0; i < count; i++) {
    Choice choice = steps[i].choice;
    printf("%s%d.%d.%d", i ? "," : "", choice.thread, choice.message, choice.success);
  }
  printf("\n");
}

// --- one execution

static void end_with(const char *why) {
  (void)snprintf(failure, sizeof failure, "%s", why);
  ending = END_FAILED;
}

// Does the next operation. The thread whose it was, or FIBER_NONE if the execution is over.
static int step(void) {
  int next = search_step();
  switch (next) {
    case SEARCH_COMPLETE: break;
    case SEARCH_CUT: ending = END_CUT; break;
    case SEARCH_STUCK: end_with("threads wait for each other"); break;
    case SEARCH_ENDLESS: end_with("the execution does not end"); break;
    default: return next;
  }
  return FIBER_NONE;
}

// The fiber that runs has come to an operation, or to its end.
static void go_on(int self) {
  int next = starting ? FIBER_NONE : step();
  if (next != self) {
    running = next;
    fiber_switch(self, next);
  }
}

static void fiber_body(void) {
  int self = running;
  explored->threads[self]();
  search_thread_ends(self);
  go_on(self);
  __builtin_unreachable();
}

// An operation of the thread that runs.
static void op_do(Op *op) {
  int self = running;
  search_thread_comes(self, op);
  go_on(self);
  search_thread_goes(self, op);
}

static void run_to(int fiber) {
  running = fiber;
  fiber_switch(FIBER_NONE, fiber);
  running = FIBER_NONE;
}

static void run_check(void) {
  if (setjmp(alone_failed) == 0) {
    in_check = true;
    explored->check();
  }
  in_check = false;
}

static void execution_begin(void) {
  memory_reset();
  for (int i = 0; i < kept_count; i++) {
    memcpy(kept[i].data, kept[i].copy, kept[i].size);
  }
  search_begin(thread_count);
  ending = END_COMPLETE;
}

static void execute(void) {
  execution_begin();
  starting = true;
  for (int fiber = 0; fiber < FIBERS_MAX; fiber++) {
    fiber_begin(fiber, fiber_body);
  }
  for (int thread = 0; thread < thread_count && ending != END_FAILED; thread++) {
    run_to(thread);
  }
  starting = false;
  if (ending != END_FAILED) {
    int first = step();
    if (first != FIBER_NONE) {
      run_to(first);
    }
  }
  if (ending == END_COMPLETE && explored->check) {
    run_check();
  }
}

static uint64_t hash_add(uint64_t hash, uint64_t value) {
  return (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29);
}

// What each thread did and saw, whatever the order among them.
static uint64_t execution_hash(void) {
  uint64_t hashes[THREADS_MAX] = { 1, 2, 3, 4 };
  for (int i = 0; i < search_depth(); i++) {
    const Op *op = &search_done(i)->op;
    uint64_t *hash = &hashes[search_done(i)->choice.thread];
    *hash = hash_add(*hash, (uintptr_t)op->address);
    *hash = hash_add(*hash, op->kind == OP_STORE ? op->stored : op->found);
    *hash = hash_add(*hash, op->success);
  }
  return hash_add(hash_add(hash_add(hashes[0], hashes[1]), hashes[2]), hashes[3]);
}

static void count_outcome(void) {
  static uint64_t seen[OUTCOME_SLOTS];
  uint64_t hash = execution_hash();
  size_t slot = hash % OUTCOME_SLOTS;
  while (seen[slot] && seen[slot] != hash) {
    slot = (slot + 1) % OUTCOME_SLOTS;
  }
  if (!seen[slot] && result.outcomes < OUTCOME_SLOTS / 2) {
    seen[slot] = hash;
    result.outcomes++;
    result.outcomes_sum += hash;
  }
}

static void count_execution(void) {
  result.executions += ending == END_COMPLETE;
  if (explorer_settings.count_outcomes && ending == END_COMPLETE) {
    count_outcome();
  }
  result.cut += ending == END_CUT;
  result.longest = search_depth() > result.longest ? search_depth() : result.longest;
}

static bool run_setup(void) {
  if (setjmp(alone_failed) != 0) {
    return false;
  }
  in_setup = true;
  if (explored->setup) {
    explored->setup();
  }
  in_setup = false;
  return true;
}

// false: the setup has failed already.
static bool scenario_prepare(void) {
  thread_count = 0;
  while (thread_count < THREADS_MAX && explored->threads[thread_count]) {
    thread_count++;
  }
  catch_crashes();
  fibers_init();
  if (!run_setup()) {
    return false;
  }
  memory_keep();
  for (int i = 0; i < kept_count; i++) {
    kept[i].copy = malloc(kept[i].size);
    if (!kept[i].copy) {
      explorer_abort("out of memory");
    }
    memcpy(kept[i].copy, kept[i].data, kept[i].size);
  }
  return true;
}

Result explorer_run(const Scenario *scenario) {
  explored = scenario;
  if (!scenario_prepare()) {
    result.failed = true;
    print_failure();
    return result;
  }
  do {
    execute();
    count_execution();
    if (ending == END_FAILED) {
      result.failed = true;
      print_failure();
      return result;
    }
    if (explorer_settings.show && ending == END_COMPLETE) {
      (void)snprintf(failure, sizeof failure, "execution %llu",
                     (unsigned long long)result.executions);
      print_failure();
    }
    if (explorer_settings.replay ||
        (explorer_settings.most && result.executions + result.cut >= explorer_settings.most)) {
      return result;
    }
  } while (search_again());
  result.complete = true;
  return result;
}

// --- for scenarios

int explorer_thread(void) {
  return running;
}

void explorer_as(int thread, void (*work)(void)) {
  fiber_impersonate(thread, work, !in_check);
}

void explorer_keep(void *data, size_t size) {
  if (kept_count == KEPT_MAX) {
    explorer_abort("too much to keep");
  }
  kept[kept_count++] = (Kept){ .data = data, .size = size };
}

static bool is_ignored(const void *address) {
  for (int i = 0; i < ignored_count; i++) {
    if ((uintptr_t)address - ignored[i].start < ignored[i].size) {
      return true;
    }
  }
  return false;
}

void explorer_ignore(const void *start, size_t size) {
  if (is_ignored(start)) {
    return;
  }
  if (ignored_count == IGNORED_MAX) {
    explorer_abort("too much to ignore");
  }
  ignored[ignored_count++] = (Range){ (uintptr_t)start, size };
}

void explorer_yield(void) {
  Op op = { .kind = OP_YIELD, .caller = __builtin_return_address(0) };
  if (running != FIBER_NONE) {
    op_do(&op);
  }
}

void explorer_lock(void *word, const void *caller) {
  if (running == FIBER_NONE) {
    explorer_fail("a lock is not free");
  }
  Op op = { .kind = OP_LOCK,
            .address = word,
            .size = 4,
            .operand = 2,
            .order = memory_order_acquire,
            .caller = caller };
  op.location = memory_location(word, 4);
  op_do(&op);
}

void explorer_section(uint32_t *word) {
  if (running == FIBER_NONE) {
    return;
  }
  Op op = { .kind = OP_UPDATE,
            .update = UPDATE_ADD,
            .address = word,
            .size = 4,
            .operand = 1,
            .order = memory_order_acq_rel,
            .caller = __builtin_return_address(0) };
  op.location = memory_location(word, 4);
  op_do(&op);
}

void explorer_fork(void) {
  Op op = { .kind = OP_FORK, .caller = __builtin_return_address(0) };
  op_do(&op);
}

void explorer_barrier(void) {
  Op op = { .kind = OP_BARRIER, .caller = __builtin_return_address(0) };
  if (running != FIBER_NONE) {
    op_do(&op);
  }
}

static bool is_global(const void *address) {
  extern char __data_start[], _end[]; // NOLINT(readability-identifier-naming): the linker's
  return (uintptr_t)address - (uintptr_t)__data_start < (uintptr_t)(_end - __data_start);
}

void explorer_ignore_globals_of(void (*work)(void)) {
  learning = true;
  work();
  learning = false;
}

// --- for tsan.c

static void op_do_alone(Op *op) {
  memory_execute_alone(op);
  if (learning && is_global(op->address)) {
    explorer_ignore(op->address, op->size);
  }
}

void explorer_atomic(Op *op) {
  if (running == FIBER_NONE || is_ignored(op->address) || fiber_is_private(op->address)) {
    op_do_alone(op);
    return;
  }
  op->location = memory_location(op->address, op->size);
  op_do(op);
}

void explorer_plain(const void *address, size_t size, bool write, const void *caller) {
  if (fiber_is_private(address)) {
    return;
  }
  if (running == FIBER_NONE) {
    if (write) {
      memory_save(address, size);
    }
    return;
  }
  const char *wrong = memory_plain(running, address, size, write);
  if (wrong) {
    char name[128];
    trace_name(address, name, sizeof name);
    failed_at = caller;
    explorer_fail("%s: %s, by thread %d", wrong, name, running);
  }
}
