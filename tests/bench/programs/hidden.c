// A program whose memory in no process's books the tests can foresee: `hidden MIB` fills so many MiB of huge pages, gives all of each back but
// its first 4 KiB, and rests until it is told to end.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const size_t huge = (size_t)2 << 20;
  const size_t small = 4096;
  size_t bytes = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) << 20 : 0;
  char *start =
      mmap(NULL, bytes + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return 70;
  start += -(uintptr_t)start % huge;
  madvise(start, bytes, MADV_HUGEPAGE);
  memset(start, 1, bytes);
  for (size_t at = 0; at < bytes; at += huge) {
    madvise(start + at + small, huge - small, MADV_DONTNEED);
  }
  for (;;) {
    pause();
  }
}
