#include "watch/watch.h"

#include "base/fs.h"
#include "base/mem.h"
#include "driver/memory.h"
#include "driver/report.h"
#include "watch/keys.h"
#include "watch/signals.h"
#include "watch/sources.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

// A save is taken to be complete when nothing happens for a moment; where much happens (a checkout, an installation), for a longer one.
enum {
  QUIET_MS = 2,
  QUIET_OF_MANY_MS = 25,
  MANY = 4,         // paths
  LONGEST_MS = 250, // but nothing is waited for longer
};

typedef struct Watch {
  const WatchOptions *options;
  bool color;
  Watcher *watcher;
  Keys keys;
  int signals; // signalfd
  bool began;  // the first build is done
} Watch;

// --- What is told ---

static void tell_ready(Watch *watch) {
  const BuildOptions *options = &watch->options->build;
  if (watch->began) return;
  watch->began = true;
  if (options->json) {
    fputs("{\"kind\":\"ready\"}\n", stderr);
  } else if (options->log_level >= LOG_INFO) {
    fprintf(stderr, "Watching for changes (%s)\n",
            watch->keys.is_terminal ? "h: keys, q: end" : "Ctrl-C ends it");
  }
}

static void tell_changes_json(const Changes *changes) {
  Buf line = BUF_EMPTY;
  buf_append(&line, STR("{\"kind\":\"change\",\"paths\":["));
  vec_each (path, &changes->paths) {
    if (path != changes->paths.items) buf_append_char(&line, ',');
    buf_append_json(&line, str_of(*path));
  }
  fprintf(stderr, "%s]}\n", line.data);
  buf_clear(&line);
}

// "src/a.js changed" or "src/a.js and 2 others changed".
static void tell_changes(const Watch *watch, const Changes *changes) {
  char now[16];
  time_t seconds = time(NULL);
  struct tm local;
  strftime(now, sizeof now, "%H:%M:%S", localtime_r(&seconds, &local));
  const char *dim = watch->color ? "\x1b[2m" : "";
  const char *end = watch->color ? "\x1b[0m" : "";
  if (changes->paths.len == 0) {
    fprintf(stderr, "%s%s%s building everything again\n", dim, now, end);
    return;
  }
  char *first = fs_shown(changes->paths.items[0]);
  uint32_t others = changes->paths.len - 1;
  fprintf(stderr, "%s%s%s %s", dim, now, end, first);
  if (others != 0) fprintf(stderr, " and %u other%s", others, others == 1 ? "" : "s");
  fputs(" changed\n", stderr);
  mem_free(first);
}

static void tell_memory(void) {
  MemoryLog log = { .on = true };
  memory_log_add(&log, "build");
  memory_log_print(&log, stderr);
  memory_log_clear(&log);
}

static void tell_keys(void) {
  fputs("  r  build everything again\n"
        "  m  what the process holds in memory\n"
        "  c  clear the screen\n"
        "  q  end\n",
        stderr);
}

// --- After a build ---

static void built(void *context, const BuildResult *result) {
  Watch *watch = (Watch *)context;
  const BuildOptions *options = &watch->options->build;
  Err err = ERR_NONE;
  if (!sources_watch(watch->watcher, options, result, &err))
    report_note(&err, options, watch->color);
  if (result->status == 0 && options->log_level >= LOG_INFO)
    report_outputs(result->outputs, options, result->nanoseconds, watch->color);
  if (options->json) {
    fprintf(stderr, "{\"kind\":\"built\",\"status\":%d,\"milliseconds\":%.3f}\n", result->status,
            (double)result->nanoseconds / 1e6);
  }
  if (options->mem_stats) tell_memory();
  tell_ready(watch);
}

static void unchanged(void *context) {
  const Watch *watch = (const Watch *)context;
  if (watch->options->build.json) fputs("{\"kind\":\"unchanged\"}\n", stderr);
}

static void begins(void *context, const Changes *changes) {
  const Watch *watch = (const Watch *)context;
  const BuildOptions *options = &watch->options->build;
  if (options->json) {
    tell_changes_json(changes);
  } else if (options->log_level >= LOG_INFO) {
    tell_changes(watch, changes);
  }
}

// --- Waiting ---

typedef enum Reason { REASON_END, REASON_NEWS, REASON_KEY, REASON_TIME } Reason;

static Reason wait_for_reason(const Watch *watch, int timeout_ms) {
  struct pollfd fds[] = { { .fd = watch->signals, .events = POLLIN },
                          { .fd = watcher_fd(watch->watcher), .events = POLLIN },
                          { .fd = keys_fd(&watch->keys), .events = POLLIN } };
  poll(fds, 3, watcher_stirs(watch->watcher) ? 0 : timeout_ms);
  if (fds[0].revents) return REASON_END;
  if (watcher_stirs(watch->watcher)) return REASON_NEWS;
  return fds[2].revents ? REASON_KEY : REASON_TIME;
}

static bool has_changes(const Changes *changes) {
  return changes->everything || changes->paths.len != 0;
}

// Takes news until there are none for a moment.
static void take_news(const Watch *watch, Changes *changes) {
  watcher_take(watch->watcher, changes);
  for (int waited = 0; has_changes(changes) && waited < LONGEST_MS;) {
    int quiet = changes->paths.len > MANY || changes->everything ? QUIET_OF_MANY_MS : QUIET_MS;
    if (wait_for_reason(watch, quiet) != REASON_NEWS) return;
    watcher_take(watch->watcher, changes);
    waited += quiet;
  }
}

// false: it is to end.
static bool heed_key(Watch *watch, Changes *changes) {
  char key = keys_take(&watch->keys);
  if (watch->keys.is_over) return watch->options->forever;
  if (!watch->keys.is_terminal) return true;
  switch (key) {
    case 'r': changes->everything = true; break;
    case 'm': tell_memory(); break;
    case 'c': fputs("\x1b[2J\x1b[3J\x1b[H", stderr); break;
    case 'h': tell_keys(); break;
    case 'q': return false;
    default: break;
  }
  return true;
}

static bool next(void *context, Changes *changes) {
  Watch *watch = (Watch *)context;
  while (!has_changes(changes)) {
    switch (wait_for_reason(watch, -1)) {
      case REASON_END: return false;
      case REASON_TIME: break;
      case REASON_KEY:
        if (!heed_key(watch, changes)) return false;
        break;
      case REASON_NEWS:
        watcher_begin(watch->watcher);
        take_news(watch, changes);
        break;
    }
  }
  return true;
}

// --- Start and end ---

int watch_run(const WatchOptions *options) {
  Watch watch = { .options = options,
                  .color = report_color((ColorChoice)options->build.color),
                  .signals = signals_take() };
  Err err = ERR_NONE;
  int status = 2;
  watch.watcher = watcher_new(options->poll_ms, &err);
  if (watch.watcher) {
    if (err.text) report_note(&err, &options->build, watch.color);
    BuildListener listener = {
      .context = &watch, .begins = begins, .built = built, .unchanged = unchanged, .next = next
    };
    watch.keys = keys_begin();
    status = build_follow(&options->build, &listener);
    keys_end(&watch.keys);
    watcher_free(watch.watcher);
  } else {
    report_err(&err, &options->build, watch.color);
  }
  if (watch.signals >= 0) close(watch.signals);
  return status;
}
