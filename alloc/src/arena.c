#include "arena.h"

#include "lock.h"
#include "options.h"
#include "os.h"
#include <assert.h>
#include <string.h>

enum {
  REGION_SIZE_MIN =
      4 * 1024 * 1024, // when address space is scarce (ulimit -v), regions are halved down to this
  PURGE_BATCH_UNITS = 1024, // given back with the lock let go
  LIGHT_EIGHTHS_MAX = 2,    // dirty ones of a page's
};

static_assert(sizeof(Region) <= RECORDS_OFFSET, "the header fits before the records");
static_assert(REGION_SIZE_MIN % (64 * SLICE_SIZE) == 0, "regions have whole words of slices");
static_assert((size_t)SLICES_MAX == HINT_BITS, "a hint for each slice");
static_assert(sizeof(Slice) == 8, "the record's first eight bytes");

_Atomic uint8_t neap__windows[WINDOW_COUNT];

static _Atomic(Region *) regions[REGIONS_MAX]; // atomic; release: publishes the region
static _Atomic uint32_t region_count;          // atomic; release: publishes regions[]

// One for each kind of region.
typedef struct Arena {
  Lock lock;
  // guarded by lock
  size_t reserved_units, taken_units, dirty_units, purged_units;
  size_t idle_units;     // the least dirty_units since window_start: so much was free all the time
  uint64_t window_start; // ms
} Arena;

static Arena arenas[REGION_KINDS] = {
  [REGION_PAGES] = { .lock = LOCK_WITH_RANK(LOCK_PAGES) },
  [REGION_SPANS] = { .lock = LOCK_WITH_RANK(LOCK_SPANS) },
};
static _Atomic size_t in_use; // atomic; bytes: a hint
static Lock regions_lock = LOCK_WITH_RANK(LOCK_REGIONS);

void neap__arena_use(size_t bytes) {
  fetch_add_relaxed(&in_use, bytes); // relaxed: a hint
}

size_t neap__arena_in_use(void) {
  return load_relaxed(&in_use); // relaxed: a hint
}

uint64_t neap__arena_purged(void) {
  return neap__arena_counts(REGION_PAGES).purged_bytes +
         neap__arena_counts(REGION_SPANS).purged_bytes;
}

size_t neap__region_count(void) {
  return load_acquire(&region_count);
} // acquire: pairs with region_publish

Region *neap__region_at(size_t index) {
  return load_relaxed(&regions[index]); // relaxed: published by region_count
}

static bool region_publish(Region *region) {
  lock_take(&regions_lock);
  uint32_t count = load_relaxed(&region_count); // relaxed: written under this lock only
  bool room = count < REGIONS_MAX;
  if (room) {
    region->index = count;
    store_relaxed(&regions[count], region);
    // release: publishes the header, for neap__region_count and window_known
    store_release(&region_count, count + 1);
    store_release(&neap__windows[(uintptr_t)region >> WINDOW_SHIFT], 1);
  }
  lock_give(&regions_lock);
  return room;
}

// A new region of the kind, with room for `units` units at the least. Needs: the kind's lock. NULL: out of memory.
static Region *region_new(RegionKind kind, size_t units) {
  static const char *const names[REGION_KINDS] = { "neap pages", "neap spans" };
  size_t header = align_up(RECORDS_OFFSET + ((size_t)SLICES_MAX << RECORD_SHIFT), SLICE_SIZE);
  size_t least = size_max(REGION_SIZE_MIN, header + units * UNIT_SIZE);
  size_t size = WINDOW_SIZE;
  Region *region = neap__os_reserve(size, WINDOW_SIZE, names[kind]);
  while (!region && size / 2 >= least) {
    size /= 2;
    region = neap__os_reserve(size, WINDOW_SIZE, names[kind]);
  }
  if (!region) {
    return NULL;
  }
  if (kind == REGION_PAGES) {
    neap__os_no_huge_pages(region, size);
  } else {
    neap__os_no_huge_pages(region, header);
  }
  region->kind = kind;
  region->slice_count = (uint32_t)(size / SLICE_SIZE);
  region->first_slice = (uint32_t)(header / SLICE_SIZE);
  region->free_slices = region->slice_count - region->first_slice;
  region->smallest_unfit = UINT32_MAX;
  if (kind == REGION_PAGES) {
    neap__bits_set(region->pages.taken, 0, region->first_slice);
  } else {
    neap__bits_set(region->spans.taken, 0, (size_t)region->first_slice * UNITS_PER_SLICE);
  }
  if (!region_publish(region)) {
    neap__os_release(region, size);
    return NULL;
  }
  arenas[kind].reserved_units += size / UNIT_SIZE;
  return region;
}

// --- slices

// The bits of a group of eight slices, which begins at `slice`.
static uint8_t group_bits(const uint64_t *bits, size_t slice) {
  return (uint8_t)(bits[slice / 64] >> slice % 64);
}

static bool is_light(uint8_t dirty) {
  return __builtin_popcount(dirty) <= LIGHT_EIGHTHS_MAX;
}

// All bits of each group of eight of which any is set.
static uint64_t whole_groups(uint64_t bits) {
  bits |= bits >> 4 & 0x0f0f0f0f0f0f0f0fu;
  bits |= bits >> 2 & 0x3333333333333333u;
  bits |= bits >> 1 & 0x5555555555555555u;
  return (bits & 0x0101010101010101u) * 0xff;
}

// A free slice in a group of eight that is in use already, so that whole groups stay free for medium pages; else the lowest free group's first one.
static size_t slice_find(const Region *region) {
  size_t fallback = BITS_NONE;
  for (size_t word = 0; word < region->slice_count / 64; word++) {
    uint64_t taken = region->pages.taken[word];
    uint64_t groups = whole_groups(taken);
    if (groups & ~taken) {
      return word * 64 + bit_low(groups & ~taken);
    }
    if (~groups) {
      fallback = size_min(fallback, word * 64 + bit_low(~groups));
    }
  }
  return fallback;
}

// A free group of eight that is clean, or of which little is dirty; else none.
static size_t group_find_sparse(const Region *region) {
  for (size_t slice = 0; slice < region->slice_count; slice += MEDIUM_SLICES) {
    if (group_bits(region->pages.taken, slice) == 0 &&
        is_light(group_bits(region->pages.dirty, slice))) {
      return slice;
    }
  }
  return BITS_NONE;
}

// As slice_find, but one that is clean, or of which little is dirty, also if that begins a group; else none.
static size_t slice_find_sparse(const Region *region) {
  for (size_t word = 0; word < region->slice_count / 64; word++) {
    uint64_t taken = region->pages.taken[word];
    uint64_t fitting = region->pages.light[word] | ~region->pages.dirty[word];
    uint64_t found = whole_groups(taken) & ~taken & fitting;
    if (found) {
      return word * 64 + bit_low(found);
    }
  }
  return group_find_sparse(region);
}

static size_t slices_find(const Region *region, unsigned slice_count, bool sparse) {
  if (region->free_slices < slice_count) {
    return BITS_NONE;
  }
  bool one = slice_count == 1;
  size_t found = BITS_NONE;
  if (sparse) {
    found = one ? slice_find_sparse(region) : group_find_sparse(region);
  }
  if (found == BITS_NONE) {
    found = one ? slice_find(region)
                : neap__bits_find_clear_run(region->pages.taken, region->slice_count, 0,
                                            slice_count, slice_count);
  }
  return found;
}

static void records_use(Region *region, size_t slice) {
  neap__bits_set(region->records_used, slice / RECORDS_PER_UNIT, 1);
}

// As Slice.dirty of the run, which is free. What is dirty of a single slice is its beginning.
static uint8_t run_dirty_eighths(const Region *region, size_t slice, unsigned slice_count) {
  if (slice_count == MEDIUM_SLICES) {
    return group_bits(region->pages.dirty, slice);
  }
  if (!bit_get(region->pages.dirty, slice)) {
    return 0;
  }
  return bit_get(region->pages.light, slice) ? (1u << LIGHT_EIGHTHS_MAX) - 1 : UINT8_MAX;
}

// Writes down which of the run's slices are dirty, now that it is free again. Result: how many.
static size_t run_leave_dirty(Region *region, size_t slice, unsigned slice_count, uint8_t eighths) {
  uint64_t dirty = slice_count == MEDIUM_SLICES ? eighths : eighths != 0;
  region->pages.dirty[slice / 64] |= dirty << slice % 64;
  neap__bits_clear(region->pages.light, slice, slice_count);
  if (slice_count == 1 && is_light(eighths)) {
    neap__bits_set(region->pages.light, slice, 1);
  }
  return (size_t)__builtin_popcountll(dirty);
}

static Slice *slices_take_at(Region *region, size_t slice, unsigned slice_count) {
  Arena *arena = &arenas[REGION_PAGES];
  size_t dirty = neap__bits_count(region->pages.dirty, slice, slice_count);
  uint8_t run_dirty = run_dirty_eighths(region, slice, slice_count);
  neap__bits_set(region->pages.taken, slice, slice_count);
  neap__bits_clear(region->pages.dirty, slice, slice_count);
  region->free_slices -= slice_count;
  arena->taken_units += (size_t)slice_count * UNITS_PER_SLICE;
  arena->dirty_units -= dirty * UNITS_PER_SLICE;
  arena->idle_units = size_min(arena->idle_units, arena->dirty_units);
  records_use(region, slice);
  Slice *record = region_record(region, slice);
  record->slice_count = (uint8_t)slice_count;
  record->dirty = run_dirty;
  for (uint32_t i = 0; i < slice_count; i++) {
    // relaxed: published with the record's kind
    store_relaxed(&region_record(region, slice + i)->lead_distance, (uint16_t)i);
  }
  return record;
}

void neap__slices_taken(const Region *of, uint64_t taken[SLICES_MAX / 64]) {
  Arena *arena = &arenas[REGION_PAGES];
  lock_take(&arena->lock);
  memcpy(taken, of->pages.taken, sizeof of->pages.taken);
  lock_give(&arena->lock);
}

Slice *neap__slices_take(unsigned slice_count, bool sparse) {
  ASSERT(slice_count == 1 || slice_count == MEDIUM_SLICES);
  Arena *arena = &arenas[REGION_PAGES];
  lock_take(&arena->lock);
  // threads that come and go would begin on other memory each time: there is enough that is still there
  sparse = sparse && arena->dirty_units * UNIT_SIZE <= neap__arena_in_use();
  Region *region = NULL;
  size_t slice = BITS_NONE;
  for (size_t i = 0; i < neap__region_count() && slice == BITS_NONE; i++) {
    region = neap__region_at(i);
    if (region->kind == REGION_PAGES) {
      slice = slices_find(region, slice_count, sparse);
    }
  }
  if (slice == BITS_NONE) {
    region = region_new(REGION_PAGES, (size_t)slice_count * UNITS_PER_SLICE);
    slice = region ? slices_find(region, slice_count, sparse) : BITS_NONE;
  }
  Slice *record = slice == BITS_NONE ? NULL : slices_take_at(region, slice, slice_count);
  lock_give(&arena->lock);
  return record;
}

static size_t arena_purge(RegionKind kind, size_t keep_units);

// Once in a while: what lay idle through the whole window goes back, save what the options let us keep. Needs: the lock, which it
// gives.
static void arena_unlock_and_tick(RegionKind kind) {
  Arena *arena = &arenas[kind];
  uint64_t now = neap__os_clock_ms();
  if (now - arena->window_start < neap__option_number(OPTION_IDLE_MS)) {
    lock_give(&arena->lock);
    return;
  }
  size_t percent = arena->taken_units / 100 * neap__option_number(OPTION_KEEP_PERCENT);
  size_t kept = size_max(neap__option_number(OPTION_KEEP_KIB) * KIB / UNIT_SIZE, percent);
  size_t idle = size_min(arena->idle_units, arena->dirty_units);
  size_t excess = idle > kept ? idle - kept : 0;
  size_t keep_units = arena->dirty_units - excess;
  arena->window_start = now;
  arena->idle_units = keep_units;
  lock_give(&arena->lock);
  if (excess > 0) {
    arena_purge(kind, keep_units);
  }
}

void neap__slices_give(Slice *record, size_t used) {
  Arena *arena = &arenas[REGION_PAGES];
  Region *region = region_of(record);
  size_t slice = record_slice(record);
  unsigned slice_count = record->slice_count;
  ASSERT(load_relaxed(&record->kind) == RECORD_NONE);
  lock_take(&arena->lock);
  ASSERT(neap__bits_count(region->pages.taken, slice, slice_count) == slice_count);
  for (uint32_t i = 1; i < slice_count; i++) {
    store_relaxed(&region_record(region, slice + i)->lead_distance, 0);
  }
  neap__bits_clear(region->pages.taken, slice, slice_count);
  unsigned used_eighths = (unsigned)((used + slice_eighth(record) - 1) / slice_eighth(record));
  uint8_t eighths = (uint8_t)(record->dirty | ((1u << used_eighths) - 1));
  region->free_slices += slice_count;
  arena->taken_units -= (size_t)slice_count * UNITS_PER_SLICE;
  arena->dirty_units += run_leave_dirty(region, slice, slice_count, eighths) * UNITS_PER_SLICE;
  arena_unlock_and_tick(REGION_PAGES);
}

// --- units

static char *units_take_at(Region *region, size_t unit, size_t units, bool *was_clean) {
  Arena *arena = &arenas[REGION_SPANS];
  size_t dirty = neap__bits_count(region->spans.dirty, unit, units);
  neap__bits_set(region->spans.taken, unit, units);
  neap__bits_clear(region->spans.dirty, unit, units);
  arena->taken_units += units;
  neap__arena_use(units * UNIT_SIZE);
  arena->dirty_units -= dirty;
  arena->idle_units = size_min(arena->idle_units, arena->dirty_units);
  *was_clean = dirty == 0;
  records_use(region, unit / UNITS_PER_SLICE);
  return (char *)region + unit * UNIT_SIZE;
}

static size_t units_find(Region *region, size_t units, size_t alignment) {
  size_t wanted = units + (alignment > UNIT_SIZE ? alignment / UNIT_SIZE - 1 : 0);
  if (units >= region->smallest_unfit) {
    return BITS_NONE;
  }
  size_t unit_count = (size_t)region->slice_count * UNITS_PER_SLICE;
  size_t unit = neap__bits_find_clear_run(region->spans.taken, unit_count, 0, units,
                                          size_max(alignment / UNIT_SIZE, 1));
  if (unit == BITS_NONE) { // a run of `wanted` units would have held it at any alignment
    region->smallest_unfit = (uint32_t)size_min(region->smallest_unfit, wanted);
  }
  return unit;
}

char *neap__units_take(size_t units, size_t alignment, bool *was_clean) {
  Arena *arena = &arenas[REGION_SPANS];
  lock_take(&arena->lock);
  Region *region = NULL;
  size_t unit = BITS_NONE;
  for (size_t i = 0; i < neap__region_count() && unit == BITS_NONE; i++) {
    region = neap__region_at(i);
    if (region->kind == REGION_SPANS) {
      unit = units_find(region, units, alignment);
    }
  }
  if (unit == BITS_NONE) {
    region = region_new(REGION_SPANS, units + alignment / UNIT_SIZE);
    unit = region ? units_find(region, units, alignment) : BITS_NONE;
  }
  char *start = unit == BITS_NONE ? NULL : units_take_at(region, unit, units, was_clean);
  lock_give(&arena->lock);
  return start;
}

static size_t unit_of(const char *pointer) {
  return ((uintptr_t)pointer & (WINDOW_SIZE - 1)) / UNIT_SIZE;
}

bool neap__units_extend(char *end, size_t units) {
  Arena *arena = &arenas[REGION_SPANS];
  Region *region = region_of(end - 1); // `end` itself may be where the next window begins
  size_t unit = unit_of(end - 1) + 1;
  lock_take(&arena->lock);
  size_t unit_count = (size_t)region->slice_count * UNITS_PER_SLICE;
  bool free = units <= unit_count - unit &&
              neap__bits_next(region->spans.taken, unit + units, unit, true) == unit + units;
  if (free) {
    bool was_clean;
    units_take_at(region, unit, units, &was_clean);
  }
  lock_give(&arena->lock);
  return free;
}

void neap__units_give(char *start, size_t units) {
  Arena *arena = &arenas[REGION_SPANS];
  Region *region = region_of(start);
  size_t unit = unit_of(start);
  lock_take(&arena->lock);
  ASSERT(neap__bits_count(region->spans.taken, unit, units) == units);
  neap__bits_clear(region->spans.taken, unit, units);
  neap__bits_set(region->spans.dirty, unit, units);
  region->smallest_unfit = UINT32_MAX;
  arena->taken_units -= units;
  neap__arena_use(0 - units * UNIT_SIZE);
  arena->dirty_units += units;
  arena_unlock_and_tick(REGION_SPANS);
}

// --- giving memory back

// A run of dirty memory that is taken while it goes back, so that the lock is not held meanwhile.
typedef struct DirtyRun {
  Region *region;
  uint64_t *taken, *dirty;
  size_t first, count;
} DirtyRun;

// The highest run of dirty bits below *below, at most `most` long. false: none.
static bool dirty_run_below(const uint64_t *dirty, size_t below, size_t most, size_t *first,
                            size_t *count) {
  size_t end = below;
  while (end > 0 && !bit_get(dirty, end - 1)) {
    bool word_empty = end % 64 == 0 && dirty[end / 64 - 1] == 0;
    end -= word_empty ? 64 : 1;
  }
  size_t start = end;
  while (start > 0 && end - start < most && bit_get(dirty, start - 1)) {
    start--;
  }
  *first = start;
  *count = end - start;
  return end > start;
}

// A bit for each slice of pages, for each unit of spans.
static uint64_t *region_taken(Region *region) {
  return region->kind == REGION_PAGES ? region->pages.taken : region->spans.taken;
}

// Purges one region until *excess units are gone back. `scale`: units per bit. Needs: the lock, which it lets go meanwhile.
static size_t region_purge(Region *region, Arena *arena, size_t keep_units, size_t scale) {
  bool pages = region->kind == REGION_PAGES;
  uint64_t *taken = region_taken(region);
  uint64_t *dirty = pages ? region->pages.dirty : region->spans.dirty;
  size_t below = (size_t)region->slice_count * UNITS_PER_SLICE / scale;
  size_t purged = 0;
  size_t first, count;
  while (arena->dirty_units > keep_units) {
    size_t excess = (arena->dirty_units - keep_units + scale - 1) / scale;
    size_t most = size_min(excess, PURGE_BATCH_UNITS / scale);
    if (!dirty_run_below(dirty, below, most, &first, &count)) {
      break;
    }
    below = first;
    neap__bits_clear(dirty, first, count);
    neap__bits_set(taken, first, count);
    arena->dirty_units -= count * scale;
    lock_give(&arena->lock);
    char *start = (char *)region + first * scale * UNIT_SIZE;
    bool gone = neap__os_give_back(start, count * scale * UNIT_SIZE);
    lock_take(&arena->lock);
    neap__bits_clear(taken, first, count);
    if (gone) {
      purged += count * scale;
    } else { // the contents are still there
      neap__bits_set(dirty, first, count);
      arena->dirty_units += count * scale;
      break;
    }
    if (!pages) {
      region->smallest_unfit = UINT32_MAX; // the run was hidden from those who looked
    }
  }
  return purged;
}

// Purges down to keep_units of dirty memory.
static size_t arena_purge(RegionKind kind, size_t keep_units) {
  Arena *arena = &arenas[kind];
  size_t scale = kind == REGION_PAGES ? UNITS_PER_SLICE : 1;
  size_t purged = 0;
  lock_take(&arena->lock);
  for (size_t i = neap__region_count(); i > 0; i--) {
    Region *region = neap__region_at(i - 1);
    if (region->kind == kind) {
      purged += region_purge(region, arena, keep_units, scale);
    }
  }
  arena->purged_units += purged;
  lock_give(&arena->lock);
  return purged * UNIT_SIZE;
}

// Whether all slices are free whose records the unit holds.
static bool records_idle(Region *region, size_t unit) {
  size_t scale = region->kind == REGION_PAGES ? 1 : UNITS_PER_SLICE;
  size_t first = unit * RECORDS_PER_UNIT * scale;
  return neap__bits_count(region_taken(region), first, RECORDS_PER_UNIT * scale) == 0;
}

// Needs: the lock.
static void records_purge(Region *region) {
  size_t units = region->slice_count / RECORDS_PER_UNIT;
  size_t run;
  for (size_t unit = 0; unit < units; unit += run + 1) {
    run = 0;
    while (unit + run < units && bit_get(region->records_used, unit + run) &&
           records_idle(region, unit + run)) {
      run++;
    }
    char *start = (char *)region_record(region, unit * RECORDS_PER_UNIT);
    if (run > 0 && neap__os_give_back(start, run * UNIT_SIZE)) {
      neap__bits_clear(region->records_used, unit, run);
    }
  }
}

static void regions_purge_records(void) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    lock_take(&arenas[region->kind].lock);
    records_purge(region);
    lock_give(&arenas[region->kind].lock);
  }
}

size_t neap__arena_purge(size_t keep_bytes) {
  size_t keep_units = keep_bytes / UNIT_SIZE;
  if (keep_units == 0) {
    regions_purge_records();
  }
  return arena_purge(REGION_PAGES, keep_units) + arena_purge(REGION_SPANS, keep_units);
}

void neap__arena_tick(void) {
  for (RegionKind kind = 0; kind < REGION_KINDS; kind++) {
    lock_take(&arenas[kind].lock);
    arena_unlock_and_tick(kind);
  }
}

ArenaCounts neap__arena_counts(RegionKind kind) {
  Arena *arena = &arenas[kind];
  lock_take(&arena->lock);
  ArenaCounts counts = {
    .reserved_bytes = arena->reserved_units * UNIT_SIZE,
    .taken_bytes = arena->taken_units * UNIT_SIZE,
    .dirty_bytes = arena->dirty_units * UNIT_SIZE,
    .purged_bytes = arena->purged_units * UNIT_SIZE,
  };
  lock_give(&arena->lock);
  return counts;
}

void neap__arena_lock_pages_and_spans(void) {
  lock_take(&arenas[REGION_PAGES].lock);
  lock_take(&arenas[REGION_SPANS].lock);
}

void neap__arena_unlock_pages_and_spans(void) {
  lock_give(&arenas[REGION_SPANS].lock);
  lock_give(&arenas[REGION_PAGES].lock);
}

void neap__arena_lock_regions(void) {
  lock_take(&regions_lock);
}

void neap__arena_unlock_regions(void) {
  lock_give(&regions_lock);
}

// --- checks

static void region_check_pages(Region *region) {
  size_t free_slices =
      region->slice_count - neap__bits_count(region->pages.taken, 0, region->slice_count);
  CHECK(free_slices == region->free_slices);
  for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
    Slice *record = region_record(region, slice);
    if (bit_get(region->pages.taken, slice)) {
      CHECK(!bit_get(region->pages.dirty, slice));
      CHECK(load_relaxed(&record->lead_distance) < MEDIUM_SLICES);
    } else {
      CHECK(load_relaxed(&record->kind) == RECORD_NONE);
      CHECK(load_relaxed(&record->lead_distance) == 0);
    }
  }
}

void neap__arena_check(void) {
  size_t taken[REGION_KINDS] = { 0 };
  size_t dirty[REGION_KINDS] = { 0 };
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    size_t slices = region->slice_count;
    CHECK(region->index == i && window_known(region));
    if (region->kind == REGION_PAGES) {
      region_check_pages(region);
      size_t first = region->first_slice;
      taken[REGION_PAGES] +=
          neap__bits_count(region->pages.taken, first, slices - first) * UNITS_PER_SLICE;
      dirty[REGION_PAGES] += neap__bits_count(region->pages.dirty, 0, slices) * UNITS_PER_SLICE;
    } else {
      size_t first = (size_t)region->first_slice * UNITS_PER_SLICE;
      size_t units = slices * UNITS_PER_SLICE;
      taken[REGION_SPANS] += neap__bits_count(region->spans.taken, first, units - first);
      dirty[REGION_SPANS] += neap__bits_count(region->spans.dirty, 0, units);
      for (size_t word = 0; word < units / 64; word++) {
        CHECK((region->spans.taken[word] & region->spans.dirty[word]) == 0);
      }
    }
  }
  for (int kind = 0; kind < REGION_KINDS; kind++) {
    CHECK(arenas[kind].taken_units == taken[kind]);
    CHECK(arenas[kind].dirty_units == dirty[kind]);
  }
}
