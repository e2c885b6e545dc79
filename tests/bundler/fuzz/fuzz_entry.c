// The entry of libFuzzer for entries of a cache.
#include "entry.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  entry_holds(bytes, size);
  return 0;
}
