#include "rest.h"

#include <math.h>

// When the footprint is first at or below the first point's, less that share of what went back.
static double time_to_return(const RestPoint *points, uint32_t count, double share) {
  double first = (double)points[0].footprint;
  double last = (double)points[count - 1].footprint;
  if (last >= first) return 0;
  double level = first - share * (first - last);
  uint32_t i = 0;
  while ((double)points[i].footprint > level) { // the last point is not
    i++;
  }
  return points[i].at_seconds - points[0].at_seconds;
}

Rest rest_measure(const RestPoint *points, uint32_t count, double resolution) {
  if (count < 2) return (Rest){ NAN, NAN, NAN };
  double last = (double)points[count - 1].footprint;
  double sum = 0;
  for (uint32_t i = 1; i < count; i++) {
    double before = fmax(0, (double)points[i - 1].footprint - last);
    double after = fmax(0, (double)points[i].footprint - last);
    sum += (before + after) / 2 * (points[i].at_seconds - points[i - 1].at_seconds);
  }
  return (Rest){ .half = fmax(resolution, time_to_return(points, count, 0.5)),
                 .nine_tenths = fmax(resolution, time_to_return(points, count, 0.9)),
                 .byte_seconds = sum };
}
