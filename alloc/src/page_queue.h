// A doubly linked list of pages, linked through the pages themselves. Threads: the owner of the pages in it.
#ifndef NEAP_ALLOC_PAGE_QUEUE_H
#define NEAP_ALLOC_PAGE_QUEUE_H

#include "page.h"

typedef struct PageQueue {
  Page *first, *last;
  uint32_t count;
} PageQueue;

static inline void page_queue_add_first(PageQueue *queue, Page *page) {
  page->previous = NULL;
  page->next = queue->first;
  *(queue->first ? &queue->first->previous : &queue->last) = page;
  queue->first = page;
  queue->count++;
}

static inline void page_queue_add_last(PageQueue *queue, Page *page) {
  page->next = NULL;
  page->previous = queue->last;
  *(queue->last ? &queue->last->next : &queue->first) = page;
  queue->last = page;
  queue->count++;
}

static inline void page_queue_remove(PageQueue *queue, Page *page) {
  *(page->previous ? &page->previous->next : &queue->first) = page->next;
  *(page->next ? &page->next->previous : &queue->last) = page->previous;
  page->next = page->previous = NULL;
  queue->count--;
}

#endif
