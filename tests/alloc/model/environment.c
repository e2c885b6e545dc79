#include "environment.h"

#include "explorer.h"
#include "lock.h"
#include "mapping.h"
#include "os.h"
#include "policy.h"
#include "span.h"
#include "thread.h"
#include "trace.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CALLER __builtin_return_address(0)

enum { CHUNK_BYTES = 64 * 1024, CHUNKS = 2, LINE_BYTES = 512 };

// All that is not in the model's memory. Each execution begins with what it was after setup.
typedef struct State {
  uint64_t taken; // bit for each slice
  uint32_t chunks_used;
  void *key_values[THREADS_MAX + 1];
} State;

static State state;
static uint32_t slices_word; // stands for the arena's lock
static Region *region;
static char *theap_chunks;
static PagePolicyName policy_name;
static size_t retain, spare;
static void (*key_destructor)(void *);
static void (*fork_handlers[3])(void);
static char line[LINE_BYTES];

_Atomic uint8_t neap__windows[WINDOW_COUNT];

#ifdef NEAP_CHECKS_FULL
THREAD_LOCAL uint32_t neap__ranks_held;
#endif

static void *reserve(size_t size, size_t alignment) {
  char *start = mmap(NULL, size + alignment, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) {
    explorer_abort("no address space");
  }
  return (void *)align_up((uintptr_t)start, alignment);
}

static void touch_random(void) {
  Page *page = neap__page_new(0, false);
  neap__page_free(page);
}

void environment_init(PagePolicyName policy) {
  policy_name = policy;
  region = reserve(WINDOW_SIZE, WINDOW_SIZE);
  region->kind = REGION_PAGES;
  region->first_slice = FIRST_SLICE;
  region->slice_count = FIRST_SLICE + SLICES;
  neap__windows[(uintptr_t)region >> WINDOW_SHIFT] = 1;
  theap_chunks = reserve((size_t)CHUNKS * CHUNK_BYTES, UNIT_SIZE);
  size_t theap_size = align_up(sizeof(Theap), CACHE_LINE);
  for (size_t chunk = 0; chunk < CHUNKS; chunk++) {
    for (size_t at = 0; at + theap_size <= CHUNK_BYTES; at += theap_size) {
      explorer_ignore(theap_chunks + chunk * CHUNK_BYTES + at + offsetof(Theap, counters),
                      sizeof(Counters));
    }
  }
  explorer_ignore(neap__counters_without_theap(), sizeof(Counters));
  explorer_ignore(neap__windows, sizeof neap__windows);
  explorer_keep(&state, sizeof state);
  neap__policy = policy == POLICY_SHARED ? &neap__policy_shared : &neap__policy_private;
  neap__theap_none.policy = neap__policy; // the constructor in thread.c came before us
  explorer_ignore_globals_of(touch_random);
}

void environment_retain(size_t pages) {
  retain = pages;
}

void environment_spare(size_t pages) {
  spare = pages;
}

bool environment_taken(size_t slice) {
  return (state.taken >> slice) & 1;
}

Region *environment_region(void) {
  return region;
}

Page *environment_page(size_t slice) {
  return (Page *)region_record(region, FIRST_SLICE + slice);
}

// --- arena.h

size_t neap__region_count(void) {
  return 1;
}

Region *neap__region_at(size_t index) {
  (void)index;
  return region;
}

// Lowest first, as the arena does. Each run lies at a multiple of its length, so that a page of 8 slices has its own.
static size_t find_free(unsigned slice_count) {
  uint64_t run = ((uint64_t)1 << slice_count) - 1;
  for (size_t slice = 0; slice + slice_count <= SLICES; slice += slice_count) {
    if (!(state.taken & run << slice)) {
      return slice;
    }
  }
  explorer_abort("the model needs more slices");
}

Slice *neap__slices_take(unsigned slice_count, bool sparse) {
  (void)sparse;
  explorer_section(&slices_word);
  size_t slice = find_free(slice_count);
  state.taken |= (((uint64_t)1 << slice_count) - 1) << slice;
  Slice *record = region_record(region, FIRST_SLICE + slice);
  memory_revive(record, sizeof(Page));
  memory_revive(record_memory(record), (size_t)slice_count * SLICE_SIZE);
  explorer_plain(&record->slice_count, sizeof record->slice_count, true, CALLER);
  memory_save(record, sizeof *record);
  record->slice_count = (uint8_t)slice_count;
  record->dirty = UINT8_MAX;
  for (uint32_t i = 0; i < slice_count; i++) {
    Slice *part = region_record(region, FIRST_SLICE + slice + i);
    memory_save(part, sizeof *part);
    part->lead_distance = i;
  }
  return record;
}

// Whoever still uses the record or the memory without being ordered before this is found: it counts as a write to all of it.
void neap__slices_give(Slice *record, size_t used) {
  (void)used;
  unsigned slice_count = record->slice_count;
  size_t slice = record_slice(record) - FIRST_SLICE;
  uint64_t run = (((uint64_t)1 << slice_count) - 1) << slice;
  if ((state.taken & run) != run) {
    explorer_fail("slice %zu is given back twice", slice);
  }
  explorer_plain(record, sizeof(Page), true, CALLER);
  for (unsigned i = 0; i < slice_count * UNITS_PER_SLICE;
       i++) { // the beginning of 4 KiB each is enough
    explorer_plain(record_memory(record) + (size_t)i * UNIT_SIZE, sizeof(Block), true, CALLER);
  }
  explorer_section(&slices_word);
  state.taken &= ~run;
  memory_kill(record, sizeof(Page));
  for (unsigned i = 0; i < slice_count * UNITS_PER_SLICE; i++) {
    memory_kill(record_memory(record) + (size_t)i * UNIT_SIZE, sizeof(Block));
  }
}

size_t neap__arena_purge(size_t keep_bytes) {
  (void)keep_bytes;
  return 0;
}

void neap__arena_tick(void) {}

void neap__arena_lock_pages_and_spans(void) {}

void neap__arena_lock_regions(void) {}

void neap__arena_unlock_regions(void) {}

void neap__arena_unlock_pages_and_spans(void) {}

void neap__arena_use(size_t bytes) {
  (void)bytes;
}

size_t neap__arena_in_use(void) {
  return 0;
}

uint64_t neap__arena_purged(void) {
  return 0;
}

void neap__slices_taken(const Region *of, uint64_t taken[SLICES_MAX / 64]) {
  (void)of;
  explorer_section(&slices_word);
  memset(taken, 0, SLICES_MAX / 8);
  for (size_t slice = 0; slice < SLICES; slice++) {
    taken[(FIRST_SLICE + slice) / 64] |= ((state.taken >> slice) & 1) << (FIRST_SLICE + slice) % 64;
  }
}

ArenaCounts neap__arena_counts(RegionKind kind) {
  (void)kind;
  return (ArenaCounts){ 0 };
}

// --- free blocks: as under AddressSanitizer, nobody may touch them past their two words. The beginning is enough.

enum { POISON_BYTES = 128 };

void __asan_poison_memory_region(const volatile void *start, size_t size) {
  const void *from = (const void *)(uintptr_t)start;
  size = size_min(size, POISON_BYTES);
  memory_revive(from, size); // a block that a hole swallowed was poisoned already
  explorer_plain(from, size, true, CALLER);
  memory_kill(from, size);
}

void __asan_unpoison_memory_region(const volatile void *start, size_t size) {
  memory_revive((const void *)(uintptr_t)start,
                size < SLICE_SIZE ? size_min(size, POISON_BYTES + sizeof(Block)) : size);
}

// --- spans and mappings: the scenarios have none

void *neap__span_new(size_t size, size_t alignment, bool *is_zero) {
  (void)size;
  (void)alignment;
  *is_zero = false;
  return NULL;
}

void neap__span_free(Span *span, void *pointer) {
  (void)span;
  explorer_fail("free of %p as a span", pointer);
}

void neap__span_crime(const Span *span, const void *pointer) {
  (void)span;
  explorer_fail("free of %p, which lies in no page", pointer);
}

void *neap__mapping_new(size_t size, size_t alignment, uint64_t heap) {
  (void)size;
  (void)alignment;
  (void)heap;
  return NULL;
}

bool neap__mapping_free(void *pointer) {
  (void)pointer;
  return false;
}

size_t neap__mapping_size(const void *pointer) {
  (void)pointer;
  return 0;
}

uint64_t neap__mapping_heap(const void *pointer) {
  (void)pointer;
  return 0;
}

void neap__mapping_destroy_heap(uint64_t heap) {
  (void)heap;
}

void neap__mapping_delete_heap(uint64_t heap) {
  (void)heap;
}

MappingCounts neap__mapping_counts(void) {
  return (MappingCounts){ 0 };
}

void neap__mapping_lock(void) {}

void neap__mapping_unlock(void) {}

// --- os.h, lock.c

void *neap__os_reserve(size_t size, size_t alignment, const char *name) {
  (void)alignment;
  (void)name;
  if (state.chunks_used == CHUNKS || size > CHUNK_BYTES) {
    explorer_abort("the model needs more theaps");
  }
  return theap_chunks + (size_t)state.chunks_used++ * CHUNK_BYTES;
}

void neap__os_release(void *start, size_t size) {
  (void)start, (void)size;
  abort(); // nothing in a scenario asks for it
}

bool neap__os_write_file(const char *path, const char *text, size_t length) {
  (void)path;
  (void)text;
  (void)length;
  return false;
}

uint64_t neap__os_random(void) {
  return 0x9e3779b97f4a7c15u;
}

static uint32_t id_of_setup;

uint32_t neap__os_thread_id(void) {
  int thread = explorer_thread();
  return thread >= 0 ? (uint32_t)thread + 1 : id_of_setup;
}

bool neap__os_thread_alive(uint32_t thread_id) {
  (void)thread_id;
  return true;
}

void neap__os_fetch(void *start, size_t size) {
  (void)start;
  (void)size;
}

bool neap__os_give_back(void *start, size_t size) {
  for (size_t at = 0; at < size; at += UNIT_SIZE) { // the beginning of 4 KiB each is enough
    explorer_plain((char *)start + at, sizeof(Block), true, CALLER);
  }
  return true;
}

void neap__os_sleep_ms(size_t milliseconds) {
  (void)milliseconds;
}

void neap__os_name_thread(const char *name) {
  (void)name;
}

bool neap__os_barrier_begin(void) {
  return true;
}

void neap__os_barrier(void) {
  explorer_barrier();
}

bool neap__os_wait(_Atomic uint32_t *word, uint32_t expected, size_t milliseconds) {
  (void)word;
  (void)expected;
  (void)milliseconds;
  explorer_abort("nobody sleeps in the model");
}

void neap__os_yield(void) {
  explorer_yield();
}

void neap__os_wake_one(_Atomic uint32_t *word) {
  (void)word; // who waits looks at the word
}

void neap__lock_wait(Lock *lock) {
  explorer_lock(&lock->word, __builtin_return_address(0));
}

// --- options.h

void neap__options_read(void) {}

_Atomic bool neap__option_hardened; // never

size_t neap__option_number(Option option) {
  switch (option) {
    case OPTION_PAGE_POLICY: return policy_name;
    case OPTION_RETAIN: return retain;
    case OPTION_SPARE_KIB: return spare * SLICE_SIZE / KIB;
    default: return 0;
  }
}

const char *neap__option_text(Option option) {
  (void)option;
  return "";
}

bool neap__option_set(const char *name, const char *value) {
  (void)name;
  (void)value;
  return false;
}

const char *neap__option_get(const char *name) {
  (void)name;
  return NULL;
}

// --- say.h: failures. say.c writes a line and calls abort, both by these names.

void neap__os_write_stderr(const char *text, size_t length) {
  (void)snprintf(line, sizeof line, "%.*s", (int)length - 1, text);
}

_Noreturn void model_abort(void);

void model_abort(void) {
  explorer_fail("%s", line);
}

// --- pthread's names that thread.c is compiled with

int model_key_create(pthread_key_t *key, void (*destructor)(void *));
int model_setspecific(pthread_key_t key, const void *value);
int model_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));

int model_key_create(pthread_key_t *key, void (*destructor)(void *)) {
  *key = 0;
  key_destructor = destructor;
  return 0;
}

static void **key_value(void) {
  return &state.key_values[neap__os_thread_id()];
}

int model_setspecific(pthread_key_t key, const void *value) {
  (void)key;
  *key_value() = (void *)(uintptr_t)value;
  return 0;
}

int model_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void)) {
  fork_handlers[0] = prepare;
  fork_handlers[1] = parent;
  fork_handlers[2] = child;
  return 0;
}

void environment_end_thread(void) {
  void *value = *key_value();
  *key_value() = NULL;
  if (value) {
    key_destructor(value);
  }
}

void environment_fork(void) {
  fork_handlers[0]();
  explorer_fork();
  fork_handlers[2]();
}

void environment_as(int thread, void (*work)(void)) {
  id_of_setup = (uint32_t)thread + 1;
  explorer_as(thread, work);
  id_of_setup = 0;
}

// --- names for trace.h

typedef struct FieldName {
  size_t offset, size;
  const char *name;
} FieldName;

#define FIELD(type, field)                                                                         \
 { offsetof(type, field), sizeof(((type *)0)->field), #field }

static const FieldName page_fields[] = {
  FIELD(Page, slice),      FIELD(Page, fast_owner), FIELD(Page, free),     FIELD(Page, key),
  FIELD(Page, inverse),    FIELD(Page, bound),      FIELD(Page, start),    FIELD(Page, countdown),
  FIELD(Page, capacity),   FIELD(Page, bin),        FIELD(Page, place),    FIELD(Page, state),
  FIELD(Page, theap),      FIELD(Page, next),       FIELD(Page, previous), FIELD(Page, ready_next),
  FIELD(Page, block_size), FIELD(Page, total),      FIELD(Page, room),     FIELD(Page, base),
  FIELD(Page, kept_beats), FIELD(Page, let_go_at),  FIELD(Page, swept),    { sizeof(Page), 0, "?" },
};

static const FieldName theap_fields[] = {
  FIELD(Theap, current),     FIELD(Theap, queues),       FIELD(Theap, full),
  FIELD(Theap, regained),    FIELD(Theap, missed),       FIELD(Theap, policy),
  FIELD(Theap, heap),        FIELD(Theap, next_of_heap), FIELD(Theap, next_held),
  FIELD(Theap, thread_id),   FIELD(Theap, next_idle),    FIELD(Theap, next_made),
  FIELD(Theap, in_use),      FIELD(Theap, ready),        FIELD(Theap, counters),
  { sizeof(Theap), 0, "?" },
};

static const char *field_name(const FieldName *fields, size_t offset) {
  while (fields->size && offset - fields->offset >= fields->size) {
    fields++;
  }
  return fields->name;
}

static bool name_in_region(uintptr_t offset, char *text, size_t size) {
  uintptr_t records = RECORDS_OFFSET + ((uintptr_t)FIRST_SLICE << RECORD_SHIFT);
  uintptr_t memory = (uintptr_t)FIRST_SLICE << SLICE_SHIFT;
  size_t hints = offsetof(Region, pages.listed);
  if (offset >= memory && offset < WINDOW_SIZE) {
    (void)snprintf(text, size, "memory of slice %zu, at %zu", (offset - memory) >> SLICE_SHIFT,
                   offset % SLICE_SIZE);
  } else if (offset - records < (uintptr_t)SLICES << RECORD_SHIFT) {
    (void)snprintf(text, size, "page %zu %s", (offset - records) >> RECORD_SHIFT,
                   field_name(page_fields, offset % RECORD_SIZE));
  } else if (offset - hints < sizeof region->pages.listed) {
    bool is_summary = (offset - hints) % sizeof(HintMap) == 0;
    (void)snprintf(text, size, "hint %s of class %zu", is_summary ? "summary" : "word",
                   (offset - hints) / sizeof(HintMap));
  } else {
    return false;
  }
  return true;
}

void trace_name(const void *address, char *text, size_t size) {
  size_t theap_size = align_up(sizeof(Theap), CACHE_LINE);
  uintptr_t in_chunk = (uintptr_t)address - (uintptr_t)theap_chunks;
  if (theap_chunks && in_chunk < (uintptr_t)CHUNKS * CHUNK_BYTES) {
    size_t at = in_chunk % CHUNK_BYTES;
    (void)snprintf(text, size, "theap %zu %s",
                   in_chunk / CHUNK_BYTES * (CHUNK_BYTES / theap_size) + at / theap_size,
                   field_name(theap_fields, at % theap_size));
  } else if (address == &slices_word) {
    (void)snprintf(text, size, "the arena");
  } else if (!region || !name_in_region((uintptr_t)address - (uintptr_t)region, text, size)) {
    (void)snprintf(text, size, "%p", address);
  }
}
