#include "gate.h"

#include "lock.h"
#include "os.h"

enum { CLOSE_TRIES = 4 };

static Lock tide_lock = LOCK_WITH_RANK(LOCK_TIDE);

void neap__gate_lock(void) {
  lock_take(&tide_lock);
}

void neap__gate_unlock(void) {
  lock_give(&tide_lock);
}

bool neap__gate_works(void) {
  return neap__os_barrier_begin();
}

void neap__gate_wait(Theap *theap) {
  while (true) {
    uint8_t gate = load_acquire(&theap->gate); // acquire: as in gate_pass
    if (gate == GATE_OPEN) {
      return;
    }
    // acquire: as in gate_pass
    if (gate == GATE_ASLEEP && cas_acquire(&theap->gate, &gate, GATE_OPEN)) {
      neap__theap_open_fast(theap);
      return;
    }
    gate_leave(theap);
    neap__gate_lock(); // whoever closed the gate holds it until that is done
    neap__gate_unlock();
    gate_enter(theap);
  }
}

static bool is_inside(Theap *theap) {
  return load_acquire(&theap->inside); // acquire: pairs with the release in gate_leave
}

static void swap_out(Theap **theaps, size_t *count, size_t at) {
  theaps[at] = theaps[--*count];
}

// Those whose threads are in no slow call, and will wait before the next. The others' gates are as they were.
static size_t close_slow(Theap **theaps, size_t count) {
  uint8_t before[GATE_BATCH];
  for (size_t i = 0; i < count; i++) {
    uint8_t gate = load_relaxed(&theaps[i]->gate);
    while (!cas_acquire(&theaps[i]->gate, &gate, GATE_CLOSED)) { // acquire: the thread opened it
    }
    before[i] = gate;
  }
  neap__os_barrier();
  for (size_t i = count; i-- > 0;) {
    if (is_inside(theaps[i])) {
      store_release(&theaps[i]->gate, before[i]); // release: as it was
      before[i] = before[count - 1];
      swap_out(theaps, &count, i);
    }
  }
  return count;
}

static bool any_current(Theap *theap) {
  bool any = false;
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    any |= load_relaxed(&theap->current[bin]) != &neap__page_none;
  }
  return any;
}

// Of those, the ones whose threads are in no fast call either. A call that was under way may have made its page the current one.
static size_t close_fast(Theap **theaps, size_t count) {
  bool again = count > 0;
  for (int tries = 0; again && tries < CLOSE_TRIES; tries++) {
    for (size_t i = 0; i < count; i++) {
      neap__theap_close_fast(theaps[i]);
    }
    neap__os_barrier();
    again = false;
    for (size_t i = 0; i < count; i++) {
      again |= is_inside(theaps[i]) || any_current(theaps[i]);
    }
  }
  for (size_t i = count; again && i-- > 0;) {
    if (is_inside(theaps[i]) || any_current(theaps[i])) {
      neap__gate_done(theaps[i]);
      swap_out(theaps, &count, i);
    }
  }
  return count;
}

size_t neap__gate_close(Theap **theaps, size_t count) {
  return close_fast(theaps, close_slow(theaps, count));
}

void neap__gate_done(Theap *theap) {
  store_release(&theap->gate, GATE_ASLEEP); // release: pairs with the acquire in gate_pass
}
