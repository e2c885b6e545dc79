#include "span.h"

#include "say.h"

enum { LINE_SIZE = 256 };

static_assert((size_t)SPAN_MAX_SIZE / UNIT_SIZE > UNITS_PER_SLICE, "spans are longer than a slice");
static_assert((size_t)CLASS_MAX_SIZE >= SLICE_SIZE, "so that at most one begins in each slice");

void *neap__span_new(size_t size, size_t alignment, bool *is_zero) {
  ASSERT(size > CLASS_MAX_SIZE && size <= SPAN_MAX_SIZE && alignment <= SPAN_MAX_SIZE);
  size_t units = align_up(size, UNIT_SIZE) / UNIT_SIZE;
  char *start = neap__units_take(units, alignment, is_zero);
  if (!start) {
    return NULL;
  }
  Span *span = (Span *)record_of(start);
  span->start = start;
  store_relaxed(&span->unit_count, (uint32_t)units);
  span->was_clean = *is_zero;
  store_relaxed(&span->heap, NULL);
  span->next = span->previous = NULL;
  store_release(&span->slice.kind, RECORD_SPAN); // release: publishes the record
  return start;
}

void neap__span_free(Span *span, void *pointer) {
  uint8_t kind = RECORD_SPAN;
  size_t units = load_relaxed(&span->unit_count);
  // acq_rel: of two threads that free the same block, one finds it gone; who takes the record next sees our reads done
  if (span->start != pointer || !cas_acq_rel(&span->slice.kind, &kind, RECORD_NONE)) {
    neap__span_crime(span, pointer);
  }
  neap__units_give(pointer, units);
}

bool neap__span_resize(Span *span, size_t size) {
  size_t units = align_up(size, UNIT_SIZE) / UNIT_SIZE;
  size_t now = load_relaxed(&span->unit_count);
  char *end = span->start + span_size(span);
  if (units > now && !neap__units_extend(end, units - now)) {
    return false;
  }
  store_relaxed(&span->unit_count, (uint32_t)units);
  if (units < now) {
    neap__units_give(span->start + units * UNIT_SIZE, now - units);
  }
  return true;
}

void neap__span_crime(const Span *span, const void *pointer) {
  char line[LINE_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  bool here = load_relaxed(&span->slice.kind) == RECORD_SPAN;
  bool freed = !here && span->start == pointer;
  neap__text_add(&text, freed ? "double free of " : "invalid free of ");
  neap__text_add_address(&text, pointer);
  if (freed) {
    neap__text_add(&text, " (a span of ");
    neap__text_add_number(&text, span_size(span));
    neap__text_add(&text, " bytes)");
  } else {
    neap__text_add(&text, ": not the start of a block");
  }
  neap__say_and_abort(&text);
}
