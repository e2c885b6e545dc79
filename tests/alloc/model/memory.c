#include "memory.h"

#include "explorer.h"
#include "fiber.h"
#include <stdatomic.h>
#include <string.h>

enum {
  MESSAGES_MAX = 96, // of one location, in one execution
  HASH_BITS = 16,
  POOL_BYTES = 64 << 20,
  CELLS_MAX = 1 << 17,
  GRANULE = 8,
};

typedef struct Clock {
  uint32_t at[THREADS_MAX];
} Clock;

// What a release attached: the view as far as locations were known, and the clock.
typedef struct Attached {
  Clock clock;
  int count;
  uint8_t view[];
} Attached;

typedef struct Message {
  uint64_t value;
  const Attached *attached; // NULL: nothing
  int event;                // who wrote it
  uint8_t rank;             // place in the modification order
  uint8_t updated;          // a read-modify-write has read it, so its successor stays its successor
} Message;

typedef struct Location {
  void *address;
  unsigned size;
  int count;
  Message *messages; // of the pool; NULL: not touched in this execution
} Location;

// What is known of eight bytes of plain memory.
typedef struct Cell {
  uintptr_t granule;
  uint64_t generation; // execution to which the rest belongs
  uint64_t original;
  bool saved;
  uint8_t dead; // bit for each byte
  uint8_t write_thread[GRANULE];
  uint32_t write_clock[GRANULE]; // 0: not written
  uint32_t read_clock[GRANULE][THREADS_MAX];
} Cell;

typedef struct ThreadView {
  uint8_t view[LOCATIONS_MAX];
  Clock clock;
  uint64_t moves_seen;
} ThreadView;

static Location locations[LOCATIONS_MAX];
static int location_count;
static int16_t location_slots[1 << HASH_BITS]; // location + 1
static ThreadView threads[THREADS_MAX];
static uint64_t moves, moves_by[THREADS_MAX];
static char pool[POOL_BYTES] __attribute__((aligned(16)));
static size_t pool_used;

static Cell cells[CELLS_MAX];
static int cell_slots[CELLS_MAX * 2]; // cell + 1
static int cell_count;
static int saved_cells[CELLS_MAX];
static int saved_count;
static uint64_t generation = 1;

static size_t address_hash(uintptr_t address, unsigned bits) {
  return (size_t)((address * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

// --- plain memory

static Cell *cell_at(uintptr_t granule) {
  size_t slots = sizeof cell_slots / sizeof *cell_slots;
  size_t slot = address_hash(granule, 18) % slots;
  while (cell_slots[slot] && cells[cell_slots[slot] - 1].granule != granule) {
    slot = (slot + 1) % slots;
  }
  if (!cell_slots[slot]) {
    if (cell_count == CELLS_MAX) {
      explorer_abort("too much plain memory");
    }
    cells[cell_count].granule = granule;
    cell_slots[slot] = ++cell_count;
  }
  Cell *cell = &cells[cell_slots[slot] - 1];
  if (cell->generation != generation) {
    cell->generation = generation;
    cell->saved = false;
    cell->dead = 0;
    memset(cell->write_clock, 0, sizeof cell->write_clock);
    memset(cell->read_clock, 0, sizeof cell->read_clock);
  }
  return cell;
}

static void cell_save(Cell *cell) {
  if (!cell->saved) {
    cell->saved = true;
    memcpy(&cell->original, (void *)cell->granule, GRANULE);
    saved_cells[saved_count++] = (int)(cell - cells);
  }
}

void memory_save(const void *address, size_t size) {
  uintptr_t from = (uintptr_t)address & ~(uintptr_t)(GRANULE - 1);
  for (uintptr_t at = from; at < (uintptr_t)address + size; at += GRANULE) {
    cell_save(cell_at(at));
  }
}

static const char *byte_access(int thread, Cell *cell, unsigned byte, bool write) {
  Clock *clock = &threads[thread].clock;
  if ((cell->dead >> byte) & 1) {
    return "use of memory that was given back";
  }
  int writer = cell->write_thread[byte];
  if (cell->write_clock[byte] > clock->at[writer] && writer != thread) {
    return write ? "data race: two writes" : "data race: a read, and a write before it";
  }
  if (!write) {
    cell->read_clock[byte][thread] = clock->at[thread];
    return NULL;
  }
  for (int reader = 0; reader < THREADS_MAX; reader++) {
    if (reader != thread && cell->read_clock[byte][reader] > clock->at[reader]) {
      return "data race: a write, and a read before it";
    }
  }
  cell->write_thread[byte] = (uint8_t)thread;
  cell->write_clock[byte] = clock->at[thread];
  return NULL;
}

const char *memory_plain(int thread, const void *address, size_t size, bool write) {
  uintptr_t at = (uintptr_t)address;
  uintptr_t end = at + size;
  const char *wrong = NULL;
  while (at < end) {
    Cell *cell = cell_at(at & ~(uintptr_t)(GRANULE - 1));
    if (write) {
      cell_save(cell);
    }
    do {
      const char *why = byte_access(thread, cell, at % GRANULE, write);
      wrong = wrong ? wrong : why;
      at++;
    } while (at < end && at % GRANULE != 0);
  }
  return wrong;
}

void memory_kill(const void *start, size_t size) {
  for (uintptr_t at = (uintptr_t)start; at < (uintptr_t)start + size; at += GRANULE) {
    cell_at(at)->dead = 0xff;
  }
}

void memory_revive(const void *start, size_t size) {
  if (size > (size_t)cell_count * GRANULE) {
    for (int i = 0; i < cell_count; i++) {
      cells[i].dead = cells[i].granule - (uintptr_t)start < size ? 0 : cells[i].dead;
    }
    return;
  }
  for (uintptr_t at = (uintptr_t)start; at < (uintptr_t)start + size; at += GRANULE) {
    cell_at(at)->dead = 0;
  }
}

// --- one execution after the other

void memory_keep(void) {
  saved_count = 0;
  generation++;
}

void memory_reset(void) {
  for (int i = 0; i < saved_count; i++) {
    Cell *cell = &cells[saved_cells[i]];
    memcpy((void *)cell->granule, &cell->original, GRANULE);
  }
  memory_keep();
  for (int i = 0; i < location_count; i++) {
    locations[i].messages = NULL;
    locations[i].count = 0;
  }
  pool_used = 0;
  moves = 0;
  memset(moves_by, 0, sizeof moves_by);
  memset(threads, 0, sizeof threads);
  for (int i = 0; i < THREADS_MAX; i++) {
    threads[i].clock.at[i] = 1;
  }
}

static void *pool_take(size_t size) {
  size = (size + 15) & ~(size_t)15;
  if (size > sizeof pool - pool_used) {
    explorer_abort("an execution needs too much memory");
  }
  void *taken = pool + pool_used;
  pool_used += size;
  return taken;
}

// --- atomic locations

static uint64_t value_at(const void *address, unsigned size) {
  uint64_t value = 0;
  memcpy(&value, address, size); // little-endian, as all that neap runs on
  return value;
}

static uint64_t value_cut(uint64_t value, unsigned size) {
  return size == 8 ? value : value & (((uint64_t)1 << (size * 8)) - 1);
}

int memory_location(void *address, unsigned size) {
  size_t slot = address_hash((uintptr_t)address, HASH_BITS);
  while (location_slots[slot] && locations[location_slots[slot] - 1].address != address) {
    slot = (slot + 1) % (1 << HASH_BITS);
  }
  if (!location_slots[slot]) {
    if (location_count == LOCATIONS_MAX) {
      explorer_abort("too many atomic locations");
    }
    locations[location_count] = (Location){ .address = address, .size = size };
    location_slots[slot] = (int16_t)++location_count;
  }
  Location *location = &locations[location_slots[slot] - 1];
  if (location->size != size) {
    explorer_abort("an atomic location is used with two sizes");
  }
  if (!location->messages) {
    location->messages = pool_take(sizeof(Message) * MESSAGES_MAX);
    location->messages[0] = (Message){ .value = value_at(address, size), .event = NO_EVENT };
    location->count = 1;
  }
  return (int)(location - locations);
}

static const Message *message_after(const Location *location, const Message *message) {
  for (int i = 0; i < location->count; i++) {
    if (location->messages[i].rank == message->rank + 1) {
      return &location->messages[i];
    }
  }
  return NULL;
}

// Whether something can be put right behind the message.
static bool message_open(const Message *message) {
  return !message->updated;
}

static bool message_suits(const Op *op, const Message *message, bool success) {
  switch (op->kind) {
    case OP_LOAD: return !success;
    case OP_STORE:
    case OP_UPDATE: return success && message_open(message);
    case OP_CAS:
      return success ? message->value == op->expected && message_open(message)
                     : message->value != op->expected;
    case OP_LOCK: return false;
    case OP_YIELD:
    case OP_FORK:
    case OP_BARRIER: break;
  }
  return false;
}

static const Message *message_last(const Location *location) {
  const Message *last = location->messages;
  for (int i = 1; i < location->count; i++) {
    last = location->messages[i].rank > last->rank ? &location->messages[i] : last;
  }
  return last;
}

// Whether a thread other than this has written since this one last asked.
static bool memory_moved(int thread) {
  return moves - moves_by[thread] > threads[thread].moves_seen;
}

static void memory_moved_seen(int thread) {
  threads[thread].moves_seen = moves - moves_by[thread];
}

static bool view_is_behind(const ThreadView *thread) {
  for (int i = 0; i < location_count; i++) {
    const Message *messages = locations[i].messages;
    if (messages && messages[thread->view[i]].rank < locations[i].count - 1) {
      return true;
    }
  }
  return false;
}

static int lock_choices(int thread, const Location *location, Choice *choices) {
  const Message *last = message_last(location);
  if (last->value != 0) {
    return 0;
  }
  choices[0] = (Choice){ (uint8_t)thread, true, (uint16_t)(last - location->messages) };
  return 1;
}

int memory_choices(int thread, const Op *op, Choice *choices, int most) {
  if (op_has_no_location(op)) {
    choices[0] = (Choice){ .thread = (uint8_t)thread, .success = true };
    return op->kind != OP_YIELD || memory_moved(thread) || view_is_behind(&threads[thread]);
  }
  const Location *location = &locations[op->location];
  if (op->kind == OP_LOCK) {
    return lock_choices(thread, location, choices);
  }
  int oldest = location->messages[threads[thread].view[op->location]].rank;
  int count = 0;
  for (int rank = location->count - 1; rank >= oldest; rank--) {
    int i = 0;
    while (location->messages[i].rank != rank) {
      i++;
    }
    for (int success = 1; success >= 0; success--) {
      if (!message_suits(op, &location->messages[i], success)) {
        continue;
      }
      if (count == most) {
        explorer_abort("too many ways for one operation");
      }
      choices[count++] = (Choice){ (uint8_t)thread, (bool)success, (uint16_t)i };
    }
  }
  return count;
}

int memory_writer(const Op *op, Choice choice) {
  if (op_has_no_location(op)) {
    return NO_EVENT;
  }
  return locations[op->location].messages[choice.message].event;
}

static bool order_acquires(int order) {
  return order == memory_order_acquire || order == memory_order_acq_rel ||
         order == memory_order_consume;
}

static bool order_releases(int order) {
  return order == memory_order_release || order == memory_order_acq_rel;
}

static void clock_join(Clock *clock, const Clock *other) {
  for (int i = 0; i < THREADS_MAX; i++) {
    clock->at[i] = clock->at[i] > other->at[i] ? clock->at[i] : other->at[i];
  }
}

static void view_raise(uint8_t *view, int location, uint8_t message) {
  const Message *messages = locations[location].messages;
  if (messages && messages[message].rank > messages[view[location]].rank) {
    view[location] = message;
  }
}

static void view_join(uint8_t *view, const Attached *attached) {
  for (int i = 0; i < attached->count; i++) {
    if (attached->view[i] != view[i]) {
      view_raise(view, i, attached->view[i]);
    }
  }
}

static void thread_acquire(ThreadView *thread, const Attached *attached) {
  if (attached) {
    view_join(thread->view, attached);
    clock_join(&thread->clock, &attached->clock);
  }
}

// What a message of the thread carries: its view if it releases, and what the message carried that it read.
static const Attached *attach(int number, bool release, const Attached *handed_on) {
  ThreadView *thread = &threads[number];
  if (!release) {
    return handed_on;
  }
  Attached *attached = pool_take(sizeof *attached + (size_t)location_count);
  attached->count = location_count;
  attached->clock = thread->clock;
  memcpy(attached->view, thread->view, (size_t)location_count);
  if (handed_on) {
    view_join(attached->view, handed_on);
    clock_join(&attached->clock, &handed_on->clock);
  }
  thread->clock.at[number]++;
  return attached;
}

static Message *message_insert(Location *location, Message *behind) {
  if (location->count == MESSAGES_MAX) {
    explorer_abort("too many stores to one location");
  }
  for (int i = 0; i < location->count; i++) {
    location->messages[i].rank += location->messages[i].rank > behind->rank;
  }
  Message *message = &location->messages[location->count++];
  *message = (Message){ .rank = (uint8_t)(behind->rank + 1), .event = NO_EVENT };
  return message;
}

static uint64_t update_value(const Op *op, uint64_t found) {
  switch (op->update) {
    case UPDATE_EXCHANGE: return op->operand;
    case UPDATE_ADD: return found + op->operand;
    case UPDATE_SUB: return found - op->operand;
    case UPDATE_AND: return found & op->operand;
    case UPDATE_OR: return found | op->operand;
    case UPDATE_XOR: return found ^ op->operand;
    case UPDATE_NAND: return ~(found & op->operand);
  }
  return 0;
}

static void location_write(Op *op, int number, Message *behind, int event) {
  Location *location = &locations[op->location];
  bool reads = op->kind != OP_STORE;
  const Attached *handed_on = reads ? behind->attached : NULL;
  bool last = message_after(location, behind) == NULL;
  Message *message = message_insert(location, behind);
  behind->updated = behind->updated || reads;
  uint64_t value =
      op->kind == OP_UPDATE || op->kind == OP_LOCK ? update_value(op, behind->value) : op->operand;
  message->value = op->stored = value_cut(value, op->size);
  message->event = event;
  threads[number].view[op->location] = (uint8_t)(message - location->messages);
  message->attached = attach(number, order_releases(op->order), handed_on);
  if (last) {
    memory_save(op->address, op->size);
    memcpy(op->address, &message->value, op->size);
  }
  moves++;
  moves_by[number]++;
}

static void view_raise_all(ThreadView *thread) {
  for (int i = 0; i < location_count; i++) {
    if (locations[i].messages) {
      thread->view[i] = (uint8_t)(message_last(&locations[i]) - locations[i].messages);
    }
  }
}

// Every store becomes visible at last, so one that has waited in vain sees all; which does not order what comes with it.
static void yield_execute(int number) {
  if (memory_moved(number)) {
    memory_moved_seen(number);
  } else {
    view_raise_all(&threads[number]);
  }
}

// The thread that forks: everything is behind it.
static void fork_execute(ThreadView *thread) {
  view_raise_all(thread);
  for (int i = 0; i < THREADS_MAX; i++) {
    clock_join(&thread->clock, &threads[i].clock);
  }
}

static void view_join_all(ThreadView *thread, const ThreadView *other) {
  for (int i = 0; i < location_count; i++) {
    view_raise(thread->view, i, other->view[i]);
  }
}

// No clocks: it is no order between plain accesses.
static void barrier_execute(int number) {
  for (int i = 0; i < THREADS_MAX; i++) {
    view_join_all(&threads[number], &threads[i]);
  }
  for (int i = 0; i < THREADS_MAX; i++) {
    view_join_all(&threads[i], &threads[number]);
  }
}

void memory_execute(Op *op, Choice choice, int event) {
  ThreadView *thread = &threads[choice.thread];
  op->success = choice.success;
  if (op->kind == OP_YIELD) {
    yield_execute(choice.thread);
    return;
  }
  if (op->kind == OP_FORK) {
    fork_execute(thread);
    return;
  }
  if (op->kind == OP_BARRIER) {
    barrier_execute(choice.thread);
    return;
  }
  Message *message = &locations[op->location].messages[choice.message];
  op->found = message->value;
  if (op->kind != OP_STORE) {
    int order = op->kind == OP_CAS && !choice.success ? op->fail_order : op->order;
    thread->view[op->location] = (uint8_t)choice.message;
    if (order_acquires(order)) {
      thread_acquire(thread, message->attached);
    }
  }
  if (choice.success) {
    location_write(op, choice.thread, message, event);
  }
}

void memory_execute_alone(Op *op) {
  op->found = value_at(op->address, op->size);
  op->success = op->kind != OP_LOAD && (op->kind != OP_CAS || op->found == op->expected);
  if (op->success) {
    op->stored = op->kind == OP_UPDATE ? update_value(op, op->found) : op->operand;
    if (!fiber_is_private(op->address)) {
      memory_save(op->address, op->size);
    }
    memcpy(op->address, &op->stored, op->size);
  }
}
