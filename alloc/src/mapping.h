// Own mappings: blocks above 1 MiB, each a mapping of its own, grown in place or moved by mremap without a copy.
// Technique: their records stand in one hash table by address (open addressing, linear probing, deletion by shifting back: Knuth,
// TAOCP vol. 3, 6.4, algorithm R), outside the blocks. A pointer that is in no region and not in this table is not ours.
// With NEAP_HARDENED each stands between two pages that may not be touched, and is never resized.
// Threads: any; one lock (rank LOCK_MAPPINGS), not held over mmap and munmap.
#ifndef NEAP_ALLOC_MAPPING_H
#define NEAP_ALLOC_MAPPING_H

#include "base.h"

// A zeroed block of `size` bytes at a multiple of `alignment`, which belongs to `heap` (a number, 0: none). NULL: out of memory.
void *neap__mapping_new(size_t size, size_t alignment, uint64_t heap);
// Frees it; false: there is none at that address.
bool neap__mapping_free(void *pointer);
// The bytes of the block at that address; 0: there is none.
size_t neap__mapping_size(const void *pointer);
// Makes the block `size` bytes long, where it is or elsewhere. NULL: out of memory, and the block is as before.
void *neap__mapping_resize(void *pointer, size_t size);

// The number of the heap to which the block at that address belongs, or 0.
uint64_t neap__mapping_heap(const void *pointer);
// All blocks of a heap: frees them, or makes them belong to none.
void neap__mapping_destroy_heap(uint64_t heap);
void neap__mapping_delete_heap(uint64_t heap);

// A block of the table; `address` is NULL where there is none.
typedef struct MappingView {
  void *address;
  size_t size;
  uint64_t heap;
} MappingView;

// What stands at a place of the table, from 0 on. false: the table ends before it.
bool neap__mapping_at(size_t slot, MappingView *view);

typedef struct MappingCounts {
  size_t count, bytes;
} MappingCounts;

MappingCounts neap__mapping_counts(void);

void neap__mapping_lock(void); // for fork
void neap__mapping_unlock(void);

#endif
