// Any bytes as a program that calls libneap: each call is a byte for what, one for who and whether system calls fail meanwhile, and its
// arguments. Several threads take turns; what must be in memory is known (shadow.h).
#ifndef NEAP_TESTS_FUZZ_CALLS_H
#define NEAP_TESTS_FUZZ_CALLS_H

#include <stddef.h>
#include <stdint.h>

// Runs the program, then frees all it left. Ends the process with a line if something does not hold.
void calls_run(const uint8_t *bytes, size_t size);

#endif
