// Any bytes as an allocation trace, for the fuzzer and for its seeds.
#ifndef NEAP_TESTS_CORPUS_FUZZ_TRACE_TRY_H
#define NEAP_TESTS_CORPUS_FUZZ_TRACE_TRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Makes a trace of chunks, each a byte for its thread, one for its length, and so many bytes of events, and reads it; a small one that is
// taken is replayed too. Returns whether it is taken. It must be taken or refused with a message: anything else ends the program.
bool trace_try(const uint8_t *bytes, size_t size);

#endif
