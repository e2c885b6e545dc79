// First-class heaps: a set of pages, spans and mappings of its own, which can go as a whole.
//
// A heap owns theaps. A thread that allocates from it takes an idle theap of the heap, or gets a new one, and holds it until it ends;
// then the theap goes back to the heap, pages and all. Their pages are never unowned (policy.h: neap__policy_heap), so that each is in
// one of the heap's theaps. Freeing knows nothing of this: whoever frees pushes onto the page's remote list, so that it never matters who
// holds what, and a block may be freed while the heap is being deleted.
#ifndef NEAP_ALLOC_HEAP_H
#define NEAP_ALLOC_HEAP_H

#include "theap.h"

// The heap to which the page belongs, or NULL. Needs: the caller holds a live block of it.
Heap *neap__heap_of_page(const Page *page);

// The heap's number in the table of mappings.
uint64_t neap__heap_number(const Heap *heap);

// A span is about to be freed: its heap, if it has one, forgets it.
void neap__heap_forget_span(Span *span);

// Gives back what is empty in the theaps that the calling thread holds, and in those that nobody holds.
void neap__heap_collect(bool all);

// The calling thread ends: what it holds goes back to the heaps.
void neap__heap_thread_end(void);

// For fork. In the child, heaps take back the theaps of threads that vanished.
void neap__heap_lock(void);
void neap__heap_unlock(void);
void neap__heap_after_fork(void);

#endif
