#include "sites.h"

#include "full.h"
#include "lock.h"
#include "options.h"
#include "os.h"
#include "thread.h"
#include <string.h>

enum {
  SHIFT_MIN = 8, // a table of 4 KiB
  SHIFT_MAX = 14,
  SAMPLES_LOOKED = 4, // at, for their age, when one is added
  STRIDE_MIN = 16 * 1024,
  STRIDES = 4096,   // noted blocks for as many bytes as are in use
  DEBT_MAX = 8,     // strides
  WEIGHT_MAX = 512, // bytes a block counts for at most: to note it takes longer than its malloc
  SKIP_SHIFT = 30,
  CLOCK_UNIT = 256,
  EPOCH_BYTES = 8 * 1024 * 1024,
  EVIDENCE_MAX = 16,
  EVIDENCE_MIN = 6,
  CALLER_SIZES_MIN = 3, // that are expected to live long before all others are
};

static const size_t start_bytes = 4 * MIB; // in use: nothing is learnt before

// A noted block, at the place its address says or behind; `block` is NULL in a free place.
typedef struct Sample {
  const void *block;
  uint32_t born; // the clock, in CLOCK_UNITs
  uint16_t slot;
} Sample;

// What is known of a slot, or of all slots of callers with the same low bits.
typedef struct Site {
  uint8_t outlived, ended; // of late; never more than EVIDENCE_MAX together
  uint8_t first_epoch;     // of the births of those known
  bool later;              // not all of them were in that epoch
} Site;

// A table of n places stands at the n-th: it grows into memory not used yet, and what a little work touches is little.
typedef struct Records {
  Sample samples[2 << SHIFT_MAX];
  Site sites[SITE_SLOTS];
  Site callers[SITE_CALLERS];
} Records;

_Atomic uint8_t neap__site_bins[SITE_SLOTS];
_Atomic uint8_t neap__site_callers[SITE_CALLERS]; // written under sites_lock

static _Atomic bool learning;        // const after neap__sites_begin
static _Atomic uint64_t clock_bytes; // atomic

static Lock sites_lock = LOCK_WITH_RANK(LOCK_SITES);
// guarded by sites_lock
static Records *records; // NULL until the first is noted
static Theap *sampler;   // has the pages of noted blocks; likewise
static uint32_t sample_shift = SHIFT_MIN;
static uint32_t sample_count;
static uint32_t sample_hand;   // the next place to be looked at
static size_t high_water;      // the most that was in use of late
static uint64_t high_water_at; // the clock then, or when it was last looked at
static SiteCounts counts;

void neap__sites_begin(void) {
  store_relaxed(&learning, neap__option_number(OPTION_LIFETIME) && !option_hardened());
}

void neap__sites_lock(void) {
  lock_take(&sites_lock);
}

void neap__sites_unlock(void) {
  lock_give(&sites_lock);
}

static uint32_t clock_now(void) {
  return (uint32_t)(load_relaxed(&clock_bytes) / CLOCK_UNIT);
}

uint16_t neap__sites_clock(void) {
  return (uint16_t)(load_relaxed(&clock_bytes) / MIB);
}

void neap__sites_allocated(size_t bytes) {
  if (load_relaxed(&learning)) {
    fetch_add_relaxed(&clock_bytes, bytes); // relaxed: a clock of many threads is never exact
  }
}

// If it is time, some block of the next few is noted. Which, is a matter of chance: a program that allocates in a rhythm must not hide a site.
static void skip_begin(Theap *theap) {
  if (theap->sample_in < 0 && theap->sample_skip == 0) {
    uint32_t drawn = (load_relaxed(&theap->slow_count) + (uint32_t)theap->sample_in) * 0x9e3779b1u;
    theap->sample_skip = (uint8_t)(1 + (drawn >> SKIP_SHIFT));
  }
}

void neap__sites_turned(Theap *theap, const Page *page) {
  if (!load_relaxed(&learning)) {
    return;
  }
  size_t blocks = page_capacity(page) - page_used(page);
  neap__sites_allocated(blocks * page->block_size);
  if (page_class(page) >= LONG_LIVED_CLASSES) {
    return;
  }
  theap->sample_in -= (int64_t)(blocks * size_min(page->block_size, WEIGHT_MAX));
  skip_begin(theap);
}

// Bytes in use, or that were until not long ago: when a phase of the program ends and all that it made is freed, what is freed last must not look
// old beside what is left. Falls by a quarter of what is allocated. Needs: the lock.
static size_t heap_size(void) {
  uint64_t now = load_relaxed(&clock_bytes);
  uint64_t fall = (now - high_water_at) / 4;
  high_water_at = now;
  high_water = size_max(neap__arena_in_use(), fall < high_water ? high_water - fall : 0);
  return high_water;
}

// --- what is known of sites

static void site_set(unsigned slot, bool is_long_lived) {
  store_relaxed(&neap__site_bins[slot], is_long_lived ? CLASS_COUNT : 0);
  add_single_writer(&neap__site_callers[slot % SITE_CALLERS], is_long_lived ? 1 : -1);
  counts.slots += is_long_lived ? 1 : (uint64_t)-1;
}

static void site_add(Site *site, const Sample *sample, bool outlived) {
  uint8_t epoch = (uint8_t)(sample->born / (EPOCH_BYTES / CLOCK_UNIT));
  if (site->outlived + site->ended >= EVIDENCE_MAX) {
    site->outlived /= 2;
    site->ended /= 2;
  }
  if (site->outlived + site->ended == 0) {
    site->first_epoch = epoch;
  }
  site->later |= epoch != site->first_epoch;
  site->outlived += outlived;
  site->ended += !outlived;
}

// Of what is known nearly all has outlived the rest.
static bool site_leans(const Site *site) {
  return site->outlived > 0 && site->outlived >= 8 * site->ended;
}

// And much is known.
static bool site_outlives(const Site *site) {
  return site->later && site->outlived >= EVIDENCE_MIN && site_leans(site);
}

// Where a caller's blocks of several sizes are expected to do the same, so are those of sizes of which nothing is known: there are too few of them to be
// noted, but each that lies among others holds its 4 KiB.
static void caller_learn(unsigned slot, bool is_long_lived) {
  for (unsigned of_caller = slot % SITE_CALLERS; of_caller < SITE_SLOTS;
       of_caller += SITE_CALLERS) {
    const Site *site = &records->sites[of_caller];
    bool expected = load_relaxed(&neap__site_bins[of_caller]) != 0;
    if (site->outlived + site->ended == 0 && expected != is_long_lived) {
      site_set(of_caller, is_long_lived);
    }
  }
}

// What a caller's blocks of other sizes have done is evidence, too.
static void site_learn(const Sample *sample, bool outlived) {
  Site *site = &records->sites[sample->slot];
  Site *caller = &records->callers[sample->slot % SITE_CALLERS];
  bool expected = load_relaxed(&neap__site_bins[sample->slot]) != 0;
  counts.right += expected && outlived;
  counts.wrong += expected && !outlived;
  site_add(site, sample, outlived);
  site_add(caller, sample, outlived);
  if (!expected && site_leans(site) && (site_outlives(site) || site_outlives(caller))) {
    site_set(sample->slot, true);
    if (site_outlives(caller) &&
        load_relaxed(&neap__site_callers[sample->slot % SITE_CALLERS]) >= CALLER_SIZES_MIN) {
      caller_learn(sample->slot, true);
    }
  } else if (expected && site->outlived < 2 * site->ended) {
    site_set(sample->slot, false);
    caller_learn(sample->slot, false);
  }
}

// --- noted blocks

static uint32_t sample_places(void) {
  return 1u << sample_shift;
}

static Sample *sample_table(void) {
  return records->samples + sample_places();
}

static bool samples_full(void) {
  return sample_count >= sample_places() / 4 * 3;
}

// Fibonacci hashing (Knuth, volume 3, 6.4).
static uint32_t sample_home(const void *block) {
  return (uint32_t)((uintptr_t)block / BLOCK_ALIGNMENT) * 0x9e3779b1u >> (32 - sample_shift);
}

static uint32_t sample_next(uint32_t place) {
  return (place + 1) % sample_places();
}

// The place where the block stands, or would.
static uint32_t sample_place(const void *block) {
  const Sample *samples = sample_table();
  uint32_t place = sample_home(block);
  while (samples[place].block && samples[place].block != block) {
    place = sample_next(place);
  }
  return place;
}

// Another table, all of whose places are free.
static void samples_resize(uint32_t shift) {
  Sample *before = sample_table();
  uint32_t places = sample_places();
  sample_shift = shift;
  for (uint32_t i = 0; sample_count > 0 && i < places; i++) {
    if (before[i].block) {
      sample_table()[sample_place(before[i].block)] = before[i];
    }
  }
  size_t size = places * sizeof *before;
  if (!neap__os_give_back(before, size)) { // it will be a table of free places again
    memset(before, 0, size);
  }
}

// Those behind move up, as far as they may (Knuth, algorithm 6.4R).
static void sample_remove(uint32_t place) {
  Sample *samples = sample_table();
  sample_count--;
  for (uint32_t from = sample_next(place); samples[from].block; from = sample_next(from)) {
    uint32_t distance = (from - sample_home(samples[from].block)) % sample_places();
    if (distance >= (from - place) % sample_places()) {
      samples[place] = samples[from];
      place = from;
    }
  }
  samples[place].block = NULL;
}

static void sample_end(uint32_t place, bool outlived) {
  Sample sample = sample_table()[place];
  sample_remove(place);
  site_learn(&sample, outlived);
}

// What has become old is known to outlive the rest; when there are too many, what is come by is forgotten.
static void samples_look(void) {
  uint32_t old = (uint32_t)(2 * heap_size() / CLOCK_UNIT);
  for (int i = 0; i < SAMPLES_LOOKED; i++) {
    sample_hand = sample_next(sample_hand);
    const Sample *sample = &sample_table()[sample_hand];
    if (sample->block && clock_now() - sample->born > old) {
      sample_end(sample_hand, true);
    } else if (sample->block && samples_full()) {
      sample_remove(sample_hand);
    }
  }
}

// Needs: the lock. false: out of memory.
static bool sampler_begin(void) {
  records =
      records ? records : (Records *)neap__os_reserve(sizeof *records, UNIT_SIZE, "neap sites");
  sampler = sampler ? sampler : neap__theap_for_heap();
  return records && sampler;
}

static void *sample_block(unsigned size_class) {
  Page *page = sampler->queues[size_class].first;
  if (!page || !page_has_free(page)) {
    page = neap__theap_page(sampler, size_class);
  }
  if (!page) {
    return NULL;
  }
  if (!page->slice.is_sampled) { // fresh: nobody else knows it yet
    page->slice.is_sampled = true;
  }
  return page_pop(page);
}

void *neap__sites_sample(Theap *theap, unsigned size_class, unsigned slot) {
  if (--theap->sample_skip > 0) {
    return NULL;
  }
  size_t in_use = neap__arena_in_use();
  if (in_use < start_bytes) {
    theap->sample_in = (int64_t)start_bytes / 4;
    return NULL;
  }
  int64_t stride = (int64_t)size_max(STRIDE_MIN, in_use / STRIDES);
  theap->sample_in += stride;
  if (theap->sample_in < -DEBT_MAX * stride) { // of a page that had much room
    theap->sample_in = -DEBT_MAX * stride;
  }
  skip_begin(theap);
  lock_take(&sites_lock);
  void *block = NULL;
  if (sampler_begin()) {
    if (samples_full() && sample_shift < SHIFT_MAX) {
      samples_resize(sample_shift + 1);
    }
    samples_look();
    block = samples_full() ? NULL : sample_block(size_class);
  }
  if (block) {
    sample_table()[sample_place(block)] =
        (Sample){ .block = block, .born = clock_now(), .slot = (uint16_t)slot };
    sample_count++;
    counts.sampled++;
  }
  lock_give(&sites_lock);
  return block;
}

// A block may lie in such a page and not be noted: it has been forgotten, or judged before its end.
void neap__sites_ended(const void *block) {
  lock_take(&sites_lock);
  uint32_t heap = (uint32_t)(heap_size() / CLOCK_UNIT);
  uint32_t place = sample_place(block);
  const Sample *sample = &sample_table()[place];
  if (sample->block) {
    uint32_t age = clock_now() - sample->born;
    if (age > heap || age < heap / 2) {
      sample_end(place, age > heap);
    } else { // says nothing
      sample_remove(place);
    }
  }
  lock_give(&sites_lock);
}

// All that is noted lives, and so has outlived the rest. Needs: the lock.
static void samples_end(void) {
  if (sample_count == 0) {
    return;
  }
  for (uint32_t place = 0; sample_count > 0 && place < sample_places(); place++) {
    while (sample_table()[place].block) { // another one may have moved up
      sample_end(place, true);
    }
  }
  // In a small program what is learnt with would weigh more than it saves.
  if (sample_shift > SHIFT_MIN) {
    samples_resize(SHIFT_MIN);
  }
}

size_t neap__sites_rest(bool rests) {
  size_t hole_bytes = 0;
  lock_take(&sites_lock);
  if (rests) {
    samples_end();
  }
  if (sampler) {
    neap__theap_collect(sampler, true);
    for (unsigned bin = 0; bin < LONG_LIVED_CLASSES; bin++) {
      for (Page *page = sampler->queues[bin].first; page; page = page->next) {
        hole_bytes += neap__holes_due(page) ? neap__holes_make(page) : 0;
      }
    }
  }
  lock_give(&sites_lock);
  return hole_bytes;
}

SiteCounts neap__sites_counts(void) {
  lock_take(&sites_lock);
  SiteCounts now = counts;
  lock_give(&sites_lock);
  return now;
}

void neap__sites_after_fork(void) {
  lock_take(&sites_lock);
  if (sampler) {
    neap__full_after_fork(sampler);
  }
  lock_give(&sites_lock);
}

void neap__sites_check(void) {
  lock_take(&sites_lock);
  uint32_t count = 0;
  for (uint32_t place = 0; records && place < sample_places(); place++) {
    const void *block = sample_table()[place].block;
    CHECK(!block || sample_place(block) == place);
    count += block != NULL;
  }
  CHECK(count == sample_count && count <= sample_places() / 4 * 3);
  lock_give(&sites_lock);
}
