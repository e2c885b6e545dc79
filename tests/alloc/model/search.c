#include "search.h"

#include <stdlib.h>
#include <string.h>

enum { CHOICES_MAX = 48 };

// What has been tried, and is to be tried, at one point of the current execution.
typedef struct Node {
  Choice choices[CHOICES_MAX]; // of all threads, but for what sleeps
  uint64_t done;               // bit for each choice
  int choice_count, current;
  Choice sleeping[CHOICES_MAX];
  int sleeping_count;
  uint8_t enabled, backtrack; // bit for each thread
} Node;

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

static Node nodes[DEPTH_MAX];
static Event events[DEPTH_MAX];
static Thread threads[THREADS_MAX];
static int thread_count;
static Touched touched[LOCATIONS_MAX];
static uint16_t barrier_clock[THREADS_MAX]; // of the last barrier, behind which all that follows is
static int last_barrier[THREADS_MAX];       // event + 1; 0: none
static uint64_t generation;                 // of `touched`
static int depth;                           // operations done in this execution
static int known;                           // nodes that were chosen before it began
static int last_run;
static const char *replay_at;

// --- partial order

static bool op_may_write(const Op *op) {
  return op->kind != OP_LOAD && op->kind != OP_YIELD;
}

static bool op_goes_alone(const Op *op) {
  return op->kind == OP_FORK || op->kind == OP_BARRIER;
}

// Whether the sleeping choice can be exchanged with what was done just now.
static bool commutes(const Op *done, const Op *pending, Choice sleeping) {
  if (op_goes_alone(done) || op_goes_alone(pending)) {
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
  if (op_goes_alone(op)) {
    int event = depth;
    while (event > 0 && events[event - 1].choice.thread != thread) {
      event--;
    }
    return event;
  }
  int barrier = last_barrier[thread];
  const Touched *at = touched_at(op->location);
  if (!op_may_write(op)) {
    return barrier; // whatever was stored before: the old values are choices of this load
  }
  int touched_last =
      op->success ? latest(at->last_read[thread], at->last_write[thread]) : at->last_write[thread];
  return latest(touched_last, barrier);
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
  clock_join(thread->clock, barrier_clock);
  if (op_goes_alone(&now->op)) {
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
  if (now->op.kind == OP_BARRIER) {
    memcpy(barrier_clock, now->clock, sizeof barrier_clock);
    last_barrier[now->choice.thread] = event + 1;
  }
  if (op_has_no_location(&now->op)) {
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

// --- for explorer.c

void search_begin(int count) {
  memset(threads, 0, sizeof threads);
  thread_count = count;
  generation++;
  memset(barrier_clock, 0, sizeof barrier_clock);
  memset(last_barrier, 0, sizeof last_barrier);
  depth = 0;
  last_run = 0;
  replay_at = explorer_settings.replay;
}

// Up to the deepest node with something left to try.
bool search_again(void) {
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

void search_thread_comes(int thread, const Op *op) {
  threads[thread].pending = *op;
  threads[thread].waiting = true;
}

void search_thread_goes(int thread, Op *op) {
  *op = threads[thread].pending;
}

void search_thread_ends(int thread) {
  threads[thread].ended = true;
}

static bool all_ended(void) {
  for (int thread = 0; thread < thread_count; thread++) {
    if (!threads[thread].ended) {
      return false;
    }
  }
  return true;
}

// No thread can go on, or none need to.
static SearchEnd no_choice(const Node *node) {
  if (all_ended()) {
    return SEARCH_COMPLETE;
  }
  return node->enabled ? SEARCH_CUT : SEARCH_STUCK;
}

static void others_end(int survivor) {
  for (int thread = 0; thread < thread_count; thread++) {
    threads[thread].ended = threads[thread].ended || thread != survivor;
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
  if (event->op.kind == OP_FORK) {
    others_end(choice.thread);
  }
  depth++;
}

int search_step(void) {
  if (depth == DEPTH_MAX) {
    return SEARCH_ENDLESS;
  }
  Node *node = &nodes[depth];
  if (depth >= known) {
    node_make(node);
    if (node->choice_count == 0) {
      return no_choice(node);
    }
    if (replay_at) {
      node_follow_replay(node);
    }
  }
  event_do(node);
  last_run = node->choices[node->current].thread;
  return last_run;
}

int search_depth(void) {
  return depth;
}

const Event *search_done(int index) {
  return &events[index];
}
