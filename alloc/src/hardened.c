#include "hardened.h"

#include "block.h"
#include "heap.h"
#include "mapping.h"
#include "os.h"
#include "say.h"
#include <errno.h>
#include <limits.h>
#include <string.h>

enum {
  LINE_SIZE = 256,
  CANARY_MAX = 64,    // bytes behind the end that are watched
  CONTENT_MAX = 1024, // of a longer block only so much is looked at when it leaves the quarantine
  QUARANTINE_MAX_SIZE = 8 * 1024, // longer blocks do not wait there
};

static _Atomic uint64_t seed; // atomic; 0: not drawn yet

static uint64_t secret_of(const void *block) {
  uint64_t secret = load_relaxed(&seed); // relaxed: the first to draw one decides
  if (UNLIKELY(secret == 0)) {
    uint64_t drawn = neap__os_random() | 1;
    secret = cas_acq_rel(&seed, &secret, drawn) ? drawn : secret;
  }
  // the finish of splitmix64: see page.c
  uint64_t mixed = (uint64_t)(uintptr_t)block ^ secret;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

static _Atomic uint64_t *trailer_of(const void *block, size_t raw_size) {
  return (_Atomic uint64_t *)((uintptr_t)block + raw_size - TRAILER_SIZE);
}

// Never 0, which is what overflows write most.
static unsigned char canary_of(uint64_t secret) {
  return (unsigned char)(secret >> 8 | 1);
}

// --- crimes

// One line, then abort.
static _Noreturn void crime(const char *what, const void *block, size_t raw_size) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  neap__text_add(&text, what);
  neap__text_add_address(&text, block);
  neap__text_add(&text, raw_size > CLASS_MAX_SIZE ? " (mapping of " : " (size class ");
  neap__text_add_number(&text, raw_size);
  neap__text_add(&text, ")");
  neap__say_and_abort(&text);
}

// --- the trailer

// Whether `count` bytes, which end at a block's ninth byte or later, are all `wanted`. Word by word: most blocks have a few.
static bool all_bytes_are(const unsigned char *bytes, size_t count, unsigned char wanted) {
  uint64_t wanted_word = wanted * 0x0101010101010101u;
  uint64_t word;
  for (; count > sizeof word; count -= sizeof word, bytes += sizeof word) {
    memcpy(&word, bytes, sizeof word);
    if (word != wanted_word) {
      return false;
    }
  }
  if (count == 0) {
    return true;
  }
  // the last ones end a word, whose first bytes may be the program's; both processors are little-endian
  memcpy(&word, bytes + count - sizeof word, sizeof word);
  return (word ^ wanted_word) >> (sizeof word - count) * CHAR_BIT == 0;
}

// The canary bytes behind the end of a live block, all checked.
static uint64_t trailer_check(const void *block, size_t raw_size, uint64_t secret,
                              const char *freed) {
  uint64_t count =
      load_relaxed(trailer_of(block, raw_size)) ^ secret; // relaxed: the block is the caller's
  if (UNLIKELY(count > raw_size - TRAILER_SIZE)) {
    crime(count == UINT64_MAX ? freed : "overwritten behind the end of ", block, raw_size);
  }
  const unsigned char *end = (const unsigned char *)block + raw_size - TRAILER_SIZE - count;
  if (UNLIKELY(!all_bytes_are(end, size_min(count, CANARY_MAX), canary_of(secret)))) {
    crime("overwritten behind the end of ", block, raw_size);
  }
  return count;
}

void neap__hardened_begin(void *block, size_t raw_size, size_t size) {
  size_t count = raw_size - TRAILER_SIZE - size;
  uint64_t secret = secret_of(block);
  memset((char *)block + size, canary_of(secret), size_min(count, CANARY_MAX));
  store_relaxed(trailer_of(block, raw_size), secret ^ count); // relaxed: nobody else has the block
}

size_t neap__hardened_size(const void *block, size_t raw_size, const char *verb) {
  return raw_size - TRAILER_SIZE - trailer_check(block, raw_size, secret_of(block), verb);
}

bool neap__hardened_freed(const void *block, size_t raw_size) {
  return load_relaxed(trailer_of(block, raw_size)) == ~secret_of(block);
}

// --- allocation

void *neap__hardened_malloc(size_t size, size_t alignment) {
  size_t raw_size = size + TRAILER_SIZE;
  if (size > PTRDIFF_MAX - TRAILER_SIZE || alignment > PTRDIFF_MAX) {
    errno = ENOMEM;
    return NULL;
  }
  void *block;
  if (size_has_aligned_class(raw_size, alignment)) {
    unsigned of_class = size_aligned_class(raw_size, alignment);
    raw_size = class_block_size(of_class);
    block = neap__block_new_in_bin(of_class);
  } else {
    raw_size = align_up(size_max(raw_size, (size_t)CLASS_MAX_SIZE + 1), UNIT_SIZE);
    block = neap__mapping_new(raw_size, size_max(alignment, UNIT_SIZE), 0);
  }
  if (!block) {
    errno = ENOMEM;
    return NULL;
  }
  neap__hardened_begin(block, raw_size, size);
  return block;
}

// --- free

// Blocks and what is asked of them here are whole words.
static bool is_zero(const void *start, size_t bytes) {
  const uint64_t *words = start;
  uint64_t seen = 0;
  for (size_t i = 0; i < bytes / sizeof *words; i++) {
    seen |= words[i];
  }
  return seen == 0;
}

// A block has waited long enough: back to its page.
static void quarantine_leave(void *block) {
  Page *page = page_of(block);
  size_t raw_size = page->block_size;
  char *bytes = block;
  size_t content = raw_size - TRAILER_SIZE;
  size_t first = size_min(content, CONTENT_MAX);
  size_t last = size_min(content - first, CONTENT_MAX);
  if (!neap__hardened_freed(block, raw_size) || !is_zero(bytes, first) ||
      !is_zero(bytes + content - last, last)) {
    crime("written after the free of ", block, raw_size);
  }
  neap__block_return(page, block);
}

// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016).
static size_t random_slot(Theap *theap) {
  uint64_t state = theap->quarantine_random ? theap->quarantine_random : neap__os_random() | 1;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  theap->quarantine_random = state;
  return (size_t)((state * 0x2545f4914f6cdd1du) >> 32) % QUARANTINE_BLOCKS;
}

static void quarantine_enter(void *block) {
  Theap *theap = neap__theap;
  void *leaves = block;
  if (theap_is_real(theap)) {
    void **slot = &theap->quarantine[random_slot(theap)];
    leaves = *slot;
    *slot = block;
  }
  if (leaves) {
    quarantine_leave(leaves);
  }
}

void neap__hardened_flush(Theap *theap) {
  for (size_t slot = 0; option_hardened() && slot < QUARANTINE_BLOCKS; slot++) {
    void *block = theap->quarantine[slot];
    theap->quarantine[slot] = NULL;
    if (block) {
      quarantine_leave(block);
    }
  }
}

// A heap's blocks may vanish with it at any time.
static bool goes_to_quarantine(const Page *page) {
  return page->block_size <= QUARANTINE_MAX_SIZE && !neap__heap_of_page(page);
}

// Of two threads that free the same block, one finds it freed; or, if it is of the one's own page, whoever lets it out of quarantine second finds it
// in use or in its page's list, at the cost of one locked instruction less.
static void trailer_free(const Page *page, void *block, bool is_to_wait) {
  size_t raw_size = page->block_size;
  uint64_t secret = secret_of(block);
  uint64_t word = trailer_check(block, raw_size, secret, "double free of ") ^ secret;
  if (is_to_wait && page_is_mine(page, neap__theap)) {
    store_relaxed(trailer_of(block, raw_size), ~secret); // relaxed: the block is the caller's
    return;
  }
  // acq_rel: what the other wrote, if it was first
  if (!cas_acq_rel(trailer_of(block, raw_size), &word, ~secret)) {
    crime("double free of ", block, raw_size);
  }
}

void neap__hardened_free(void *pointer) {
  Page *page = window_known(pointer) ? page_of(pointer) : NULL;
  if (page && page_kind(page) == RECORD_PAGE) {
    if (!page_block_starts(page, pointer)) {
      neap__page_crime_interior(page, pointer);
    }
    if (page_block_is_free(page, pointer)) {
      neap__page_crime_double_free(page, pointer);
    }
    bool is_to_wait = goes_to_quarantine(page);
    trailer_free(page, pointer, is_to_wait);
    memset(pointer, 0, page->block_size - TRAILER_SIZE);
    if (is_to_wait) {
      quarantine_enter(pointer);
      return;
    }
  } else if (pointer) {
    size_t raw_size = neap__mapping_size(pointer);
    if (raw_size > 0) {
      trailer_check(pointer, raw_size, secret_of(pointer), "double free of ");
    }
  }
  neap__block_free(pointer);
}
