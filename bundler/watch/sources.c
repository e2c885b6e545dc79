#include "watch/sources.h"

#include "base/fs.h"
#include "base/mem.h"

typedef struct Sources {
  Watcher *watcher;
  Str project; // the real path of the working folder
  Err *err;
  bool all;
} Sources;

static void note(Sources *sources, bool watched) {
  if (!watched && sources->err->text) sources->all = false;
}

static void watch_file(void *context, const char *path) {
  Sources *sources = (Sources *)context;
  note(sources, watcher_add(sources->watcher, path, WATCH_INPUT, sources->err));
}

// Above the project little counts, and much may come and go.
static void watch_folder(void *context, const char *path) {
  Sources *sources = (Sources *)context;
  bool whole = str_starts(str_of(path), sources->project) &&
               (path[sources->project.len] == '/' || path[sources->project.len] == '\0');
  note(sources, watcher_add_folder(sources->watcher, path, whole, sources->err));
}

static void watch_graph(Sources *sources, const Graph *graph) {
  vec_each (module, &graph->modules) {
    watch_file(sources, (*module)->path);
  }
  vec_each (copy, &graph->copies) {
    watch_file(sources, (*copy)->path);
  }
}

bool sources_watch(Watcher *watcher, const BuildOptions *options, const BuildResult *result,
                   Err *err) {
  char *project = fs_real(".");
  Sources sources = { watcher, str_of(project ? project : "/"), err, true };
  vec_each (entry, &options->entries) {
    char *path = fs_absolute(*entry);
    watch_file(&sources, path);
    mem_free(path);
  }
  resolver_each_folder(result->resolver, watch_folder, &sources);
  resolver_each_config(result->resolver, watch_file, &sources);
  bool is_watched = result->same_modules && !watcher_is_renewed(watcher);
  if (result->graph && !is_watched) watch_graph(&sources, result->graph);
  mem_free(project);
  return sources.all;
}
