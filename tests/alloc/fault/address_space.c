// Under `ulimit -v`: the heap works in little address space, gives NULL and ENOMEM at its end, keeps what it holds, and works again
// once something is freed.
#include "neap.h"

#include "support.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 1 << 17 };

static char *blocks[BLOCKS];

// Takes blocks until there is no more; how many.
static size_t fill(size_t size) {
  size_t count = 0;
  while (count < BLOCKS) {
    errno = 0;
    char *block = neap_malloc(size);
    if (!block) {
      EXPECT(errno == ENOMEM);
      break;
    }
    memcpy(block, &count, sizeof count);
    blocks[count++] = block;
  }
  EXPECT(count < BLOCKS);
  return count;
}

static void check_and_free(size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    EXPECT(memcmp(blocks[i], &i, sizeof i) == 0);
    neap_free(blocks[i]);
  }
}

// The limit must hold from the program's start.
static void run_limited(const char *size) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    struct rlimit limit = { (rlim_t)96 << 20, (rlim_t)96 << 20 };
    EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
    execl("/proc/self/exe", "alloc-address-space", size, (char *)NULL);
    EXPECT(!"exec");
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

// Frees some pages' worth of blocks; what the thread keeps of them is there for another size when nothing else is. Where the freed blocks end.
static size_t swap_sizes(size_t from, size_t size) {
  enum { PAGES = 40, OTHER = 40000 };

  size_t end = from + PAGES * (((size_t)64 << 10) / size);
  check_and_free(from, end);
  char *other = neap_malloc(OTHER);
  EXPECT(other != NULL);
  neap_free(other);
  return end;
}

int main(int argc, char **argv) {
  if (argc == 1) {
    run_limited("1000");
    run_limited("40000");
    run_limited("300000");
    run_limited("3000000");
    return 0;
  }
  size_t size = strtoull(argv[1], NULL, 10);
  size_t count = fill(size);
  printf("%zu blocks of %zu bytes\n", count, size);
  EXPECT(count * size > (size_t)32 << 20);
  size_t from = count / 2;
  check_and_free(size < 8192 ? swap_sizes(from, size) : from, count);
  char *block = neap_malloc(size);
  EXPECT(block != NULL);
  neap_free(block);
  check_and_free(0, count / 2);
  neap_collect(true);
  return 0;
}
