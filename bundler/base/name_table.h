// (owner, name) → number, by open addressing: what an export, a member or a taken name is looked up in. Names are atoms and compare
// by pointer; the owner is a module, a symbol, an external, or 0 where there is but one.
// Threads: none of its own; a table that is only read may be read by many.
#ifndef NEAP_BASE_NAME_TABLE_H
#define NEAP_BASE_NAME_TABLE_H

#include "base/intern.h"

typedef struct NameEntry {
  const Atom *name; // NULL: an empty place
  uint32_t owner;
  uint32_t value;
} NameEntry;

typedef struct NameTable {
  NameEntry *entries; // owned
  uint32_t count;
  uint32_t cap; // a power of two, or 0
} NameTable;

#define NAME_TABLE_EMPTY ((NameTable){ NULL, 0, 0 })

// The value of a key; NO_INDEX (UINT32_MAX) when it is not there.
uint32_t name_table_get(const NameTable *table, uint32_t owner, const Atom *name);

// The place of a key's value, made as NO_INDEX when it was not there. Valid until the next name_table_put.
uint32_t *name_table_put(NameTable *table, uint32_t owner, const Atom *name);

// Empties the table, for reuse.
void name_table_reset(NameTable *table);

void name_table_clear(NameTable *table);

#endif
