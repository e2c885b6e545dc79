// All forms of operator new and delete, and what happens when there is no memory. Run with libneap linked statically, linked, and preloaded.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

extern "C" bool neap_owns(const void *pointer) __attribute__((weak));
extern "C" std::size_t neap_stats_json(char *buffer, std::size_t size) __attribute__((weak));

static void expect(bool condition, const char *what, int line) {
  if (!condition) {
    std::fprintf(stderr, "operators.cc:%d: %s\n", line, what);
    std::abort();
  }
}
#define EXPECT(condition) expect(condition, #condition, __LINE__)

struct alignas(256) Wide {
  char bytes[300];
};

static bool (*owns)(const void *);
static int handler_calls;
static void *volatile sink; // or compilers leave out what nobody uses

// Our block, at that alignment.
static void check(const void *block, std::size_t alignment) {
  EXPECT(block && owns(block) && reinterpret_cast<std::uintptr_t>(block) % alignment == 0);
}

static void every_form() {
  const auto wide = std::align_val_t(512);
  for (std::size_t size : { 0, 1, 24, 1000, 70000, 3000000 }) {
    void *block;
    check(block = ::operator new(size), 16);
    ::operator delete(block);
    check(block = ::operator new(size), 16);
    ::operator delete(block, size);
    check(block = ::operator new[](size), 16);
    ::operator delete[](block);
    check(block = ::operator new[](size), 16);
    ::operator delete[](block, size);
    check(block = ::operator new(size, std::nothrow), 16);
    ::operator delete(block, std::nothrow);
    check(block = ::operator new[](size, std::nothrow), 16);
    ::operator delete[](block, std::nothrow);
    check(block = ::operator new(size, wide), 512);
    ::operator delete(block, wide);
    check(block = ::operator new(size, wide), 512);
    ::operator delete(block, size, wide);
    check(block = ::operator new[](size, wide), 512);
    ::operator delete[](block, wide);
    check(block = ::operator new[](size, wide), 512);
    ::operator delete[](block, size, wide);
    check(block = ::operator new(size, wide, std::nothrow), 512);
    ::operator delete(block, wide, std::nothrow);
    check(block = ::operator new[](size, wide, std::nothrow), 512);
    ::operator delete[](block, wide, std::nothrow);
  }
  ::operator delete(nullptr);
  auto object = std::make_unique<Wide>();
  check(object.get(), alignof(Wide));
  std::vector<Wide> many(9);
  check(many.data(), alignof(Wide));
}

static void handler_that_gives_up() {
  if (++handler_calls == 3) {
    std::set_new_handler(nullptr);
  }
}

static void handler_that_throws() {
  handler_calls++;
  throw std::bad_alloc();
}

// What the call throws, seen from a frame with an object to destroy. true: std::bad_alloc.
template <typename Call> static bool throws(Call call) {
  try {
    std::string on_the_way(100, 'x');
    call();
  } catch (const std::bad_alloc &) {
    return true;
  }
  return false;
}

static void out_of_memory() {
  volatile std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() - 4096;
  const auto wide = std::align_val_t(4096);
  EXPECT(throws([&] { sink = ::operator new(most); }));
  EXPECT(throws([&] { sink = ::operator new[](most); }));
  EXPECT(throws([&] { sink = ::operator new(most, wide); }));
  EXPECT(throws([&] { sink = ::operator new[](most, wide); }));
  EXPECT(!::operator new(most, std::nothrow) && !::operator new[](most, std::nothrow));
  EXPECT(!::operator new(most, wide, std::nothrow) && !::operator new[](most, wide, std::nothrow));
  std::set_new_handler(handler_that_gives_up);
  EXPECT(throws([&] { sink = ::operator new(most); }) && handler_calls == 3);
  std::set_new_handler(handler_that_throws);
  EXPECT(throws([&] { sink = ::operator new(most, wide); }) && handler_calls == 4);
  EXPECT(!::operator new(most, std::nothrow) && handler_calls == 5);
  std::set_new_handler(nullptr);
}

struct Record {
  char bytes[200];
};

[[gnu::noinline]] static Record *scratch_record() {
  auto *record = new Record;
  record->bytes[0] = 's';
  return record;
}

[[gnu::noinline]] static Record *lasting_record() {
  auto *record = new Record;
  record->bytes[0] = 'l';
  return record;
}

static std::size_t long_lived_bytes() {
  static char json[65536];
  auto *stats_json = neap_stats_json ? neap_stats_json : reinterpret_cast<std::size_t (*)(char *, std::size_t)>(dlsym(RTLD_DEFAULT, "neap_stats_json"));
  EXPECT(stats_json && stats_json(json, sizeof json) < sizeof json);
  static const char key[] = "\"long_lived_bytes\": ";
  const char *found = std::strstr(json, key);
  EXPECT(found != nullptr);
  return std::strtoull(found + sizeof key - 1, nullptr, 10);
}

// Who calls operator new is told apart: what outlives the rest gets pages of its own.
static void lifetimes() {
  std::vector<Record *> lasting[2];
  for (int round = 0; round < 8; round++) {
    std::vector<Record *> scratch;
    for (int i = 0; i < 100000; i++) {
      scratch.push_back(scratch_record());
      if (i % 20 == 0) lasting[round % 2].push_back(lasting_record());
    }
    for (Record *record : scratch) delete record;
    for (Record *record : lasting[(round + 1) % 2]) delete record;
    lasting[(round + 1) % 2].clear();
  }
  EXPECT(long_lived_bytes() > lasting[1].size() * sizeof(Record) / 2);
  for (Record *record : lasting[1]) delete record;
}

int main() {
  owns = neap_owns ? neap_owns : reinterpret_cast<bool (*)(const void *)>(dlsym(RTLD_DEFAULT, "neap_owns"));
  EXPECT(owns != nullptr);
  every_form();
  out_of_memory();
  std::thread(every_form).join();
  lifetimes();
  return 0;
}
