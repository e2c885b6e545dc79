// NEAP_HARDENED=1: what costs too much for every day. Of each block the size that was asked for is known, and what lies behind it is watched.
//
//   | what was asked for | canary bytes | trailer, 8 bytes |      up to the block's end
//
// The trailer is the number of canary bytes under a secret of the block's address; once freed, the secret's complement. So one test at free tells
// writes behind the end (all of the first byte's values but one of 256 at most) and second frees. Freed blocks are zeroed and wait in their
// thread's quarantine, from which they leave in random order, looked at for writes meanwhile. Free lists are extended in random order. Blocks too
// large for a class are mappings of their own between two guard pages.
// Technique: the canary is that of Cowan et al., "StackGuard" (1998), per block; random order and quarantine as in Novark, Berger, "DieHarder"
// (2010).
//
// Nothing of it costs the fast paths: in this mode no page is current and none has a fast owner, so that every call goes the slow way.
// Threads: as malloc and free.
#ifndef NEAP_ALLOC_HARDENED_H
#define NEAP_ALLOC_HARDENED_H

#include "options.h"
#include "thread.h"

enum { TRAILER_SIZE = 8 };

// Whether the mode is on; reads the options if that has not been done.
static inline bool hardened(void) {
  if (UNLIKELY(!theap_is_real(neap__theap))) {
    neap__process_begin();
  }
  return UNLIKELY(option_hardened());
}

// As malloc and aligned_alloc; `alignment` is a power of two.
void *neap__hardened_malloc(size_t size, size_t alignment);
// Makes a block of the heap's, `raw_size` bytes long, one of `size` bytes: at least TRAILER_SIZE less.
void neap__hardened_begin(void *block, size_t raw_size, size_t size);
// As free.
void neap__hardened_free(void *pointer);

// The size that was asked for. A trailer that was overwritten is told, and a freed block (`verb`: as in neap__block_find); the program then ends.
size_t neap__hardened_size(const void *block, size_t raw_size, const char *verb);
// Whether a block that has not gone back to its page yet has been freed.
bool neap__hardened_freed(const void *block, size_t raw_size);

// Frees what waits in the theap's quarantine.
void neap__hardened_flush(Theap *theap);

#endif
