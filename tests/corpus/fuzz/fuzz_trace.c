// The entry of libFuzzer for allocation traces. Blocks that a trace leaves live are no leaks of ours.
#include "trace_try.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  trace_try(bytes, size);
  return 0;
}
