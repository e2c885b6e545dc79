// Walking over live blocks. Nothing is kept for it: what is live is read off the records, and off the seals in the blocks themselves.
#include "hardened.h"
#include "heap.h"
#include "holes.h"
#include "mapping.h"
#include "neap.h"
#include "span.h"

typedef struct Visit {
  bool (*visit)(void *block, size_t size, void *argument);
  void *argument;
  Heap *heap; // only its blocks; NULL: all
} Visit;

// Whether a block of the page begins there that is in use, where nobody allocates or frees meanwhile.
static bool page_block_is_live(const Page *page, const void *pointer) {
  return page_block_starts(page, pointer) && !page_block_is_free(page, pointer) &&
         !(option_hardened() && neap__hardened_freed(pointer, page->block_size));
}

static size_t usable_size(const void *block, size_t raw_size) {
  return option_hardened() ? neap__hardened_size(block, raw_size, "visited: ") : raw_size;
}

static bool visit_page(const Visit *visit, Page *page) {
  if (visit->heap && neap__heap_of_page(page) != visit->heap) {
    return true;
  }
  for (uint32_t i = 0; i < page_capacity(page); i++) {
    void *block = page->start + (size_t)i * page->block_size;
    if (page_block_is_live(page, block) &&
        !visit->visit(block, usable_size(block, page->block_size), visit->argument)) {
      return false;
    }
  }
  return true;
}

static bool visit_span(const Visit *visit, Span *span) {
  if (visit->heap && load_relaxed(&span->heap) != visit->heap) {
    return true;
  }
  return visit->visit(span->start, span_size(span), visit->argument);
}

static bool visit_record(const Visit *visit, Slice *record) {
  switch ((RecordKind)load_acquire(
      &record->kind)) { // acquire: pairs with the release of who filled the record
    case RECORD_PAGE: return visit_page(visit, (Page *)record);
    case RECORD_SPAN: return visit_span(visit, (Span *)record);
    case RECORD_NONE: break;
  }
  return true;
}

static bool visit_regions(const Visit *visit) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
      if (!visit_record(visit, region_record(region, slice))) {
        return false;
      }
    }
  }
  return true;
}

static bool visit_mappings(const Visit *visit) {
  uint64_t heap = visit->heap ? neap__heap_number(visit->heap) : 0;
  MappingView view;
  for (size_t slot = 0; neap__mapping_at(slot, &view); slot++) {
    bool wanted = view.address && (!visit->heap || view.heap == heap);
    if (wanted &&
        !visit->visit(view.address, usable_size(view.address, view.size), visit->argument)) {
      return false;
    }
  }
  return true;
}

bool neap_visit_blocks(neap_heap_t *heap, bool (*visit)(void *block, size_t size, void *argument),
                       void *argument) {
  Visit what = { visit, argument, heap };
  return visit_regions(&what) && visit_mappings(&what);
}

bool neap_owns(const void *pointer) {
  if (window_known(pointer)) {
    Page *page = page_of(pointer);
    RecordKind kind = page_kind(page);
    if (kind == RECORD_PAGE) {
      return page_block_is_live(page, pointer);
    }
    if (kind == RECORD_SPAN) {
      return ((Span *)page)->start == pointer;
    }
  }
  return neap__mapping_size(pointer) > 0;
}
