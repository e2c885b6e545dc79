// As uses.c, in C++.
#include <cstdio>
#include <neap.h>
#include <string>
#include <vector>

int main() {
  std::vector<std::string> words(100, std::string(100, 'x'));
  if (!neap_owns(words.data()) || !neap_owns(words[0].data())) {
    std::fputs("operator new is not neap's\n", stderr);
    return 1;
  }
  std::puts(neap_version());
  return 0;
}
