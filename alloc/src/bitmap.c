#include "bitmap.h"

// The bits of one word from `index` on, at most `run`.
static inline uint64_t word_mask(size_t index, size_t run) {
  size_t low = index % 64;
  size_t count = size_min(run, 64 - low);
  uint64_t ones = count == 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
  return ones << low;
}

size_t neap__bits_next(const uint64_t *bits, size_t count, size_t from, bool wanted) {
  uint64_t flip = wanted ? 0 : UINT64_MAX;
  while (from < count) {
    uint64_t word = (bits[from / 64] ^ flip) >> (from % 64);
    if (word) {
      return size_min(from + bit_low(word), count);
    }
    from = align_down(from, 64) + 64;
  }
  return count;
}

size_t neap__bits_find_clear_run(const uint64_t *bits, size_t count, size_t from, size_t run,
                                 size_t alignment) {
  ASSERT(run > 0 && is_power_of_two(alignment));
  size_t at = from;
  while (true) {
    at = align_up(neap__bits_next(bits, count, at, false), alignment);
    if (at >= count || run > count - at) {
      return BITS_NONE;
    }
    size_t end = neap__bits_next(bits, at + run, at, true);
    if (end == at + run) {
      return at;
    }
    at = end + 1;
  }
}

void neap__bits_set(uint64_t *bits, size_t index, size_t run) {
  while (run > 0) {
    size_t step = size_min(run, 64 - index % 64);
    bits[index / 64] |= word_mask(index, run);
    index += step;
    run -= step;
  }
}

void neap__bits_clear(uint64_t *bits, size_t index, size_t run) {
  while (run > 0) {
    size_t step = size_min(run, 64 - index % 64);
    bits[index / 64] &= ~word_mask(index, run);
    index += step;
    run -= step;
  }
}

size_t neap__bits_count(const uint64_t *bits, size_t index, size_t run) {
  size_t count = 0;
  while (run > 0) {
    size_t step = size_min(run, 64 - index % 64);
    count += (size_t)__builtin_popcountll(bits[index / 64] & word_mask(index, run));
    index += step;
    run -= step;
  }
  return count;
}

void neap__hint_set(HintMap *map, size_t index) {
  // release: publishes the state that was set before; pairs with the acquire in word_take
  fetch_or_release(&map->words[index / 64], (uint64_t)1 << (index % 64));
  // release: publishes the word; pairs with the acquire in summary_clear
  fetch_or_release(&map->summary, (uint64_t)1 << (index / 64));
}

// Clears the summary bit of a word that was seen empty. The word may be set again just then, hence the second look: the summary may
// be set for nothing, but not for long clear over a word with bits.
static void summary_clear(HintMap *map, size_t word) {
  // acquire: the second look sees the word at least as whoever set the summary left it
  fetch_and_acquire(&map->summary, ~((uint64_t)1 << word));
  if (load_relaxed(&map->words[word])) {                  // relaxed: see above
    fetch_or_release(&map->summary, (uint64_t)1 << word); // release: as in neap__hint_set
  }
}

// Takes a bit of the word; 64: there is none.
static unsigned word_take(_Atomic uint64_t *word) {
  uint64_t bits = load_relaxed(word); // relaxed: the read-modify-write below decides
  while (bits) {
    unsigned bit = bit_low(bits);
    // acquire: the look at the page's state comes after; whoever lists it later sets the bit again after
    bits = fetch_and_acquire(word, ~((uint64_t)1 << bit));
    if ((bits >> bit) & 1) {
      return bit;
    }
  }
  return 64;
}

size_t neap__hint_take(HintMap *map) {
  uint64_t summary = load_acquire(
      &map->summary); // acquire: so as not to miss the word's bit; nothing else hangs on it
  while (summary) {
    size_t word = bit_low(summary);
    summary &= summary - 1;
    unsigned bit = word_take(&map->words[word]);
    if (load_relaxed(&map->words[word]) == 0) { // relaxed: summary_clear looks again
      summary_clear(map, word);
    }
    if (bit < 64) {
      return word * 64 + bit;
    }
  }
  return BITS_NONE;
}

size_t neap__hint_next(const HintMap *map, size_t from) {
  for (; from < HINT_BITS; from = align_down(from, 64) + 64) {
    // relaxed: only a hint of where to look
    uint64_t word = load_relaxed(&map->words[from / 64]) >> (from % 64);
    if (word) {
      return from + bit_low(word);
    }
  }
  return BITS_NONE;
}

bool neap__hint_clear(HintMap *map, size_t index) {
  uint64_t bit = (uint64_t)1 << (index % 64);
  // acquire: as in word_take
  return (fetch_and_acquire(&map->words[index / 64], ~bit) & bit) != 0;
}
