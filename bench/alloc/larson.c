// A server that runs for long: each thread replaces random blocks of its set; after a while it hands the set to a successor and ends, so that
// most blocks are freed by a thread that did not allocate them.
// Source of the shape: Larson and Krishnan, "Memory allocation for long-running server applications" (ISMM 1998).
#include "work.h"

#include <pthread.h>

enum { SET_COUNT = 5000, TERM = 100000, SIZE_LOW = 8, SIZE_HIGH = 1000 };

typedef struct Server {
  const Job *job;
  pthread_mutex_t lock;
  pthread_cond_t one_ended;
  int running; // guarded by lock: chains of threads that go on
} Server;

typedef struct Chain {
  Server *server;
  uint64_t left; // operations
  Roll roll;
  void *set[SET_COUNT];
} Chain;

static void replace_blocks(Chain *chain, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    uint32_t place = roll_below(&chain->roll, SET_COUNT);
    free(chain->set[place]);
    chain->set[place] = work_get(SIZE_LOW + roll_below(&chain->roll, SIZE_HIGH - SIZE_LOW + 1));
  }
}

static void chain_end(Chain *chain) {
  for (size_t i = 0; i < SET_COUNT; i++) {
    free(chain->set[i]);
  }
  Server *server = chain->server;
  pthread_mutex_lock(&server->lock);
  server->running--;
  pthread_cond_signal(&server->one_ended);
  pthread_mutex_unlock(&server->lock);
}

static void start_thread(Chain *chain);

static void *serve_a_term(void *argument) {
  Chain *chain = (Chain *)argument;
  uint64_t term = chain->left < TERM ? chain->left : TERM;
  replace_blocks(chain, term);
  chain->left -= term;
  if (chain->left == 0) {
    chain_end(chain);
  } else {
    start_thread(chain);
  }
  return NULL;
}

static void start_thread(Chain *chain) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve_a_term, chain) != 0) work_exhausted(sizeof thread);
  pthread_detach(thread);
}

uint64_t bench_larson(const Job *job) {
  Server server = { job, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, job->threads };
  Chain *chains = (Chain *)calloc((size_t)job->threads, sizeof *chains);
  if (!chains) work_exhausted(sizeof *chains);
  for (int i = 0; i < job->threads; i++) {
    Seat seat = work_seat(job, NULL, i, 0);
    chains[i].server = &server;
    chains[i].left = seat.share;
    chains[i].roll = seat.roll;
    start_thread(&chains[i]);
  }
  pthread_mutex_lock(&server.lock);
  while (server.running > 0) {
    pthread_cond_wait(&server.one_ended, &server.lock);
  }
  pthread_mutex_unlock(&server.lock);
  free(chains);
  return job->operations;
}
