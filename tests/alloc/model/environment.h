// What stands in for the lower layers of libneap in the model: one region with a few slices, theaps from a small reservation, thread ids, keys
// with destructors, and fork. And the crimes and failed checks of the library, which are failures of the execution.
#ifndef NEAP_TESTS_MODEL_ENVIRONMENT_H
#define NEAP_TESTS_MODEL_ENVIRONMENT_H

#include "arena.h"
#include "options.h"
#include "page.h"

enum {
  FIRST_SLICE = 16, // in the region; real ones begin at 9
  SLICES = 24,      // that can be taken
};

// In setup, first.
void environment_init(PagePolicyName policy);
// NEAP_RETAIN: 0 unless told.
void environment_retain(size_t pages);
// NEAP_SPARE_KIB, in pages of one slice: 0 unless told.
void environment_spare(size_t pages);

// Whether the slice is taken; the first one is 0.
bool environment_taken(size_t slice);
Page *environment_page(size_t slice);
Region *environment_region(void);

// The thread's destructors run, as at its end.
void environment_end_thread(void);
// As fork does in the child: the handlers, and the other threads are gone.
void environment_fork(void);

// In setup and check: does the work as the thread.
void environment_as(int thread, void (*work)(void));

#endif
