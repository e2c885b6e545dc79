// Nothing of the C++ library but operator new, which throws when there is no memory.
#include <cstdint>
#include <neap.h>
#include <new>

int main() {
  volatile std::size_t size = SIZE_MAX / 4;
  try {
    ::operator delete(::operator new(size));
  } catch (const std::bad_alloc &) {
    return neap_version() ? 0 : 2;
  }
  return 1;
}
