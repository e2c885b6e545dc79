#include "thread.h"

#include "full.h"
#include "gate.h"
#include "hardened.h"
#include "heap.h"
#include "lock.h"
#include "mapping.h"
#include "options.h"
#include "os.h"
#include "policy.h"
#include "sites.h"
#include "tide.h"
#include <pthread.h>

enum { THEAP_CHUNK = 64 * 1024 }; // theaps are carved from reservations of this size

// Filled by the linker: other libraries' constructors call malloc before ours runs.
Theap neap__theap_none = { .current = { [0 ... BIN_COUNT - 1] = &neap__page_none } };
THREAD_LOCAL Theap *neap__theap = &neap__theap_none;

static Lock init_lock = LOCK_WITH_RANK(LOCK_INIT);
static _Atomic bool begun; // atomic; release: publishes options, policy and key

static Lock threads_lock = LOCK_WITH_RANK(LOCK_THREADS);
// guarded by threads_lock
static Theap *idle_theaps;
static Theap *idle_heap_theaps; // apart, so that a page's last theap never turns into a heap's
static char *chunk_at, *chunk_end;
static uint32_t late_theaps;
static _Atomic uint32_t theaps_in_use; // atomic; written under threads_lock

static _Atomic(Theap *)
    made_theaps; // atomic; written under threads_lock; release: publishes next_made
static Counters counters_without_theap; // written by many threads: a hint
static pthread_key_t exit_key;          // const after init
static bool exit_key_made;              // const after init

Theap *neap__theaps(void) {
  return load_acquire(&made_theaps);
} // acquire: pairs with theap_carve

uint32_t neap__theaps_in_use(void) {
  return load_relaxed(&theaps_in_use);
}

Counters *neap__counters_without_theap(void) {
  return &counters_without_theap;
}

Counters *neap__thread_counters(void) {
  Theap *theap = neap__theap;
  return theap_is_real(theap) ? &theap->counters : &counters_without_theap;
}

// --- the process

static void thread_end(void *argument);

void neap__process_begin(void) {
  if (LIKELY(load_acquire(&begun))) { // acquire: pairs with the release below
    return;
  }
  lock_take(&init_lock);
  if (!load_relaxed(&begun)) {
    neap__options_read();
    neap__tide_begin();
    neap__sites_begin();
    neap__policy = neap__option_number(OPTION_PAGE_POLICY) == POLICY_SHARED ? &neap__policy_shared
                                                                            : &neap__policy_private;
    neap__theap_none.policy = neap__policy;
    exit_key_made = pthread_key_create(&exit_key, thread_end) == 0;
    store_release(&begun, true); // release: publishes all of the above
  }
  lock_give(&init_lock);
}

// --- threads

static Theap *theap_carve(bool for_heap) {
  size_t size = align_up(sizeof(Theap), CACHE_LINE);
  if ((size_t)(chunk_end - chunk_at) < size) {
    char *chunk = neap__os_reserve(THEAP_CHUNK, UNIT_SIZE, "neap theaps");
    if (!chunk) {
      return NULL;
    }
    chunk_at = chunk;
    chunk_end = chunk + THEAP_CHUNK;
  }
  Theap *theap = (Theap *)chunk_at;
  chunk_at += size;
  theap->for_heap = for_heap;
  theap->next_made = load_relaxed(&made_theaps);
  // The tide may come by as soon as the theap is found.
  neap__theap_init(theap, for_heap ? &neap__policy_heap : neap__policy);
  store_release(&made_theaps, theap); // release: publishes next_made, and a theap in order
  return theap;
}

// A theap that was made after its thread's last destructor stays behind when the thread is gone. Takes one out of use; its pages are still
// to be let go. NULL: there is none. Needs: threads_lock.
static Theap *theap_left_behind(void) {
  if (late_theaps == 0) {
    return NULL;
  }
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    if (load_relaxed(&theap->in_use) && theap->late && !neap__os_thread_alive(theap->thread_id)) {
      theap->late = false;
      late_theaps--;
      return theap;
    }
  }
  return NULL;
}

static void theap_retire(Theap *theap);

static void theaps_tidy(void) {
  while (true) {
    lock_take(&threads_lock);
    Theap *theap = theap_left_behind();
    lock_give(&threads_lock);
    if (!theap) {
      return;
    }
    gate_enter(theap);
    gate_pass(theap);
    neap__hardened_flush(theap);
    neap__theap_abandon(theap);
    gate_leave(theap);
    theap_retire(theap);
  }
}

// A theap for a new thread, ready for use and entered. NULL: out of memory.
static Theap *theap_new(bool late) {
  theaps_tidy();
  lock_take(&threads_lock);
  Theap *theap = idle_theaps;
  if (theap) {
    idle_theaps = theap->next_idle;
  } else {
    theap = theap_carve(false);
  }
  if (theap) {
    add_single_writer(&theaps_in_use, 1);
    theap->late = late;
    late_theaps += late;
    theap->thread_id = neap__os_thread_id();
    store_relaxed(&theap->in_use, true);
  }
  lock_give(&threads_lock);
  if (theap) {
    gate_enter(theap);
    gate_pass(theap);
    neap__theap_init(theap, neap__policy);
  }
  return theap;
}

static void theap_retire(Theap *theap) {
  lock_take(&threads_lock);
  late_theaps -= theap->late;
  theap->late = false;
  add_single_writer(&theaps_in_use, 0U - 1);
  store_relaxed(&theap->in_use, false);
  theap->next_idle = idle_theaps;
  idle_theaps = theap;
  lock_give(&threads_lock);
}

Theap *neap__theap_for_heap(void) {
  lock_take(&threads_lock);
  Theap *theap = idle_heap_theaps;
  if (theap) {
    idle_heap_theaps = theap->next_idle;
  } else {
    theap = theap_carve(true);
  }
  lock_give(&threads_lock);
  if (theap) {
    neap__theap_init(theap, &neap__policy_heap);
  }
  return theap;
}

void neap__theap_from_heap(Theap *theap) {
  lock_take(&threads_lock);
  theap->next_idle = idle_heap_theaps;
  idle_heap_theaps = theap;
  lock_give(&threads_lock);
}

static THREAD_LOCAL bool thread_ended; // its destructors have run once

bool neap__thread_ended(void) {
  return thread_ended;
}

Theap *neap__thread_begin(void) {
  neap__process_begin();
  Theap *theap = theap_new(thread_ended);
  if (!theap) {
    return NULL;
  }
  neap__theap = theap;
  if (exit_key_made) {
    pthread_setspecific(exit_key, theap); // may allocate: the theap is in place
    gate_enter(theap);
    gate_pass(theap);
  }
  return theap;
}

// The destructor of exit_key.
static void thread_end(void *argument) {
  Theap *theap = argument;
  if (theap != neap__theap) {
    return;
  }
  thread_ended = true;
  neap__heap_thread_end();
  gate_enter(theap);
  gate_pass(theap);
  neap__theap = &neap__theap_none;
  neap__hardened_flush(theap);
  neap__theap_abandon(theap);
  gate_leave(theap);
  theap_retire(theap);
  neap__arena_tick();
  tide_freed();
}

// --- fork

static void fork_prepare(void) {
  neap__process_begin();
  neap__gate_lock(); // nobody is at work behind a gate
  lock_take(&init_lock);
  neap__heap_lock();
  neap__sites_lock();
  lock_take(&threads_lock);
  neap__arena_lock_pages_and_spans();
  neap__mapping_lock();
  neap__arena_lock_regions();
}

static void fork_unlock(void) {
  neap__arena_unlock_regions();
  neap__mapping_unlock();
  neap__arena_unlock_pages_and_spans();
  lock_give(&threads_lock);
  neap__sites_unlock();
  neap__heap_unlock();
  lock_give(&init_lock);
  neap__gate_unlock();
}

// Whether the page is in the hands of a thread that does not exist in the child. The survivor's own pages are in one of its lists; a page
// that names it but is in none was about to be claimed by another.
static bool page_orphaned(Page *page, const Theap *survivor) {
  const Theap *theap = load_relaxed(&page->theap);
  if (!(page_state_peek(&page->state) & STATE_OWNED) || (theap && theap->for_heap)) {
    return false; // heaps look after theirs
  }
  return theap != survivor || load_relaxed(&page->place) == PLACE_NONE;
}

static void page_adopt_orphan(Page *page) {
  store_relaxed(&page->fast_owner, NULL);
  store_relaxed(&page->place, PLACE_NONE);
  store_relaxed(&page->let_go_at, neap__sites_clock());
  page->next = page->previous = NULL;
  neap__page_repair(page);
  neap__policy_release(page, neap__thread_counters());
}

static void region_adopt_orphans(Region *region, const Theap *survivor) {
  for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
    Page *page = (Page *)region_record(region, slice);
    if (page_kind(page) == RECORD_PAGE && page_orphaned(page, survivor)) {
      page_adopt_orphan(page);
    }
  }
}

// The child has one thread. What the others owned is let go, so that this thread may claim it.
static void fork_child(void) {
  Theap *survivor = neap__theap;
  bool alone = neap__theaps_in_use() <= (uint32_t)theap_is_real(survivor);
  fork_unlock();
  neap__tide_begin();
  if (theap_is_real(survivor)) {
    survivor->thread_id = neap__os_thread_id();
    neap__full_after_fork(survivor);
  }
  neap__heap_after_fork();
  neap__sites_after_fork();
  if (alone) {
    return;
  }
  for (size_t i = 0; i < neap__region_count(); i++) {
    if (neap__region_at(i)->kind == REGION_PAGES) {
      region_adopt_orphans(neap__region_at(i), survivor);
    }
  }
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    if (theap != survivor && load_relaxed(&theap->in_use)) {
      neap__hardened_flush(theap);
      gate_forget(theap);
      neap__theap_init(theap, neap__policy);
      store_relaxed(&theap->ready, NULL); // its pages have been adopted
      theap_retire(theap);
    }
  }
}

__attribute__((constructor)) static void process_loaded(void) {
  neap__process_begin();
  pthread_atfork(fork_prepare, fork_unlock, fork_child);
}
