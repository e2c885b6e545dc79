// Producers and consumers: half of the threads only allocate, the other half only free, and batches go through a queue between them.
// Source of the shape: Lever and Boreham, "malloc() performance in a multithreaded Linux environment" (USENIX 2000); Kukanov's xmalloc-test.
#include "work.h"

#include <pthread.h>

enum { BATCH = 256, QUEUE_MAX = 64, SIZE_LOW = 8, SIZE_HIGH = 1024 };

typedef struct Batch {
  struct Batch *next;
  void *blocks[BATCH];
} Batch;

typedef struct Queue {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  Batch *first;  // guarded by lock, as all below
  int count;     // batches in the queue
  int producers; // those that go on
} Queue;

static void queue_put(Queue *queue, Batch *batch) {
  pthread_mutex_lock(&queue->lock);
  while (queue->count == QUEUE_MAX) {
    pthread_cond_wait(&queue->changed, &queue->lock);
  }
  batch->next = queue->first;
  queue->first = batch;
  queue->count++;
  pthread_cond_broadcast(&queue->changed);
  pthread_mutex_unlock(&queue->lock);
}

// NULL: there is none, nor will there be.
static Batch *queue_take(Queue *queue) {
  pthread_mutex_lock(&queue->lock);
  while (queue->count == 0 && queue->producers > 0) {
    pthread_cond_wait(&queue->changed, &queue->lock);
  }
  Batch *batch = queue->first;
  if (batch) {
    queue->first = batch->next;
    queue->count--;
    pthread_cond_broadcast(&queue->changed);
  }
  pthread_mutex_unlock(&queue->lock);
  return batch;
}

static void produce(Queue *queue, Roll *roll, uint64_t share) {
  for (uint64_t done = 0; done < share; done += BATCH) {
    Batch *batch = (Batch *)work_get(sizeof *batch);
    for (size_t i = 0; i < BATCH; i++) {
      batch->blocks[i] = work_get(roll_size(roll, SIZE_LOW, SIZE_HIGH));
    }
    queue_put(queue, batch);
  }
  pthread_mutex_lock(&queue->lock);
  queue->producers--;
  pthread_cond_broadcast(&queue->changed);
  pthread_mutex_unlock(&queue->lock);
}

static void consume(Queue *queue) {
  for (Batch *batch = queue_take(queue); batch; batch = queue_take(queue)) {
    for (size_t i = 0; i < BATCH; i++) {
      free(batch->blocks[i]);
    }
    free(batch);
  }
}

static void sit(Seat *seat) {
  Queue *queue = (Queue *)seat->shared;
  if (seat->index % 2 == 0) {
    produce(queue, &seat->roll, seat->share * 2);
  } else {
    consume(queue);
  }
}

// Always an even number of threads, at least 2.
uint64_t bench_xmalloc(const Job *job) {
  Job even = *job;
  even.threads += even.threads % 2;
  Queue queue = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, 0, even.threads / 2 };
  work_run(&even, &queue, 0, sit);
  return job->operations;
}
