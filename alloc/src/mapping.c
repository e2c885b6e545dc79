#include "mapping.h"

#include "arena.h"
#include "lock.h"
#include "os.h"

enum { TABLE_SLOTS_FIRST = 256 }; // 4 KiB

typedef struct Mapping {
  uintptr_t address; // 0: the slot is free
  size_t size;
} Mapping;

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

// Takes the entry out, with or without keeping room for it to come back. size 0: there is none.
static Mapping table_take(uintptr_t address, bool comes_back) {
  Mapping taken = { 0 };
  lock_take(&table_lock);
  Mapping *found = table_find(address);
  if (found) {
    taken = *found;
    counts.count--;
    counts.bytes -= taken.size;
    on_the_move += comes_back;
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
  }
  lock_give(&table_lock);
  return taken;
}

void *neap__mapping_new(size_t size, size_t alignment) {
  if (size > PTRDIFF_MAX - UNIT_SIZE) {
    return NULL;
  }
  size = align_up(size, UNIT_SIZE);
  void *start = neap__os_reserve(size, size_max(alignment, UNIT_SIZE), "neap mapping");
  if (!start) {
    return NULL;
  }
  if (!table_add((Mapping){ (uintptr_t)start, size })) {
    neap__os_release(start, size);
    return NULL;
  }
  return start;
}

bool neap__mapping_free(void *pointer) {
  Mapping mapping = table_take((uintptr_t)pointer, false);
  if (mapping.size == 0) {
    return false;
  }
  neap__os_release(pointer, mapping.size);
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
  CHECK(mapping.size > 0);
  void *moved = neap__os_remap(pointer, mapping.size, size, true);
  if (moved) {
    mapping = (Mapping){ (uintptr_t)moved, size };
  }
  table_add_again(mapping);
  return moved;
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
