#include "base/mem.h"

#include <stdio.h>
#include <unistd.h>

_Noreturn void mem_exhausted(size_t size) {
  char line[128];
  int length = snprintf(
      line, sizeof line,
      "neap: out of memory (%zu bytes wanted); nothing was written. Close other programs or use "
      "fewer --threads.\n",
      size);
  ssize_t ignored = write(STDERR_FILENO, line, (size_t)length);
  (void)ignored;
  _exit(2);
}
