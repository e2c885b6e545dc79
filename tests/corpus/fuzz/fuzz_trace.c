// The entry of libFuzzer for allocation traces.
#include "trace_try.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  trace_try(bytes, size);
  return 0;
}
