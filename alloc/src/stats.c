// Statistics: folding, JSON, and the files at exit and at rest (NEAP_STATS, NEAP_STATS_AT_REST).
#include "stats.h"

#include "arena.h"
#include "holes.h"
#include "mapping.h"
#include "neap.h"
#include "options.h"
#include "os.h"
#include "page.h"
#include "say.h"
#include "sites.h"
#include "span.h"
#include "thread.h"
#include "tide.h"
#include <errno.h>
#include <string.h>

enum { JSON_MAX = 64 * KIB };

static void page_stats(Stats *stats, Page *page) {
  unsigned size_class = page_class(page);
  size_t block_size = class_block_size(size_class);
  size_t live = neap__page_live_estimate(page);
  uint64_t word = page_state_peek(&page->state);
  ClassStats *of_class = &stats->classes[size_class];
  of_class->live_blocks += live;
  of_class->pages++;
  if (bin_is_long_lived(page_bin(page))) {
    of_class->long_lived_pages++;
    stats->long_lived_bytes += live * block_size;
  }
  of_class->pages_owned += (word & STATE_OWNED) != 0;
  of_class->pages_listed += !(word & STATE_OWNED) && (word & STATE_LISTED);
  of_class->pages_released += !(word & (STATE_OWNED | STATE_LISTED));
  stats->live_blocks += live;
  stats->live_bytes += live * block_size;
  size_t extended = align_up(page_capacity(page) * block_size, UNIT_SIZE);
  size_t touched = extended - size_min(extended, neap__holes_bytes(page));
  of_class->touched_bytes += touched;
  stats->touched_bytes += touched;
}

static void span_stats(Stats *stats, const Span *span) {
  stats->span_count++;
  stats->span_bytes += load_relaxed(&span->unit_count) * (size_t)UNIT_SIZE;
}

static void region_stats(Stats *stats, Region *region) {
  for (size_t slice = region->first_slice; slice < region->slice_count; slice++) {
    Slice *record = region_record(region, slice);
    switch (
        load_acquire(&record->kind)) { // acquire: pairs with the release of who filled the record
      case RECORD_PAGE: page_stats(stats, (Page *)record); break;
      case RECORD_SPAN: span_stats(stats, (Span *)record); break;
      default: break;
    }
  }
}

static void counters_stats(Stats *stats, const Counters *counters) {
  for (unsigned bin = 0; bin < BIN_COUNT; bin++) {
    const BinCounters *from = &counters->bins[bin];
    ClassStats *to = &stats->classes[bin_class(bin)];
    to->fresh += load_relaxed(&from->fresh);
    to->freed += load_relaxed(&from->freed);
    to->claims += load_relaxed(&from->claims);
    to->releases += load_relaxed(&from->releases);
    to->remote_frees += load_relaxed(&counters->remote_frees[bin]);
  }
}

void neap__stats_read(Stats *stats) {
  memset(stats, 0, sizeof *stats);
  for (size_t i = 0; i < neap__region_count(); i++) {
    region_stats(stats, neap__region_at(i));
  }
  for (RegionKind kind = 0; kind < REGION_KINDS; kind++) {
    ArenaCounts counts = neap__arena_counts(kind);
    stats->reserved_bytes += counts.reserved_bytes;
    stats->taken_bytes += counts.taken_bytes;
    stats->dirty_bytes += counts.dirty_bytes;
    stats->purged_bytes += counts.purged_bytes;
  }
  MappingCounts mappings = neap__mapping_counts();
  stats->mapping_count = mappings.count;
  stats->mapping_bytes = mappings.bytes;
  stats->live_blocks += mappings.count + stats->span_count;
  stats->live_bytes += mappings.bytes + stats->span_bytes;
  stats->touched_bytes += mappings.bytes + stats->span_bytes + stats->dirty_bytes;
  TideCounts tide = neap__tide_counts();
  stats->hole_bytes = tide.hole_bytes;
  stats->fetched_bytes = tide.fetched_bytes;
  stats->tide_ticks = tide.ticks;
  stats->theaps_swept = tide.theaps_swept;
  SiteCounts sites = neap__sites_counts();
  stats->sites_long_lived = sites.slots;
  stats->sites_sampled = sites.sampled;
  stats->sites_right = sites.right;
  stats->sites_wrong = sites.wrong;
  counters_stats(stats, neap__counters_without_theap());
  for (Theap *theap = neap__theaps(); theap; theap = theap->next_made) {
    stats->threads += load_relaxed(&theap->in_use);
    counters_stats(stats, &theap->counters);
  }
}

// --- JSON

static void json_key(Text *text, const char *key) {
  bool inside = text->length > 0 && text->length < text->size;
  bool first = inside && text->data[text->length - 1] == '{';
  neap__text_add(text, first ? "\"" : ", \"");
  neap__text_add(text, key);
  neap__text_add(text, "\": ");
}

static void json_number(Text *text, const char *key, size_t number) {
  json_key(text, key);
  neap__text_add_number(text, number);
}

static void json_class(Text *text, unsigned size_class, const ClassStats *stats) {
  neap__text_add(text, "{");
  json_number(text, "block_size", class_block_size(size_class));
  json_number(text, "live_blocks", stats->live_blocks);
  json_number(text, "touched_bytes", stats->touched_bytes);
  json_number(text, "pages", stats->pages);
  json_number(text, "long_lived_pages", stats->long_lived_pages);
  json_number(text, "pages_owned", stats->pages_owned);
  json_number(text, "pages_listed", stats->pages_listed);
  json_number(text, "pages_released", stats->pages_released);
  json_number(text, "fresh", stats->fresh);
  json_number(text, "freed", stats->freed);
  json_number(text, "claims", stats->claims);
  json_number(text, "releases", stats->releases);
  json_number(text, "remote_frees", stats->remote_frees);
  neap__text_add(text, "}");
}

static void json_totals(Text *text, const Stats *stats) {
  ClassStats sum = { 0 };
  for (unsigned i = 0; i < CLASS_COUNT; i++) {
    sum.claims += stats->classes[i].claims;
    sum.releases += stats->classes[i].releases;
    sum.remote_frees += stats->classes[i].remote_frees;
  }
  json_number(text, "live_bytes", stats->live_bytes);
  json_number(text, "live_blocks", stats->live_blocks);
  json_number(text, "touched_bytes", stats->touched_bytes);
  json_number(text, "taken_bytes", stats->taken_bytes);
  json_number(text, "dirty_bytes", stats->dirty_bytes);
  json_number(text, "purged_bytes", stats->purged_bytes);
  json_number(text, "hole_bytes", stats->hole_bytes);
  json_number(text, "fetched_bytes", stats->fetched_bytes);
  json_number(text, "tide_ticks", stats->tide_ticks);
  json_number(text, "theaps_swept", stats->theaps_swept);
  json_number(text, "long_lived_bytes", stats->long_lived_bytes);
  json_number(text, "sites_long_lived", stats->sites_long_lived);
  json_number(text, "sites_sampled", stats->sites_sampled);
  json_number(text, "sites_right", stats->sites_right);
  json_number(text, "sites_wrong", stats->sites_wrong);
  json_number(text, "reserved_bytes", stats->reserved_bytes);
  json_number(text, "span_count", stats->span_count);
  json_number(text, "span_bytes", stats->span_bytes);
  json_number(text, "mapping_count", stats->mapping_count);
  json_number(text, "mapping_bytes", stats->mapping_bytes);
  json_number(text, "threads", stats->threads);
  json_number(text, "claims", sum.claims);
  json_number(text, "releases", sum.releases);
  json_number(text, "remote_frees", sum.remote_frees);
}

static void stats_write(Text *text, const Stats *stats) {
  neap__text_add(text, "{");
  json_key(text, "version");
  neap__text_add(text, "\"" NEAP_VERSION "\"");
  json_key(text, "page_policy");
  neap__text_add(text, "\"");
  neap__text_add(text, neap__option_text(OPTION_PAGE_POLICY));
  neap__text_add(text, "\"");
  json_totals(text, stats);
  json_key(text, "classes");
  neap__text_add(text, "[");
  bool first = true;
  for (unsigned i = 0; i < CLASS_COUNT; i++) {
    const ClassStats *of_class = &stats->classes[i];
    if (of_class->fresh > 0 || of_class->pages > 0) {
      neap__text_add(text, first ? "\n  " : ",\n  ");
      json_class(text, i, of_class);
      first = false;
    }
  }
  neap__text_add(text, "\n]}\n");
}

size_t neap_stats_json(char *buffer, size_t size) {
  neap__process_begin();
  Stats stats;
  neap__stats_read(&stats);
  Text text;
  neap__text_init(&text, buffer, size);
  stats_write(&text, &stats);
  return text.length;
}

// --- files

static void say_not_written(const char *option, const char *path) {
  char line[OPTION_TEXT_SIZE];
  Text text;
  neap__text_init(&text, line, sizeof line);
  neap__text_add(&text, option);
  neap__text_add(&text, ": cannot write ");
  neap__text_add(&text, path);
  neap__text_add(&text, " (errno ");
  neap__text_add_number(&text, (uint64_t)errno);
  neap__text_add(&text, ")");
  neap__say(&text);
}

// The text stands in memory that goes back at once: who looks at a resting program must not find it there.
static void stats_to_file(const char *option, const char *path) {
  char *json = neap__os_reserve(JSON_MAX, UNIT_SIZE, "neap statistics");
  size_t length = json ? neap_stats_json(json, JSON_MAX) : 0;
  if (!json || !neap__os_write_file(path, json, size_min(length, JSON_MAX - 1))) {
    say_not_written(option, path);
  }
  if (json) {
    neap__os_release(json, JSON_MAX);
  }
}

void neap__tide_rests(void) {
  if (neap__option_number(OPTION_STATS_AT_REST)) {
    stats_to_file("NEAP_STATS_AT_REST", neap__option_text(OPTION_STATS_AT_REST));
  }
}

__attribute__((destructor)) static void stats_at_exit(void) {
  if (neap__option_number(OPTION_STATS)) {
    stats_to_file("NEAP_STATS", neap__option_text(OPTION_STATS));
  }
}
