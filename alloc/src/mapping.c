#include "mapping.h"

#include "arena.h"
#include "lock.h"
#include "options.h"
#include "os.h"
#include <assert.h>

enum { TABLE_SLOTS_FIRST = 512 }; // 16 KiB

typedef struct Mapping {
  uintptr_t address; // 0: the slot is free
  size_t size;
  uint64_t heap; // the number of the first-class heap it belongs to, or 0
  size_t guard;  // bytes of guard pages before it; UNIT_SIZE more are behind. 0: none
} Mapping;

static_assert(TABLE_SLOTS_FIRST * sizeof(Mapping) % UNIT_SIZE == 0, "the table is whole units");

// A mapping on its way to the system, written into its own memory.
typedef struct Doomed {
  struct Doomed *next;
  size_t size, guard;
} Doomed;

static Lock table_lock = LOCK_WITH_RANK(LOCK_MAPPINGS);
// guarded by table_lock
static Mapping *table;
static size_t slot_count; // a power of two; at most half are in use
static MappingCounts counts;
static size_t on_the_move; // taken out by a resize, which will add them again without fail

static size_t slot_home(uintptr_t address) {
  return (size_t)(((uint64_t)(address / UNIT_SIZE) * 0x9e3779b97f4a7c15u) >> 20) & (slot_count - 1);
}

// The slot that holds the address, or where it would go. Needs: the table is there.
static size_t slot_find(uintptr_t address) {
  size_t slot = slot_home(address);
  while (table[slot].address && table[slot].address != address) {
    slot = (slot + 1) & (slot_count - 1);
  }
  return slot;
}

static Mapping *table_find(uintptr_t address) {
  if (!table) {
    return NULL;
  }
  Mapping *mapping = &table[slot_find(address)];
  return mapping->address ? mapping : NULL;
}

// Room for one more. false: out of memory.
static bool table_make_room(void) {
  if (table && (counts.count + on_the_move + 1) * 2 <= slot_count) {
    return true;
  }
  size_t wider = table ? slot_count * 2 : TABLE_SLOTS_FIRST;
  Mapping *fresh = neap__os_reserve(wider * sizeof(Mapping), UNIT_SIZE, "neap mappings");
  if (!fresh) {
    return false;
  }
  Mapping *old = table;
  size_t old_count = slot_count;
  table = fresh;
  slot_count = wider;
  for (size_t slot = 0; old && slot < old_count; slot++) {
    if (old[slot].address) {
      table[slot_find(old[slot].address)] = old[slot];
    }
  }
  if (old) {
    neap__os_release(old, old_count * sizeof(Mapping));
  }
  return true;
}

static void table_put(Mapping mapping) {
  table[slot_find(mapping.address)] = mapping;
  counts.count++;
  counts.bytes += mapping.size;
}

static bool table_add(Mapping mapping) {
  lock_take(&table_lock);
  bool room = table_make_room();
  if (room) {
    table_put(mapping);
  }
  lock_give(&table_lock);
  return room;
}

// For a resize: never fails, as the room was kept.
static void table_add_again(Mapping mapping) {
  lock_take(&table_lock);
  on_the_move--;
  table_put(mapping);
  lock_give(&table_lock);
}

// Whether the entry at `slot` may not stand at or after `hole` only because of what stood in between.
static bool slot_may_move(size_t hole, size_t slot) {
  size_t home = slot_home(table[slot].address);
  return ((slot - home) & (slot_count - 1)) >= ((slot - hole) & (slot_count - 1));
}

// Takes the entry out. Needs: table_lock.
static Mapping table_remove(Mapping *found) {
  Mapping taken = *found;
  counts.count--;
  counts.bytes -= taken.size;
  size_t hole = (size_t)(found - table);
  size_t slot = (hole + 1) & (slot_count - 1);
  while (table[slot].address) {
    if (slot_may_move(hole, slot)) {
      table[hole] = table[slot];
      hole = slot;
    }
    slot = (slot + 1) & (slot_count - 1);
  }
  table[hole] = (Mapping){ 0 };
  return taken;
}

// Takes the entry out, with or without keeping room for it to come back. size 0: there is none.
static Mapping table_take(uintptr_t address, bool comes_back) {
  Mapping taken = { 0 };
  lock_take(&table_lock);
  Mapping *found = table_find(address);
  if (found) {
    taken = table_remove(found);
    on_the_move += comes_back;
  }
  lock_give(&table_lock);
  return taken;
}

static size_t guards_size(size_t guard) {
  return guard ? guard + UNIT_SIZE : 0;
}

static void mapping_release(uintptr_t address, size_t size, size_t guard) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses are numbers in the table
  neap__os_release((void *)(address - guard), size + guards_size(guard));
}

// Finds room for it. false: out of memory.
static bool mapping_reserve(Mapping *mapping, size_t alignment) {
  size_t total;
  if (__builtin_add_overflow(mapping->size, guards_size(mapping->guard), &total)) {
    return false;
  }
  char *start = neap__os_reserve(total, size_max(alignment, UNIT_SIZE), "neap mapping");
  if (!start) {
    return false;
  }
  mapping->address = (uintptr_t)start + mapping->guard;
  bool guarded = !mapping->guard || (neap__os_forbid(start, mapping->guard) &&
                                     neap__os_forbid(start + total - UNIT_SIZE, UNIT_SIZE));
  if (!guarded) { // too many mappings
    neap__os_release(start, total);
  }
  return guarded;
}

void *neap__mapping_new(size_t size, size_t alignment, uint64_t heap) {
  if (size > PTRDIFF_MAX - UNIT_SIZE) {
    return NULL;
  }
  size = align_up(size, UNIT_SIZE);
  Mapping mapping = { 0, size, heap, option_hardened() ? size_max(alignment, UNIT_SIZE) : 0 };
  if (!mapping_reserve(&mapping, alignment)) {
    return NULL;
  }
  if (!table_add(mapping)) {
    mapping_release(mapping.address, size, mapping.guard);
    return NULL;
  }
  return (void *)
      mapping.address; // NOLINT(performance-no-int-to-ptr): addresses are numbers in the table
}

bool neap__mapping_free(void *pointer) {
  Mapping mapping = table_take((uintptr_t)pointer, false);
  if (mapping.size == 0) {
    return false;
  }
  mapping_release(mapping.address, mapping.size, mapping.guard);
  return true;
}

size_t neap__mapping_size(const void *pointer) {
  lock_take(&table_lock);
  const Mapping *found = table_find((uintptr_t)pointer);
  size_t size = found ? found->size : 0;
  lock_give(&table_lock);
  return size;
}

void *neap__mapping_resize(void *pointer, size_t size) {
  if (size > PTRDIFF_MAX - UNIT_SIZE) {
    return NULL;
  }
  size = align_up(size, UNIT_SIZE);
  // out of the table first: where it stood, another thread may get a mapping as soon as it has moved
  Mapping mapping = table_take((uintptr_t)pointer, true);
  CHECK(mapping.size > 0 && mapping.guard == 0);
  void *moved = neap__os_remap(pointer, mapping.size, size, true);
  if (moved) {
    mapping = (Mapping){ (uintptr_t)moved, size, mapping.heap, 0 };
  }
  table_add_again(mapping);
  return moved;
}

uint64_t neap__mapping_heap(const void *pointer) {
  lock_take(&table_lock);
  const Mapping *found = table_find((uintptr_t)pointer);
  uint64_t heap = found ? found->heap : 0;
  lock_give(&table_lock);
  return heap;
}

// Takes all entries of a heap out of the table. What moves up into a hole is looked at next, as a hole never fills from before it but
// by what wrapped round, which has been looked at.
static Doomed *table_take_heap(uint64_t heap) {
  Doomed *doomed = NULL;
  lock_take(&table_lock);
  size_t slot = 0;
  while (slot < slot_count) {
    if (!table[slot].address || table[slot].heap != heap) {
      slot++;
      continue;
    }
    Mapping mapping = table_remove(&table[slot]);
    Doomed *one =
        (Doomed *)mapping
            .address; // NOLINT(performance-no-int-to-ptr): addresses are numbers in the table
    *one = (Doomed){ doomed, mapping.size, mapping.guard };
    doomed = one;
  }
  lock_give(&table_lock);
  return doomed;
}

void neap__mapping_destroy_heap(uint64_t heap) {
  Doomed *doomed = table_take_heap(heap);
  while (doomed) {
    Doomed *next = doomed->next;
    mapping_release((uintptr_t)doomed, doomed->size, doomed->guard);
    doomed = next;
  }
}

void neap__mapping_delete_heap(uint64_t heap) {
  lock_take(&table_lock);
  for (size_t slot = 0; slot < slot_count; slot++) {
    if (table[slot].heap == heap) {
      table[slot].heap = 0;
    }
  }
  lock_give(&table_lock);
}

bool neap__mapping_at(size_t slot, MappingView *view) {
  lock_take(&table_lock);
  bool inside = slot < slot_count;
  if (inside) {
    const Mapping *found = &table[slot];
    *view = (MappingView){ (void *)found->address, found->size, found->heap };
  }
  lock_give(&table_lock);
  return inside;
}

MappingCounts neap__mapping_counts(void) {
  lock_take(&table_lock);
  MappingCounts now = counts;
  lock_give(&table_lock);
  return now;
}

void neap__mapping_lock(void) {
  lock_take(&table_lock);
}

void neap__mapping_unlock(void) {
  lock_give(&table_lock);
}
