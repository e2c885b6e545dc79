// What a build tells people on stderr.
#ifndef NEAP_DRIVER_REPORT_H
#define NEAP_DRIVER_REPORT_H

#include "driver/output.h"

// Whether stderr takes colour: as asked, else by the terminal, NO_COLOR, FORCE_COLOR and TERM. Before other threads run.
bool report_color(ColorChoice choice);

// Prints the diagnostics that the log level lets through, sorted, and the line that counts them.
void report_diags(DiagList *diags, const BuildOptions *options, bool color);

// Prints each output with its size, and the time taken.
void report_outputs(const OutputList *outputs, uint64_t nanoseconds, bool color);

// Prints what was read and how (--log-level=verbose).
void report_graph(const Graph *graph, uint32_t threads);

// Says what the world refused.
void report_err(Err *err, const BuildOptions *options, bool color);

#endif
