// Printing an execution: which thread did what, where, and what it saw.
#ifndef NEAP_TESTS_MODEL_TRACE_H
#define NEAP_TESTS_MODEL_TRACE_H

#include "memory.h"

typedef struct TraceStep {
  const Op *op;
  Choice choice;
} TraceStep;

// The place in the sources is looked up with addr2line, if there is one.
void trace_print(const TraceStep *steps, int count);

// The place alone.
void trace_print_place(const void *caller);

// A name for an address, in `text`; whoever has the scenarios knows what lies where.
void trace_name(const void *address, char *text, size_t size);

#endif
