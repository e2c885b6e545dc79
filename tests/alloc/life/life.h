// What the tests of libneap's life in a process share. Each is built twice: linked with libneap, calling its neap_* names (so that it runs
// under sanitizers too), and with NEAP_PRELOADED as a plain program that gets libneap.so by LD_PRELOAD.
#ifndef NEAP_TESTS_ALLOC_LIFE_H
#define NEAP_TESTS_ALLOC_LIFE_H

#include "support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef NEAP_PRELOADED
# include <malloc.h>
# define life_malloc  malloc
# define life_calloc  calloc
# define life_realloc realloc
# define life_free    free
#else
# include "neap.h"
# define life_malloc  neap_malloc
# define life_calloc  neap_calloc
# define life_realloc neap_realloc
# define life_free    neap_free
#endif

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { LIFE_SANITIZED = 1 };
#else
enum { LIFE_SANITIZED = 0 };
#endif

// One number from the command line, or `otherwise`.
static inline long life_count(int argc, char **argv, long otherwise) {
  return argc > 1 ? strtol(argv[1], NULL, 10) : otherwise;
}

// A block with a content that life_check knows. Never NULL.
static inline char *life_block(size_t size) {
  char *block = life_malloc(size);
  EXPECT(block != NULL);
  memset(block, (int)(size % 251), size);
  return block;
}

static inline void life_check_and_free(char *block, size_t size) {
  EXPECT(block[0] == (char)(size % 251) && block[size / 2] == block[0] &&
         block[size - 1] == block[0]);
  life_free(block);
}

// Resident memory of this process in bytes, read without allocating.
size_t life_resident_bytes(void);

// Ends the program unless the allocator under test is in it; to be called first in main.
void life_begin(void);

#endif
