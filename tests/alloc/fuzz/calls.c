#include "calls.h"

#include "arena.h"
#include "crew.h"
#include "faults.h"
#include "shadow.h"
#include "support.h"
#include "thread.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const size_t live_limit = (size_t)32 << 20; // from there on only small blocks

// --- The input: bytes, and zeros behind its end

static struct {
  const uint8_t *bytes;
  size_t size, at;
} input;

static unsigned byte_next(void) {
  return input.at < input.size ? input.bytes[input.at++] : 0;
}

static unsigned word_next(void) {
  unsigned low = byte_next();
  return low | byte_next() << 8;
}

// A byte for the magnitude and one for the rest.
static size_t size_next(void) {
  static const size_t limits[] = { 4096, 8192, 65536, (size_t)1 << 20, PTRDIFF_MAX, SIZE_MAX };
  unsigned magnitude = byte_next();
  size_t fine = byte_next();
  size_t size = fine;
  switch (magnitude % 16) {
    case 0:
    case 1:
    case 2:
    case 3: break;
    case 4:
    case 5:
    case 6: size = fine * 8; break;
    case 7:
    case 8: size = fine * 64 + magnitude / 16; break;
    case 9: size = fine * 512 + magnitude; break;
    case 10: size = fine * 4096 + magnitude / 16; break;
    case 11: size = fine * 16384 - fine; break;
    default: size = limits[magnitude / 16 % 6] - 128 + fine;
  }
  return shadow.bytes > live_limit && size < SIZE_MAX / 4 ? size % 1000 : size;
}

static size_t alignment_next(void) {
  unsigned byte = byte_next();
  return byte >= 250 ? byte : (size_t)1 << byte % 23;
}

static Held *slot_next(void) {
  return &shadow.held[word_next() % SLOTS];
}

static neap_heap_t **heap_next(void) {
  return &shadow.heaps[byte_next() % HEAPS];
}

// --- Outcomes

static bool fault_armed;

// NULL is right when system calls fail, or for what no memory could hold.
static bool got(const void *block, size_t size) {
  if (!block) {
    EXPECT(errno == ENOMEM);
    EXPECT(fault_armed || size > (size_t)1 << 40);
  }
  return block != NULL;
}

static void slot_take(Held *held, void *block, size_t alignment, size_t size, neap_heap_t *heap,
                      bool zero) {
  if (got(block, size)) {
    held_take(held, block, alignment, size, heap, zero);
  }
}

static void held_free(Held *held, unsigned how) {
  held_check(held);
  errno = 7;
  switch (how % 4) {
    case 0: neap_free_sized(held->start, held->size); break;
    case 1: neap_free_aligned_sized(held->start, held->alignment, held->size); break;
    default: neap_free(held->start);
  }
  EXPECT(errno == 7);
  held_drop(held);
}

// A slot without a block, or NULL: the slot had one, which was freed.
static Held *slot_empty_next(void) {
  Held *held = slot_next();
  if (held->start) {
    held_free(held, 3);
    return NULL;
  }
  return held;
}

// --- Calls

static void call_malloc(void) {
  Held *held = slot_empty_next();
  size_t size = size_next();
  if (held) {
    slot_take(held, neap_malloc(size), 16, size, NULL, false);
  }
  if (held && held->start) {
    EXPECT(held->usable == neap_good_size(size));
  }
}

// Two factors, whose product may overflow.
static void call_calloc(void) {
  Held *held = slot_empty_next();
  size_t count = byte_next();
  size_t size = size_next();
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) {
    total = SIZE_MAX;
  } else if (total > (size_t)4 << 20 && total < SIZE_MAX / 4) {
    count = total = size = 0;
  }
  if (held) {
    slot_take(held, neap_calloc(count, size), 16, total, NULL, true);
  }
}

static void call_zalloc(void) {
  Held *held = slot_empty_next();
  size_t size = size_next();
  if (held) {
    slot_take(held, neap_zalloc(size), 16, size, NULL, true);
  }
}

static void call_aligned(neap_heap_t *heap) {
  Held *held = slot_empty_next();
  size_t alignment = alignment_next();
  size_t size = size_next();
  if (!held) {
    return;
  }
  void *block =
      heap ? neap_heap_aligned_alloc(heap, alignment, size) : neap_aligned_alloc(alignment, size);
  if (alignment & (alignment - 1)) {
    EXPECT(!block && errno == EINVAL);
    return;
  }
  slot_take(held, block, alignment, size, heap, false);
}

static void call_aligned_alloc(void) {
  call_aligned(NULL);
}

static void call_posix_memalign(void) {
  Held *held = slot_empty_next();
  size_t alignment = alignment_next();
  size_t size = size_next();
  if (!held) {
    return;
  }
  void *block = held; // stays on failure
  errno = 7;
  int error = neap_posix_memalign(&block, alignment, size);
  EXPECT(errno == 7);
  if (error) {
    bool invalid = (alignment & (alignment - 1)) || alignment < sizeof(void *);
    EXPECT(block == held && error == (invalid ? EINVAL : ENOMEM));
    EXPECT(invalid || fault_armed || size > (size_t)1 << 40);
    return;
  }
  held_take(held, block, alignment, size, NULL, false);
}

static void slot_realloc(Held *held, void *block, size_t size, neap_heap_t *moves_to) {
  if (!got(block, size)) {
    if (held->start) {
      held_check(held); // the old block stays
    }
    return;
  }
  if (!held->start) {
    held_take(held, block, 16, size, moves_to, false);
    return;
  }
  EXPECT((uintptr_t)block % 16 == 0 || fault_armed);
  neap_heap_t *heap = neap_heap_of(block);
  EXPECT(heap == held->heap || (heap == moves_to && block != held->start));
  held_moved(held, block, size, heap);
}

static void call_realloc(void) {
  Held *held = slot_next();
  size_t size = size_next();
  slot_realloc(held, neap_realloc(held->start, size), size, NULL);
}

static void call_reallocarray(void) {
  Held *held = slot_next();
  size_t count = byte_next() % 8;
  size_t size = size_next();
  size_t total;
  bool overflows = __builtin_mul_overflow(count, size, &total);
  slot_realloc(held, neap_reallocarray(held->start, count, size), overflows ? SIZE_MAX : total,
               NULL);
}

static void call_free(void) {
  Held *held = slot_next();
  unsigned how = byte_next();
  if (held->start) {
    held_free(held, how);
  } else {
    neap_free(NULL);
  }
}

// Blocks of one size, so that pages fill up.
static void call_fill(void) {
  unsigned first = word_next();
  unsigned count = 4 * byte_next();
  neap_heap_t *heap = *heap_next();
  size_t size = size_next() % 5000;
  for (unsigned i = 0; i < count && shadow.bytes < live_limit; i++) {
    Held *held = &shadow.held[(first + i) % SLOTS];
    if (!held->start) {
      void *block = heap ? neap_heap_malloc(heap, size) : neap_malloc(size);
      slot_take(held, block, 16, size, heap, false);
    }
  }
}

static void call_free_many(void) {
  unsigned first = word_next();
  unsigned count = 4 * byte_next();
  unsigned step = 1 + byte_next() % 32;
  for (unsigned i = 0; i < count; i++) {
    Held *held = &shadow.held[(first + i * step) % SLOTS];
    if (held->start) {
      held_free(held, i);
    }
  }
}

static void call_heap_new(void) {
  neap_heap_t **heap = heap_next();
  if (!*heap) {
    *heap = neap_heap_new();
    got(*heap, 0);
  }
}

static void call_heap_malloc(void) {
  neap_heap_t *heap = *heap_next();
  Held *held = slot_empty_next();
  size_t size = size_next();
  if (heap && held) {
    slot_take(held, neap_heap_malloc(heap, size), 16, size, heap, false);
  }
}

static void call_heap_calloc(void) {
  neap_heap_t *heap = *heap_next();
  Held *held = slot_empty_next();
  size_t size = size_next();
  if (heap && held) {
    slot_take(held, neap_heap_calloc(heap, size, 1), 16, size, heap, true);
  }
}

static void call_heap_realloc(void) {
  neap_heap_t *heap = *heap_next();
  Held *held = slot_next();
  size_t size = size_next();
  if (heap && (!held->start || held->heap == heap)) {
    slot_realloc(held, neap_heap_realloc(heap, held->start, size), size, heap);
  }
}

static void call_heap_aligned(void) {
  neap_heap_t *heap = *heap_next();
  if (heap) {
    call_aligned(heap);
  }
}

static void heap_delete(neap_heap_t **heap) {
  neap_heap_delete(*heap);
  if (*heap) {
    shadow_heap_deleted(*heap);
  }
  *heap = NULL;
}

static void heap_destroy(neap_heap_t **heap) {
  neap_heap_t *gone = *heap;
  neap_heap_destroy(gone);
  if (gone) {
    shadow_heap_destroyed(gone);
  }
  *heap = NULL;
}

static void call_heap_delete(void) {
  heap_delete(heap_next());
}

static void call_heap_destroy(void) {
  heap_destroy(heap_next());
}

static void call_collect(void) {
  (void)neap_collect(byte_next() & 1);
}

static void call_visit(void) {
  unsigned heap = byte_next();
  if (heap % 8 < HEAPS) {
    if (shadow.heaps[heap % 8]) {
      shadow_visit(shadow.heaps[heap % 8]);
    }
    return;
  }
  shadow_visit(NULL);
}

static void call_stats(void) {
  static char json[1 << 16];
  size_t length = neap_stats_json(json, sizeof json);
  EXPECT(length < sizeof json && strlen(json) == length && json[0] == '{');
}

// Addresses near blocks, and none at all.
static void call_owns(void) {
  Held *held = slot_next();
  ptrdiff_t offset = (ptrdiff_t)(int16_t)word_next();
  const void *pointer = (const void *)((uintptr_t)held->start + (uintptr_t)offset);
  bool block = false;
  for (size_t i = 0; i < SLOTS && !block; i++) {
    block = shadow.held[i].start && shadow.held[i].start == pointer;
  }
  if (!block && held->start && offset > 0 && (size_t)offset < held->usable) {
    EXPECT(!neap_owns(pointer));
  } else if (block) {
    EXPECT(neap_owns(pointer));
  } else {
    (void)neap_owns(pointer);
  }
}

static void call_check(void) {
  shadow_check();
}

static void (*const calls[])(void) = {
  call_malloc,       call_malloc,        call_malloc,         call_free,        call_free,
  call_free,         call_calloc,        call_zalloc,         call_realloc,     call_realloc,
  call_reallocarray, call_aligned_alloc, call_posix_memalign, call_fill,        call_fill,
  call_free_many,    call_free_many,     call_heap_new,       call_heap_malloc, call_heap_malloc,
  call_heap_calloc,  call_heap_realloc,  call_heap_aligned,   call_heap_delete, call_heap_destroy,
  call_collect,      call_visit,         call_stats,          call_owns,        call_check,
};

enum { CALLS = sizeof calls / sizeof *calls, END_THREAD = CALLS };

// --- The program

// The heap's own checks; between calls, on the thread whose theap it is.
static void books_check(void) {
  neap__arena_check();
  if (theap_is_real(neap__theap)) {
    neap__theap_check(neap__theap);
  }
}

// Who: 2 bits; then whether a system call fails, and which.
static void step(void) {
  unsigned what = byte_next() % (CALLS + 1);
  unsigned who = byte_next();
  unsigned fault = who & 0x80 ? byte_next() : 0;
  if (fault) {
    unsigned kinds = fault >> 4 ? fault >> 4 : FAULT_ALL;
    faults_start(kinds, 1 + fault % 8, fault & 8);
    fault_armed = true;
  }
  if (what == END_THREAD) {
    crew_end(who % CREW);
  } else {
    crew_do(who % CREW, calls[what]);
  }
  faults_stop();
  fault_armed = false;
  if (who & 0x40) {
    crew_do(who % CREW, books_check);
  }
}

static void free_all(void) {
  for (size_t i = 0; i < SLOTS; i++) {
    if (shadow.held[i].start) {
      held_free(&shadow.held[i], (unsigned)i);
    }
  }
}

static void heaps_end(void) {
  for (size_t i = 0; i < HEAPS; i++) {
    (i % 2 ? heap_delete : heap_destroy)(&shadow.heaps[i]);
  }
}

void calls_run(const uint8_t *bytes, size_t size) {
  input.bytes = bytes;
  input.size = size;
  input.at = 0;
  while (input.at < size) {
    step();
  }
  shadow_check();
  shadow_visit(NULL);
  heaps_end();
  shadow_check();
  free_all();
  for (unsigned member = 1; member < CREW; member++) {
    crew_end(member);
  }
  shadow_visit(NULL);
  EXPECT(shadow.bytes == 0);
  books_check();
  (void)neap_collect(true);
  books_check();
  faults_settle();
}
