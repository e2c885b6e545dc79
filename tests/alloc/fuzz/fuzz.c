// The entry of libFuzzer.
#include "calls.h"

// NOLINTBEGIN(readability-identifier-naming): libFuzzer names it
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  calls_run(bytes, size);
  return 0;
}

// NOLINTEND(readability-identifier-naming)
