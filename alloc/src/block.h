// A block whatever it lies in (page, span, own mapping): allocate, measure. What malloc, realloc and the aligned functions share.
// Threads: any.
#ifndef NEAP_ALLOC_BLOCK_H
#define NEAP_ALLOC_BLOCK_H

#include "base.h"
#include "page.h"

typedef enum BlockHome { HOME_PAGE, HOME_SPAN, HOME_MAPPING } BlockHome;

// A live block, found and proved by its start.
typedef struct BlockPlace {
  BlockHome home;
  Page *page;  // or the Span, by home; NULL for a mapping
  size_t size; // usable bytes
} BlockPlace;

// A block of more than CLASS_MAX_SIZE bytes. *is_zero tells whether it is known to be zero. NULL: out of memory.
void *neap__block_new_large(size_t size, size_t alignment, bool *is_zero);
// A block of a bin. NULL: out of memory.
void *neap__block_new_in_bin(unsigned bin);

// Frees a block, whichever way it lies, without asking whether this thread owns its page. NULL is allowed; crimes are told.
void neap__block_free(void *pointer);
// The same for a block of a page that is known to be in use.
void neap__block_return(Page *page, void *pointer);

// The bytes of a live block, those that hardened.h needs for itself included.
size_t neap__block_raw_size(const void *pointer);

// Where the block at `pointer` lies, and the bytes that may be used. A pointer that is not a live block's start is told, and the program ends; `verb` names the crime
// ("invalid realloc of ").
BlockPlace neap__block_find(const void *pointer, const char *verb);

// No block begins there: one line, then abort.
_Noreturn void neap__block_crime_foreign(const void *pointer, const char *verb);

#endif
