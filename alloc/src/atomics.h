// C11 atomics with the memory order in the operation's name, so that one can grep for the orders in use.
// The model checker (tests/alloc/model) swaps this one file for its own.
#ifndef NEAP_ALLOC_ATOMICS_H
#define NEAP_ALLOC_ATOMICS_H

#include "base.h"
#include <stdatomic.h>

#define load_relaxed(at)         atomic_load_explicit(at, memory_order_relaxed)
#define load_acquire(at)         atomic_load_explicit(at, memory_order_acquire)
#define store_relaxed(at, value) atomic_store_explicit(at, value, memory_order_relaxed)
#define store_release(at, value) atomic_store_explicit(at, value, memory_order_release)

#define exchange_acquire(at, value)  atomic_exchange_explicit(at, value, memory_order_acquire)
#define exchange_release(at, value)  atomic_exchange_explicit(at, value, memory_order_release)
#define fetch_add_relaxed(at, value) atomic_fetch_add_explicit(at, value, memory_order_relaxed)
#define fetch_or_release(at, value)  atomic_fetch_or_explicit(at, value, memory_order_release)
#define fetch_and_relaxed(at, value) atomic_fetch_and_explicit(at, value, memory_order_relaxed)
#define fetch_and_acquire(at, value) atomic_fetch_and_explicit(at, value, memory_order_acquire)

// Strong: false only if *at differs from *expected, which then holds what was found.
#define cas_relaxed(at, expected, value)                                                           \
 atomic_compare_exchange_strong_explicit(at, expected, value, memory_order_relaxed,                \
                                         memory_order_relaxed)
#define cas_acquire(at, expected, value)                                                           \
 atomic_compare_exchange_strong_explicit(at, expected, value, memory_order_acquire,                \
                                         memory_order_relaxed)
#define cas_release(at, expected, value)                                                           \
 atomic_compare_exchange_strong_explicit(at, expected, value, memory_order_release,                \
                                         memory_order_relaxed)
#define cas_acq_rel(at, expected, value)                                                           \
 atomic_compare_exchange_strong_explicit(at, expected, value, memory_order_acq_rel,                \
                                         memory_order_relaxed)

// Adds with a plain load and store: only for counters that one thread writes and others read as a hint.
#define add_single_writer(at, value) store_relaxed(at, load_relaxed(at) + (value))

// The same by one, for the fast paths. On x86-64 an instruction each, which compilers make of no atomic type; not a locked one.
#if defined(__x86_64__) && !defined(NEAP_TSAN)
static inline void count_up(_Atomic uint32_t *at) {
  __asm__("addl $1, %0" : "+m"(*at) : : "cc");
}

// true: down to 0.
static inline bool count_down(_Atomic uint32_t *at) {
  bool is_zero;
  __asm__("subl $1, %0" : "+m"(*at), "=@ccz"(is_zero));
  return is_zero;
}
#else
static inline void count_up(_Atomic uint32_t *at) {
  add_single_writer(at, 1);
}

static inline bool count_down(_Atomic uint32_t *at) {
  uint32_t value = load_relaxed(at) - 1;
  store_relaxed(at, value);
  return value == 0;
}
#endif

#endif
