// Freeing: what is not local, and finding out what a pointer is.
#include "block.h"
#include "fast.h"
#include "full.h"
#include "hardened.h"
#include "heap.h"
#include "mapping.h"
#include "neap.h"
#include "policy.h"
#include "say.h"
#include "span.h"
#include <errno.h>

enum { LINE_SIZE = 256 };

void neap__block_crime_foreign(const void *pointer, const char *verb) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  neap__text_add(&text, verb);
  neap__text_add_address(&text, pointer);
  neap__text_add(&text, ": not a block of neap's, or freed long ago");
  neap__say_and_abort(&text);
}

static BlockPlace block_find(const void *pointer, const char *verb) {
  if (window_known(pointer)) {
    Page *page = page_of(pointer);
    RecordKind kind = page_kind(page);
    if (kind == RECORD_PAGE) {
      if (!page_block_starts(page, pointer)) {
        neap__page_crime_interior(page, pointer);
      }
      if (page_block_is_free(page, pointer)) {
        neap__page_crime_freed(page, pointer, verb);
      }
      return (BlockPlace){ HOME_PAGE, page, page->block_size };
    }
    Span *span = (Span *)page;
    if (kind == RECORD_SPAN && span->start == pointer) {
      return (BlockPlace){ HOME_SPAN, page, span_size(span) };
    }
  }
  size_t size = neap__mapping_size(pointer);
  if (size == 0) {
    neap__block_crime_foreign(pointer, verb);
  }
  return (BlockPlace){ HOME_MAPPING, NULL, size };
}

BlockPlace neap__block_find(const void *pointer, const char *verb) {
  BlockPlace place = block_find(pointer, verb);
  if (UNLIKELY(option_hardened())) {
    place.size = neap__hardened_size(pointer, place.size, verb);
  }
  return place;
}

size_t neap__block_raw_size(const void *pointer) {
  return block_find(pointer, "invalid size request for ").size;
}

// The last block of a page that nobody owned: it is this thread's now, and goes back.
static void free_last(Page *page) {
  page->free = BLOCK_NONE;
  store_relaxed(&page->base, 0);
  store_relaxed(&page->countdown, 0);
  neap__policy_give_back(page, neap__thread_counters());
}

static void free_remote(Page *page, void *pointer) {
  unsigned bin = page_bin(page);
  Counters *counters = neap__thread_counters();
  add_single_writer(&counters->remote_frees[bin], 1);
  full_missed(neap__theap, page);
  memory_poison((Block *)pointer + 1, page->block_size - sizeof(Block));
  Push push = { .block = pointer, .key = page->key, .total = page->total, .room = page->room };
  switch (page_state_push(&page->state, &push)) {
    case PUSH_DONE: break;
    // the bin as it is now: who claimed the page since, and let go of it before the block arrived, may have changed it
    case PUSH_LISTED: neap__policy_hint(page, page_bin(page)); break;
    case PUSH_EMPTY: free_last(page); break;
    case PUSH_NOTIFY: neap__full_ready(page); break;
  }
}

void neap__block_return(Page *page, void *pointer) {
  Theap *theap = neap__theap;
  if (page_is_mine(page, theap)) {
    page_push(page, pointer);
    if (count_down(&page->countdown)) {
      neap__theap_page_counted_down(theap, page);
    }
  } else {
    free_remote(page, pointer);
  }
}

static void free_into_page(Page *page, void *pointer) {
  if (!page_block_starts(page, pointer)) {
    neap__page_crime_interior(page, pointer);
  }
  if (page_block_is_free(page, pointer)) {
    neap__page_crime_double_free(page, pointer);
  }
  if (UNLIKELY(page->slice.is_sampled)) {
    neap__sites_ended(pointer);
  }
  neap__block_return(page, pointer);
}

NOINLINE void neap__block_free(void *pointer) {
  if (!pointer) {
    return;
  }
  Page *page = window_known(pointer) ? page_of(pointer) : NULL;
  RecordKind kind = page ? page_kind(page) : RECORD_NONE;
  if (kind == RECORD_PAGE) {
    free_into_page(page, pointer);
  } else if (kind == RECORD_SPAN && ((Span *)page)->start == pointer) {
    neap__heap_forget_span((Span *)page);
    neap__span_free((Span *)page, pointer);
  } else if (!neap__mapping_free(pointer)) {
    if (page) {
      neap__span_crime((Span *)page, pointer);
    }
    neap__block_crime_foreign(pointer, "invalid free of ");
  }
}

// After a wait the page may have gone back, and be anybody's: then what it was counted down for has been done.
void neap__free_counted_down(Page *page) {
  Theap *theap = neap__theap;
  if (!gate_pass(theap) || (page_is_mine(page, theap) && load_relaxed(&page->countdown) == 0)) {
    neap__theap_page_counted_down(theap, page);
  }
  gate_leave(theap);
  tide_freed();
}

NOINLINE void neap__free_slow(void *pointer) {
  Theap *theap = neap__theap;
  if (LIKELY(window_known(pointer))) { // perhaps its last byte only looked like a seal's
    Page *page = page_of(pointer);
    if (LIKELY(load_relaxed(&page->fast_owner) == theap) && // relaxed: as in free_fast
        LIKELY(page_block_starts(page, pointer)) && LIKELY(!block_is_sealed(page, pointer))) {
      free_local(theap, page, pointer);
      return;
    }
  }
  gate_pass(theap);
  if (UNLIKELY(option_hardened())) {
    neap__hardened_free(pointer);
  } else {
    neap__block_free(pointer);
  }
  gate_leave(theap);
  tide_freed();
}

void neap_free(void *pointer) {
  free_fast(pointer);
}

// What the caller says is not needed: the record knows.
void neap_free_sized(void *pointer, size_t size) {
  (void)size;
  free_fast(pointer);
}

void neap_free_aligned_sized(void *pointer, size_t alignment, size_t size) {
  (void)alignment;
  (void)size;
  free_fast(pointer);
}

size_t neap_usable_size(const void *pointer) {
  return pointer ? neap__block_find(pointer, "invalid size request for ").size : 0;
}
