// What a build tells people on stderr.
#ifndef NEAP_DRIVER_REPORT_H
#define NEAP_DRIVER_REPORT_H

#include "driver/output.h"

// Whether stderr takes colour: as asked, else by the terminal, NO_COLOR, FORCE_COLOR and TERM. Before other threads run.
bool report_color(ColorChoice choice);

// One --log-override: NEAP1401=silent (the code may go without its letters). false: it is not of that form, or there is no such code.
typedef struct LogOverride {
  DiagCode code;
  DiagLevel level;
} LogOverride;

bool report_override_parse(const char *text, LogOverride *out);

// Applies every --log-override. Needs: each of them was parsed well. A second call does nothing.
void report_override(DiagList *diags, const BuildOptions *options);

// Prints the diagnostics that the log level lets through, sorted, and the line that counts them.
void report_diags(DiagList *diags, const BuildOptions *options, bool color);

// Prints each output with its size, and the time taken.
void report_outputs(const OutputList *outputs, const BuildOptions *options, uint64_t nanoseconds,
                    bool color);

// Prints what was read and how (--log-level=verbose).
void report_graph(const Graph *graph, uint32_t threads);

// Says how something is done that people may want otherwise.
void report_note(Err *note, const BuildOptions *options, bool color);

// Says what the world refused.
void report_err(Err *err, const BuildOptions *options, bool color);

#endif
