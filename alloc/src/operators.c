// C++: operator new and delete, by their mangled names (Itanium C++ ABI, for the LP64 platforms that libneap runs on), so that no C++ compiler
// is needed to build libneap and no C++ library to load it.
//
// When memory runs out, the new-handler is called until it gives up or there is memory; then the C++ library throws std::bad_alloc for us,
// through frames that have unwind tables. Both are weak, so that libneap.so, and the whole of libneap.a, goes into C programs. A wholly static
// C++ program that uses nothing of the C++ library but operator new is linked with -Wl,-u,_ZSt17__throw_bad_allocv, which brings the
// one that throws (neap::static of the CMake package sees to it); else it ends with a line.
//
// The forms with std::nothrow are the C++ library's own: it calls the throwing form, which is ours, and catches what the handler throws.
// Left out of sanitizer builds, as override.c.
#include "fast.h"
#include "neap.h"
#include "say.h"

#define EXPORT        __attribute__((visibility("default")))
#define MANGLED(name) __asm__(#name)

typedef void (*NewHandler)(void);

// The C++ library's: std::get_new_handler() and std::__throw_bad_alloc(), the same names in libstdc++ and libc++.
NewHandler neap__cxx_new_handler(void) MANGLED(_ZSt15get_new_handlerv) __attribute__((weak));
void neap__cxx_throw_bad_alloc(void) MANGLED(_ZSt17__throw_bad_allocv) __attribute__((weak));

// NULL: there is no C++ library.
static NewHandler (*const new_handler)(void) = neap__cxx_new_handler;
static void (*const throw_bad_alloc)(void) = neap__cxx_throw_bad_alloc;

// Each line: the function, as C sees it, and its mangled name.
EXPORT void *neap__new(size_t size) MANGLED(_Znwm);
EXPORT void *neap__new_array(size_t size) MANGLED(_Znam);
EXPORT void *neap__new_aligned(size_t size, size_t alignment) MANGLED(_ZnwmSt11align_val_t);
EXPORT void *neap__new_array_aligned(size_t size, size_t alignment) MANGLED(_ZnamSt11align_val_t);
EXPORT void neap__delete(void *pointer) MANGLED(_ZdlPv);
EXPORT void neap__delete_array(void *pointer) MANGLED(_ZdaPv);
EXPORT void neap__delete_sized(void *pointer, size_t size) MANGLED(_ZdlPvm);
EXPORT void neap__delete_array_sized(void *pointer, size_t size) MANGLED(_ZdaPvm);
EXPORT void neap__delete_aligned(void *pointer, size_t alignment) MANGLED(_ZdlPvSt11align_val_t);
EXPORT void neap__delete_array_aligned(void *pointer, size_t alignment)
    MANGLED(_ZdaPvSt11align_val_t);
EXPORT void neap__delete_sized_aligned(void *pointer, size_t size, size_t alignment)
    MANGLED(_ZdlPvmSt11align_val_t);
EXPORT void neap__delete_array_sized_aligned(void *pointer, size_t size, size_t alignment)
    MANGLED(_ZdaPvmSt11align_val_t);

static _Noreturn void no_memory(void) {
  if (throw_bad_alloc) {
    throw_bad_alloc();
  }
  char line[64];
  Text text;
  neap__text_init(&text, line, sizeof line);
  neap__text_add(&text, "operator new: out of memory");
  neap__say_and_abort(&text);
}

// Asks the program for memory, and tries again as long as it says that there may be some.
static NOINLINE void *new_slow(size_t size, size_t alignment) {
  while (true) {
    NewHandler handler = new_handler ? new_handler() : NULL;
    if (!handler) {
      no_memory();
    }
    handler();
    void *block = neap_aligned_alloc(alignment, size);
    if (block) {
      return block;
    }
  }
}

static inline void *new_block(size_t size, const void *caller) {
  void *block = malloc_fast(size, caller);
  return LIKELY(block != NULL) ? block : new_slow(size, BLOCK_ALIGNMENT);
}

static inline void *new_block_aligned(size_t size, size_t alignment, const void *caller) {
  void *block = neap__aligned_alloc(alignment, size, caller);
  return LIKELY(block != NULL) ? block : new_slow(size, alignment);
}

void *neap__new(size_t size) {
  return new_block(size, CALLER());
}

void *neap__new_array(size_t size) {
  return new_block(size, CALLER());
}

void *neap__new_aligned(size_t size, size_t alignment) {
  return new_block_aligned(size, alignment, CALLER());
}

void *neap__new_array_aligned(size_t size, size_t alignment) {
  return new_block_aligned(size, alignment, CALLER());
}

void neap__delete(void *pointer) {
  free_fast(pointer);
}

void neap__delete_array(void *pointer) {
  free_fast(pointer);
}

// Sizes and alignments are the caller's word, and not needed: the record knows.
void neap__delete_sized(void *pointer, size_t size) {
  (void)size;
  free_fast(pointer);
}

void neap__delete_array_sized(void *pointer, size_t size) {
  (void)size;
  free_fast(pointer);
}

void neap__delete_aligned(void *pointer, size_t alignment) {
  (void)alignment;
  free_fast(pointer);
}

void neap__delete_array_aligned(void *pointer, size_t alignment) {
  (void)alignment;
  free_fast(pointer);
}

void neap__delete_sized_aligned(void *pointer, size_t size, size_t alignment) {
  (void)size;
  (void)alignment;
  free_fast(pointer);
}

void neap__delete_array_sized_aligned(void *pointer, size_t size, size_t alignment) {
  (void)size;
  (void)alignment;
  free_fast(pointer);
}
