// The C library's own names, all of them ours: what they answer beside blocks.
#include "neap.h"

#include "support.h"
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void free_sized(void *pointer, size_t size);
void free_aligned_sized(void *pointer, size_t alignment, size_t size);

static void test_blocks(void) {
  size_t page = (size_t)getpagesize();
  char *block = valloc(10);
  EXPECT(neap_owns(block) && (uintptr_t)block % page == 0);
  free(block);
  block = pvalloc(page + 1);
  EXPECT((uintptr_t)block % page == 0 && malloc_usable_size(block) >= 2 * page);
  free_sized(block, page + 1);
  block = aligned_alloc(256, 512);
  EXPECT((uintptr_t)block % 256 == 0);
  free_aligned_sized(block, 256, 512);
  block = neap_zalloc(100);
  EXPECT(block && block[0] == 0 && block[99] == 0 &&
         neap_good_size(100) == malloc_usable_size(block));
  neap_free_sized(block, 100);
  neap_free_aligned_sized(NULL, 16, 100);
  EXPECT(malloc_usable_size(NULL) == 0);
}

static void test_figures(void) {
  struct mallinfo2 before = mallinfo2();
  char *block = malloc(100000);
  char *large = malloc((size_t)3 << 20);
  struct mallinfo2 after = mallinfo2();
  EXPECT(block && large && after.uordblks >= before.uordblks + 100000);
  EXPECT(after.hblks == before.hblks + 1 && after.hblkhd >= before.hblkhd + ((size_t)3 << 20));
  EXPECT(after.arena >= after.uordblks);
  free(large);
  free(block);
  malloc_trim(0);
  EXPECT(mallopt(M_ARENA_MAX, 1) == 0);
}

// Each element is closed, and in order.
static void check_nesting(const char *xml) {
  char open[8][32];
  int depth = 0;
  for (const char *at = strchr(xml, '<'); at; at = strchr(at + 1, '<')) {
    const char *end = strchr(at, '>');
    EXPECT(end);
    size_t length = strcspn(at + 1, " />");
    if (at[1] == '/') {
      EXPECT(depth > 0);
      depth--;
      EXPECT(strncmp(open[depth], at + 2, strlen(open[depth])) == 0);
    } else if (end[-1] != '/') {
      EXPECT(depth < 8 && length < 32);
      memcpy(open[depth], at + 1, length);
      open[depth++][length] = 0;
    }
  }
  EXPECT(depth == 0);
}

static void test_info(void) {
  char *xml = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&xml, &size);
  EXPECT(file && malloc_info(1, file) == -1 && errno == EINVAL);
  EXPECT(malloc_info(0, file) == 0 && fclose(file) == 0);
  EXPECT(strncmp(xml, "<malloc version=\"1\">\n", 21) == 0 && strstr(xml, "<size to=\""));
  check_nesting(xml);
  free(xml);
  malloc_stats();
}

int main(void) {
  test_blocks();
  test_figures();
  test_info();
  return 0;
}
