// libneap: a general-purpose malloc for Linux whose pages are shared between live threads.
//
// Linked (libneap.a, libneap.so) or loaded with LD_PRELOAD, it takes the place of the C library's malloc family; nothing need be called. The
// names below are the same functions under libneap's own name, and what the family does not offer. Sizes are bytes.
//
// All functions may be called from any thread at any time, also before main, from destructors, and in the child of a fork. A block may be
// freed by any thread. Blocks lie at multiples of 16 at least. A size of 0 gives a block of its own, to be freed like any other.
// When memory runs out or a size overflows, the result is NULL, errno is ENOMEM, and the heap is as before.
// Freeing twice, or freeing what is not a block's start, ends the program with one line on stderr and SIGABRT.
#ifndef NEAP_H
#define NEAP_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NEAP_API __attribute__((visibility("default")))

// As malloc and calloc: calloc's block is zero.
NEAP_API void *neap_malloc(size_t size) __attribute__((malloc, alloc_size(1), warn_unused_result));
NEAP_API void *neap_calloc(size_t count, size_t size)
    __attribute__((malloc, alloc_size(1, 2), warn_unused_result));

// As realloc: a NULL pointer allocates; a size of 0 shrinks to the smallest block and does not free. On failure the old block stays.
NEAP_API void *neap_realloc(void *pointer, size_t size)
    __attribute__((alloc_size(2), warn_unused_result));
NEAP_API void *neap_reallocarray(void *pointer, size_t count, size_t size)
    __attribute__((alloc_size(2, 3), warn_unused_result));

// Takes the block. NULL is allowed. errno stays as it is.
NEAP_API void neap_free(void *pointer);

// A block at a multiple of `alignment`, a power of two (else NULL and EINVAL). The size need not be a multiple of it.
NEAP_API void *neap_aligned_alloc(size_t alignment, size_t size)
    __attribute__((malloc, alloc_align(1), alloc_size(2), warn_unused_result));
// As posix_memalign: 0, EINVAL (alignment not a power of two or not a multiple of sizeof(void *)) or ENOMEM; errno stays.
NEAP_API int neap_posix_memalign(void **pointer, size_t alignment, size_t size)
    __attribute__((warn_unused_result));

// The bytes that may be used at `pointer`, at least as many as were asked for; 0 for NULL.
NEAP_API size_t neap_usable_size(const void *pointer);
// The usable size that a request of `size` would get.
NEAP_API size_t neap_good_size(size_t size);

// Gives back what the calling thread keeps empty. With `force` all free memory goes to the system, and under the shared policy the thread lets go
// of its partly used pages; otherwise memory goes back when it has been idle for NEAP_IDLE_MS. What other threads keep is not reached.
// true: memory went back to the system by force.
NEAP_API bool neap_collect(bool force);

// Statistics as JSON, as text with a final NUL cut to `size` bytes; result: the length of the whole, without the NUL. May be called while other
// threads allocate; the figures are then a moment's. See alloc/README.md for the keys.
NEAP_API size_t neap_stats_json(char *buffer, size_t size);

// Options are the environment variables NEAP_* (see alloc/README.md). They are read once, at the first allocation or when the
// library is loaded; setting one in code must come before, and then goes before the environment.
// false: no such option, a value out of range, or too late.
NEAP_API bool neap_option_set(const char *name, const char *value);
// The value in force, or NULL if there is no such option.
NEAP_API const char *neap_option_get(const char *name);

// The library's version, "major.minor.patch".
NEAP_API const char *neap_version(void);

#ifdef __cplusplus
}
#endif

#endif
