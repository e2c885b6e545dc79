// What glibc has beside the malloc family. Left out where there is another C library, and of sanitizer builds.
#include "base.h"
#include "neap.h"
#include "os.h"
#include "say.h"
#include "stats.h"
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// glibc's headers name these functions' parameters in their own way.
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)

#define EXPORT __attribute__((visibility("default")))

EXPORT void *pvalloc(size_t size) {
  size_t page = (size_t)getpagesize();
  if (size > PTRDIFF_MAX - page) {
    errno = ENOMEM;
    return NULL;
  }
  return neap_aligned_alloc(page, align_up(size_max(size, 1), page));
}

EXPORT int malloc_trim(size_t pad) {
  (void)pad;
  return neap_collect(true);
}

// glibc's knobs have no counterpart here: none is honoured, as a result of 0 says.
EXPORT int mallopt(int parameter, int value) {
  (void)parameter;
  (void)value;
  return 0;
}

EXPORT struct mallinfo2 mallinfo2(void) {
  Stats stats;
  neap__stats_read(&stats);
  return (struct mallinfo2){
    .arena = stats.taken_bytes + stats.dirty_bytes,
    .hblks = stats.mapping_count,
    .hblkhd = stats.mapping_bytes,
    .uordblks = stats.live_bytes - stats.mapping_bytes,
    .fordblks = stats.taken_bytes + stats.dirty_bytes + stats.mapping_bytes - stats.live_bytes,
    .keepcost = stats.dirty_bytes,
  };
}

static int int_saturated(size_t value) {
  return value > INT32_MAX ? INT32_MAX : (int)value;
}

// The old form, whose fields are too small: they stop at their highest value instead of wrapping round.
EXPORT struct mallinfo mallinfo(void) {
  struct mallinfo2 wide = mallinfo2();
  return (struct mallinfo){
    .arena = int_saturated(wide.arena),
    .hblks = int_saturated(wide.hblks),
    .hblkhd = int_saturated(wide.hblkhd),
    .uordblks = int_saturated(wide.uordblks),
    .fordblks = int_saturated(wide.fordblks),
    .keepcost = int_saturated(wide.keepcost),
  };
}

static void text_attribute(Text *text, const char *name, size_t number) {
  neap__text_add(text, name);
  neap__text_add(text, "=\"");
  neap__text_add_number(text, number);
  neap__text_add(text, "\"");
}

// <what count="…" size="…"/>
static void text_total(Text *text, const char *what, size_t count, size_t size) {
  neap__text_add(text, what);
  text_attribute(text, " count", count);
  text_attribute(text, " size", size);
  neap__text_add(text, "/>\n");
}

static void text_sizes(Text *text, const Stats *stats) {
  neap__text_add(text, "<sizes>\n");
  for (unsigned size_class = 0; size_class < CLASS_COUNT; size_class++) {
    size_t count = stats->classes[size_class].live_blocks;
    if (count > 0) {
      neap__text_add(text, "  <size");
      text_attribute(text, " to", class_block_size(size_class));
      text_attribute(text, " total", count * class_block_size(size_class));
      text_attribute(text, " count", count);
      neap__text_add(text, "/>\n");
    }
  }
  neap__text_add(text, "</sizes>\n");
}

// As glibc's XML goes, but `sizes` are the blocks in use, by size class: there are no bins of free ones here.
EXPORT int malloc_info(int options, FILE *file) {
  if (options != 0) {
    errno = EINVAL;
    return -1;
  }
  Stats stats;
  neap__stats_read(&stats);
  char xml[16 * 1024];
  Text text;
  neap__text_init(&text, xml, sizeof xml);
  neap__text_add(&text, "<malloc version=\"1\">\n<heap nr=\"0\">\n");
  text_sizes(&text, &stats);
  text_total(&text, "<total type=\"rest\"", 0, stats.dirty_bytes);
  neap__text_add(&text, "</heap>\n");
  text_total(&text, "<total type=\"mmap\"", stats.mapping_count, stats.mapping_bytes);
  neap__text_add(&text, "<system type=\"current\"");
  text_attribute(&text, " size", stats.taken_bytes + stats.dirty_bytes + stats.mapping_bytes);
  neap__text_add(&text, "/>\n<aspace type=\"total\"");
  text_attribute(&text, " size", stats.reserved_bytes + stats.mapping_bytes);
  neap__text_add(&text, "/>\n</malloc>\n");
  return fwrite(xml, 1, text.length, file) == text.length
             ? 0
             : -1; // the stream may allocate: no lock is held
}

static void text_line(Text *text, const char *what, size_t number) {
  neap__text_add(text, what);
  neap__text_add_number(text, number);
  neap__text_add(text, "\n");
}

EXPORT void malloc_stats(void) {
  Stats stats;
  neap__stats_read(&stats);
  char lines[512];
  Text text;
  neap__text_init(&text, lines, sizeof lines);
  text_line(&text,
            "system bytes     = ", stats.taken_bytes + stats.dirty_bytes + stats.mapping_bytes);
  text_line(&text, "in use bytes     = ", stats.live_bytes);
  text_line(&text, "in use blocks    = ", stats.live_blocks);
  text_line(&text, "mmap regions     = ", stats.mapping_count);
  text_line(&text, "mmap bytes       = ", stats.mapping_bytes);
  neap__os_write_stderr(lines, text.length);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
