// What code compiled with -fsanitize=thread calls, answered for the explorer instead of by the sanitizer's library.
// Names and meaning: LLVM, compiler-rt/lib/tsan/rtl/tsan_interface.h and tsan_interface_atomic.h. gcc calls the compare-and-swaps that
// give a bool, clang those that give the value found.
#include "explorer.h"

#include <stdatomic.h>
#include <string.h>

#define CALLER __builtin_return_address(0)

// NOLINTBEGIN(readability-identifier-naming): the compiler's names
void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void *__tsan_memset(void *start, int byte, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size);

void __tsan_init(void) {}

void __tsan_func_entry(void *caller) {
  (void)caller;
}

void __tsan_func_exit(void) {}

// In place of libc's: see redirect.h.
void *__tsan_memset(void *start, int byte, size_t size) {
  explorer_plain(start, size, true, CALLER);
  return memset(start, byte, size);
}

void *__tsan_memcpy(void *to, const void *from, size_t size) {
  explorer_plain(from, size, false, CALLER);
  explorer_plain(to, size, true, CALLER);
  return memcpy(to, from, size);
}

void *__tsan_memmove(void *to, const void *from, size_t size) {
  explorer_plain(from, size, false, CALLER);
  explorer_plain(to, size, true, CALLER);
  return memmove(to, from, size);
}

#define PLAIN(prefix, size)                                                                        \
 void __tsan_##prefix##read##size(void *address);                                                  \
 void __tsan_##prefix##write##size(void *address);                                                 \
 void __tsan_##prefix##read##size(void *address) {                                                 \
  explorer_plain(address, size, false, CALLER);                                                    \
 }                                                                                                 \
 void __tsan_##prefix##write##size(void *address) {                                                \
  explorer_plain(address, size, true, CALLER);                                                     \
 }

PLAIN(, 1)
PLAIN(, 2)
PLAIN(, 4)
PLAIN(, 8)
PLAIN(, 16)
PLAIN(unaligned_, 2)
PLAIN(unaligned_, 4)
PLAIN(unaligned_, 8)
PLAIN(unaligned_, 16)

void __tsan_read_range(void *address, size_t size);
void __tsan_write_range(void *address, size_t size);

void __tsan_read_range(void *address, size_t size) {
  explorer_plain(address, size, false, CALLER);
}

void __tsan_write_range(void *address, size_t size) {
  explorer_plain(address, size, true, CALLER);
}

static Op op_of(OpKind kind, volatile void *address, unsigned size, int order, const void *caller) {
  if (order == memory_order_seq_cst) {
    explorer_abort("sequentially consistent operations are not modelled");
  }
  return (Op){ .kind = kind,
               .address = (void *)(uintptr_t)address,
               .size = size,
               .order = order,
               .fail_order = order,
               .caller = caller };
}

static uint64_t op_update(Op op, Update update, uint64_t operand) {
  op.update = update;
  op.operand = operand;
  explorer_atomic(&op);
  return op.found;
}

static bool op_cas(Op op, uint64_t *expected, uint64_t desired, int fail_order) {
  op.expected = *expected;
  op.operand = desired;
  op.fail_order = fail_order;
  explorer_atomic(&op);
  *expected = op.found;
  return op.success;
}

#define UPDATE_FUNCTION(bits, name, update)                                                        \
 uint##bits##_t __tsan_atomic##bits##_##name(volatile void *address, uint##bits##_t value,         \
                                             int order);                                           \
 uint##bits##_t __tsan_atomic##bits##_##name(volatile void *address, uint##bits##_t value,         \
                                             int order) {                                          \
  return (uint##bits##_t)op_update(op_of(OP_UPDATE, address, bits / 8, order, CALLER), update,     \
                                   value);                                                         \
 }

#define CAS_FUNCTIONS(bits)                                                                        \
 bool __tsan_atomic##bits##_compare_exchange_strong(                                               \
     volatile void *address, void *expected, uint##bits##_t desired, int order, int fail_order);   \
 bool __tsan_atomic##bits##_compare_exchange_strong(                                               \
     volatile void *address, void *expected, uint##bits##_t desired, int order, int fail_order) {  \
  uint64_t found = *(uint##bits##_t *)expected;                                                    \
  bool success =                                                                                   \
      op_cas(op_of(OP_CAS, address, bits / 8, order, CALLER), &found, desired, fail_order);        \
  *(uint##bits##_t *)expected = (uint##bits##_t)found;                                             \
  return success;                                                                                  \
 }                                                                                                 \
 uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                        \
     volatile void *address, uint##bits##_t expected, uint##bits##_t desired, int order,           \
     int fail_order);                                                                              \
 uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                        \
     volatile void *address, uint##bits##_t expected, uint##bits##_t desired, int order,           \
     int fail_order) {                                                                             \
  uint64_t found = expected;                                                                       \
  op_cas(op_of(OP_CAS, address, bits / 8, order, CALLER), &found, desired, fail_order);            \
  return (uint##bits##_t)found;                                                                    \
 }

#define ATOMIC_FUNCTIONS(bits)                                                                     \
 uint##bits##_t __tsan_atomic##bits##_load(const volatile void *address, int order);               \
 uint##bits##_t __tsan_atomic##bits##_load(const volatile void *address, int order) {              \
  Op op = op_of(OP_LOAD, (volatile void *)(uintptr_t)address, bits / 8, order, CALLER);            \
  explorer_atomic(&op);                                                                            \
  return (uint##bits##_t)op.found;                                                                 \
 }                                                                                                 \
 void __tsan_atomic##bits##_store(volatile void *address, uint##bits##_t value, int order);        \
 void __tsan_atomic##bits##_store(volatile void *address, uint##bits##_t value, int order) {       \
  Op op = op_of(OP_STORE, address, bits / 8, order, CALLER);                                       \
  op.operand = value;                                                                              \
  explorer_atomic(&op);                                                                            \
 }                                                                                                 \
 UPDATE_FUNCTION(bits, exchange, UPDATE_EXCHANGE)                                                  \
 UPDATE_FUNCTION(bits, fetch_add, UPDATE_ADD)                                                      \
 UPDATE_FUNCTION(bits, fetch_sub, UPDATE_SUB)                                                      \
 UPDATE_FUNCTION(bits, fetch_and, UPDATE_AND)                                                      \
 UPDATE_FUNCTION(bits, fetch_or, UPDATE_OR)                                                        \
 UPDATE_FUNCTION(bits, fetch_xor, UPDATE_XOR)                                                      \
 UPDATE_FUNCTION(bits, fetch_nand, UPDATE_NAND)                                                    \
 CAS_FUNCTIONS(bits)

ATOMIC_FUNCTIONS(8)
ATOMIC_FUNCTIONS(16)
ATOMIC_FUNCTIONS(32)
ATOMIC_FUNCTIONS(64)

// A fence orders what comes before and after in a way that memory.h does not model.
void __tsan_atomic_thread_fence(int order);

void __tsan_atomic_thread_fence(int order) {
  (void)order;
  explorer_abort("fences are not modelled");
}

// NOLINTEND(readability-identifier-naming)
