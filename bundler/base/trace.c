#include "base/trace.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/vec.h"

#include <inttypes.h>
#include <pthread.h>
#include <time.h>

typedef struct Event {
  const char *name; // a literal
  char *detail;     // owned, or NULL
  uint64_t begin;
  uint64_t end;
} Event;

// The events of one thread. Owned by the list of all threads; only its thread adds to it.
typedef struct ThreadEvents {
  struct ThreadEvents *next;
  uint32_t thread; // from 1, in order of first use
  VEC(Event) events;
} ThreadEvents;

static bool started;        // written only while one thread runs
static uint64_t started_at; // likewise
static uint32_t generation; // likewise: what a thread kept from before trace_clear is void
static pthread_mutex_t threads_mu = PTHREAD_MUTEX_INITIALIZER;
static ThreadEvents *threads; // guarded by threads_mu
static uint32_t thread_count; // guarded by threads_mu
static _Thread_local ThreadEvents *mine;
static _Thread_local uint32_t mine_generation;

uint64_t trace_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void trace_start(void) {
  started = true;
  started_at = trace_now();
  generation++;
}

uint64_t trace_begin(void) {
  return started ? trace_now() : 0;
}

static ThreadEvents *thread_events(void) {
  if (mine && mine_generation == generation) return mine;
  mine = MEM_NEW_ZEROED(ThreadEvents);
  mine_generation = generation;
  pthread_mutex_lock(&threads_mu);
  mine->thread = ++thread_count;
  mine->next = threads;
  threads = mine;
  pthread_mutex_unlock(&threads_mu);
  return mine;
}

void trace_end(uint64_t begin, const char *name, const char *detail) {
  if (!started || begin == 0) return;
  Event event = { .name = name, .begin = begin, .end = trace_now() };
  if (detail) event.detail = mem_copy_text(detail, strlen(detail));
  ThreadEvents *list = thread_events();
  vec_push(&list->events, event);
}

static double microseconds(uint64_t nanoseconds) {
  return (double)nanoseconds / 1000.0;
}

static void event_append(Buf *out, const Event *event, uint32_t thread) {
  buf_append(out, STR(",\n{\"name\":"));
  buf_append_json(out, str_of(event->name));
  buf_printf(
      out, ",\"cat\":\"neap\",\"ph\":\"X\",\"pid\":1,\"tid\":%" PRIu32 ",\"ts\":%.3f,\"dur\":%.3f",
      thread, microseconds(event->begin - started_at), microseconds(event->end - event->begin));
  if (event->detail) {
    buf_append(out, STR(",\"args\":{\"detail\":"));
    buf_append_json(out, str_of(event->detail));
    buf_append_char(out, '}');
  }
  buf_append_char(out, '}');
}

bool trace_write(const char *path, Err *err) {
  Buf out = BUF_EMPTY;
  buf_append(
      &out, STR("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
                "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"neap\"}}"));
  for (const ThreadEvents *list = threads; list; list = list->next) {
    vec_each (event, &list->events) {
      event_append(&out, event, list->thread);
    }
  }
  buf_append(&out, STR("\n]}\n"));
  bool written = fs_write(path, buf_str(&out), err);
  buf_clear(&out);
  return written;
}

typedef struct Row {
  const char *name;
  uint32_t count;
  uint64_t sum;
  uint64_t first; // begin
  uint64_t last;  // end
} Row;

typedef VEC(Row) Rows;

static void rows_add(Rows *rows, const Event *event) {
  Row *row = NULL;
  vec_each (known, rows) {
    if (strcmp(known->name, event->name) == 0) row = known;
  }
  if (row == NULL) {
    vec_push(rows, (Row){ .name = event->name, .first = UINT64_MAX });
    row = vec_last(rows);
  }
  row->count++;
  row->sum += event->end - event->begin;
  if (event->begin < row->first) row->first = event->begin;
  if (event->end > row->last) row->last = event->end;
}

static int row_order(const void *a, const void *b) {
  const Row *left = (const Row *)a;
  const Row *right = (const Row *)b;
  if (left->first != right->first) return left->first < right->first ? -1 : 1;
  return strcmp(left->name, right->name);
}

void trace_print_timings(FILE *out) {
  Rows rows = VEC_EMPTY;
  for (const ThreadEvents *list = threads; list; list = list->next) {
    vec_each (event, &list->events) {
      rows_add(&rows, event);
    }
  }
  if (rows.len != 0) qsort(rows.items, rows.len, sizeof *rows.items, row_order);
  fprintf(out, "%-12s %8s %14s %14s %14s\n", "phase", "count", "sum (ms)", "from (ms)", "to (ms)");
  vec_each (row, &rows) {
    fprintf(out, "%-12s %8" PRIu32 " %14.2f %14.2f %14.2f\n", row->name, row->count,
            microseconds(row->sum) / 1000, microseconds(row->first - started_at) / 1000,
            microseconds(row->last - started_at) / 1000);
  }
  vec_clear(&rows);
}

void trace_clear(void) {
  started = false;
  while (threads) {
    ThreadEvents *list = threads;
    threads = list->next;
    vec_each (event, &list->events) {
      mem_free(event->detail);
    }
    vec_clear(&list->events);
    mem_free(list);
  }
  thread_count = 0;
  mine = NULL;
}
