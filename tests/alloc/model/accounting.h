// Whether the books are right when all threads rest: the equations of page.h and the table of page_state.h, read off memory by code that
// shares nothing with the library's own but the layout.
#ifndef NEAP_TESTS_MODEL_ACCOUNTING_H
#define NEAP_TESTS_MODEL_ACCOUNTING_H

#include <stddef.h>

typedef struct Theap Theap;

// Each block of each page is live (among `live`, of which NULLs do not count), or in one free list, or not yet extended; each page is in its
// owner's lists, or in nobody's hands and then found by who looks for one. Else the execution fails.
void account_all(void *const *live, size_t count);
// That no page is in use any more.
void account_nothing_left(void);
// That no block lies in two places, where some may be lost: after a fork.
void account_nothing_twice(void *const *live, size_t count);

#endif
