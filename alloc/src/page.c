#include "page.h"

#include "holes.h"
#include "options.h"
#include "os.h"
#include "say.h"
#include "size_class.h"

enum { LINE_SIZE = 256, EXTEND_BYTES = 4096, EXTEND_DIRTY_BYTES = 16384, ROOM_BYTES = 4096 };

Block neap__block_none;

static _Atomic uint64_t key_seed; // atomic; a different key for each page from one secret

// splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). The top and the bottom bit are set, unlike in
// any XOR of blocks' addresses: so neither zero nor a word of which one half is zero is a seal, nor is that of BLOCK_NONE. The three bits
// below the top one are not set: so small negative numbers and most other words of programs do not look like seals.
static uint64_t key_next(void) {
  uint64_t seed =
      load_relaxed(&key_seed); // relaxed: any value will do, so long as it was not guessed
  if (seed == 0) {
    seed = neap__os_random() | 1;
  }
  seed += 0x9e3779b97f4a7c15u;
  store_relaxed(&key_seed, seed); // two threads may draw the same key, which harms nothing
  uint64_t mixed = seed;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  mixed ^= mixed >> 31;
  return mixed >> 4 | (uint64_t)1 << 63 | 1;
}

size_t neap__page_slices(unsigned bin) {
  return class_block_size(bin_class(bin)) <= SMALL_MAX_SIZE ? 1 : MEDIUM_SLICES;
}

Page *neap__page_new(unsigned bin, bool sparse) {
  size_t block_size = class_block_size(bin_class(bin));
  size_t slices = neap__page_slices(bin);
  Page *page = (Page *)neap__slices_take((unsigned)slices, sparse);
  if (!page) {
    return NULL;
  }
  store_relaxed(&page->fast_owner, NULL);
  page->free = BLOCK_NONE;
  page->key = key_next();
  page->inverse = (0 - (uint64_t)block_size) / block_size + 2;
  store_relaxed(&page->bound, 0);
  page->start = record_memory(&page->slice);
  store_relaxed(&page->countdown, 0);
  store_relaxed(&page->base, 0);
  page->block_size = (uint32_t)block_size;
  store_relaxed(&page->capacity, 0);
  page->total = (uint16_t)(slices * SLICE_SIZE / block_size);
  size_t room = size_min((page->total + 7u) / 8, (ROOM_BYTES + block_size - 1) / block_size);
  page->room = (uint16_t)room;
  store_relaxed(&page->bin, (uint8_t)bin);
  page->slice.is_sampled = false;
  store_relaxed(&page->place, PLACE_NONE);
  page_state_init(&page->state);
  store_relaxed(&page->theap, NULL);
  page->next = page->previous = NULL;
  store_relaxed(&page->ready_next, NULL);
  page->kept_beats = 0;
  store_relaxed(&page->swept, 0);
  store_release(&page->slice.kind, RECORD_PAGE); // release: publishes the record
  return page;
}

static void page_set_capacity(Page *page, uint32_t capacity) {
  neap__arena_use((capacity - (size_t)page_capacity(page)) * page->block_size);
  store_relaxed(&page->capacity, (uint16_t)capacity);
  store_relaxed(&page->bound, capacity * (page->inverse * page->block_size));
}

void neap__page_free(Page *page) {
  ASSERT(page_used(page) == 0 && load_relaxed(&page->place) == PLACE_NONE);
  ASSERT(page_state_peek(&page->state) == STATE_OWNED);
  store_relaxed(&page->fast_owner, NULL);
  neap__holes_forget(page);
  size_t used = (size_t)page_capacity(page) * page->block_size;
  page_set_capacity(page, 0);
  memory_unpoison(page->start, (size_t)page->slice.slice_count * SLICE_SIZE);
  store_release(&page->slice.kind, RECORD_NONE); // release: no use of the page is seen after this
  neap__slices_give(&page->slice, used);
}

bool neap__page_extend(Page *page) {
  uint32_t capacity = page_capacity(page);
  // relaxed: a hint. There is new memory in use, even if all blocks come back in order
  store_relaxed(&page->swept, 0);
  // before what was never used, so that a program that works now and then stays in the same memory
  if (page_has_holes(page) && neap__holes_fill(page)) {
    return true;
  }
  if (capacity == page->total) {
    return false;
  }
  // up to the end of the 4 KiB in which the next block begins; of memory that was in use before, and is likely still there, a little more
  size_t from = (size_t)capacity * page->block_size;
  bool dirty = page->slice.dirty >> from / slice_eighth(&page->slice) & 1;
  size_t step = dirty ? EXTEND_DIRTY_BYTES : EXTEND_BYTES;
  size_t end = align_down(from, step) + step;
  uint32_t count = (uint32_t)((end - from) / page->block_size);
  count = count ? count : 1;
  if (count > page->total - capacity) {
    count = page->total - capacity;
  }
  // from the back, so that the list runs upwards; hardened, it begins anywhere and goes round
  uint32_t first = option_hardened() ? (uint32_t)((key_next() >> 32) * count >> 32) : 0;
  for (uint32_t i = count; i-- > 0;) {
    uint32_t at = first + i < count ? first + i : first + i - count;
    page_push(page, (Block *)(page->start + from + (size_t)at * page->block_size));
  }
  page_set_capacity(page, capacity + count);
  return true;
}

// Walks to the end of a list of at most `most` blocks. NULL: it does not end, or leaves the page, or a block was overwritten.
static Block *list_tail(const Page *page, Block *head, uint32_t most) {
  size_t size = (size_t)page->slice.slice_count * SLICE_SIZE;
  Block *block = head;
  for (uint32_t i = 0; i < most; i++) {
    if ((size_t)((char *)block - page->start) >= size || !page_block_starts(page, block)) {
      return NULL;
    }
    if (!block_is_sealed(page, block)) {
      neap__page_overwritten(page, block);
    }
    if (block->next == BLOCK_NONE) {
      return block;
    }
    block = block->next;
  }
  return NULL;
}

static void page_take_list(Page *page, Block *head, uint32_t count) {
  CHECK(count <= page_used(page));
  if (page_has_free(page)) {
    Block *tail = list_tail(page, head, count);
    if (!tail) {
      neap__page_overwritten(page, head);
    }
    block_join(tail, page->free, page->key);
  }
  page->free = head;
  page_set_used(page, page_used(page) - count);
}

void neap__page_collect(Page *page) {
  RemoteList list = page_state_collect(&page->state);
  if (list.head) {
    page_take_list(page, list.head, list.count);
  }
}

void neap__page_take_remote(Page *page, RemoteList list, bool was_unowned) {
  // the word of an unowned page counts all free blocks
  uint32_t known = was_unowned ? page->total - page_used(page) : 0;
  CHECK(list.count >= known);
  if (list.head) {
    page_take_list(page, list.head, list.count - known);
  }
}

bool neap__page_claim(Page *page) {
  RemoteList list;
  if (!page_state_claim(&page->state, &list)) {
    return false;
  }
  neap__page_take_remote(page, list, true);
  return true;
}

uint32_t neap__page_live_estimate(Page *page) {
  uint64_t word = page_state_peek(&page->state);
  uint32_t count = state_count(word);
  uint32_t used = page_used(page);
  if (!(word & STATE_OWNED)) {              // the word counts all free blocks
    unsigned size_class = page_class(page); // atomic, unlike `total`: the page may go back just now
    used = (uint32_t)(neap__page_slices(size_class) * SLICE_SIZE / class_block_size(size_class));
  }
  return used > count ? used - count : 0;
}

// --- checks

void neap__page_check(Page *page) {
  CHECK(page_kind(page) == RECORD_PAGE);
  CHECK(page->block_size == class_block_size(page_class(page)));
  CHECK(page_capacity(page) <= page->total);
  CHECK(load_relaxed(&page->bound) == page_capacity(page) * (page->inverse * page->block_size));
  CHECK((size_t)page->total * page->block_size <= (size_t)page->slice.slice_count * SLICE_SIZE);
  uint32_t count = 0;
  for (Block *block = page->free; block != BLOCK_NONE; block = block->next) {
    CHECK(page_block_starts(page, block) && page_of(block) == page);
    CHECK(block_is_sealed(page, block));
    count++;
    CHECK(count <= page_capacity(page));
  }
  CHECK(page_used(page) + count + neap__holes_blocks(page) == page_capacity(page));
}

void neap__page_repair(Page *page) {
  page_state_forget(&page->state);
  neap__page_collect(page);
  // blocks beyond the capacity were being extended, and will be again
  size_t size = (size_t)page_capacity(page) * page->block_size;
  uint32_t count = 0;
  bool whole = true;
  Block *block = page->free;
  while (block != BLOCK_NONE && whole) {
    whole = (size_t)((char *)block - page->start) < size && page_block_starts(page, block) &&
            block_is_sealed(page, block) && count < page_capacity(page);
    count += whole;
    block = whole ? block->next : BLOCK_NONE;
  }
  if (!whole) {
    page->free = BLOCK_NONE;
    count = 0;
  }
  store_relaxed(&page->base, 0);
  page_set_used(page, page_capacity(page) - count - neap__holes_blocks(page));
  page->slice.dirty = UINT8_MAX; // by blocks that were just being extended
}

// --- what the program did wrong

static void crime_text(Text *text, const char *what, const void *pointer) {
  neap__text_add(text, what);
  neap__text_add_address(text, pointer);
}

static void crime_class(Text *text, const Page *page) {
  neap__text_add(text, " (size class ");
  neap__text_add_number(text, page->block_size);
  neap__text_add(text, ")");
}

void neap__page_overwritten(const Page *page, const Block *block) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  crime_text(&text, "free block overwritten at ", block);
  crime_class(&text, page);
  neap__say_and_abort(&text);
}

void neap__page_crime_double_free(const Page *page, const void *pointer) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  crime_text(&text, "double free of ", pointer);
  crime_class(&text, page);
  neap__say_and_abort(&text);
}

void neap__page_crime_interior(const Page *page, const void *pointer) {
  size_t offset = (size_t)((const char *)pointer - page->start);
  size_t block_offset = offset - offset % page->block_size;
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  crime_text(&text, "invalid free of ", pointer);
  if (block_offset >= (size_t)page_capacity(page) * page->block_size) {
    neap__text_add(&text, ": never handed out");
  } else {
    neap__text_add(&text, ": not the start of a block; one starts ");
    neap__text_add_number(&text, offset - block_offset);
    neap__text_add(&text, " bytes before");
  }
  crime_class(&text, page);
  neap__say_and_abort(&text);
}

void neap__page_crime_freed(const Page *page, const void *pointer, const char *verb) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  crime_text(&text, verb, pointer);
  neap__text_add(&text, ": freed already");
  crime_class(&text, page);
  neap__say_and_abort(&text);
}
