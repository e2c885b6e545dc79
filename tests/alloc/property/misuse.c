// Every crime against every kind of block: each in a process of its own, which must end with SIGABRT and one line that names the address, and
// for blocks of pages the size class. Prints how many of how many were caught; all must be.
#include "holes.h"
#include "neap.h"

#include "page.h"
#include "size_class.h"
#include "span.h"
#include "support.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NEIGHBOURS = 40, LINE = 512 };

static int pipe_ends[2];
static void *neighbours[NEIGHBOURS];

// Hides from the compiler where a pointer comes from, so that it neither warns of the crime nor removes it.
static void *hidden(void *pointer) {
  __asm__ volatile("" : "+r"(pointer));
  return pointer;
}

// The next line on stderr must name this address.
static void *announced(void *pointer) {
  EXPECT(write(pipe_ends[1], &pointer, sizeof pointer) == (ssize_t)sizeof pointer);
  return hidden(pointer);
}

static void *frees(void *pointer) {
  neap_free(pointer);
  return NULL;
}

static void other_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, body, argument) == 0);
  pthread_join(thread, NULL);
}

// Blocks of that size on both sides of the result.
static char *block_among_neighbours(size_t size) {
  char *block = NULL;
  for (int i = 0; i < NEIGHBOURS; i++) {
    block = i == NEIGHBOURS / 2 ? neap_malloc(size) : block;
    neighbours[i] = neap_malloc(size);
  }
  EXPECT(block != NULL);
  return block;
}

static void neighbours_free(void) {
  for (int i = 0; i < NEIGHBOURS; i++) {
    neap_free(neighbours[i]);
  }
}

// --- crimes: each gets a live block of `size` bytes, has neighbours of that size, and must not come back
// NOLINTBEGIN(readability-non-const-parameter): all have one type

static void freed_twice(char *block, size_t size) {
  (void)size;
  neap_free(announced(block));
  neap_free(hidden(block));
}

static void freed_twice_after_neighbours(char *block, size_t size) {
  (void)size;
  neap_free(announced(block));
  neighbours_free();
  neap_free(hidden(block));
}

static void freed_twice_after_purge(char *block, size_t size) {
  (void)size;
  neap_free(announced(block));
  neighbours_free();
  neap_collect(true);
  neap_free(hidden(block));
}

// The neighbour that was freed last is handed out again first, if it lies in the same page.
static void freed_twice_after_reuse(char *block, size_t size) {
  neap_free(announced(block));
  neap_free(neighbours[NEIGHBOURS / 2]);
  if (neap_malloc(size) == block) {
    neap_free(block);
  }
  neap_free(hidden(block));
}

static void freed_here_then_there(char *block, size_t size) {
  (void)size;
  neap_free(announced(block));
  other_thread(frees, hidden(block));
}

static void freed_there_then_here(char *block, size_t size) {
  (void)size;
  other_thread(frees, announced(block));
  neap_free(hidden(block));
}

static void freed_there_twice(char *block, size_t size) {
  (void)size;
  other_thread(frees, announced(block));
  other_thread(frees, hidden(block));
}

static void *makes_block(void *argument) {
  size_t size;
  memcpy(&size, argument, sizeof size);
  void *block = neap_malloc(size);
  neighbours[0] = neap_malloc(size);
  memcpy(argument, &block, sizeof block);
  return NULL;
}

static void freed_twice_after_owner_ended(char *block, size_t size) {
  (void)block;
  size_t shared = size;
  other_thread(makes_block, &shared);
  void *theirs;
  memcpy(&theirs, &shared, sizeof theirs);
  neap_free(announced(theirs));
  neap_free(hidden(theirs));
}

static void freed_second_byte(char *block, size_t size) {
  (void)size;
  neap_free(announced(block + 1));
}

static void freed_second_word(char *block, size_t size) {
  (void)size;
  neap_free(announced(block + 8));
}

static void freed_last_byte(char *block, size_t size) {
  neap_free(announced(block + size - 1));
}

static void freed_middle(char *block, size_t size) {
  size_t middle = size / 2 / 16 * 16;
  neap_free(announced(block + (middle ? middle : 4)));
}

static void freed_middle_elsewhere(char *block, size_t size) {
  other_thread(frees, announced(block + size / 2));
}

static void reallocated_after_free(char *block, size_t size) {
  neap_free(announced(block));
  hidden(neap_realloc(hidden(block), size * 2));
}

static void reallocated_in_middle(char *block, size_t size) {
  hidden(neap_realloc(announced(block + size / 2), size));
}

static void measured_after_free(char *block, size_t size) {
  (void)size;
  neap_free(announced(block));
  hidden((void *)(uintptr_t)neap_usable_size(hidden(block)));
}

static void measured_in_middle(char *block, size_t size) {
  hidden((void *)(uintptr_t)neap_usable_size(announced(block + size / 2)));
}

static void heap_destroyed_then_freed(char *block, size_t size) {
  (void)block;
  neap_heap_t *heap = neap_heap_new();
  void *inside = neap_heap_malloc(heap, size);
  neap_heap_destroy(heap);
  neap_free(announced(inside));
}

// --- of blocks in pages only

static void freed_never_handed_out(char *block, size_t size) {
  (void)block;
  (void)size;
  Page *page = page_of(neighbours[NEIGHBOURS - 1]);
  if (page_can_extend(page)) {
    neap_free(announced(page->start + (size_t)page_capacity(page) * page->block_size));
  }
  neap_free(announced(page->start + (size_t)page->total * page->block_size));
}

// A page is turned to again once it has room; one that becomes empty goes back unread.
static void overwrite_and_reuse(char *block, size_t size, size_t at) {
  announced(block);
  char *bytes = hidden(block);
  bytes[at] ^= 0x41;
  for (int i = 0; i < NEIGHBOURS; i++) {
    if (i % 3) {
      neap_free(neighbours[i]);
    }
  }
  for (int i = 0; i < 70000; i++) {
    hidden(neap_malloc(size));
  }
}

static void overwritten_link(char *block, size_t size) {
  neap_free(block);
  overwrite_and_reuse(block, size, 0);
}

static void overwritten_high_link(char *block, size_t size) {
  neap_free(block);
  overwrite_and_reuse(block, size, 7);
}

static void overwritten_seal(char *block, size_t size) {
  neap_free(block);
  overwrite_and_reuse(block, size, 12);
}

static void overwritten_remote_link(char *block, size_t size) {
  other_thread(frees, block);
  overwrite_and_reuse(block, size, 2);
}

static void overwritten_remote_seal(char *block, size_t size) {
  other_thread(frees, block);
  overwrite_and_reuse(block, size, 15);
}

// --- what never was a block

static int global_variable = 1;

static void free_and_announce(void *pointer) {
  neap_free(announced(pointer));
}

static void foreign_stack(char *block, size_t size) {
  (void)block;
  int local = (int)size;
  free_and_announce(&local);
}

static void foreign_global(char *block, size_t size) {
  (void)block;
  (void)size;
  free_and_announce(&global_variable);
}

static void foreign_code(char *block, size_t size) {
  (void)block;
  (void)size;
  free_and_announce((void *)(uintptr_t)&free_and_announce);
}

static void foreign_mapping(char *block, size_t size) {
  (void)block;
  void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  free_and_announce(mapped);
}

static void foreign_number(char *block, size_t size) {
  (void)block;
  free_and_announce((void *)(uintptr_t)size);
}

static void foreign_not_canonical(char *block, size_t size) {
  (void)size;
  free_and_announce((void *)((uintptr_t)block | (uintptr_t)0xa5 << 56));
}

// Where the books of a block's window would be, a neighbour may begin if the block is a mapping of its own: to free that is no crime.
// There it is a place inside the block.
static void foreign_books(char *block, size_t size) {
  free_and_announce(size <= SPAN_MAX_SIZE ? (char *)region_of(block) : block + UNIT_SIZE);
}

static void foreign_record(char *block, size_t size) {
  free_and_announce(size <= SPAN_MAX_SIZE ? (char *)page_of(block) : block + 16);
}

static void foreign_last_slice(char *block, size_t size) {
  char *window = (char *)region_of(block);
  free_and_announce(size <= SPAN_MAX_SIZE ? window + WINDOW_SIZE - SLICE_SIZE
                                          : block + size - SLICE_SIZE);
}

static void foreign_reallocated(char *block, size_t size) {
  (void)block;
  hidden(neap_realloc(announced(&global_variable), size));
}

static void foreign_measured(char *block, size_t size) {
  (void)block;
  (void)size;
  hidden((void *)(uintptr_t)neap_usable_size(announced(&global_variable)));
}

// NOLINTEND(readability-non-const-parameter)

typedef struct Crime {
  const char *name;
  void (*commit)(char *block, size_t size);
  bool of_pages; // only blocks of pages can suffer it
} Crime;

#define CRIME(name)                                                                                \
 { #name, name, false }
#define PAGE_CRIME(name)                                                                           \
 { #name, name, true }

static const Crime crimes[] = {
  CRIME(freed_twice),
  CRIME(freed_twice_after_neighbours),
  CRIME(freed_twice_after_purge),
  CRIME(freed_twice_after_reuse),
  CRIME(freed_here_then_there),
  CRIME(freed_there_then_here),
  CRIME(freed_there_twice),
  CRIME(freed_twice_after_owner_ended),
  CRIME(freed_second_byte),
  CRIME(freed_second_word),
  CRIME(freed_last_byte),
  CRIME(freed_middle),
  CRIME(freed_middle_elsewhere),
  CRIME(reallocated_after_free),
  CRIME(reallocated_in_middle),
  CRIME(measured_after_free),
  CRIME(measured_in_middle),
  CRIME(heap_destroyed_then_freed),
  PAGE_CRIME(freed_never_handed_out),
  PAGE_CRIME(overwritten_link),
  PAGE_CRIME(overwritten_high_link),
  PAGE_CRIME(overwritten_seal),
  PAGE_CRIME(overwritten_remote_link),
  PAGE_CRIME(overwritten_remote_seal),
  CRIME(foreign_stack),
  CRIME(foreign_global),
  CRIME(foreign_code),
  CRIME(foreign_mapping),
  CRIME(foreign_number),
  CRIME(foreign_not_canonical),
  CRIME(foreign_books),
  CRIME(foreign_record),
  CRIME(foreign_last_slice),
  CRIME(foreign_reallocated),
  CRIME(foreign_measured),
};

static const size_t sizes[] = { 16,    48,    100,          1000,           5000,    8192,
                                20000, 65536, 65536 + 4096, (size_t)300000, 1 << 20, 5 << 20 };

// The child's end: stderr goes to the pipe, behind the address.
static _Noreturn void commit(const Crime *crime, size_t size) {
  struct rlimit none = { 0, 0 };
  setrlimit(RLIMIT_CORE, &none);
  alarm(30);
  dup2(pipe_ends[1], STDERR_FILENO);
  crime->commit(block_among_neighbours(size), size);
  _exit(0);
}

// What is written to the pipe until all have closed it.
static size_t read_all(char *buffer, size_t size) {
  size_t length = 0;
  ssize_t got;
  while (length < size && (got = read(pipe_ends[0], buffer + length, size - length)) > 0) {
    length += (size_t)got;
  }
  return length;
}

// One line, of ours, with the address that was announced last.
static bool line_is_right(const char *said, size_t length, size_t size) {
  if (length < sizeof(void *) + 6) {
    return false;
  }
  void *address;
  memcpy(&address, said, sizeof address);
  const char *line = said + sizeof address;
  char named[32];
  snprintf(named, sizeof named, " %p", address);
  const char *at = strstr(line, named);
  bool in_page = size <= CLASS_MAX_SIZE && window_known(address) && !strstr(line, "not ");
  return strncmp(line, "neap: ", 6) == 0 && at && strchr(" :\n", at[strlen(named)]) &&
         strchr(line, '\n') == said + length - 1 && (!in_page || strstr(line, "(size class "));
}

static bool caught(const Crime *crime, size_t size) {
  EXPECT(pipe(pipe_ends) == 0);
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    commit(crime, size);
  }
  close(pipe_ends[1]);
  char said[LINE + 1];
  size_t length = read_all(said, LINE);
  said[length] = '\0';
  close(pipe_ends[0]);
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  bool aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  if (aborted && line_is_right(said, length, size)) {
    return true;
  }
  printf("%s, %zu bytes: status %#x, said: %s\n", crime->name, size, (unsigned)status,
         length > sizeof(void *) ? said + sizeof(void *) : "nothing\n");
  return false;
}

int main(void) {
  size_t committed = 0;
  size_t found = 0;
  for (size_t i = 0; i < sizeof crimes / sizeof *crimes; i++) {
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
      if (!crimes[i].of_pages || sizes[j] <= CLASS_MAX_SIZE) {
        fflush(stdout);
        committed++;
        found += caught(&crimes[i], sizes[j]);
      }
    }
  }
  printf("%zu of %zu crimes were caught\n", found, committed);
  return found == committed ? EXIT_SUCCESS : EXIT_FAILURE;
}
