// What each diagnostic code means, with an example and the remedy: the sections of codes.md, which is part of the program. Threads: no state.
#ifndef NEAP_DRIVER_EXPLAIN_H
#define NEAP_DRIVER_EXPLAIN_H

#include "base/diag.h"

// Reads a code as people write it: NEAP1301, neap1301 or 1301. false: there is none of that name.
bool explain_code(Str text, DiagCode *out);

// Prints what `code` means. Needs: explain_code knows it.
void explain_print(DiagCode code, FILE *out);

// Prints each code with its title, a line each.
void explain_list(FILE *out);

#endif
