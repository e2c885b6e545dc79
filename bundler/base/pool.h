// A pool of worker threads with one queue, and one more for each worker. Workers live as long as the pool and sleep when there is nothing to do.
#ifndef NEAP_BASE_POOL_H
#define NEAP_BASE_POOL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Pool Pool;

// `worker` is the number of the thread that runs the job, from 0: for per-worker state without locks.
typedef void (*PoolJob)(void *context, void *item, uint32_t worker);

// Stack of a worker, in bytes: room for the deepest nesting that lowering and printing allow.
enum { POOL_STACK_BYTES = 64 << 20 };

// Starts `threads` (1 to 256) workers, to which no signals are delivered; NULL when a thread cannot be started. The caller owns the pool.
Pool *pool_new(uint32_t threads);

uint32_t pool_threads(const Pool *pool);

// Adds a job. Threads: any, also from inside a job. Jobs start in the order of adding; whoever is free takes the next.
void pool_submit(Pool *pool, PoolJob job, void *context, void *item);

// As pool_submit, but only `worker`, below pool_threads, takes it.
void pool_submit_to(Pool *pool, uint32_t worker, PoolJob job, void *context, void *item);

// Waits until the queue is empty and every worker idle; what jobs wrote is visible afterwards. Not from inside a job.
void pool_wait(Pool *pool);

// Runs job(context, items[i]) for all i on the pool and waits. `items` is an array of `count` pointers.
void pool_each(Pool *pool, PoolJob job, void *context, void **items, uint32_t count);

// Waits for the jobs, ends the threads, frees the pool.
void pool_free(Pool *pool);

#endif
