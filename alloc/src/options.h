// The NEAP_* options: one table of name, default, range and sentence. Read once, when the first block is asked for.
// Threads: const once neap__options_read has run (under LOCK_INIT); before that, neap_option_set may change them from one thread.
#ifndef NEAP_ALLOC_OPTIONS_H
#define NEAP_ALLOC_OPTIONS_H

#include "atomics.h"
#include "base.h"
#include "say.h"

typedef enum Option {
  OPTION_PAGE_POLICY,
  OPTION_STATS,
  OPTION_STATS_AT_REST,
  OPTION_VERBOSE,
  OPTION_IDLE_MS,
  OPTION_KEEP_KIB,
  OPTION_KEEP_PERCENT,
  OPTION_RETAIN,
  OPTION_SPARE_KIB,
  OPTION_LIFETIME,
  OPTION_HARDENED,
  OPTION_TIDE,
  OPTION_TIDE_MS,
  OPTION_COUNT,
} Option;

enum { OPTION_TEXT_SIZE = 512 };

typedef enum PagePolicyName { POLICY_PRIVATE, POLICY_SHARED } PagePolicyName;

// The number: of a choice, the index of the word; of a path, 1 if there is one.
size_t neap__option_number(Option option);
// The words as they were set: a choice's word, a path, a number's digits.
const char *neap__option_text(Option option);

// NEAP_HARDENED, at hand: see hardened.h. false before the options are read.
extern _Atomic bool neap__option_hardened; // atomic; written once

static inline bool option_hardened(void) {
  return load_relaxed(&neap__option_hardened); // relaxed: whoever allocates has begun the process
}

// Takes over the environment's values; an unusable one is told on stderr and the default stays. Later calls do nothing.
void neap__options_read(void);

// Sets by name ("NEAP_…" or without the prefix). false: no such option, a value out of range, or too late.
bool neap__option_set(const char *name, const char *value);
// The value now, or NULL if there is no such option.
const char *neap__option_get(const char *name);

#endif
