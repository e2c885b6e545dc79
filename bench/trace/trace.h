// Allocation traces, read: see format.h. Nothing here calls malloc but for errors, so that who replays a trace has only its own calls in
// the process. Threads: a Trace is only read once it is open; a cursor belongs to one thread.
#ifndef NEAP_BENCH_TRACE_TRACE_H
#define NEAP_BENCH_TRACE_TRACE_H

#include "format.h"

#include "base/err.h"

typedef struct TraceThread {
  uint32_t first_chunk; // its number from 1; 0: it did nothing
  uint32_t last_chunk;
  bool is_started; // by another thread of the trace
  bool ends;       // before the program did
  uint64_t made;   // blocks
} TraceThread;

typedef struct Trace {
  int fd;
  const char *path;      // borrowed
  uint64_t chunk_count;  //
  uint32_t *next_chunk;  // mapped; of each chunk, the next one of the same thread; 0: none
  uint32_t thread_count; // numbers below it
  TraceThread *threads;  // mapped
  uint64_t events;
} Trace;

typedef struct TraceEvent {
  TraceKind kind;
  uint64_t size;      // of what is made
  uint64_t alignment; // of TRACE_ALIGNED
  uint32_t thread;    // of TRACE_START and TRACE_JOIN, or that of the block below
  uint64_t block;     // that is freed or resized: its number in `thread`, from 1
  uint64_t at;        // where it stands in the file
} TraceEvent;

enum { TRACE_BUFFER_BYTES = 4096 };

// A place in one thread's stream.
typedef struct TraceCursor {
  const Trace *trace;
  uint32_t thread;
  uint32_t chunk;    // 0: at the end
  uint32_t used;     // bytes of the chunk
  uint32_t offset;   // in it
  uint64_t made;     // blocks so far
  uint32_t buffered; // bytes
  uint32_t taken;    // of them
  uint8_t buffer[TRACE_BUFFER_BYTES];
} TraceCursor;

// Opens the file and reads all of it: every event is whole, every block freed is made and freed once, sizes are such that there can be,
// and no thread waits for what never comes. false: `err` says what is wrong and where. Ended by trace_close, also after a failure.
bool trace_open(Trace *trace, const char *path, Err *err) __attribute__((warn_unused_result));

// The same for an open file, which is the trace's from then on; `name` is for errors.
bool trace_open_fd(Trace *trace, int fd, const char *name, Err *err)
    __attribute__((warn_unused_result));

void trace_close(Trace *trace);

// At the begin of the thread's stream.
TraceCursor trace_begin_thread(const Trace *trace, uint32_t thread);

typedef enum TraceStep { TRACE_STEP_EVENT, TRACE_STEP_END, TRACE_STEP_BAD } TraceStep;

// The next event. BAD: `err` says what is wrong and where.
TraceStep trace_next(TraceCursor *cursor, TraceEvent *event, Err *err);

// Zeroed memory from the system; NULL: there is none. Given back by trace_unmap.
void *trace_map(uint64_t bytes);
void trace_unmap(void *memory, uint64_t bytes);

#endif
