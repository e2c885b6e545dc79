// "Did you mean": the names that are most like one that is not there.
#ifndef NEAP_RESOLVE_NEAR_H
#define NEAP_RESOLVE_NEAR_H

#include "base/str.h"

enum { NEAR_COUNT = 3 };

typedef struct Near {
  Str wanted;            // borrowed
  Str names[NEAR_COUNT]; // borrowed; the best first
  size_t distances[NEAR_COUNT];
  size_t count;
} Near;

// Offers a name; the order in which names are offered makes no difference.
void near_offer(Near *near, Str name);

// As near_offer for file names: `wanted` may lack the ending that `name` has, or have another.
void near_offer_file(Near *near, Str name);

// Appends `Did you mean "PREFIXa" or "PREFIXb"?` with those that are equally near, or nothing.
void near_append(const Near *near, Buf *out, Str prefix);

#endif
