// Memory as C11 lets threads see it, for a few threads that run one at a time.
//
// Each atomic location is a list of messages in modification order. A thread has a view: for each location the newest message it knows of.
// A load may read any message that is not older than the view's; a store may go anywhere after it; a read-modify-write takes its place right
// behind what it read. Release attaches the thread's view to the message, acquire takes over what is attached, and a read-modify-write hands on
// what was attached to the message it read (release sequences, as C++20 has them: a plain store ends one). So everything is seen that C11
// allows, save loads that read what is only stored later in every order of the program's own steps (as RC11 has it, and every machine there is).
// Plain accesses are checked for data races by vector clocks that travel with the views.
// Technique: Kang, Hur, Lahav, Vafeiadis, Dreyer, "A promising semantics for relaxed-memory concurrency" (POPL 2017), without promises.
#ifndef NEAP_TESTS_MODEL_MEMORY_H
#define NEAP_TESTS_MODEL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  THREADS_MAX = 4,
  LOCATIONS_MAX = 2048,
  NO_EVENT = -1,
};

typedef enum OpKind {
  OP_LOAD,
  OP_STORE,
  OP_UPDATE, // a read-modify-write that always writes
  OP_CAS,
  OP_LOCK,  // waits until the word is 0, then takes it: an update to 2
  OP_YIELD, // goes on once another thread has written something, or there is something older that it has not seen yet
  OP_FORK,  // goes on as the only thread, with all that has been written in view
  OP_BARRIER, // as if every thread had a full barrier here: all see what any of them has seen (membarrier)
} OpKind;

typedef enum Update {
  UPDATE_EXCHANGE,
  UPDATE_ADD,
  UPDATE_SUB,
  UPDATE_AND,
  UPDATE_OR,
  UPDATE_XOR,
  UPDATE_NAND
} Update;

// One operation of a thread, and, when done, how it went.
typedef struct Op {
  OpKind kind;
  Update update;
  void *address;
  unsigned size;         // bytes: 1, 2, 4, 8
  int order, fail_order; // memory_order_*
  uint64_t operand, expected;
  const void *caller;
  int location;
  // result
  uint64_t found, stored;
  bool success; // it wrote
} Op;

static inline bool op_has_no_location(const Op *op) {
  return op->kind == OP_YIELD || op->kind == OP_FORK || op->kind == OP_BARRIER;
}

// One way an operation can go: the message it reads (a store: goes behind), and whether a compare-and-swap succeeds.
typedef struct Choice {
  uint8_t thread;
  bool success;
  uint16_t message;
} Choice;

// What memory holds now is what each execution begins with.
void memory_keep(void);
// Forgets all that the last execution did to memory, and puts it back as it was before.
void memory_reset(void);

// The location's number, made at the first use.
int memory_location(void *address, unsigned size);

// Ways in which the thread's operation can go now; the newest message first. None: it has to wait.
int memory_choices(int thread, const Op *op, Choice *choices, int most);
// Does it. `event` is remembered as who wrote the message.
void memory_execute(Op *op, Choice choice, int event);
// Does it where there are no threads, or where nobody looks.
void memory_execute_alone(Op *op);
// The event that wrote the message which the choice reads, or NO_EVENT.
int memory_writer(const Op *op, Choice choice);

// A plain access by a thread. NULL, or what is wrong with it.
const char *memory_plain(int thread, const void *address, size_t size, bool write);

// Memory is about to be changed while no thread runs: so that memory_reset finds what was there.
void memory_save(const void *address, size_t size);

// What a thread that has none of these may not see: nobody may touch the memory until it is alive again.
void memory_kill(const void *start, size_t size);
void memory_revive(const void *start, size_t size);

#endif
