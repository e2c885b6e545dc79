// What every file of libneap starts from: sizes, alignment, checked arithmetic, and the two ways to say that something must hold.
// Technique: everything here is inline or a macro, so that layer 0 has no code of its own.
#ifndef NEAP_ALLOC_BASE_H
#define NEAP_ALLOC_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KIB ((size_t)1024)
#define MIB (KIB * KIB)

#define LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define NOINLINE            __attribute__((noinline))
#define CACHE_LINE          64

// Tells file and line on stderr, then aborts.
_Noreturn void neap__check_failed(const char *what, const char *file, int line);

// Our own bug if it fails; always checked.
#define CHECK(condition)                                                                           \
 (LIKELY(condition) ? (void)0 : neap__check_failed(#condition, __FILE__, __LINE__))

// As CHECK, in builds with NEAP_CHECKS=full only; elsewhere the condition is compiled and dropped.
#ifdef NEAP_CHECKS_FULL
# define ASSERT(condition) CHECK(condition)

enum { CHECKS_FULL = 1 };
#else
# define ASSERT(condition) ((void)sizeof(condition))

enum { CHECKS_FULL = 0 };
#endif

// Thread-local storage that needs no call to reach, also in a shared library.
#define THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

#if defined(__SANITIZE_ADDRESS__)
# define NEAP_ASAN 1
#elif defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define NEAP_ASAN 1
# endif
#endif

#if defined(__SANITIZE_THREAD__)
# define NEAP_TSAN 1
#elif defined(__has_feature)
# if __has_feature(thread_sanitizer)
#  define NEAP_TSAN 1
# endif
#endif

// By hand under AddressSanitizer: nobody may touch a free block past its two words.
#ifdef NEAP_ASAN
// NOLINTBEGIN(readability-identifier-naming): the sanitizer's names
void __asan_poison_memory_region(const volatile void *start, size_t size);
void __asan_unpoison_memory_region(const volatile void *start, size_t size);
// NOLINTEND(readability-identifier-naming)
# define memory_poison(start, size)   __asan_poison_memory_region(start, size)
# define memory_unpoison(start, size) __asan_unpoison_memory_region(start, size)
#else
# define memory_poison(start, size)   ((void)(start), (void)(size))
# define memory_unpoison(start, size) ((void)(start), (void)(size))
#endif

static inline bool is_power_of_two(size_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

// `alignment` is a power of two; the caller knows that the sum does not overflow.
static inline size_t align_up(size_t value, size_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

static inline size_t align_down(size_t value, size_t alignment) {
  return value & ~(alignment - 1);
}

static inline size_t size_min(size_t a, size_t b) {
  return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b) {
  return a > b ? a : b;
}

// Index of the highest set bit; `value` is not 0.
static inline unsigned bit_high(uint64_t value) {
  return 63u - (unsigned)__builtin_clzll(value);
}

// Index of the lowest set bit; `value` is not 0.
static inline unsigned bit_low(uint64_t value) {
  return (unsigned)__builtin_ctzll(value);
}

// a × b in *product; false if it does not fit.
static inline bool size_multiply(size_t a, size_t b, size_t *product) {
  return !__builtin_mul_overflow(a, b, product);
}

#endif
