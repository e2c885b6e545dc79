#include "base/name_table.h"

#include "base/mem.h"

// Where the key stands, or the empty place where it would. Needs: a table with an empty place.
static NameEntry *table_find(const NameTable *table, uint32_t owner, const Atom *name) {
  uint32_t mask = table->cap - 1;
  uint32_t place = (uint32_t)((name->hash ^ (owner * UINT64_C(0x9E3779B97F4A7C15))) >> 20) & mask;
  NameEntry *entry = &table->entries[place];
  while (entry->name != NULL && (entry->name != name || entry->owner != owner)) {
    place = (place + 1) & mask;
    entry = &table->entries[place];
  }
  return entry;
}

uint32_t name_table_get(const NameTable *table, uint32_t owner, const Atom *name) {
  if (table->cap == 0) return UINT32_MAX;
  const NameEntry *entry = table_find(table, owner, name);
  return entry->name ? entry->value : UINT32_MAX;
}

static void table_grow(NameTable *table) {
  NameTable grown = { NULL, table->count, table->cap == 0 ? 16 : table->cap * 2 };
  grown.entries = (NameEntry *)mem_alloc_zeroed(grown.cap, sizeof(NameEntry));
  for (uint32_t i = 0; i < table->cap; i++) {
    const NameEntry *entry = &table->entries[i];
    if (entry->name) *table_find(&grown, entry->owner, entry->name) = *entry;
  }
  mem_free(table->entries);
  *table = grown;
}

uint32_t *name_table_put(NameTable *table, uint32_t owner, const Atom *name) {
  if ((table->count + 1) * 3ull > table->cap * 2ull) table_grow(table);
  NameEntry *entry = table_find(table, owner, name);
  if (entry->name == NULL) {
    *entry = (NameEntry){ name, owner, UINT32_MAX };
    table->count++;
  }
  return &entry->value;
}

void name_table_reset(NameTable *table) {
  enum { SPARSE = 16 };

  // A table that was once large is let go, so that emptying costs no more than filling did.
  if (table->cap > 64 && table->count < table->cap / SPARSE) {
    name_table_clear(table);
  } else if (table->count != 0) {
    memset(table->entries, 0, table->cap * sizeof(NameEntry));
    table->count = 0;
  }
}

void name_table_clear(NameTable *table) {
  mem_free(table->entries);
  *table = NAME_TABLE_EMPTY;
}
