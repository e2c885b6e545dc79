// Regions of address space, their slices and units, and the way from a pointer to a record.
//
// A *region* is reserved once, at a multiple of 256 MiB, and never given back or mprotected in pieces:
//
//   | Region header | records: one of 128 bytes for each slice | slices of 64 KiB … |
//
// so that pointer -> record is mask, shift, and one load (the distance to the record that leads, for runs of several slices). Records
// lie outside the memory they describe: all of that can go back to the system, and a stray write does not hit the books.
// REGION_PAGES hold pages (runs of 1 or 8 slices; never huge pages), REGION_SPANS hold spans (runs of 4 KiB units; a span is longer
// than a slice, so at most one begins in each, and the slice where it begins has its record).
//
// Memory that is free and was touched is *dirty*. Once in NEAP_IDLE_MS, on slow paths, as much of it goes back to the system as was free through
// all of that time, save what NEAP_KEEP_KIB and NEAP_KEEP_PERCENT allow; highest addresses first. Free space is taken lowest first.
// So a load that takes and gives the same memory again and again does not pay for page faults again and again. But a thread's first page of a bin, of
// which there are many, is seldom filled: what it does not use of dirty memory would lie there for nothing, so it gets some that is clean, or of which
// such a page has used little before. When the program rests all of it goes
// back, and the records of slices that are free as well: zero says the same of a slice as what stood there (RECORD_NONE, and nothing to claim), but for
// what it once was, which is of use for telling crimes only.
// Threads: any; one lock for pages (rank LOCK_PAGES), one for spans (LOCK_SPANS). Nothing here is on a fast path but record_of.
#ifndef NEAP_ALLOC_ARENA_H
#define NEAP_ALLOC_ARENA_H

#include "atomics.h"
#include "base.h"
#include "bitmap.h"
#include "size_class.h"

enum {
  WINDOW_SHIFT = 28,
  WINDOW_COUNT = 1 << 20, // 48 bits of address space
  SLICE_SHIFT = 16,
  SLICE_SIZE = 1 << SLICE_SHIFT,
  SLICES_MAX = 1 << (WINDOW_SHIFT - SLICE_SHIFT),
  UNIT_SIZE = 4096,
  UNITS_PER_SLICE = SLICE_SIZE / UNIT_SIZE,
  UNITS_MAX = SLICES_MAX * UNITS_PER_SLICE,
  MEDIUM_SLICES = 8, // as many as Slice.dirty has bits
  RECORD_SHIFT = 7,
  RECORD_SIZE = 1 << RECORD_SHIFT,
  RECORDS_OFFSET = 128 * 1024, // room for the header
  RECORDS_PER_UNIT = UNIT_SIZE / RECORD_SIZE,
  REGIONS_MAX = 4096, // 1 TiB
};

#define WINDOW_SIZE ((uintptr_t)1 << WINDOW_SHIFT)

typedef enum RecordKind { RECORD_NONE, RECORD_PAGE, RECORD_SPAN } RecordKind;

// What the arena keeps in each record; the first member of Page (page.h).
typedef struct Slice {
  _Atomic uint16_t lead_distance; // atomic; slices back to the record that leads; 0: this one does
  _Atomic uint16_t
      holes;            // atomic; the page's owner writes: its slices each have their own (holes.h)
  _Atomic uint8_t kind; // atomic; a RecordKind; release: publishes the rest of the record
  uint8_t slice_count;  // const while taken: 1 or 8
  uint8_t
      dirty; // owner: a bit for each eighth; 0: what has not been used there since it was taken is zero
  bool is_sampled; // a page's; const while in use: the end of its blocks is noted (sites.h)
} Slice;

typedef enum RegionKind { REGION_PAGES, REGION_SPANS, REGION_KINDS } RegionKind;

typedef struct Region {
  // const after init
  RegionKind kind;
  uint32_t slice_count; // of the whole region, header included
  uint32_t first_slice; // behind header and records
  uint32_t index;       // in the table of regions

  // guarded by the kind's lock
  uint32_t free_slices; // pages: not taken
  uint32_t
      smallest_unfit; // spans: a run of this many units was looked for in vain, and nothing has been freed since
  uint64_t records_used[SLICES_MAX / RECORDS_PER_UNIT /
                        64]; // a bit for each unit of records that are not all zero

  union {
    struct {
      uint64_t taken[SLICES_MAX / 64];
      uint64_t dirty[SLICES_MAX / 64]; // a subset of the free ones
      uint64_t light[SLICES_MAX /
                     64]; // of the dirty ones: those that were a page's of which little was used
      HintMap listed[BIN_COUNT]; // atomic: pages of the bin that a thread may claim
    } pages;

    struct {
      uint64_t taken[UNITS_MAX / 64];
      uint64_t dirty[UNITS_MAX / 64]; // a subset of the free ones
    } spans;
  };
} Region;

// One byte for each 256 MiB of address space: 1 if a region begins there. Written once per window, with release.
extern _Atomic uint8_t neap__windows[WINDOW_COUNT];

static inline Region *region_of(const void *pointer) {
  return (Region *)((uintptr_t)pointer & ~(WINDOW_SIZE - 1));
}

// Whether there is a region in the window of `pointer`, whatever that is. Its slice may still lie behind the region's end; then the
// record is zero (RECORD_NONE).
static inline bool window_known(const void *pointer) {
  uintptr_t window = (uintptr_t)pointer >> WINDOW_SHIFT;
  // acquire: pairs with the release in region_publish; on x86-64 and aarch64 as cheap as relaxed
  return LIKELY(window < WINDOW_COUNT) && load_acquire(&neap__windows[window]);
}

static inline Slice *region_record(Region *region, size_t slice) {
  return (Slice *)((uintptr_t)region + RECORDS_OFFSET + (slice << RECORD_SHIFT));
}

// The record of the slice where `pointer` points. Needs: window_known.
static inline Slice *record_at(const void *pointer) {
  uintptr_t slice = ((uintptr_t)pointer >> SLICE_SHIFT) & (SLICES_MAX - 1);
  return region_record(region_of(pointer), slice);
}

// The record that leads there. Needs: window_known.
static inline Slice *record_of(const void *pointer) {
  Slice *record = record_at(pointer);
  // relaxed: const as long as any block there is live, and whoever holds a block got it after
  uintptr_t distance = load_relaxed(&record->lead_distance);
  return (Slice *)((uintptr_t)record - (distance << RECORD_SHIFT));
}

// What a bit of `dirty` stands for. Bytes.
static inline size_t slice_eighth(const Slice *record) {
  return record->slice_count > 1 ? SLICE_SIZE : SLICE_SIZE / 8;
}

static inline size_t record_slice(const Slice *record) {
  return (((uintptr_t)record & (WINDOW_SIZE - 1)) - RECORDS_OFFSET) >> RECORD_SHIFT;
}

static inline char *record_memory(const Slice *record) {
  return (char *)region_of(record) + (record_slice(record) << SLICE_SHIFT);
}

// Takes a run of 1 or 8 slices (8 lie at a multiple of 512 KiB) and its record, whose kind is RECORD_NONE until the caller has filled it.
// `sparse`: most of it may never be used, so that it had better not be memory that is still there.
// NULL: out of memory.
Slice *neap__slices_take(unsigned slice_count, bool sparse);
// Gives it back, of which the first `used` bytes have been used. The caller has set the kind to RECORD_NONE; nobody else looks at the record any more.
void neap__slices_give(Slice *record, size_t used);

// Takes `units` units at a multiple of `alignment` bytes; *was_clean tells whether they are all zero. NULL: out of memory.
char *neap__units_take(size_t units, size_t alignment, bool *was_clean);
// Takes the units right behind a run, for growing in place. false: they are not free.
bool neap__units_extend(char *end, size_t units);
void neap__units_give(char *start, size_t units);

// Gives dirty memory back to the system, save so much of pages and of spans, and with all of it the records that nobody needs. Result: bytes given
// back, records not counted.
size_t neap__arena_purge(size_t keep_bytes);
// Gives back what lay idle, if it is time.
void neap__arena_tick(void);

// Bytes that pages have made blocks of, and in spans: a moment's value. Who fills a page tells of so many more, or fewer as 0 - bytes.
size_t neap__arena_in_use(void);
void neap__arena_use(size_t bytes);
// Bytes given back since the start.
uint64_t neap__arena_purged(void);
// Copies the bitmap of slices that are taken of a region of pages.
void neap__slices_taken(const Region *of, uint64_t taken[SLICES_MAX / 64]);

// The regions in the order of their making. Wait-free.
size_t neap__region_count(void);
Region *neap__region_at(size_t index);

typedef struct ArenaCounts {
  size_t reserved_bytes;
  size_t taken_bytes;  // in pages or spans
  size_t dirty_bytes;  // free, but not given back
  size_t purged_bytes; // given back since the start
} ArenaCounts;

ArenaCounts neap__arena_counts(RegionKind kind);

// For fork: all locks of this file, in order, so that the child finds the books complete. What a thread that vanishes in the child
// had just taken in hand (a few slices, or a run on its way to the system) stays taken there.
void neap__arena_lock_pages_and_spans(void);
void neap__arena_lock_regions(void);
void neap__arena_unlock_regions(void);
void neap__arena_unlock_pages_and_spans(void);

// Asserts what the header comment says. Needs: no other thread runs. For tests and NEAP_CHECKS=full.
void neap__arena_check(void);

#endif
