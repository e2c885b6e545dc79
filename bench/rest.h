// How memory goes back while a program rests, from its footprint over that time. Threads: any.
#ifndef NEAP_BENCH_REST_H
#define NEAP_BENCH_REST_H

#include <stdint.h>

typedef struct RestPoint {
  double at_seconds; // rising; the first is the begin of the rest
  uint64_t footprint;
} RestPoint;

// All NaN with fewer than two points.
typedef struct Rest {
  double half;         // seconds until half of what went back by the last point was gone
  double nine_tenths;  // seconds until nine tenths were
  double byte_seconds; // what was held above the last point's footprint, summed over time
} Rest;

// No time is below `resolution` seconds, which is what the points can tell; where nothing went back, the times are that.
Rest rest_measure(const RestPoint *points, uint32_t count, double resolution);

#endif
