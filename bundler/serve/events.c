// A listener sleeps (its connection is suspended) while it knows all there is. Falling asleep and being woken happen under the lock, so
// that no news comes in between.
#include "serve/events.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdint.h>

enum { LISTENERS_MAX = 256, BLOCK_SIZE = 4096 };

typedef struct Listener {
  Events *events;                    // const after init
  struct MHD_Connection *connection; // const after init
  // guarded by events->lock
  struct Listener *newer;
  struct Listener *older;
  Buf pending;     // on its way
  size_t sent;     // of pending
  uint64_t states; // of events->states, how many it was told of
  uint64_t beats;
  bool sleeps;
  bool ends;
} Listener;

struct Events {
  pthread_mutex_t lock;
  // guarded by lock
  Listener *newest;
  Listener *oldest;
  uint32_t count;
  Buf state; // the last one
  uint64_t states;
  uint64_t beats;
  bool closed;
};

Events *events_new(void) {
  Events *events = MEM_NEW_ZEROED(Events);
  pthread_mutex_init(&events->lock, NULL);
  return events;
}

// --- Listeners; all under the lock ---

static void listener_wake(Listener *listener) {
  if (!listener->sleeps) return;
  listener->sleeps = false;
  mhd.resume_connection(listener->connection);
}

static void wake_all(Events *events) {
  for (Listener *listener = events->newest; listener; listener = listener->older) {
    listener_wake(listener);
  }
}

static void link_newest(Events *events, Listener *listener) {
  listener->older = events->newest;
  if (events->newest) events->newest->newer = listener;
  events->newest = listener;
  if (events->oldest == NULL) events->oldest = listener;
  if (++events->count <= LISTENERS_MAX) return;
  events->oldest->ends = true;
  listener_wake(events->oldest);
}

static void unlink_listener(Events *events, Listener *listener) {
  *(listener->newer ? &listener->newer->older : &events->newest) = listener->older;
  *(listener->older ? &listener->older->newer : &events->oldest) = listener->newer;
  events->count--;
}

// Puts what the listener does not know yet into `pending`. false: it knows all.
static bool listener_refill(Listener *listener) {
  const Events *events = listener->events;
  if (listener->sent < listener->pending.len) return true;
  listener->sent = 0;
  listener->pending.len = 0;
  if (listener->states != events->states) {
    buf_printf(&listener->pending, "data: %s\n\n", events->state.data);
  } else if (listener->beats != events->beats) {
    buf_append(&listener->pending, STR(":\n\n"));
  }
  listener->states = events->states;
  listener->beats = events->beats;
  return listener->pending.len != 0;
}

// --- Called by the server ---

static ssize_t listener_read(void *context, uint64_t place, char *into, size_t size) {
  (void)place;
  Listener *listener = (Listener *)context;
  Events *events = listener->events;
  ssize_t copied = 0;
  pthread_mutex_lock(&events->lock);
  if (events->closed || listener->ends) {
    copied = MHD_CONTENT_READER_END_OF_STREAM;
  } else if (listener_refill(listener)) {
    size_t left = listener->pending.len - listener->sent;
    copied = (ssize_t)(left < size ? left : size);
    memcpy(into, listener->pending.data + listener->sent, (size_t)copied);
    listener->sent += (size_t)copied;
  } else {
    listener->sleeps = true;
    mhd.suspend_connection(listener->connection);
  }
  pthread_mutex_unlock(&events->lock);
  return copied;
}

static void listener_gone(void *context) {
  Listener *listener = (Listener *)context;
  pthread_mutex_lock(&listener->events->lock);
  unlink_listener(listener->events, listener);
  pthread_mutex_unlock(&listener->events->lock);
  buf_clear(&listener->pending);
  mem_free(listener);
}

enum MHD_Result events_answer(Events *events, struct MHD_Connection *connection) {
  Listener *listener = MEM_NEW_ZEROED(Listener);
  listener->events = events;
  listener->connection = connection;
  // A first comment, so that the page knows the stream to be open before there is any news.
  buf_append(&listener->pending, STR(":\n\n"));
  struct MHD_Response *response = mhd.create_response_from_callback(
      MHD_SIZE_UNKNOWN, BLOCK_SIZE, listener_read, listener, listener_gone);
  if (response == NULL) {
    buf_clear(&listener->pending);
    mem_free(listener);
    return MHD_NO;
  }
  pthread_mutex_lock(&events->lock);
  listener->beats = events->beats;
  link_newest(events, listener);
  pthread_mutex_unlock(&events->lock);
  mhd.add_response_header(response, "Content-Type", "text/event-stream");
  mhd.add_response_header(response, "Cache-Control", "no-store");
  mhd.add_response_header(response, "X-Content-Type-Options", "nosniff");
  enum MHD_Result queued = mhd.queue_response(connection, MHD_HTTP_OK, response);
  mhd.destroy_response(response);
  return queued;
}

// --- Called by the build ---

void events_tell(Events *events, Str state) {
  pthread_mutex_lock(&events->lock);
  if (events->states == 0 || !str_equal(buf_str(&events->state), state)) {
    events->state.len = 0;
    buf_append(&events->state, state);
    events->states++;
    wake_all(events);
  }
  pthread_mutex_unlock(&events->lock);
}

void events_beat(Events *events) {
  pthread_mutex_lock(&events->lock);
  events->beats++;
  wake_all(events);
  pthread_mutex_unlock(&events->lock);
}

void events_close(Events *events) {
  pthread_mutex_lock(&events->lock);
  events->closed = true;
  wake_all(events);
  pthread_mutex_unlock(&events->lock);
}

void events_free(Events *events) {
  pthread_mutex_destroy(&events->lock);
  buf_clear(&events->state);
  mem_free(events);
}
