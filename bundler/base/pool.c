#include "base/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { THREADS_MAX = 256 };

typedef struct Job {
  struct Job *next;
  PoolJob run;
  void *context;
  void *item;
} Job;

// First in, first out.
typedef struct JobQueue {
  Job *first;
  Job **last; // where the next job is hung
} JobQueue;

typedef struct Worker {
  Pool *pool;
  pthread_t thread;
  uint32_t number;
  JobQueue own; // guarded by mu: jobs for this worker alone
} Worker;

struct Pool {
  uint32_t threads; // const after pool_new
  Worker *workers;  // const after pool_new
  pthread_mutex_t mu;
  pthread_cond_t work; // there is a job, or the end
  pthread_cond_t rest; // outstanding became 0
  JobQueue shared;     // guarded by mu: jobs for any worker
  size_t outstanding;  // guarded by mu: jobs in the queues and jobs that run
  bool ending;         // guarded by mu
};

static void queue_init(JobQueue *queue) {
  *queue = (JobQueue){ NULL, &queue->first };
}

static Job *queue_take(JobQueue *queue) {
  Job *job = queue->first;
  if (job) {
    queue->first = job->next;
    if (queue->first == NULL) queue->last = &queue->first;
  }
  return job;
}

// The next job, or NULL when the pool ends. Blocks.
static Job *worker_next(Worker *worker) {
  Pool *pool = worker->pool;
  pthread_mutex_lock(&pool->mu);
  while (worker->own.first == NULL && pool->shared.first == NULL && !pool->ending) {
    pthread_cond_wait(&pool->work, &pool->mu);
  }
  Job *job = queue_take(worker->own.first ? &worker->own : &pool->shared);
  pthread_mutex_unlock(&pool->mu);
  return job;
}

static void pool_job_done(Pool *pool) {
  pthread_mutex_lock(&pool->mu);
  if (--pool->outstanding == 0) pthread_cond_broadcast(&pool->rest);
  pthread_mutex_unlock(&pool->mu);
}

static void *worker_main(void *argument) {
  Worker *worker = (Worker *)argument;
  for (Job *job = worker_next(worker); job; job = worker_next(worker)) {
    job->run(job->context, job->item, worker->number);
    mem_free(job);
    pool_job_done(worker->pool);
  }
  return NULL;
}

// Ends the first `count` workers and frees everything.
static void pool_end(Pool *pool, uint32_t count) {
  pthread_mutex_lock(&pool->mu);
  pool->ending = true;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->mu);
  for (uint32_t i = 0; i < count; i++) {
    pthread_join(pool->workers[i].thread, NULL);
  }
  pthread_cond_destroy(&pool->work);
  pthread_cond_destroy(&pool->rest);
  pthread_mutex_destroy(&pool->mu);
  mem_free(pool->workers);
  mem_free(pool);
}

Pool *pool_new(uint32_t threads) {
  if (threads == 0) threads = 1;
  if (threads > THREADS_MAX) threads = THREADS_MAX;
  Pool *pool = MEM_NEW_ZEROED(Pool);
  pool->threads = threads;
  pool->workers = (Worker *)mem_alloc_zeroed(threads, sizeof *pool->workers);
  queue_init(&pool->shared);
  pthread_mutex_init(&pool->mu, NULL);
  pthread_cond_init(&pool->work, NULL);
  pthread_cond_init(&pool->rest, NULL);

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before); // inherited by the workers
  uint32_t started = 0;
  while (started < threads) {
    Worker *worker = &pool->workers[started];
    *worker = (Worker){ .pool = pool, .number = started };
    queue_init(&worker->own);
    if (pthread_create(&worker->thread, &attributes, worker_main, worker) != 0) break;
    started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (started == threads) return pool;
  pool_end(pool, started);
  return NULL;
}

uint32_t pool_threads(const Pool *pool) {
  return pool->threads;
}

static void pool_add(Pool *pool, JobQueue *queue, Job job) {
  Job *entry = MEM_NEW(Job);
  *entry = job;
  pthread_mutex_lock(&pool->mu);
  *queue->last = entry;
  queue->last = &entry->next;
  pool->outstanding++;
  if (queue == &pool->shared) {
    pthread_cond_signal(&pool->work);
  } else {
    pthread_cond_broadcast(&pool->work); // a signal might wake another one
  }
  pthread_mutex_unlock(&pool->mu);
}

void pool_submit(Pool *pool, PoolJob job, void *context, void *item) {
  pool_add(pool, &pool->shared, (Job){ .run = job, .context = context, .item = item });
}

void pool_submit_to(Pool *pool, uint32_t worker, PoolJob job, void *context, void *item) {
  pool_add(pool, &pool->workers[worker].own, (Job){ .run = job, .context = context, .item = item });
}

void pool_wait(Pool *pool) {
  pthread_mutex_lock(&pool->mu);
  while (pool->outstanding != 0) {
    pthread_cond_wait(&pool->rest, &pool->mu);
  }
  pthread_mutex_unlock(&pool->mu);
}

// One pool_each: every worker takes the next item until there is none, so that a lock is taken per worker, not per item.
typedef struct Share {
  PoolJob run;
  void *context;
  void **items;
  uint32_t count;
  _Atomic uint32_t
      next; // relaxed: only hands out numbers, the items were published by the queue's lock
} Share;

static void share_run(void *context, void *unused, uint32_t worker) {
  (void)unused;
  Share *share = (Share *)context;
  for (;;) {
    uint32_t i = atomic_fetch_add_explicit(&share->next, 1, memory_order_relaxed);
    if (i >= share->count) return;
    share->run(share->context, share->items[i], worker);
  }
}

void pool_each(Pool *pool, PoolJob job, void *context, void **items, uint32_t count) {
  Share share = { .run = job, .context = context, .items = items, .count = count };
  uint32_t jobs = count < pool->threads ? count : pool->threads;
  for (uint32_t i = 0; i < jobs; i++) {
    pool_submit(pool, share_run, &share, NULL);
  }
  pool_wait(pool);
}

void pool_free(Pool *pool) {
  if (pool == NULL) return;
  pool_wait(pool);
  pool_end(pool, pool->threads);
}
