// Spare pages: empty pages that a thread keeps as they are, free lists and all, for its next one of the same bin. To give a page back and to take one
// anew costs a lock, a search, and a write into each of its blocks; a thread that frees much and makes as much again pays that for every page.
//
// They are not meant to be more memory, but the arena's nearest part: who takes a fresh page of another bin gives as much of its spare ones back
// first. NEAP_SPARE_KIB is the most that all threads keep, each an equal part of it (with the beat, when threads have come); as much as lay idle from
// one beat to the next goes back, and all of it when the thread rests or ends.
// Threads: the theap's own.
#ifndef NEAP_ALLOC_SPARE_H
#define NEAP_ALLOC_SPARE_H

#include "theap.h"

// Keeps an empty page that is in no list; or it goes back, for it has holes, or there are enough.
void neap__spare_put(Theap *theap, Page *page);
// One of the bin, in no list, with a free block. NULL: there is none.
Page *neap__spare_take(Theap *theap, unsigned bin);
// Gives so many slices back, or all there are.
void neap__spare_give(Theap *theap, size_t slices);
// From time to time: as much as has lain idle since the last time goes back, and what is more than the thread's part.
void neap__spare_beat(Theap *theap);

#endif
