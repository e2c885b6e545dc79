// libneap: a general-purpose malloc for Linux whose pages are shared between live threads.
//
// Linked (libneap.a, libneap.so) or loaded with LD_PRELOAD, it takes the place of the C library's malloc family; nothing need be called. The
// names below are the same functions under libneap's own name, and what the family does not offer. Sizes are bytes.
//
// All functions may be called from any thread at any time, also before main, from destructors, and in the child of a fork. A block may be
// freed by any thread. Blocks lie at multiples of 16, but where less is asked for. A size of 0 gives a block of its own, to be freed like any other.
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

// A zeroed block: neap_calloc(1, size).
NEAP_API void *neap_zalloc(size_t size) __attribute__((malloc, alloc_size(1), warn_unused_result));

// As realloc: a NULL pointer allocates; a size of 0 shrinks to the smallest block and does not free. On failure the old block stays.
NEAP_API void *neap_realloc(void *pointer, size_t size)
    __attribute__((alloc_size(2), warn_unused_result));
NEAP_API void *neap_reallocarray(void *pointer, size_t count, size_t size)
    __attribute__((alloc_size(2, 3), warn_unused_result));

// Takes the block. NULL is allowed. errno stays as it is.
NEAP_API void neap_free(void *pointer);
// As neap_free (C23's free_sized and free_aligned_sized): the size, and the alignment, are those that were asked for.
NEAP_API void neap_free_sized(void *pointer, size_t size);
NEAP_API void neap_free_aligned_sized(void *pointer, size_t alignment, size_t size);

// A block at a multiple of `alignment`, a power of two (else NULL and EINVAL). The size need not be a multiple of it.
// Who can do with 8 saves room by saying so: it gets blocks of 24, 40, 56, 72, 88, 104 and 120 bytes too.
NEAP_API void *neap_aligned_alloc(size_t alignment, size_t size)
    __attribute__((malloc, alloc_align(1), alloc_size(2), warn_unused_result));
// As posix_memalign: 0, EINVAL (alignment not a power of two or not a multiple of sizeof(void *)) or ENOMEM; errno stays. The block lies at a
// multiple of 16 at least.
NEAP_API int neap_posix_memalign(void **pointer, size_t alignment, size_t size)
    __attribute__((warn_unused_result));

// The bytes that may be used at `pointer`, at least as many as were asked for; 0 for NULL.
NEAP_API size_t neap_usable_size(const void *pointer);
// The usable size that a request of `size` would get.
NEAP_API size_t neap_good_size(size_t size);

// Gives back what the calling thread keeps empty. With `force` all memory of the process that can go goes to the system at once: that of other threads
// too, save those that are in a call just then, and 4 KiB pieces of partly used pages; under the shared policy all threads let go of partly used
// pages. Otherwise memory goes back when it has been idle for NEAP_IDLE_MS. true: memory went back to the system by force. Threads: any; blocking.
NEAP_API bool neap_collect(bool force);

// One tick of what libneap's own thread does while the program rests (NEAP_TIDE=1, the default): threads that have not allocated or freed since the last
// two ticks have their pages swept, and if nothing at all has happened since, free memory goes back to the system, down to 4 KiB pieces of partly used
// pages; the last of it after fifteen such ticks. For programs that want it done at their own times (NEAP_TIDE=0). Result: whether another tick may find
// more. Threads: any; blocking.
NEAP_API bool neap_tide_tick(void);

// Statistics as JSON, as text with a final NUL cut to `size` bytes; result: the length of the whole, without the NUL. May be called while other
// threads allocate; the figures are then a moment's. Keys, in bytes where they say so:
//   version, page_policy
//   live_bytes, live_blocks        usable bytes of blocks not freed, and their number; of these span_* and mapping_* lie outside of pages
//   touched_bytes                  estimate of resident memory: what blocks were handed out of, and dirty_bytes, and mappings
//   taken_bytes, reserved_bytes    of pages and spans, unused parts included; address space
//   dirty_bytes                    free, not given back yet
//   purged_bytes, hole_bytes       given back since the start: free memory, and pieces of pages in use; of these fetched_bytes were
//                                  fetched again ahead of need
//   tide_ticks, theaps_swept       what the tide did
//   long_lived_bytes               live, where what is expected to live long lies; sites_long_lived: places of the program so expected;
//                                  sites_sampled: blocks noted; sites_right, sites_wrong: of those expected to live long, did and did not
//   threads                        that have allocated and not ended
//   claims, releases, remote_frees pages taken from nobody, pages let go, blocks freed by other threads than their page's
//   classes                        of each block_size: live_blocks, touched_bytes, pages (of these long_lived_pages; and pages_owned by a thread,
//                                  pages_listed for whoever needs one, pages_released without room), fresh and freed: pages taken from and
//                                  given back to the free memory; claims, releases, remote_frees
NEAP_API size_t neap_stats_json(char *buffer, size_t size);

// Options are the environment variables NEAP_* (see neap(3)). They are read once, at the first allocation or when the
// library is loaded; setting one in code must come before, and then goes before the environment.
// false: no such option, a value out of range, or too late.
NEAP_API bool neap_option_set(const char *name, const char *value);
// The value in force, or NULL if there is no such option.
NEAP_API const char *neap_option_get(const char *name);

// --- First-class heaps
//
// A heap is a set of memory of its own: what is allocated from it shares pages with nothing else, and all of it can go at once. Any thread
// may allocate from any heap at any time, and free its blocks with neap_free or free. A heap survives the threads that used it, and a fork.

typedef struct Heap neap_heap_t;

// An empty heap, to be ended by neap_heap_delete or neap_heap_destroy. NULL: out of memory.
NEAP_API neap_heap_t *neap_heap_new(void) __attribute__((warn_unused_result));

// As malloc, calloc, realloc and neap_aligned_alloc, from `heap`. neap_heap_realloc takes NULL or a block of that heap; neap_realloc
// may move a heap's block out of the heap.
NEAP_API void *neap_heap_malloc(neap_heap_t *heap, size_t size)
    __attribute__((malloc, alloc_size(2), warn_unused_result));
NEAP_API void *neap_heap_calloc(neap_heap_t *heap, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3), warn_unused_result));
NEAP_API void *neap_heap_realloc(neap_heap_t *heap, void *pointer, size_t size)
    __attribute__((alloc_size(3), warn_unused_result));
NEAP_API void *neap_heap_aligned_alloc(neap_heap_t *heap, size_t alignment, size_t size)
    __attribute__((malloc, alloc_align(2), alloc_size(3), warn_unused_result));

// Take the heap; NULL is allowed. Meanwhile no other thread may allocate or reallocate in it. After neap_heap_delete its blocks live on,
// as if they had come from malloc; they may be freed even while it runs. After neap_heap_destroy they are gone: no thread may touch or free
// one any more. Its time goes with the heap's pages, not its blocks.
NEAP_API void neap_heap_delete(neap_heap_t *heap);
NEAP_API void neap_heap_destroy(neap_heap_t *heap);

// The heap of a live block; NULL if it came from malloc or neap_malloc, or its heap was deleted.
NEAP_API neap_heap_t *neap_heap_of(const void *pointer);

// Whether a live block of libneap begins at `pointer`, which may be anything. What was freed is not live.
NEAP_API bool neap_owns(const void *pointer);

// Calls `visit` for each live block of the heap, or of the whole process (all heaps, what each neap_heap_new gave, and malloc) for NULL, with its usable size. `visit` may
// allocate; it frees nothing; false ends the walk. Result: whether all were visited.
// Exact if no other thread allocates or frees in what is visited; if one does, the program's behaviour is undefined.
NEAP_API bool neap_visit_blocks(neap_heap_t *heap,
                                bool (*visit)(void *block, size_t size, void *argument),
                                void *argument);

// The library's version, "major.minor.patch".
NEAP_API const char *neap_version(void);

#ifdef __cplusplus
}
#endif

#endif
