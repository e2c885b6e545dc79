#include "early.h"

int main(void) {
  return early_failures() != 0;
}
