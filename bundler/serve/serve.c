#include "serve/serve.h"

#include "base/fs.h"
#include "driver/build.h"
#include "driver/report.h"
#include "serve/server.h"
#include "serve/watcher.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
  QUIET_MS = 5,    // without news, after which a save is taken to be complete
  LONGEST_MS = 50, // but no save is waited for longer
  BEAT_MS = 15000,
};

typedef struct Serve {
  const ServeOptions *options;
  bool color;
  Watcher *watcher;
  Server *server;
  int signals;    // signalfd
  char *top;      // owned: absolute; the folder that is "/" for outputs
  char *project;  // owned: the real path of the working folder
  bool announced; // where it serves
} Serve;

static bool is_stale(void *context) {
  return watcher_stirs(((Serve *)context)->watcher);
}

static void watch_input(Serve *serve, const char *path) {
  Err err = ERR_NONE;
  if (!watcher_add(serve->watcher, path, WATCH_INPUT, &err) && err.text)
    report_err(&err, &serve->options->build, serve->color);
}

// Above the project little counts, and much may come and go.
static void watch_folder(void *context, const char *path) {
  Serve *serve = (Serve *)context;
  Err err = ERR_NONE;
  Str here = str_of(serve->project ? serve->project : "/");
  bool whole = str_starts(str_of(path), here) && (path[here.len] == '/' || path[here.len] == '\0');
  if (!watcher_add_folder(serve->watcher, path, whole, &err) && err.text)
    report_err(&err, &serve->options->build, serve->color);
}

// By the server's thread, which does not print.
static void file_served(void *context, const char *path) {
  Err err = ERR_NONE;
  if (!watcher_add(((const Serve *)context)->watcher, path, WATCH_SERVED, &err)) err_clear(&err);
}

static void announce(Serve *serve) {
  if (serve->announced) return;
  serve->announced = true;
  const BuildOptions *options = &serve->options->build;
  if (options->log_level < LOG_INFO) return;
  if (options->json) {
    fprintf(stderr, "{\"kind\":\"serve\",\"url\":\"%s\"}\n", server_url(serve->server));
  } else {
    fprintf(stderr, "Serving at %s%s%s (Ctrl-C ends it)\n", serve->color ? "\x1b[1m" : "",
            server_url(serve->server), serve->color ? "\x1b[0m" : "");
  }
}

// --- After a build ---

// All that the build read, and wherever it looked.
static void watch_sources(Serve *serve, const BuildResult *result) {
  const Graph *graph = result->graph;
  vec_each (entry, &serve->options->build.entries) {
    char *path = fs_absolute(*entry);
    watch_input(serve, path);
    mem_free(path);
  }
  resolver_each_folder(result->resolver, watch_folder, serve);
  if (graph == NULL) return;
  vec_each (module, &graph->modules) {
    watch_input(serve, (*module)->path);
  }
  vec_each (copy, &graph->copies) {
    watch_input(serve, (*copy)->path);
  }
}

static void add_output(Site *site, const char *top, const char *path, Str content) {
  char *below = fs_relative(top, path);
  site_add(site, str_of(below), content);
  mem_free(below);
}

static Site *site_of(const Serve *serve, const OutputList *outputs) {
  Site *site = site_new();
  vec_each (output, &outputs->items) {
    add_output(site, serve->top, output->path, buf_str(&output->chunk.code));
  }
  vec_each (asset, &outputs->assets) {
    add_output(site, serve->top, asset->path, buf_str(&asset->module->source));
  }
  return site;
}

// What a terminal would show of it, in colour. The caller owns it.
static char *error_text(const Serve *serve, const BuildResult *result) {
  if (result->failure) return str_format("\x1b[1;31merror:\x1b[0m %s", result->failure);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (out == NULL) return str_copy(STR("The build has errors."));
  diag_list_print(result->diags, out, true, serve->options->build.log_limit);
  fclose(out);
  return text;
}

static void built(void *context, const BuildResult *result) {
  Serve *serve = (Serve *)context;
  watch_sources(serve, result);
  bool good = result->status == 0;
  char *error = good ? NULL : error_text(serve, result);
  server_publish(serve->server, good ? site_of(serve, result->outputs) : NULL, error);
  mem_free(error);
  announce(serve);
}

// --- Waiting ---

typedef enum Reason { REASON_END, REASON_NEWS, REASON_TIME } Reason;

static Reason wait_for_reason(const Serve *serve, int timeout_ms) {
  struct pollfd fds[] = { { .fd = serve->signals, .events = POLLIN },
                          { .fd = watcher_fd(serve->watcher), .events = POLLIN } };
  poll(fds, 2, watcher_stirs(serve->watcher) ? 0 : timeout_ms);
  if (fds[0].revents) return REASON_END;
  return watcher_stirs(serve->watcher) ? REASON_NEWS : REASON_TIME;
}

// Takes news until there are none for a moment: a save of an editor is several events.
static unsigned take_news(const Serve *serve) {
  unsigned kinds = watcher_take(serve->watcher);
  if (kinds == WATCH_NOTHING) return kinds;
  for (int waited = 0; waited < LONGEST_MS; waited += QUIET_MS) {
    if (wait_for_reason(serve, QUIET_MS) != REASON_NEWS) break;
    kinds |= watcher_take(serve->watcher);
  }
  return kinds;
}

static void unchanged(void *context) {
  server_release(((Serve *)context)->server, false);
}

// Until a build is due, with requests held; false: until the end.
static bool next(void *context, Changes *changes) {
  Serve *serve = (Serve *)context;
  for (;;) {
    switch (wait_for_reason(serve, BEAT_MS)) {
      case REASON_END: return false;
      case REASON_TIME: server_beat(serve->server); break;
      case REASON_NEWS: {
        server_hold(serve->server);
        watcher_begin(serve->watcher);
        unsigned kinds = take_news(serve);
        changes->everything = (kinds & WATCH_INPUT) != 0;
        if (changes->everything) return true;
        server_release(serve->server, (kinds & WATCH_SERVED) != 0);
        break;
      }
    }
  }
}

// --- Start and end ---

// SIGINT and SIGTERM are read from a descriptor; threads that are started from now on do not get them either.
static int take_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int run(Serve *serve) {
  if (serve->options->build.entries.len != 0) {
    BuildListener listener = {
      .context = serve, .takes_outputs = true, .built = built, .unchanged = unchanged, .next = next
    };
    return build_follow(&serve->options->build, &listener);
  }
  server_release(serve->server, false);
  announce(serve);
  Changes changes = CHANGES_EMPTY;
  while (next(serve, &changes)) {
    changes_clear(&changes);
  }
  return 0;
}

// The folder that is served, and where outputs stand in it. false: `err` says what does not fit.
static bool choose_places(Serve *serve, ServeOptions *options, char **root, Err *err) {
  if (options->servedir) {
    *root = fs_real(options->servedir);
    if (*root == NULL || !fs_is_folder(*root))
      return err_set(err, "--servedir=%s is no folder", options->servedir);
  }
  if (options->build.outdir == NULL)
    options->build.outdir = options->servedir ? options->servedir : "dist";
  serve->top = fs_absolute(options->servedir ? options->servedir : options->build.outdir);
  char *outdir = fs_absolute(options->build.outdir);
  char *below = fs_relative(serve->top, outdir);
  bool fits = !str_starts(str_of(below), STR(".."));
  mem_free(below);
  mem_free(outdir);
  return fits || err_set(err, "--outdir=%s does not lie in --servedir=%s", options->build.outdir,
                         options->servedir);
}

int serve_run(ServeOptions *options) {
  Serve serve = { .options = options,
                  .color = report_color((ColorChoice)options->build.color),
                  .signals = take_signals(),
                  .project = fs_real(".") };
  Err err = ERR_NONE;
  char *root = NULL;
  int status = 2;
  ServerOptions server = { .host = options->host,
                           .port = options->port,
                           .single_page = options->single_page,
                           .is_stale = is_stale,
                           .served = file_served,
                           .context = &serve };
  if (choose_places(&serve, options, &root, &err)) {
    server.root = root;
    serve.watcher = watcher_new(&err);
    if (serve.watcher) serve.server = server_start(&server, &err);
  }
  if (serve.server) {
    status = run(&serve);
    server_stop(serve.server);
  } else {
    report_err(&err, &options->build, serve.color);
  }
  if (serve.watcher) watcher_free(serve.watcher);
  if (serve.signals >= 0) close(serve.signals);
  mem_free(serve.top);
  mem_free(serve.project);
  mem_free(root);
  return status;
}
