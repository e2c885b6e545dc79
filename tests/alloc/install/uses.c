// A program of somebody else's: plain malloc, and a name of neap's own.
#include <neap.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  char *block = malloc(100);
  if (!block || !neap_owns(block)) {
    fputs("malloc is not neap's\n", stderr);
    return 1;
  }
  free(block);
  puts(neap_version());
  return 0;
}
