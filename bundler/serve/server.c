// One thread does all the sending, on non-blocking sockets: a client that is slow or gone holds up nobody. Requests that come while a
// build runs or is due are suspended; going to sleep and being woken happen under the lock, as does asking whether a build is due.
#include "serve/server.h"

#include "base/mem.h"
#include "serve/events.h"
#include "serve/headers.h"
#include "serve/listen.h"
#include "serve/mime.h"
#include "serve/page.h"
#include "serve/root.h"
#include "serve/target.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
  IDLE_SECONDS =
      30, // after which a silent client is let go; those who wait for a build or for events are not silent
  PAGE_BYTES_MAX = 32 << 20, // larger pages are sent as they are
  CONNECTIONS_MAX = 4096,
  CONNECTION_MEMORY = 32 << 10, // bytes: headers of a request and of its answer
};

struct Server {
  const ServerOptions *options; // const after init
  struct MHD_Daemon *daemon;    // const after init
  Events *events;               // const after init; locks itself
  Body *client;                 // const after init
  Buf url;                      // const after init

  pthread_mutex_t lock;
  // guarded by lock
  Site *site;       // NULL before the first good build
  char *error;      // of the last build, or NULL
  uint64_t version; // of what pages are made of
  bool busy;        // a build runs: requests wait
  bool stopping;
  VEC(struct MHD_Connection *) waiting; // suspended
};

// What a request's state points to: how many builds it waited for. Only the places count.
static char states[3];

// One request that is being answered.
typedef struct Request {
  Server *server;
  struct MHD_Connection *connection;
  const char *url; // as it was sent, without the query
  Str path;        // below the root
  void **state;    // libmicrohttpd keeps it while the request lasts: NULL, then a place in `states`
} Request;

static Str header(const Request *request, const char *name) {
  return str_of(mhd.lookup_connection_value(request->connection, MHD_HEADER_KIND, name));
}

// --- Answers ---

static enum MHD_Result send_response(const Request *request, unsigned status,
                                     struct MHD_Response *response) {
  if (response == NULL) return MHD_NO;
  mhd.add_response_header(response, "Cache-Control", "no-cache");
  mhd.add_response_header(response, "X-Content-Type-Options", "nosniff");
  // Pages of other sites get nothing out of it, not even as a script.
  mhd.add_response_header(response, "Cross-Origin-Resource-Policy", "same-site");
  enum MHD_Result queued = mhd.queue_response(request->connection, status, response);
  mhd.destroy_response(response);
  return queued;
}

static struct MHD_Response *text_response(const char *text) {
  struct MHD_Response *response =
      mhd.create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
  if (response) mhd.add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
  return response;
}

static enum MHD_Result send_text(const Request *request, unsigned status, const char *text) {
  return send_response(request, status, text_response(text));
}

// What can be sent whole, in part, or not at all because the client has it: bytes in memory, or an open file.
typedef struct Content {
  Body *body; // borrowed; NULL: a file
  int fd;     // taken
  uint64_t size;
  const char *etag;
  const char *type;
  const char *coding; // Content-Encoding, or NULL
} Content;

static void release_body(void *body) {
  body_release((Body *)body);
}

static struct MHD_Response *part_response(Content *content, uint64_t first, uint64_t count) {
  if (content->body) {
    char *data = content->body->content.data;
    return mhd.create_response_from_buffer_with_free_callback_cls(
        (size_t)count, data ? data + first : NULL, release_body, body_keep(content->body));
  }
  int fd = content->fd;
  content->fd = -1;
  struct MHD_Response *response = mhd.create_response_from_fd_at_offset64(count, fd, first);
  if (response == NULL) close(fd);
  return response;
}

static void describe(struct MHD_Response *response, const Content *content) {
  mhd.add_response_header(response, "ETag", content->etag);
  mhd.add_response_header(response, "Content-Type", content->type);
  mhd.add_response_header(response, "Accept-Ranges", "bytes");
  if (content->body == NULL) mhd.add_response_header(response, "Vary", "Accept-Encoding");
  if (content->coding) mhd.add_response_header(response, "Content-Encoding", content->coding);
}

static enum MHD_Result send_unsatisfiable(const Request *request, uint64_t size) {
  char range[48];
  snprintf(range, sizeof range, "bytes */%" PRIu64, size);
  struct MHD_Response *response = text_response("The file has no such bytes.\n");
  if (response) mhd.add_response_header(response, "Content-Range", range);
  return send_response(request, MHD_HTTP_RANGE_NOT_SATISFIABLE, response);
}

static enum MHD_Result send_part(const Request *request, Content *content) {
  Str etag = str_of(content->etag);
  uint64_t first = 0;
  uint64_t count = content->size;
  Str condition = header(request, "If-Range");
  RangeVerdict verdict =
      condition.data && !str_equal(condition, etag)
          ? RANGE_WHOLE
          : header_range(header(request, "Range"), content->size, &first, &count);
  if (verdict == RANGE_UNSATISFIABLE) return send_unsatisfiable(request, content->size);
  if (verdict == RANGE_WHOLE) {
    first = 0;
    count = content->size;
  }
  struct MHD_Response *response = part_response(content, first, count);
  if (response == NULL) return MHD_NO;
  describe(response, content);
  if (verdict == RANGE_WHOLE) return send_response(request, MHD_HTTP_OK, response);
  char range[80];
  snprintf(range, sizeof range, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first, first + count - 1,
           content->size);
  mhd.add_response_header(response, "Content-Range", range);
  return send_response(request, MHD_HTTP_PARTIAL_CONTENT, response);
}

static enum MHD_Result send_content(const Request *request, Content *content) {
  enum MHD_Result result = MHD_NO;
  if (header_has_etag(header(request, "If-None-Match"), str_of(content->etag))) {
    struct MHD_Response *response =
        mhd.create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (response) describe(response, content);
    result = send_response(request, MHD_HTTP_NOT_MODIFIED, response);
  } else {
    result = send_part(request, content);
  }
  if (content->fd >= 0) close(content->fd);
  return result;
}

static enum MHD_Result send_body(const Request *request, Body *body) {
  Content content = {
    .body = body, .fd = -1, .size = body->content.len, .etag = body->etag, .type = body->type
  };
  return send_content(request, &content);
}

// --- Pages ---

// Takes `html`.
static enum MHD_Result send_page(const Request *request, Buf *html) {
  pthread_mutex_lock(&request->server->lock);
  uint64_t version = request->server->version;
  pthread_mutex_unlock(&request->server->lock);
  page_append_client(html, version);
  Body *body = body_new(html, mime_type(STR("index.html")));
  enum MHD_Result result = send_body(request, body);
  body_release(body);
  return result;
}

static enum MHD_Result send_index(const Request *request) {
  Buf html = BUF_EMPTY;
  pthread_mutex_lock(&request->server->lock);
  page_append_index(&html, request->server->site);
  pthread_mutex_unlock(&request->server->lock);
  return send_page(request, &html);
}

// --- Files ---

static void tell_served(const Request *request, const RootFile *file) {
  const ServerOptions *options = request->server->options;
  if (options->served) options->served(options->context, file->real);
}

// false: the file could not be read to its end.
static bool read_page(const RootFile *file, Buf *html) {
  size_t size = (size_t)file->stat.st_size;
  buf_reserve(html, size);
  for (;;) {
    char block[16 << 10];
    ssize_t count = read(file->fd, block, sizeof block);
    if (count <= 0) return count == 0;
    if (html->len > PAGE_BYTES_MAX) return false;
    buf_append(html, (Str){ block, (size_t)count });
  }
}

static bool is_newer(const struct timespec *a, const struct timespec *b) {
  return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

// Opens PATH.ENDING, a compressed neighbour of `file`, in its place, when the client takes it and it is not older. false: as it was.
static bool take_neighbour(const Request *request, Str path, const char *ending, Str coding,
                           RootFile *file) {
  if (!header_accepts(header(request, "Accept-Encoding"), coding)) return false;
  char *name = str_format("%.*s%s", STR_ARG(path), ending);
  RootFile neighbour;
  bool taken = root_open(request->server->options->root, str_of(name), &neighbour) == ROOT_FILE;
  mem_free(name);
  if (!taken) return false;
  taken = !is_newer(&file->stat.st_mtim, &neighbour.stat.st_mtim);
  if (taken) {
    RootFile plain = *file;
    *file = neighbour;
    neighbour = plain;
  }
  root_file_clear(&neighbour);
  return taken;
}

// Takes `file`.
static enum MHD_Result send_file(const Request *request, Str path, RootFile *file) {
  tell_served(request, file);
  const char *type = mime_type(path);
  if (str_starts(str_of(type), STR("text/html")) && file->stat.st_size <= PAGE_BYTES_MAX) {
    Buf html = BUF_EMPTY;
    bool whole = read_page(file, &html);
    root_file_clear(file);
    if (whole) return send_page(request, &html);
    buf_clear(&html);
    return send_text(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "The page could not be read.\n");
  }
  const char *coding = NULL;
  if (take_neighbour(request, path, ".br", STR("br"), file)) {
    coding = "br";
  } else if (take_neighbour(request, path, ".gz", STR("gzip"), file)) {
    coding = "gzip";
  }
  char etag[64];
  snprintf(etag, sizeof etag, "\"%" PRIx64 "-%" PRIx64 ".%" PRIx64 "-%" PRIx64 "\"",
           (uint64_t)file->stat.st_size, (uint64_t)file->stat.st_mtim.tv_sec,
           (uint64_t)file->stat.st_mtim.tv_nsec, (uint64_t)file->stat.st_ino);
  Content content = { .fd = file->fd,
                      .size = (uint64_t)file->stat.st_size,
                      .etag = etag,
                      .type = type,
                      .coding = coding };
  file->fd = -1;
  root_file_clear(file);
  return send_content(request, &content);
}

static enum MHD_Result send_redirect(const Request *request) {
  char *location = str_format("%s/", request->url);
  struct MHD_Response *response = text_response("It is a folder.\n");
  if (response) mhd.add_response_header(response, "Location", location);
  mem_free(location);
  return send_response(request, MHD_HTTP_MOVED_PERMANENTLY, response);
}

// Tries the file of the folder, index.html where `path` is a folder. false: there is none.
static bool answer_file(const Request *request, Str path, enum MHD_Result *result) {
  const char *root = request->server->options->root;
  if (root == NULL) return false;
  bool is_folder = path.len == 0 || str_ends(path, STR("/"));
  char *name = str_format("%.*s%s", STR_ARG(path), is_folder ? "index.html" : "");
  RootFile file;
  RootVerdict verdict = root_open(root, str_of(name), &file);
  switch (verdict) {
    case ROOT_FILE: *result = send_file(request, str_of(name), &file); break;
    case ROOT_FOLDER: *result = send_redirect(request); break;
    case ROOT_OUTSIDE:
      *result = send_text(request, MHD_HTTP_FORBIDDEN,
                          "That is a link which leads out of the folder that is served.\n");
      break;
    case ROOT_MISSING: break;
  }
  mem_free(name);
  return verdict != ROOT_MISSING;
}

// --- Requests ---

static bool wants_page(const Request *request) {
  Str accept = header(request, "Accept");
  return str_find_str(accept, STR("text/html")) != accept.len;
}

static enum MHD_Result answer_missing(const Request *request) {
  enum MHD_Result result = MHD_NO;
  bool is_page =
      request->path.len == 0 || (request->server->options->single_page && wants_page(request));
  if (is_page) return answer_file(request, STR_EMPTY, &result) ? result : send_index(request);
  pthread_mutex_lock(&request->server->lock);
  bool failed = request->server->error != NULL;
  pthread_mutex_unlock(&request->server->lock);
  if (failed) {
    return send_text(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                     "There is nothing of that name, and the build has errors.\n");
  }
  return send_text(request, MHD_HTTP_NOT_FOUND, "There is nothing of that name.\n");
}

// Suspends the connection when a build runs or is due: the server asks again after it. The second build that a request waits for began
// after it came, so that it gets what was saved before; who saves all the time must not keep it from that.
static bool must_wait(const Request *request) {
  Server *server = request->server;
  pthread_mutex_lock(&server->lock);
  bool wait = !server->stopping && *request->state != &states[2] &&
              (server->busy || server->options->is_stale(server->options->context));
  if (wait) {
    *request->state = (char *)*request->state + 1;
    vec_push(&server->waiting, request->connection);
    mhd.suspend_connection(request->connection);
  }
  pthread_mutex_unlock(&server->lock);
  return wait;
}

static enum MHD_Result answer_path(const Request *request) {
  Server *server = request->server;
  if (str_is(request->path, PAGE_EVENTS_PATH))
    return events_answer(server->events, request->connection);
  if (str_is(request->path, PAGE_CLIENT_PATH)) return send_body(request, server->client);
  if (must_wait(request)) return MHD_YES;
  pthread_mutex_lock(&server->lock);
  Body *body = site_find(server->site, request->path);
  if (body) body_keep(body);
  pthread_mutex_unlock(&server->lock);
  enum MHD_Result result = MHD_NO;
  if (body) {
    result = send_body(request, body);
    body_release(body);
  } else if (!answer_file(request, request->path, &result)) {
    result = answer_missing(request);
  }
  return result;
}

static enum MHD_Result answer(Request *request) {
  if (!target_host_is_ours(header(request, "Host"), request->server->options->host)) {
    return send_text(request, MHD_HTTP_FORBIDDEN,
                     "The Host header names another machine. Use localhost, an IP address, or the "
                     "name given by --host.\n");
  }
  Buf path = BUF_EMPTY;
  enum MHD_Result result = MHD_NO;
  switch (target_path(str_of(request->url), &path)) {
    case TARGET_OK:
      request->path = buf_str(&path);
      result = answer_path(request);
      break;
    case TARGET_MALFORMED:
      result = send_text(request, MHD_HTTP_BAD_REQUEST, "That is no path.\n");
      break;
    case TARGET_REFUSED:
      result = send_text(request, MHD_HTTP_FORBIDDEN, "That path is not served.\n");
      break;
  }
  buf_clear(&path);
  return result;
}

static enum MHD_Result refuse_method(const Request *request) {
  struct MHD_Response *response = text_response("Only GET and HEAD.\n");
  if (response) mhd.add_response_header(response, "Allow", "GET, HEAD");
  return send_response(request, MHD_HTTP_METHOD_NOT_ALLOWED, response);
}

// libmicrohttpd calls this once for the headers and again for the body and its end.
// NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state) {
  (void)version;
  (void)upload;
  Request request = {
    .server = (Server *)context, .connection = connection, .url = url, .state = state
  };
  bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
  if (*state == NULL) {
    *state = &states[0];
    return reads ? MHD_YES : refuse_method(&request);
  }
  if (*upload_size != 0) {
    *upload_size = 0; // a body that nobody asked for
    return MHD_YES;
  }
  return answer(&request);
}

// Escapes stay: target_path reads them, once.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

// --- Start and end ---

// As many as there can be descriptors, some of which are left for the build: the more, the less do many silent clients matter.
static unsigned connection_limit(void) {
  enum { OTHERS = 128 };

  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return OTHERS;
  rlim_t wanted = CONNECTIONS_MAX + OTHERS;
  if (wanted > limit.rlim_max) wanted = limit.rlim_max;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return OTHERS;
  }
  return wanted > 2L * OTHERS ? (unsigned)wanted - OTHERS : OTHERS;
}

static uint64_t first_version(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void server_free(Server *server) {
  events_close(server->events);
  events_free(server->events);
  body_release(server->client);
  site_free(server->site);
  mem_free(server->error);
  vec_clear(&server->waiting);
  buf_clear(&server->url);
  pthread_mutex_destroy(&server->lock);
  mem_free(server);
}

static bool start(Server *server, Err *err) {
  const ServerOptions *options = server->options;
  int fd = listen_at(options->host, options->port, &server->url, err);
  if (fd < 0) return false;
  server->daemon = mhd.start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, server,
      MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
      MHD_OPTION_CONNECTION_LIMIT, connection_limit(), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)CONNECTION_MEMORY, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_END);
  if (server->daemon) return true;
  close(fd);
  return err_set(err, "The web server could not be started");
}

Server *server_start(const ServerOptions *options, Err *err) {
  if (!microhttpd_load(err)) return NULL;
  Server *server = MEM_NEW_ZEROED(Server);
  server->options = options;
  server->events = events_new();
  server->version = first_version(); // pages of an earlier server reload
  server->busy = true;
  Buf client = BUF_EMPTY;
  buf_append(&client, page_client());
  server->client = body_new(&client, mime_type(STR(PAGE_CLIENT_PATH)));
  pthread_mutex_init(&server->lock, NULL);
  if (start(server, err)) return server;
  server_free(server);
  return NULL;
}

const char *server_url(const Server *server) {
  return server->url.data;
}

// Under the lock.
static void wake_waiting(Server *server) {
  vec_each (connection, &server->waiting) {
    mhd.resume_connection(*connection);
  }
  server->waiting.len = 0;
}

void server_hold(Server *server) {
  pthread_mutex_lock(&server->lock);
  server->busy = true;
  pthread_mutex_unlock(&server->lock);
}

// Under the lock. The version is text in JSON, for numbers there are not exact.
static void append_state(const Server *server, Buf *out) {
  buf_printf(out, "{\"version\":\"%" PRIu64 "\",\"error\":", server->version);
  if (server->error) {
    buf_append_json(out, str_of(server->error));
  } else {
    buf_append(out, STR("null"));
  }
  buf_append_char(out, '}');
}

void server_publish(Server *server, Site *site, const char *error) {
  pthread_mutex_lock(&server->lock);
  if (site && !site_equal(site, server->site)) server->version++;
  Site *old = site ? server->site : NULL;
  if (site) server->site = site;
  mem_free(server->error);
  server->error = error ? str_copy(str_of(error)) : NULL;
  pthread_mutex_unlock(&server->lock);
  site_free(old);
  server_release(server, false);
}

void server_release(Server *server, bool touched) {
  Buf state = BUF_EMPTY;
  pthread_mutex_lock(&server->lock);
  server->version += touched ? 1 : 0;
  append_state(server, &state);
  server->busy = false;
  wake_waiting(server);
  pthread_mutex_unlock(&server->lock);
  events_tell(server->events, buf_str(&state));
  buf_clear(&state);
}

void server_beat(Server *server) {
  events_beat(server->events);
}

void server_stop(Server *server) {
  pthread_mutex_lock(&server->lock);
  server->stopping = true;
  wake_waiting(server);
  pthread_mutex_unlock(&server->lock);
  events_close(server->events);
  mhd.stop_daemon(server->daemon);
  server_free(server);
}
