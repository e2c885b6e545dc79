// What must hold of any bytes: they are read or refused with a reason, and what was read prints to what reads the same.
#ifndef NEAP_TESTS_ROUND_TRIP_H
#define NEAP_TESTS_ROUND_TRIP_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Parses, lowers, prints, parses and lowers again, compares, and binds both. Ends the program, with the two dumps or texts on standard
// error, when something does not hold. Runs on a thread with the bundler's stack; one call at a time. false: the input was refused.
bool round_trip(const uint8_t *bytes, size_t size);

// As round_trip; and `entry`, which is empty, gets what a cache would keep of a module that binds.
bool round_trip_store(const uint8_t *bytes, size_t size, Buf *entry);

#endif
