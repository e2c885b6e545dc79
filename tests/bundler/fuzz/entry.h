// What must hold of any bytes as an entry of a cache: they are refused, or mean something that holds together.
#ifndef NEAP_TESTS_ENTRY_H
#define NEAP_TESTS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads the bytes as the AST of a module, and as printed texts. Ends the program when what they give breaks a promise. One call at a time.
// false: they were refused as both.
bool entry_holds(const uint8_t *bytes, size_t size);

// A module's source: what a cache keeps of it, spoiled in many ways, all of which must hold. false: nothing is kept of it.
bool entry_spoiled_holds(const uint8_t *source, size_t size);

#endif
