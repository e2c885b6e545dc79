// Every system call of libneap, and nothing else. Linux; one implementation, os_linux.c.
// Threads: any, no locks. None of these allocates; all keep errno unless said otherwise.
#ifndef NEAP_ALLOC_OS_H
#define NEAP_ALLOC_OS_H

#include "base.h"
#include <stdatomic.h>

// Address space for `size` bytes at a multiple of `alignment` (a power of two, at least 4 KiB; size a multiple of 4 KiB): readable,
// writable, zero, without memory behind it until touched. NULL: the system has none (errno is ENOMEM).
void *neap__os_reserve(size_t size, size_t alignment, const char *name);

// Gives the address space itself back.
void neap__os_release(void *start, size_t size);

// Grows or shrinks a reservation, moving it if `may_move`. NULL: not possible, and nothing has changed.
void *neap__os_remap(void *start, size_t old_size, size_t new_size, bool may_move);

// Gives the memory back and keeps the address space: whole system pages within the range read as zero afterwards.
// false: the system kept it, and the contents.
bool neap__os_give_back(void *start, size_t size);

// Has memory ready for what will be written there, contents as they are. A hint: Linux 5.14 has it.
void neap__os_fetch(void *start, size_t size);

// Makes a range that nobody may touch from now on. false: the system refused, with too many mappings.
bool neap__os_forbid(void *start, size_t size);

// Asks that no huge pages be used: one live block of 16 bytes would hold 2 MiB.
void neap__os_no_huge_pages(void *start, size_t size);

// Sleeps while *word == expected, for so long at most, SIZE_MAX: for ever; may return early. false: the time is over.
bool neap__os_wait(_Atomic uint32_t *word, uint32_t expected, size_t milliseconds);
void neap__os_wake_one(_Atomic uint32_t *word);
void neap__os_yield(void);
void neap__os_sleep_ms(size_t milliseconds);
// What the calling thread is called in /proc and debuggers; at most 15 bytes.
void neap__os_name_thread(const char *name);

// A full memory barrier in every thread of the process that runs; those that do not run have one anyway. neap__os_barrier_begin, which may be
// called often, must have said that the system can do it.
bool neap__os_barrier_begin(void);
void neap__os_barrier(void);

// Milliseconds from any point in the past; coarse and cheap.
uint64_t neap__os_clock_ms(void);

uint32_t neap__os_thread_id(void);
// Whether a thread of this process with that id still runs.
bool neap__os_thread_alive(uint32_t thread_id);

// Unpredictable enough to tell a free block's seal from data by accident; not for cryptography.
uint64_t neap__os_random(void);

// The value of an environment variable, copied into `value` (ends in NUL, cut to size). false: not set, or the program runs with
// more rights than its caller, who then decides nothing. Works before libc has set up `environ`.
bool neap__os_environment(const char *name, char *value, size_t size);

// Writes all of it, or as much as the system takes.
void neap__os_write_stderr(const char *text, size_t length);
// Creates or replaces a file. false: errno tells why.
bool neap__os_write_file(const char *path, const char *text, size_t length);

#endif
