#include "explorer.h"

#include "fiber.h"
#include "trace.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  DEPTH_MAX = 4000, // operations of one execution
  CHOICES_MAX = 48,
  KEPT_MAX = 16,
  IGNORED_MAX = 64,
  FAILURE_BYTES = 512,
  OUTCOME_SLOTS = 1 << 20,
};

// What has been tried, and is to be tried, at one point of the current execution.
typedef struct Node {
  Choice choices[CHOICES_MAX]; // of all threads, but for what sleeps
  uint64_t done;               // bit for each choice
  int choice_count, current;
  Choice sleeping[CHOICES_MAX];
  int sleeping_count;
  uint8_t enabled, backtrack; // bit for each thread
} Node;

// What was done there.
typedef struct Event {
  Op op;
  Choice choice;
  uint16_t clock
      [THREADS_MAX]; // the last event of each thread that came before, in any equivalent execution
} Event;

typedef struct Thread {
  Op pending;
  bool waiting, ended; // at an operation; for good
  uint16_t clock[THREADS_MAX];
} Thread;

// Who touched a location last, as event + 1; of one execution.
typedef struct Touched {
  uint64_t generation;
  int last_read[THREADS_MAX], last_write[THREADS_MAX];
  uint16_t writes[THREADS_MAX]; // join of the writers' clocks
} Touched;

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
static Node nodes[DEPTH_MAX];
static Event events[DEPTH_MAX];
static Thread threads[THREADS_MAX];
static int thread_count;
static Touched touched[LOCATIONS_MAX];
static uint64_t generation;
static int depth; // operations done in this execution
static int known; // nodes that were chosen before it began
static int running = FIBER_NONE;
static bool starting, in_setup, in_check;
static int last_run;
static Kept kept[KEPT_MAX];
static int kept_count;
static Range ignored[IGNORED_MAX];
static int ignored_count;
static bool learning;
static char failure[FAILURE_BYTES];
static const void *failed_at; // the plain access; NULL: it was something else
static jmp_buf alone_failed;
static const char *replay_at;

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
  for (int i = 0; i < depth; i++) {
    steps[i] = (TraceStep){ &events[i].op, events[i].choice };
  }
  trace_print(steps, depth);
  if (failed_at) {
    trace_print_place(failed_at);
  }
  printf("again: --scenario %s --replay ", explored->name);
  for (int i = 0; i < depth; i++) {
    Choice choice = events[i].choice;
    printf("%s%d.%d.%d", i ? "," : "", choice.thread, choice.message, choice.success);
  }
  printf("\n");
}

// --- partial order

static bool op_may_write(const Op *op) {
  return op->kind != OP_LOAD && op->kind != OP_YIELD;
}

// Whether the sleeping choice can be exchanged with what was done just now.
static bool commutes(const Op *done, const Op *pending, Choice sleeping) {
  if (done->kind == OP_FORK || pending->kind == OP_FORK) {
    return false;
  }
  if (done->kind == OP_YIELD || pending->kind == OP_YIELD) {
    return true;
  }
  if (done->location != pending->location) {
    return true;
  }
  return !done->success || !sleeping.success;
}

static Touched *touched_at(int location) {
  Touched *at = &touched[location];
  if (at->generation != generation) {
    memset(at, 0, sizeof *at);
    at->generation = generation;
  }
  return at;
}

static bool is_before(int event, const uint16_t *clock) {
  int thread = events[event].choice.thread;
  return events[event].clock[thread] <= clock[thread];
}

// The threads that can do the first step of a run from before `first` on, in which what depends on `first` is left out and `event` comes at
// the end.
static uint8_t initials(int first, int event) {
  int firsts[THREADS_MAX];
  uint8_t seen = 0;
  uint8_t found = 0;
  for (int i = first + 1; i <= event; i++) {
    int thread = events[i].choice.thread;
    bool dependent = i != event && is_before(first, events[i].clock);
    if (dependent || (seen >> thread) & 1) {
      continue;
    }
    bool initial = true;
    for (int other = 0; other < thread_count; other++) {
      initial = initial && !((seen >> other) & 1 && is_before(firsts[other], events[i].clock));
    }
    seen |= (uint8_t)(1 << thread);
    firsts[thread] = i;
    found |= (uint8_t)(initial << thread);
  }
  return found;
}

// Sees to it that `event` is also tried before `first`.
static void reverse(int first, int event) {
  Node *node = &nodes[first];
  uint8_t candidates = initials(first, event);
  if (candidates & node->backtrack) {
    return;
  }
  candidates &= node->enabled;
  if (candidates) {
    node->backtrack |= (uint8_t)(candidates & -candidates);
  } else {
    node->backtrack |= node->enabled;
  }
}

static int latest(int a, int b) {
  return a > b ? a : b;
}

// The last event of the thread with which the operation does not commute, or could not if others went first; + 1; 0: none.
static int conflict(const Op *op, int thread) {
  if (op->kind == OP_YIELD) {
    return 0;
  }
  if (op->kind == OP_FORK) {
    int event = depth;
    while (event > 0 && events[event - 1].choice.thread != thread) {
      event--;
    }
    return event;
  }
  const Touched *at = touched_at(op->location);
  if (!op_may_write(op)) {
    return 0; // whatever was stored before: the old values are choices of this load
  }
  return op->success ? latest(at->last_read[thread], at->last_write[thread])
                     : at->last_write[thread];
}

static void find_races(int event, const uint16_t *before) {
  const Event *now = &events[event];
  for (int thread = 0; thread < thread_count; thread++) {
    int first = thread == now->choice.thread ? 0 : conflict(&now->op, thread);
    if (first > 0 && !is_before(first - 1, before)) {
      reverse(first - 1, event);
    }
  }
}

static void clock_join(uint16_t *clock, const uint16_t *other) {
  for (int i = 0; i < THREADS_MAX; i++) {
    clock[i] = clock[i] > other[i] ? clock[i] : other[i];
  }
}

static void event_place(int event, int writer) {
  Event *now = &events[event];
  Thread *thread = &threads[now->choice.thread];
  thread->clock[now->choice.thread]++;
  if (now->op.kind == OP_FORK) {
    for (int i = 0; i < thread_count; i++) {
      clock_join(thread->clock, threads[i].clock);
    }
  } else if (now->op.kind != OP_YIELD) {
    Touched *at = touched_at(now->op.location);
    if (writer != NO_EVENT && now->op.kind != OP_STORE) {
      clock_join(thread->clock, events[writer].clock);
    }
    if (now->op.success) {
      clock_join(thread->clock, at->writes);
    }
  }
  memcpy(now->clock, thread->clock, sizeof now->clock);
}

static void event_note(int event) {
  const Event *now = &events[event];
  if (now->op.kind == OP_YIELD || now->op.kind == OP_FORK) {
    return;
  }
  Touched *at = touched_at(now->op.location);
  if (now->op.success) {
    clock_join(at->writes, now->clock);
    at->last_write[now->choice.thread] = event + 1;
  } else {
    at->last_read[now->choice.thread] = event + 1;
  }
}

// --- nodes

static bool choice_equal(Choice a, Choice b) {
  return a.thread == b.thread && a.message == b.message && a.success == b.success;
}

static bool node_sleeps(const Node *node, Choice choice) {
  for (int i = 0; i < node->sleeping_count; i++) {
    if (choice_equal(node->sleeping[i], choice)) {
      return true;
    }
  }
  return false;
}

static void node_put_to_sleep(Node *node, Choice choice, const Event *done) {
  if (choice.thread == done->choice.thread ||
      !commutes(&done->op, &threads[choice.thread].pending, choice)) {
    return;
  }
  if (node->sleeping_count == CHOICES_MAX) {
    explorer_abort("too many sleeping choices");
  }
  node->sleeping[node->sleeping_count++] = choice;
}

static void node_inherit(Node *node, const Node *parent, const Event *done) {
  for (int i = 0; i < parent->sleeping_count; i++) {
    node_put_to_sleep(node, parent->sleeping[i], done);
  }
  for (int i = 0; i < parent->choice_count; i++) {
    if ((parent->done >> i) & 1) {
      node_put_to_sleep(node, parent->choices[i], done);
    }
  }
}

static void node_add_thread(Node *node, int thread) {
  Choice ways[CHOICES_MAX];
  int count = memory_choices(thread, &threads[thread].pending, ways, CHOICES_MAX);
  node->enabled |= (uint8_t)((count > 0) << thread);
  for (int i = 0; i < count; i++) {
    if (node_sleeps(node, ways[i])) {
      continue;
    }
    if (node->choice_count == CHOICES_MAX) {
      explorer_abort("too many choices at one point");
    }
    node->choices[node->choice_count++] = ways[i];
  }
}

// The thread that ran last goes on, if it can.
static int node_first(const Node *node) {
  for (int i = 0; i < node->choice_count; i++) {
    if (node->choices[i].thread == last_run) {
      return i;
    }
  }
  return 0;
}

static void node_make(Node *node) {
  *node = (Node){ .current = 0 };
  if (explorer_settings.reduce && depth > 0) {
    node_inherit(node, node - 1, &events[depth - 1]);
  }
  for (int thread = 0; thread < thread_count; thread++) {
    if (threads[thread].waiting && !threads[thread].ended) {
      node_add_thread(node, thread);
    }
  }
  if (node->choice_count == 0) {
    return;
  }
  node->current = node_first(node);
  node->backtrack = (uint8_t)(1 << node->choices[node->current].thread);
  if (!explorer_settings.reduce) {
    node->backtrack = UINT8_MAX;
  }
}

// The next choice to be tried at the node, or -1.
static int node_next(const Node *node) {
  for (int i = 0; i < node->choice_count; i++) {
    bool wanted = (node->backtrack >> node->choices[i].thread) & 1;
    if (wanted && !((node->done >> i) & 1)) {
      return i;
    }
  }
  return -1;
}

// The next execution: up to the deepest node with something left to try. false: there is none.
static bool backtrack(void) {
  for (int at = depth - 1; at >= 0; at--) {
    Node *node = &nodes[at];
    node->done |= (uint64_t)1 << node->current;
    int next = node_next(node);
    if (next >= 0) {
      node->current = next;
      known = at + 1;
      return true;
    }
  }
  return false;
}

static void node_follow_replay(Node *node) {
  Choice wanted = { 0 };
  char *end;
  wanted.thread = (uint8_t)strtol(replay_at, &end, 10);
  wanted.message = (uint16_t)strtol(end + 1, &end, 10);
  wanted.success = strtol(end + 1, &end, 10) != 0;
  replay_at = *end == ',' ? end + 1 : NULL;
  for (int i = 0; i < node->choice_count; i++) {
    if (choice_equal(node->choices[i], wanted)) {
      node->current = i;
      return;
    }
  }
  explorer_abort("the schedule does not fit the scenario");
}

// --- one execution

static bool all_ended(void) {
  for (int thread = 0; thread < thread_count; thread++) {
    if (!threads[thread].ended) {
      return false;
    }
  }
  return true;
}

// No thread can go on, or none need to.
static void no_choice(const Node *node) {
  if (all_ended()) {
    ending = END_COMPLETE;
  } else if (node->enabled) {
    ending = END_CUT;
  } else {
    (void)snprintf(failure, sizeof failure, "threads wait for each other");
    ending = END_FAILED;
  }
}

static void event_do(const Node *node) {
  Event *event = &events[depth];
  Choice choice = node->choices[node->current];
  Thread *thread = &threads[choice.thread];
  const Event before = *event;
  bool again = depth < known - 1;
  uint16_t clock[THREADS_MAX];
  memcpy(clock, thread->clock, sizeof clock);
  event->op = thread->pending;
  event->choice = choice;
  if (again && (before.op.kind != event->op.kind || before.op.location != event->op.location)) {
    explorer_abort("an execution went otherwise the second time");
  }
  int writer = memory_writer(&event->op, choice);
  memory_execute(&event->op, choice, depth);
  event_place(depth, writer);
  if (!again && explorer_settings.reduce) {
    find_races(depth, clock);
    if (event->op.kind == OP_FORK) {
      nodes[depth].backtrack |=
          nodes[depth].enabled; // it ends them before they do anything to race with
    }
  }
  event_note(depth);
  thread->pending = event->op;
  thread->waiting = false;
  depth++;
  result.events++;
}

// Does the next operation. The thread whose it was, or FIBER_NONE if the execution is over.
static int step(void) {
  if (depth == DEPTH_MAX) {
    (void)snprintf(failure, sizeof failure, "the execution does not end");
    ending = END_FAILED;
    return FIBER_NONE;
  }
  Node *node = &nodes[depth];
  if (depth >= known) {
    node_make(node);
    if (node->choice_count == 0) {
      no_choice(node);
      return FIBER_NONE;
    }
    if (replay_at) {
      node_follow_replay(node);
    }
  }
  event_do(node);
  last_run = node->choices[node->current].thread;
  return last_run;
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
  threads[self].ended = true;
  go_on(self);
  __builtin_unreachable();
}

// An operation of the thread that runs.
static void op_do(Op *op) {
  int self = running;
  threads[self].pending = *op;
  threads[self].waiting = true;
  go_on(self);
  *op = threads[self].pending;
  if (op->kind == OP_FORK) {
    for (int thread = 0; thread < thread_count; thread++) {
      threads[thread].ended = threads[thread].ended || thread != self;
    }
  }
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
  memset(threads, 0, sizeof threads);
  generation++;
  depth = 0;
  last_run = 0;
  ending = END_COMPLETE;
  replay_at = explorer_settings.replay;
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
  for (int i = 0; i < depth; i++) {
    const Op *op = &events[i].op;
    uint64_t *hash = &hashes[events[i].choice.thread];
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
  result.longest = latest(result.longest, depth);
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
  } while (backtrack());
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
