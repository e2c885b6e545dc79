#include "tide.h"

#include "full.h"
#include "gate.h"
#include "hardened.h"
#include "heap.h"
#include "holes.h"
#include "neap.h"
#include "options.h"
#include "os.h"
#include "policy.h"
#include "sites.h"
#include "thread.h"
#include <pthread.h>
#include <signal.h>

enum {
  STILL_TICKS = 2, // without anything happening: the thread, or the process, rests
  DONE_TICKS = 5,  // nor anything left to do for now: the tide sleeps
  LATE_TICKS = 15, // a long rest: what was kept for the next piece of work goes back, too
  BUSY_TICKS = 64, // between two looks at unowned pages while something happens
  LOST_MAX = 128,
  STACK_BYTES = 128 * 1024,
};

static const size_t start_bytes = 4 * MIB;
static const size_t early_keep_bytes = MIB / 2; // of pages, and of spans

_Atomic uint32_t neap__tide_state; // off until the options are read
static _Atomic size_t start_at;    // atomic; bytes in use at which the thread is made

// guarded by the tide's lock
static uint32_t epoch;         // counts ticks before which something had happened, and long rests
static uint32_t quiet_ticks;   // since something happened
static uint32_t busy_ticks;    // since unowned pages were looked at
static uint32_t stretch_ticks; // since a stretch began: see holes.h
static TideCounts counts;

// A page and the holes it got though it had been filled not long ago: what the program is likely to fetch first when it goes on.
typedef struct Lost {
  Page *page;
  HoleSet holes;
} Lost;

static Lost lost[LOST_MAX];
static size_t lost_count;

// --- theaps

// Changes, as good as always, when the thread allocates or frees.
static uint32_t theap_fingerprint(Theap *theap) {
  uint32_t print = load_relaxed(&theap->slow_count);
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    Page *page = load_relaxed(&theap->current[bin]); // a record stays readable for ever
    print =
        print * 31 + (uint32_t)((uintptr_t)page >> RECORD_SHIFT) + load_relaxed(&page->countdown);
  }
  return print;
}

static bool theap_rests(Theap *theap) {
  uint32_t print = theap_fingerprint(theap);
  theap->still_ticks = print != theap->fingerprint ? 0 : (uint8_t)(theap->still_ticks + 1);
  theap->fingerprint = print;
  if (theap->still_ticks < STILL_TICKS) {
    return false;
  }
  theap->still_ticks = STILL_TICKS;
  bool told = load_relaxed(&theap->ready) != NULL;
  bool news = theap->swept_epoch != epoch && quiet_ticks >= STILL_TICKS;
  return load_relaxed(&theap->gate) == GATE_OPEN || told || news;
}

// A program at rest that does a little now and then must not pay for all its pages each time.
static void queue_sweep(Theap *theap, unsigned bin) {
  for (Page *page = theap->queues[bin].first; page; page = page->next) {
    if (neap__holes_due(page)) {
      counts.hole_bytes += neap__holes_make(page);
      counts.pages_swept++;
    }
  }
}

// Behind the gate.
static void theap_sweep(Theap *theap) {
  neap__hardened_flush(theap);
  neap__theap_collect(theap, true);
  for (unsigned bin = 0; theap->policy->keeps && bin < BIN_COUNT; bin++) {
    queue_sweep(theap, bin);
  }
  theap->swept_epoch = epoch;
  counts.theaps_swept++;
}

static void batch_sweep(Theap **batch, size_t count) {
  count = neap__gate_close(batch, count);
  for (size_t i = 0; i < count; i++) {
    theap_sweep(batch[i]);
    neap__gate_done(batch[i]);
  }
}

// `all`: also those whose threads have just used them. Result: whether any thread is awake.
static bool theaps_sweep(bool all) {
  if (!neap__gate_works()) {
    return false;
  }
  Theap *batch[GATE_BATCH];
  size_t count = 0;
  bool awake = false;
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    if (theap->for_heap || !load_relaxed(&theap->in_use)) {
      continue;
    }
    awake |= load_relaxed(&theap->gate) == GATE_OPEN;
    if (all || theap_rests(theap)) {
      batch[count++] = theap;
    }
    if (count == GATE_BATCH) {
      batch_sweep(batch, count);
      count = 0;
    }
  }
  batch_sweep(batch, count);
  return awake;
}

// --- pages that nobody owns

static Lost lost_since(Page *page, const HoleSet *before) {
  Lost made = { page, neap__holes_all(page) };
  for (unsigned slice = 0; slice < MEDIUM_SLICES; slice++) {
    made.holes.pieces[slice] &= (uint16_t)~before->pieces[slice];
  }
  return made;
}

// Page.swept is the state's word as it was when the page was last seen, and with the bit OWNED, which it never has then, when it was last swept.
static bool page_is_due(Page *page, bool now) {
  uint64_t word = page_state_peek(&page->state);
  uint64_t swept = load_relaxed(&page->swept);
  if ((word & (STATE_OWNED | STATE_LISTED)) != STATE_LISTED || swept == (word | STATE_OWNED) ||
      neap__holes_filled_lately(page)) {
    return false;
  }
  store_relaxed(&page->swept, word);
  return now || swept == word;
}

static void page_release(Page *page) {
  neap__policy_release(page, neap__counters_without_theap());
}

static void page_sweep(Page *page) {
  if (!neap__page_claim(page)) {
    return;
  }
  bool remember = neap__holes_filled_before(page) && lost_count < LOST_MAX;
  HoleSet before = neap__holes_all(page);
  counts.hole_bytes += neap__holes_make(page);
  counts.pages_swept++;
  if (remember) {
    lost[lost_count++] = lost_since(page, &before);
  }
  page_release(page);
  uint64_t word = page_state_peek(&page->state);
  if (!(word & STATE_OWNED) && !state_head(word)) { // as we left it, but for an accident
    store_relaxed(&page->swept, word | STATE_OWNED);
  }
}

// `now`: also what is seen for the first time.
static void pages_sweep(bool now) {
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    if (region->kind != REGION_PAGES) {
      continue;
    }
    uint64_t taken[SLICES_MAX / 64];
    neap__slices_taken(region, taken);
    for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
      Page *page = (Page *)region_record(region, slice);
      if (bit_get(taken, slice) && page_kind(page) == RECORD_PAGE && page_is_due(page, now)) {
        page_sweep(page);
      }
    }
  }
}

// The program goes on after a long rest: what it is likely to need is fetched while it begins. What nobody claims goes back at the next rest.
static void lost_fetch(void) {
  for (size_t i = 0; i < lost_count; i++) {
    Page *page = lost[i].page;
    bool whole = load_relaxed(&page->swept) == (page_state_peek(&page->state) | STATE_OWNED);
    if (whole && neap__page_claim(page)) {
      counts.fetched_bytes += neap__holes_fetch(page, &lost[i].holes);
      page_release(page);
    }
  }
  lost_count = 0;
}

// --- ticks

// Result: whether there is, or may soon be, more to do; not counted what a long rest brings. Needs: the lock.
static bool tick(bool seen, bool all) {
  counts.ticks++;
  quiet_ticks = seen ? 0 : quiet_ticks + 1;
  epoch += seen || quiet_ticks == LATE_TICKS;
  bool still = all || quiet_ticks >= STILL_TICKS;
  bool late = all || quiet_ticks >= LATE_TICKS;
  if (late || ++stretch_ticks >= LATE_TICKS) {
    neap__holes_next_stretch();
    stretch_ticks = 0;
  }
  uint64_t holes_before = counts.hole_bytes;
  bool awake = theaps_sweep(all);
  if (still || ++busy_ticks >= BUSY_TICKS) {
    pages_sweep(still);
    busy_ticks = 0;
  }
  size_t purged = 0;
  if (still) {
    counts.hole_bytes +=
        neap__sites_rest(!all); // who asks for everything back may be amid its work
    purged = neap__arena_purge(late ? 0 : early_keep_bytes);
  } else {
    neap__arena_tick();
  }
  return awake || purged > 0 || counts.hole_bytes != holes_before;
}

// What has happened is seen now. Result: whether anything has, as far as one knows.
static bool take_seen(void) {
  uint32_t state = load_relaxed(&neap__tide_state);
  // relaxed: a hint; what is done about it takes locks
  return (state == TIDE_SEEN || state == TIDE_OFF) &&
         cas_relaxed(&neap__tide_state, &state, TIDE_AWAKE);
}

// Sleeps until something happens, or for so many ticks, 0: for ever.
static void rest(uint32_t ticks) {
  size_t most = ticks > 0 ? ticks * neap__option_number(OPTION_TIDE_MS) : SIZE_MAX;
  uint32_t state = TIDE_AWAKE;
  if (!cas_relaxed(&neap__tide_state, &state, TIDE_ASLEEP)) {
    return;
  }
  while (load_relaxed(&neap__tide_state) == TIDE_ASLEEP) {
    state = TIDE_ASLEEP;
    if (!neap__os_wait(&neap__tide_state, TIDE_ASLEEP, most) &&
        cas_relaxed(&neap__tide_state, &state, TIDE_AWAKE)) {
      neap__gate_lock();
      quiet_ticks = LATE_TICKS - 1; // as if it had ticked
      neap__gate_unlock();
    }
  }
}

static void *tide_main(void *argument) {
  (void)argument;
  neap__os_name_thread("neap tide");
  while (true) {
    neap__os_sleep_ms(neap__option_number(OPTION_TIDE_MS));
    bool seen = take_seen();
    neap__gate_lock();
    bool more = tick(seen, false);
    bool done = !more && quiet_ticks >= DONE_TICKS;
    uint32_t left = quiet_ticks < LATE_TICKS ? LATE_TICKS - quiet_ticks : 0;
    neap__gate_unlock();
    if (!done) {
      continue;
    }
    neap__tide_rests();
    rest(left);
    if (left == 0) {
      neap__gate_lock();
      lost_fetch();
      neap__gate_unlock();
    }
  }
  return NULL;
}

// Its signals are those that come of its own faults.
static bool thread_make(void) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) {
    return false;
  }
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK_BYTES); // refused: as large as others'
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  bool made = pthread_create(&thread, &attributes, tide_main, NULL) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return made;
}

static void thread_start(void) {
  size_t in_use = neap__arena_in_use();
  uint32_t state = TIDE_NONE;
  if (in_use < load_relaxed(&start_at) || !cas_relaxed(&neap__tide_state, &state, TIDE_SEEN)) {
    return;
  }
  if (!thread_make()) { // perhaps there may be no more threads now
    store_relaxed(&start_at, 2 * in_use);
    store_relaxed(&neap__tide_state, TIDE_NONE);
  }
}

NOINLINE void neap__tide_note(bool may_start) {
  uint32_t state = load_relaxed(&neap__tide_state);
  switch ((TideState)state) {
    case TIDE_OFF:
    case TIDE_SEEN: break;
    case TIDE_AWAKE: cas_relaxed(&neap__tide_state, &state, TIDE_SEEN); break;
    case TIDE_ASLEEP:
      if (cas_relaxed(&neap__tide_state, &state, TIDE_SEEN)) {
        neap__os_wake_one(&neap__tide_state);
      }
      break;
    case TIDE_NONE:
      if (may_start) {
        thread_start();
      }
      break;
  }
}

void neap__tide_begin(void) {
  store_relaxed(&start_at, neap__arena_in_use() + start_bytes);
  store_relaxed(&neap__tide_state, neap__option_number(OPTION_TIDE) ? TIDE_NONE : TIDE_OFF);
}

TideCounts neap__tide_counts(void) {
  neap__gate_lock();
  TideCounts now = counts;
  neap__gate_unlock();
  return now;
}

// --- the program's own calls

bool neap_tide_tick(void) {
  neap__process_begin();
  bool seen = take_seen();
  neap__gate_lock();
  bool more = tick(seen, false) || quiet_ticks < LATE_TICKS;
  neap__gate_unlock();
  return more;
}

bool neap_collect(bool force) {
  neap__process_begin();
  Theap *theap = neap__theap;
  if (theap_is_real(theap)) {
    gate_enter(theap);
    gate_pass(theap);
    if (force) {
      neap__hardened_flush(theap);
    }
    neap__theap_collect(theap, force);
    gate_leave(theap);
  }
  neap__heap_collect(force);
  if (!force) {
    neap__arena_tick();
    return false;
  }
  neap__gate_lock();
  uint64_t before = neap__arena_purged() + counts.hole_bytes;
  tick(false, true);
  lost_count = 0; // it is to be gone
  bool gone = neap__arena_purged() + counts.hole_bytes != before;
  neap__gate_unlock();
  return gone;
}
