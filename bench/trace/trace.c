#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREAD_GAPS_MAX = 10000 };

void *trace_map(uint64_t bytes) {
  void *memory = mmap(NULL, bytes ? bytes : 1, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void trace_unmap(void *memory, uint64_t bytes) {
  if (memory) munmap(memory, bytes ? bytes : 1);
}

static uint64_t chunk_place(uint64_t chunk) { // from 1
  return TRACE_PAGE_BYTES + (chunk - 1) * TRACE_CHUNK_BYTES;
}

// false: what is read is shorter.
static bool read_at(int fd, void *into, size_t size, uint64_t at) {
  char *bytes = (char *)into;
  while (size > 0) {
    ssize_t count = pread(fd, bytes, size, (off_t)at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    at += (uint64_t)count;
    size -= (size_t)count;
  }
  return true;
}

// --- Cursor ---

static bool read_chunk_head(const Trace *trace, uint32_t chunk, TraceChunk *head) {
  return read_at(trace->fd, head, sizeof *head, chunk_place(chunk));
}

static void enter_chunk(TraceCursor *cursor, uint32_t chunk) {
  TraceChunk head = { 0, 0 };
  cursor->chunk = chunk;
  if (chunk != 0 && !read_chunk_head(cursor->trace, chunk, &head)) cursor->chunk = 0;
  cursor->used = head.used;
  cursor->offset = 0;
  cursor->buffered = 0;
  cursor->taken = 0;
}

TraceCursor trace_begin_thread(const Trace *trace, uint32_t thread) {
  TraceCursor cursor = { .trace = trace, .thread = thread };
  enter_chunk(&cursor, trace->threads[thread].first_chunk);
  return cursor;
}

static uint64_t place_of(const TraceCursor *cursor) {
  return chunk_place(cursor->chunk) + sizeof(TraceChunk) + cursor->offset;
}

// Has the buffer hold a whole event, if there is one.
static bool fill(TraceCursor *cursor) {
  uint32_t left = cursor->buffered - cursor->taken;
  if (left >= TRACE_EVENT_MAX) return true;
  memmove(cursor->buffer, cursor->buffer + cursor->taken, left);
  uint32_t more = cursor->used - cursor->offset - left;
  if (more > TRACE_BUFFER_BYTES - left) more = TRACE_BUFFER_BYTES - left;
  cursor->taken = 0;
  cursor->buffered = left + more;
  return read_at(cursor->trace->fd, cursor->buffer + left, more, place_of(cursor) + left);
}

// A varint of at most nine bytes.
static bool take_number(TraceCursor *cursor, uint64_t *number) {
  *number = 0;
  for (uint32_t shift = 0; shift < 63; shift += 7) {
    if (cursor->taken == cursor->buffered) return false;
    uint8_t byte = cursor->buffer[cursor->taken++];
    cursor->offset++;
    *number |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return true;
  }
  return false;
}

static bool bad(const TraceCursor *cursor, const TraceEvent *event, Err *err, const char *why) {
  return err_set(err, "%s is no whole trace: at byte %" PRIu64 ", in thread %u: %s",
                 cursor->trace->path, event->at, cursor->thread, why);
}

// The rest of a block's name, whose first varint is `head`.
static bool take_name(TraceCursor *cursor, uint64_t head, TraceEvent *event, Err *err) {
  uint64_t rest = head / 2;
  if (head % 2 == 0) {
    event->thread = cursor->thread;
    if (rest >= cursor->made) return bad(cursor, event, err, "there is no such block yet");
    event->block = cursor->made - rest;
    return true;
  }
  if (rest >= TRACE_THREADS_MAX) return bad(cursor, event, err, "there is no such thread");
  event->thread = (uint32_t)rest;
  if (!take_number(cursor, &event->block) || event->block == 0 || event->block > TRACE_BLOCK_MAX)
    return bad(cursor, event, err, "that is no block's number");
  if (event->thread == cursor->thread && event->block > cursor->made)
    return bad(cursor, event, err, "there is no such block yet");
  return true;
}

static bool take_size(TraceCursor *cursor, uint64_t size, TraceEvent *event, Err *err) {
  event->size = size;
  return size <= TRACE_SIZE_MAX || bad(cursor, event, err, "a block cannot be so large");
}

static bool take_alignment(TraceCursor *cursor, TraceEvent *event, Err *err) {
  uint64_t log2;
  if (!take_number(cursor, &log2) || log2 > TRACE_ALIGNMENT_MAX)
    return bad(cursor, event, err, "that is no alignment");
  event->alignment = (uint64_t)1 << log2;
  return true;
}

static bool take_event(TraceCursor *cursor, TraceEvent *event, Err *err) {
  uint64_t first;
  if (!take_number(cursor, &first)) return bad(cursor, event, err, "an event is cut off");
  uint64_t argument = first / 8;
  uint64_t head;
  event->kind = (TraceKind)(first % 8);
  switch (event->kind) {
    case TRACE_MALLOC:
    case TRACE_CALLOC: return take_size(cursor, argument, event, err);
    case TRACE_ALIGNED:
      return take_size(cursor, argument, event, err) && take_alignment(cursor, event, err);
    case TRACE_REALLOC:
      if (!take_number(cursor, &head)) return bad(cursor, event, err, "an event is cut off");
      return take_size(cursor, argument, event, err) && take_name(cursor, head, event, err);
    case TRACE_FREE: return take_name(cursor, argument, event, err);
    case TRACE_START:
    case TRACE_JOIN:
      event->thread = (uint32_t)argument;
      return argument < TRACE_THREADS_MAX || bad(cursor, event, err, "there is no such thread");
    case TRACE_END: break;
  }
  return argument == 0 || bad(cursor, event, err, "there is no such event");
}

TraceStep trace_next(TraceCursor *cursor, TraceEvent *event, Err *err) {
  *event = (TraceEvent){ 0 };
  while (cursor->chunk != 0 && cursor->offset == cursor->used) {
    enter_chunk(cursor, cursor->trace->next_chunk[cursor->chunk]);
  }
  if (cursor->chunk == 0) return TRACE_STEP_END;
  event->at = place_of(cursor);
  if (!fill(cursor)) {
    bad(cursor, event, err, "it cannot be read");
    return TRACE_STEP_BAD;
  }
  if (!take_event(cursor, event, err)) return TRACE_STEP_BAD;
  cursor->made += event->kind <= TRACE_REALLOC;
  return TRACE_STEP_EVENT;
}

// --- Chunks ---

static bool read_header(Trace *trace, Err *err) {
  TraceHeader header;
  if (!read_at(trace->fd, &header, sizeof header, 0) ||
      memcmp(header.magic, TRACE_MAGIC, sizeof TRACE_MAGIC) != 0)
    return err_set(err, "%s is no allocation trace", trace->path);
  if (header.version != TRACE_VERSION || header.chunk_bytes != TRACE_CHUNK_BYTES) {
    return err_set(err,
                   "%s is a trace of version %u; this program reads version %d: record it anew",
                   trace->path, header.version, TRACE_VERSION);
  }
  struct stat what;
  if (fstat(trace->fd, &what) != 0 || what.st_size < TRACE_PAGE_BYTES)
    return err_set(err, "%s is cut off within its header", trace->path);
  uint64_t bytes = (uint64_t)what.st_size - TRACE_PAGE_BYTES;
  trace->chunk_count = bytes / TRACE_CHUNK_BYTES;
  if (bytes % TRACE_CHUNK_BYTES != 0) {
    return err_set(err, "%s is cut off at byte %" PRIu64 ", within chunk %" PRIu64, trace->path,
                   (uint64_t)what.st_size, trace->chunk_count + 1);
  }
  if (header.chunk_count > trace->chunk_count) {
    return err_set(err, "%s is cut off at byte %" PRIu64 ", behind chunk %" PRIu64 " of %u",
                   trace->path, (uint64_t)what.st_size, trace->chunk_count, header.chunk_count);
  }
  return trace->chunk_count < UINT32_MAX || err_set(err, "%s is too large", trace->path);
}

static bool link_chunk(Trace *trace, uint32_t chunk, Err *err) {
  TraceChunk head;
  if (!read_chunk_head(trace, chunk, &head))
    return err_set(err, "%s cannot be read at byte %" PRIu64, trace->path, chunk_place(chunk));
  if (head.used == 0) return true;
  if (head.thread >= TRACE_THREADS_MAX || head.used > TRACE_CHUNK_BYTES - sizeof(TraceChunk)) {
    return err_set(err, "%s is no whole trace: at byte %" PRIu64 ": chunk %u has no proper begin",
                   trace->path, chunk_place(chunk), chunk);
  }
  TraceThread *thread = &trace->threads[head.thread];
  if (thread->first_chunk == 0) {
    thread->first_chunk = chunk;
  } else {
    trace->next_chunk[thread->last_chunk] = chunk;
  }
  thread->last_chunk = chunk;
  if (head.thread >= trace->thread_count) trace->thread_count = head.thread + 1;
  return true;
}

static bool map_tables(Trace *trace, Err *err) {
  trace->threads = (TraceThread *)trace_map(TRACE_THREADS_MAX * sizeof(TraceThread));
  trace->next_chunk = (uint32_t *)trace_map((trace->chunk_count + 1) * sizeof(uint32_t));
  return (trace->threads && trace->next_chunk) ||
         err_set(err, "there is no memory to read %s", trace->path);
}

// --- What the streams say together ---

// Counts blocks, and who is started and ends.
static bool survey_thread(Trace *trace, uint32_t thread, Err *err) {
  TraceCursor cursor = trace_begin_thread(trace, thread);
  TraceEvent event;
  TraceStep step;
  while ((step = trace_next(&cursor, &event, err)) == TRACE_STEP_EVENT) {
    trace->events++;
    if (trace->threads[thread].ends)
      return bad(&cursor, &event, err, "something follows on the thread's end");
    if (event.kind == TRACE_END) trace->threads[thread].ends = true;
    if (event.kind != TRACE_START) continue;
    if (event.thread <= 1 || trace->threads[event.thread].is_started)
      return bad(&cursor, &event, err, "a thread is started twice");
    trace->threads[event.thread].is_started = true;
    if (event.thread >= trace->thread_count) trace->thread_count = event.thread + 1;
  }
  trace->threads[thread].made = cursor.made;
  return step == TRACE_STEP_END;
}

// A thread while all are gone through together, each as far as it comes.
typedef struct Walker {
  TraceCursor *cursor; // mapped while it works
  uint64_t first_bit;  // of its blocks in `freed`
  TraceEvent waiting;  // what could not be done yet
  bool is_waiting;
  bool is_begun;
  bool is_over;
} Walker;

typedef struct Walk {
  Trace *trace;
  Walker *walkers;
  uint64_t *freed;
  bool progress;
} Walk;

static bool begin_walker(Walk *walk, uint32_t thread) {
  Walker *walker = &walk->walkers[thread];
  walker->is_begun = true;
  walker->is_over = walk->trace->threads[thread].first_chunk == 0; // it does nothing
  walk->progress = true;
  if (walker->is_over) return true;
  walker->cursor = (TraceCursor *)trace_map(sizeof(TraceCursor));
  if (walker->cursor == NULL) return false;
  *walker->cursor = trace_begin_thread(walk->trace, thread);
  return true;
}

static void end_walker(Walk *walk, Walker *walker) {
  trace_unmap(walker->cursor, sizeof(TraceCursor));
  walker->cursor = NULL;
  walker->is_over = true;
  walk->progress = true;
}

static bool is_made(const Walk *walk, const TraceEvent *event) {
  const Walker *maker = &walk->walkers[event->thread];
  if (maker->is_over) return event->block <= walk->trace->threads[event->thread].made;
  if (!maker->is_begun) return false;
  // What waits has been counted, and is not there yet.
  bool is_late = maker->is_waiting && maker->waiting.kind == TRACE_REALLOC;
  return event->block <= maker->cursor->made - is_late;
}

static bool take_block(Walk *walk, const Walker *walker, const TraceEvent *event, Err *err) {
  uint64_t bit = walk->walkers[event->thread].first_bit + event->block - 1;
  uint64_t mask = (uint64_t)1 << bit % 64;
  if (walk->freed[bit / 64] & mask)
    return bad(walker->cursor, event, err, "the block has been freed before");
  walk->freed[bit / 64] |= mask;
  return true;
}

typedef enum Outcome { OUTCOME_DONE, OUTCOME_WAITS, OUTCOME_BAD } Outcome;

static Outcome do_event(Walk *walk, Walker *walker, const TraceEvent *event, Err *err) {
  switch (event->kind) {
    case TRACE_FREE:
    case TRACE_REALLOC:
      if (event->thread >= walk->trace->thread_count ||
          event->block > walk->trace->threads[event->thread].made) {
        bad(walker->cursor, event, err, "the block is never made");
        return OUTCOME_BAD;
      }
      if (event->thread != walker->cursor->thread && !is_made(walk, event)) return OUTCOME_WAITS;
      return take_block(walk, walker, event, err) ? OUTCOME_DONE : OUTCOME_BAD;
    case TRACE_START: return begin_walker(walk, event->thread) ? OUTCOME_DONE : OUTCOME_BAD;
    case TRACE_JOIN:
      if (event->thread < walk->trace->thread_count && walk->walkers[event->thread].is_over)
        return OUTCOME_DONE;
      return OUTCOME_WAITS;
    default: return OUTCOME_DONE;
  }
}

static bool walk_thread(Walk *walk, Walker *walker, Err *err) {
  for (;;) {
    if (!walker->is_waiting) {
      TraceStep step = trace_next(walker->cursor, &walker->waiting, err);
      if (step == TRACE_STEP_BAD) return false;
      if (step == TRACE_STEP_END) {
        end_walker(walk, walker);
        return true;
      }
    }
    switch (do_event(walk, walker, &walker->waiting, err)) {
      case OUTCOME_BAD: return false;
      case OUTCOME_WAITS: walker->is_waiting = true; return true;
      case OUTCOME_DONE: break;
    }
    walker->is_waiting = false;
    walk->progress = true;
  }
}

// false: somebody cannot be begun, or waits without end.
static bool walk_all(Walk *walk, Err *err) {
  uint32_t count = walk->trace->thread_count;
  for (uint32_t i = 0; i < count; i++) {
    if (!walk->trace->threads[i].is_started && !begin_walker(walk, i)) return false;
  }
  do {
    walk->progress = false;
    for (uint32_t i = 0; i < count; i++) {
      Walker *walker = &walk->walkers[i];
      if (walker->cursor && !walk_thread(walk, walker, err)) return false;
    }
  } while (walk->progress);
  for (uint32_t i = 0; i < count; i++) {
    const Walker *walker = &walk->walkers[i];
    if (walker->cursor && walker->is_waiting)
      return bad(walker->cursor, &walker->waiting, err, "that would be waited for without end");
  }
  return true;
}

static bool walk_together(Trace *trace, Err *err) {
  uint64_t blocks = 0;
  uint64_t walker_bytes = trace->thread_count * sizeof(Walker);
  Walk walk = { .trace = trace, .walkers = (Walker *)trace_map(walker_bytes) };
  for (uint32_t i = 0; walk.walkers && i < trace->thread_count; i++) {
    walk.walkers[i].first_bit = blocks;
    blocks += trace->threads[i].made;
  }
  uint64_t freed_bytes = (blocks / 64 + 1) * sizeof(uint64_t);
  walk.freed = (uint64_t *)trace_map(freed_bytes);
  bool good = walk.walkers && walk.freed && walk_all(&walk, err);
  for (uint32_t i = 0; walk.walkers && i < trace->thread_count; i++) {
    trace_unmap(walk.walkers[i].cursor, walk.walkers[i].cursor ? sizeof(TraceCursor) : 0);
  }
  trace_unmap(walk.walkers, walker_bytes);
  trace_unmap(walk.freed, freed_bytes);
  if (!good && err->text == NULL) err_set(err, "there is no memory to read %s", trace->path);
  return good;
}

// --- All ---

bool trace_open_fd(Trace *trace, int fd, const char *name, Err *err) {
  *trace = (Trace){ .fd = fd, .path = name, .thread_count = 2 };
  if (!read_header(trace, err) || !map_tables(trace, err)) return false;
  for (uint32_t chunk = 1; chunk <= trace->chunk_count; chunk++) {
    if (!link_chunk(trace, chunk, err)) return false;
  }
  // Threads that do nothing but being started are found on the way.
  for (uint32_t i = 0; i < trace->thread_count; i++) {
    if (trace->threads[i].first_chunk != 0 && !survey_thread(trace, i, err)) return false;
  }
  // Numbers are given one after the other; some may be missing where a program was killed.
  if (trace->thread_count > trace->events + trace->chunk_count + THREAD_GAPS_MAX) {
    return err_set(err, "%s is no whole trace: there cannot be %u threads in it", trace->path,
                   trace->thread_count);
  }
  return walk_together(trace, err);
}

bool trace_open(Trace *trace, const char *path, Err *err) {
  *trace = (Trace){ .fd = -1 };
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return err_set_errno(err, errno, "cannot read the trace %s", path);
  return trace_open_fd(trace, fd, path, err);
}

void trace_close(Trace *trace) {
  trace_unmap(trace->threads, trace->threads ? TRACE_THREADS_MAX * sizeof(TraceThread) : 0);
  trace_unmap(trace->next_chunk,
              trace->next_chunk ? (trace->chunk_count + 1) * sizeof(uint32_t) : 0);
  if (trace->fd >= 0) close(trace->fd);
  *trace = (Trace){ .fd = -1 };
}
