// What there is to see from outside: read off the records and the threads' counters, nothing kept on the fast paths.
#ifndef NEAP_ALLOC_STATS_H
#define NEAP_ALLOC_STATS_H

#include "base.h"
#include "size_class.h"

typedef struct ClassStats {
  size_t live_blocks;
  size_t touched_bytes;    // estimate of what is resident of its pages in use
  size_t long_lived_pages; // expected to hold long-lived blocks
  size_t pages, pages_owned, pages_listed, pages_released; // pages = the sum of the other three
  size_t fresh, freed, claims, releases, remote_frees;     // since the start
} ClassStats;

typedef struct Stats {
  size_t live_bytes, live_blocks;      // usable bytes of blocks not freed; all kinds
  size_t span_count, span_bytes;       // of these: spans
  size_t mapping_count, mapping_bytes; // of these: own mappings
  size_t reserved_bytes;               // address space of regions
  size_t taken_bytes;                  // slices and units in pages and spans
  size_t dirty_bytes;                  // free and not given back
  size_t
      touched_bytes; // estimate of resident memory: what blocks have been handed out of, and dirty, and own mappings
  size_t purged_bytes;             // given back since the start: free slices and units
  size_t hole_bytes;               // and pieces of pages in use
  size_t fetched_bytes;            // of these, fetched again before they were needed
  size_t tide_ticks, theaps_swept; // see tide.h
  size_t long_lived_bytes;         // live, in pages of what is expected to be long-lived
  size_t sites_long_lived, sites_sampled, sites_right, sites_wrong; // see sites.h
  size_t threads;
  ClassStats classes[CLASS_COUNT];
} Stats;

// Threads: any; while others allocate, figures are a moment's and need not add up exactly.
void neap__stats_read(Stats *stats);

#endif
