// The protocol by which threads share a page: one atomic word, and every change of it.
//
//     63 … 49      48              47 … 3               2         1        0
//   | count | NOTIFYING | head of the remote list | WATCHED | LISTED | OWNED |
//
// Whoever holds OWNED may touch the page's plain fields (free list, used, queue links); nobody else may. The remote list holds blocks
// that others freed. `count` says, of an owned page, how many blocks lie in the remote list; of an unowned page, how many blocks are
// free in all, so that a thread that frees sees from the word alone whether it made room or emptied the page.
//
//   state         bits           who holds it            what holds
//   OWNED         OWNED          one thread              pages of a theap; also a page whose record is not in use, if it ever was
//   WATCHED       OWNED WATCHED  one thread              a full page that its theap keeps (full.h): no room in the free list; the free that makes
//                                                        the remote list long enough to be room tells the owner
//   NOTIFYING     OWNED NOTIFYING one thread             the page is in, or on its way into, its theap's stack of ready pages
//   RELEASED      –              nobody                  listed as soon as there is room
//   LISTED        LISTED         nobody                  the hint for its slice and bin is set, or about to be, or just being looked at
//
//   from -> to                         verb                    by whom
//   any -> same, one block more        page_state_push         any thread that does not own the page; where it makes a difference:
//   RELEASED -> LISTED                 page_state_push           and makes room; it sets the hint after
//   WATCHED -> NOTIFYING               page_state_push           and makes room; it puts the page on the stack after
//   RELEASED | LISTED -> OWNED         page_state_push           and frees the last block: the page is empty and its own
//   owned -> same, list empty          page_state_collect      owner
//   OWNED -> RELEASED | LISTED         page_state_release      owner, with the remote list empty: full (shared), at the thread's end, when the heap is deleted
//   LISTED -> OWNED                    page_state_claim        a thread in need of a page
//   OWNED -> WATCHED                   page_state_watch        owner, with the remote list empty
//   WATCHED -> OWNED                   page_state_unwatch      owner: it has made room itself, lets go, collects all, or ends. Not while NOTIFYING
//   NOTIFYING -> OWNED                 page_state_notified     owner, having taken the page off its stack; one that ends waits for the page to arrive
//   OWNED | WATCHED | NOTIFYING -> OWNED  page_state_destroy   who destroys the page's heap: all blocks are gone, and nobody frees any more
//   WATCHED | NOTIFYING -> OWNED       page_state_forget       the only thread of a fork's child, for its own pages and those of threads that vanished
//
// Each is one compare-and-swap: nothing is ever waited for, but at a thread's end, and a hint that lies costs one failed attempt.
// Invariants: an unowned page is never empty and count < total; LISTED implies that the hint gets set after; a page that
// is not in use is OWNED with an empty list, or its whole record is zero (never used, or given back at rest), so that a stale hint cannot claim it.
//
// Orders, and what each is for:
//   push      release: the block's link and seal, and what the program did in it. acquire: the plain fields, for who empties the page; the theap, for
//             who tells it. (Which blocks lie behind the head does not matter to it, and what others released before is handed on: a
//             read-modify-write continues a release sequence.)
//   collect   acquire: the blocks.           claim    acquire: the blocks and the plain fields.
//   release   release: the plain fields.     watch    release: the theap.
//   unwatch, notified, forget, destroy   relaxed: the page stays with its owner.
// All are as weak as can be, which is not a matter of opinion: tests/alloc/model runs the real code through every order of its steps and every
// value that C11 lets a load return, and so it does with each acquire and release taken away, which it finds (mutations.txt).
#ifndef NEAP_ALLOC_PAGE_STATE_H
#define NEAP_ALLOC_PAGE_STATE_H

#include "atomics.h"
#include "base.h"

typedef struct PageState {
  _Atomic uint64_t word; // atomic
} PageState;

// Blocks lie at multiples of 8, and below 2^48.
#define STATE_OWNED       ((uint64_t)1)
#define STATE_LISTED      ((uint64_t)1 << 1)
#define STATE_WATCHED     ((uint64_t)1 << 2)
#define STATE_NOTIFYING   ((uint64_t)1 << 48)
#define STATE_FLAGS       (STATE_OWNED | STATE_LISTED | STATE_WATCHED | STATE_NOTIFYING)
#define STATE_HEAD        (((uint64_t)1 << 48) - 8)
#define STATE_COUNT_SHIFT 49

// A free block: the next one of its list, and a seal over that, the block's own place and the page's key. A list ends with BLOCK_NONE.
typedef struct Block {
  struct Block *next;
  uint64_t seal;
} Block;

// No seal of any page fits it, so whoever takes a block from a list sees the list's end and an overwritten block by one test.
extern Block neap__block_none;
#define BLOCK_NONE (&neap__block_none)

// What a claim or a collection took off the word.
typedef struct RemoteList {
  Block *head;
  uint32_t count; // as in the word: see there
} RemoteList;

typedef enum PushOutcome {
  PUSH_DONE,   // somebody else will find it
  PUSH_LISTED, // the page is listed now: the caller sets the hint
  PUSH_EMPTY,  // that was the last block: the page is the caller's, and the block is in no list
  PUSH_NOTIFY, // the caller puts the page on the stack of the theap that owns it
} PushOutcome;

static inline uint64_t state_word(const void *head, uint64_t count, uint64_t flags) {
  return (uint64_t)(uintptr_t)head | count << STATE_COUNT_SHIFT | flags;
}

static inline Block *state_head(uint64_t word) {
  return (Block *)(uintptr_t)(word & STATE_HEAD);
}

static inline uint32_t state_count(uint64_t word) {
  return (uint32_t)(word >> STATE_COUNT_SHIFT);
}

// The word as it was a moment ago: for hints and statistics.
static inline uint64_t page_state_peek(PageState *state) {
  return load_relaxed(&state->word);
}

// For a record that nobody else can reach yet.
static inline void page_state_init(PageState *state) {
  store_relaxed(&state->word, STATE_OWNED); // relaxed: published with the record's kind
}

// A block and the page's key; `total` and `room` are const while a block of the page is live.
typedef struct Push {
  Block *block; // its seal is set last, by `seal`
  uint64_t key;
  uint32_t total; // blocks in the page
  uint32_t room;  // free blocks that make the page worth listing
} Push;

static inline uint64_t block_seal(const Block *block, const Block *next, uint64_t key) {
  return (uint64_t)(uintptr_t)block ^ key ^ (uint64_t)(uintptr_t)next;
}

static inline void block_join(Block *block, Block *next, uint64_t key) {
  block->next = next;
  block->seal = block_seal(block, next, key);
}

// Frees a block into a page that the caller does not own.
static inline PushOutcome page_state_push(PageState *state, const Push *push) {
  uint64_t found = load_relaxed(&state->word); // relaxed: the compare-and-swap decides
  while (true) {
    uint64_t flags = found & STATE_FLAGS;
    uint32_t count = state_count(found) + 1;
    PushOutcome outcome = PUSH_DONE;
    uint64_t wanted;
    if (!(flags & STATE_OWNED) && count == push->total) {
      wanted = state_word(NULL, 0, STATE_OWNED);
      outcome = PUSH_EMPTY;
    } else {
      if (!(flags & (STATE_OWNED | STATE_LISTED)) && count >= push->room) {
        flags |= STATE_LISTED;
        outcome = PUSH_LISTED;
      } else if ((flags & STATE_WATCHED) && count >= push->room) {
        flags ^= STATE_WATCHED | STATE_NOTIFYING;
        outcome = PUSH_NOTIFY;
      }
      Block *head = state_head(found);
      block_join(push->block, head ? head : BLOCK_NONE, push->key);
      wanted = state_word(push->block, count, flags);
    }
    // release: publishes link and seal, and all that the freeing thread did in the block; pairs with the acquire in
    // page_state_collect and page_state_claim. acquire: who emptied the page goes on to its plain fields, and who is to tell to its
    // theap; pairs with the release in page_state_release and page_state_watch
    if (cas_acq_rel(&state->word, &found, wanted)) {
      return outcome;
    }
  }
}

// Takes the remote list of an owned page.
static inline RemoteList page_state_collect(PageState *state) {
  uint64_t found = load_relaxed(&state->word); // relaxed: the compare-and-swap decides
  while (state_head(found)) {
    // acquire: pairs with the release in page_state_push
    if (cas_acquire(&state->word, &found, found & STATE_FLAGS)) {
      return (RemoteList){ state_head(found), state_count(found) };
    }
  }
  return (RemoteList){ NULL, 0 };
}

// Lets go of an owned page, of whose blocks `free_count` are free. false: blocks have arrived, collect them first.
static inline bool page_state_release(PageState *state, uint32_t free_count, bool listed) {
  uint64_t found = STATE_OWNED;
  // release: publishes the plain fields to whoever claims or empties the page next
  return cas_release(&state->word, &found, state_word(NULL, free_count, listed ? STATE_LISTED : 0));
}

// Becomes owner of a listed page. The caller, who may come by a stale hint, looks only afterwards what the page is.
static inline bool page_state_claim(PageState *state, RemoteList *list) {
  uint64_t found = load_relaxed(&state->word); // relaxed: the compare-and-swap decides
  while ((found & (STATE_OWNED | STATE_LISTED)) == STATE_LISTED) {
    // acquire: the last owner's plain fields and the freed blocks; pairs with the release in page_state_release and page_state_push
    if (cas_acquire(&state->word, &found, state_word(NULL, 0, STATE_OWNED))) {
      *list = (RemoteList){ state_head(found), state_count(found) };
      return true;
    }
  }
  return false;
}

// Asks to be told when there is room. Needs: OWNED. false: blocks have arrived, collect them first.
static inline bool page_state_watch(PageState *state) {
  uint64_t found = STATE_OWNED;
  // release: publishes `theap`, for who tells
  return cas_release(&state->word, &found, (uint64_t)(STATE_OWNED | STATE_WATCHED));
}

// No longer asks. false: somebody is telling (NOTIFYING): the page will be, or is, on the stack.
static inline bool page_state_unwatch(PageState *state) {
  // relaxed: the page stays with this thread, which acquires what others wrote when it collects
  uint64_t found = fetch_and_relaxed(&state->word, ~STATE_WATCHED);
  return !(found & STATE_NOTIFYING);
}

// The owner has taken the page off its stack.
static inline void page_state_notified(PageState *state) {
  ASSERT(load_relaxed(&state->word) & STATE_NOTIFYING);
  fetch_and_relaxed(&state->word, ~STATE_NOTIFYING); // relaxed: as in page_state_unwatch
}

// The page's heap is destroyed, and what lies in the remote list with it. Needs: nobody frees a block of the page any more.
static inline void page_state_destroy(PageState *state) {
  ASSERT(load_relaxed(&state->word) & STATE_OWNED);
  // relaxed: whoever destroys the heap knows of all frees into it, by the program's own order
  store_relaxed(&state->word, STATE_OWNED);
}

// After a fork, in the child: whoever watched or was about to tell is gone. Needs: OWNED, and no other thread.
static inline void page_state_forget(PageState *state) {
  // relaxed: nobody else is there
  fetch_and_relaxed(&state->word, ~(STATE_WATCHED | STATE_NOTIFYING));
}

#endif
