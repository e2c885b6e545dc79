#include "accounting.h"

#include "environment.h"
#include "explorer.h"
#include "heap.h"
#include "theap.h"
#include "thread.h"
#include <string.h>

enum { BLOCKS_MAX = 4096 };

// Where a page's blocks have been found.
typedef struct Found {
  size_t slice;
  Page *page;
  uint32_t live, free, remote;
  bool blocks[BLOCKS_MAX];
} Found;

static void found_add(Found *found, const void *block, const char *where) {
  const Page *page = found->page;
  size_t offset = (size_t)((const char *)block - page->start);
  size_t index = offset / page->block_size;
  if (offset % page->block_size != 0 || index >= page_capacity(page)) {
    explorer_fail("page %zu: %s has %p, which is no block", found->slice, where, block);
  }
  if (found->blocks[index]) {
    explorer_fail("page %zu: block %zu is found a second time, in %s", found->slice, index, where);
  }
  found->blocks[index] = true;
}

static void find_live(Found *found, void *const *live, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (live[i] && page_of(live[i]) == found->page) {
      found_add(found, live[i], "the program");
      found->live++;
    }
  }
}

static uint32_t find_in_list(Found *found, const Block *head, const char *where) {
  uint32_t count = 0;
  for (const Block *block = head; block && block != BLOCK_NONE; block = block->next) {
    found_add(found, block, where);
    if (!block_is_sealed(found->page, block)) {
      explorer_fail("page %zu: a block in %s is not sealed", found->slice, where);
    }
    count++;
  }
  return count;
}

static bool stack_has(const Theap *theap, const Page *page) {
  const Page *at = load_relaxed(&theap->ready);
  for (int i = 0; at && i < SLICES; i++) {
    if (at == page) {
      return true;
    }
    at = load_relaxed(&at->ready_next);
  }
  return false;
}

static int times_in(const Page *first, const Page *page, size_t slice) {
  int times = 0;
  int steps = 0;
  for (const Page *at = first; at; at = at->next) {
    times += at == page;
    if (++steps > SLICES) {
      explorer_fail("page %zu: its list has a circle", slice);
    }
  }
  return times;
}

static void check_owned(const Found *found, uint64_t word) {
  Page *page = found->page;
  size_t slice = found->slice;
  const Theap *theap = load_relaxed(&page->theap);
  if (!theap || load_relaxed(&page->place) == PLACE_NONE) {
    explorer_fail("page %zu: owned, but in no list", slice);
  }
  if (!theap->for_heap && !load_relaxed(&theap->in_use)) {
    explorer_fail("page %zu: owned by a theap that is not in use", slice);
  }
  int queued = times_in(theap->queues[page_bin(page)].first, page, slice);
  int full = times_in(theap->full[page_bin(page)].first, page, slice);
  int spare = times_in(theap->spares[page_bin(page)], page, slice);
  bool is_full = load_relaxed(&page->place) == PLACE_FULL;
  bool is_spare = load_relaxed(&page->place) == PLACE_SPARE;
  if (queued != (!is_full && !is_spare) || full != is_full || spare != is_spare) {
    explorer_fail("page %zu: %d times in the queue, %d times among the full ones, %d times among "
                  "the spare ones",
                  slice, queued, full, spare);
  }
  if (is_spare && page_used(page) > 0) {
    explorer_fail("page %zu: spare, but %u of its blocks are in use", slice, page_used(page));
  }
  if (found->remote != state_count(word)) {
    explorer_fail("page %zu: the word counts %u blocks, the remote list has %u", slice,
                  state_count(word), found->remote);
  }
  if (page_used(page) != found->live + found->remote ||
      page_used(page) + found->free + neap__holes_blocks(page) != page_capacity(page)) {
    explorer_fail("page %zu: used %u of %u, but %u live, %u remote, %u free", slice,
                  page_used(page), page_capacity(page), found->live, found->remote, found->free);
  }
  if (word & STATE_LISTED) {
    explorer_fail("page %zu: owned and listed", slice);
  }
  bool noted = word & (STATE_WATCHED | STATE_NOTIFYING);
  if (noted != is_full) {
    explorer_fail("page %zu: %s, but %s", slice, is_full ? "full" : "queued",
                  noted ? "watched" : "not watched");
  }
  if (word & STATE_WATCHED && (found->remote >= page->room || page_has_room(page))) {
    explorer_fail("page %zu: has room, but its owner is not told", slice);
  }
  uint32_t base = load_relaxed(&page->base);
  uint32_t expected = word & STATE_WATCHED ? (uint32_t)page->total - page->room : 0;
  if (base != expected && base != PAGE_KEPT && !(word & STATE_NOTIFYING)) {
    explorer_fail("page %zu: counts down to %u blocks in use", slice, base);
  }
  if (((word & STATE_NOTIFYING) != 0) != stack_has(theap, page)) {
    explorer_fail("page %zu: %s", slice,
                  word & STATE_NOTIFYING ? "noted as ready, but not on the stack"
                                         : "on the stack, but not noted as ready");
  }
}

static bool hint_is_set(unsigned bin, size_t slice) {
  HintMap *map = &environment_region()->pages.listed[bin];
  size_t index = FIRST_SLICE + slice;
  return (load_relaxed(&map->words[index / 64]) >> (index % 64)) & 1 &&
         (load_relaxed(&map->summary) >> (index / 64)) & 1;
}

static void check_unowned(const Found *found, uint64_t word) {
  const Page *page = found->page;
  size_t slice = found->slice;
  uint32_t free_count = page->total - found->live;
  if (found->live == 0) {
    explorer_fail("page %zu: empty, but never given back", slice);
  }
  if (load_relaxed(&page->place) != PLACE_NONE || load_relaxed(&page->fast_owner)) {
    explorer_fail("page %zu: unowned, but in a list", slice);
  }
  if (state_count(word) != free_count) {
    explorer_fail("page %zu: the word counts %u free blocks, there are %u", slice,
                  state_count(word), free_count);
  }
  uint32_t extended = page_capacity(page);
  if (found->live + found->remote + found->free + neap__holes_blocks(page) != extended ||
      page_used(page) != found->live + found->remote) {
    explorer_fail("page %zu: used %u of %u, but %u live, %u remote, %u free", slice,
                  page_used(page), extended, found->live, found->remote, found->free);
  }
  bool listed = word & STATE_LISTED;
  if (listed != (free_count >= page->room)) {
    explorer_fail("page %zu: %u free blocks, %s", slice, free_count,
                  listed ? "listed" : "not listed");
  }
  if (listed && !hint_is_set(page_bin(page), slice)) {
    explorer_fail("page %zu: listed, but no hint leads to it", slice);
  }
}

static Found *find_blocks(size_t slice, void *const *live, size_t count) {
  static Found found;
  memset(&found, 0, sizeof found);
  found.slice = slice;
  Page *page = found.page = environment_page(slice);
  if (page_kind(page) != RECORD_PAGE) {
    explorer_fail("page %zu: taken, but not in use", slice);
  }
  find_live(&found, live, count);
  found.free = find_in_list(&found, page->free, "the free list");
  found.remote = find_in_list(&found, state_head(page_state_peek(&page->state)), "the remote list");
  return &found;
}

static bool leads(size_t slice) {
  return environment_taken(slice) &&
         load_relaxed(&environment_page(slice)->slice.lead_distance) == 0;
}

void account_all(void *const *live, size_t count) {
  for (size_t slice = 0; slice < SLICES; slice++) {
    if (!leads(slice)) {
      continue;
    }
    const Found *found = find_blocks(slice, live, count);
    uint64_t word = page_state_peek(&found->page->state);
    if (word & STATE_OWNED) {
      check_owned(found, word);
    } else {
      check_unowned(found, word);
    }
  }
}

void account_nothing_left(void) {
  for (size_t slice = 0; slice < SLICES; slice++) {
    if (environment_taken(slice)) {
      explorer_fail("page %zu: nothing is live, but it does not go back", slice);
    }
  }
}

void account_nothing_twice(void *const *live, size_t count) {
  for (size_t slice = 0; slice < SLICES; slice++) {
    if (leads(slice) && page_kind(environment_page(slice)) == RECORD_PAGE) {
      find_blocks(slice, live, count);
    }
  }
}
