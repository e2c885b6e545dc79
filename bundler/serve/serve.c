#include "serve/serve.h"

#include "base/fs.h"
#include "driver/report.h"
#include "serve/server.h"
#include "watch/signals.h"
#include "watch/sources.h"

#include <poll.h>
#include <stdio.h>
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
  bool announced; // where it serves
} Serve;

static bool is_stale(void *context) {
  return watcher_stirs(((Serve *)context)->watcher);
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

// Takes `content`.
static void add_output(Site *site, const char *top, const char *path, Buf content) {
  char *below = fs_relative(top, path);
  site_add(site, str_of(below), &content);
  mem_free(below);
}

static Site *site_of(const Serve *serve, const OutputList *outputs) {
  Site *site = site_new();
  vec_each (output, &outputs->items) {
    add_output(site, serve->top, output->path, rope_join(&output->chunk.code));
  }
  vec_each (asset, &outputs->assets) {
    Buf copy = BUF_EMPTY;
    buf_append(&copy, buf_str(&asset->module->source));
    add_output(site, serve->top, asset->path, copy);
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
  const BuildOptions *options = &serve->options->build;
  Err err = ERR_NONE;
  if (!sources_watch(serve->watcher, options, result, &err))
    report_note(&err, options, serve->color);
  bool good = result->status == 0;
  if (good && options->log_level >= LOG_INFO)
    report_outputs(result->outputs, options, result->nanoseconds, serve->color);
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
static unsigned take_news(const Serve *serve, Changes *changes) {
  unsigned kinds = watcher_take(serve->watcher, changes);
  if (kinds == WATCH_NOTHING) return kinds;
  for (int waited = 0; waited < LONGEST_MS; waited += QUIET_MS) {
    if (wait_for_reason(serve, QUIET_MS) != REASON_NEWS) break;
    kinds |= watcher_take(serve->watcher, changes);
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
        unsigned kinds = take_news(serve, changes);
        if (kinds & WATCH_INPUT) return true;
        server_release(serve->server, (kinds & WATCH_SERVED) != 0);
        break;
      }
    }
  }
}

// --- Start and end ---

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
                  .signals = signals_take() };
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
    serve.watcher = watcher_new(options->poll_ms, &err);
    if (serve.watcher && err.text) report_note(&err, &options->build, serve.color);
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
  mem_free(root);
  return status;
}
