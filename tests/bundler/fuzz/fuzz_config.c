// The entry of libFuzzer for package.json and tsconfig.json.
#include "config.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  config_resolves(bytes, size);
  return 0;
}
