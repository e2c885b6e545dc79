// A build as a recipe: resolve the entries, scan what they reach, link it, generate a chunk for each entry, write. `build_once` reads
// top-down as the way of the data; what each step leaves behind lies in `Build`, and who may touch it is said there.
#include "driver/build.h"

#include "base/bench_mark.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/trace.h"
#include "driver/account.h"
#include "driver/caching.h"
#include "driver/limit.h"
#include "driver/memory.h"
#include "driver/metafile.h"
#include "driver/report.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STATUS_OK = 0, STATUS_CODE = 1, STATUS_CALL = 2 };

typedef struct Build {
  const BuildOptions *options;
  ResolveOptions resolve_options;
  ScanOptions scan_options;
  bool color;
  Pool *pool;                    // as long as the process builds
  const BuildListener *listener; // or NULL

  // Kept from one build to the next as a watching build would: made by scan, frozen after it.
  Resolver *resolver;
  Graph *graph;
  Link *link; // with a listener: of the graph, while it holds; or NULL
  LinkOptions link_options;
  bool
      links_same; // the graph has the modules of the last build, and for linking they are what they were
  Reuse reuse;            // with a listener or a cache: the text of modules
  Written written;        // with a listener: the files that it has written
  const Changes *changes; // why the build that runs is made; NULL: it is the first one
  bool is_stale;          // the last build could not put its outputs in place
  bool told_limit;        // that --memory-limit cannot be kept

  DiagList diags; // of the build that runs
  Err failure;    // of the build that runs
  MemoryLog memory;
} Build;

// --- The steps ---

static bool entry_has_loader(Build *build, const Resolved *entry) {
  Loader loader = loader_of(entry->path, &build->scan_options.loaders);
  if (loader != LOADER_NONE && loader != LOADER_EMPTY && loader != LOADER_COPY) return true;
  Str name = fs_name(str_of(entry->path));
  Str ending = str_slice(name, str_find_last(name, '.'), name.len);
  char *help = str_format("say how to read it: --loader:%.*s=text", STR_ARG(ending));
  diag_add_global(&build->diags, SEVERITY_ERROR, DIAG_NO_LOADER, help,
                  "Cannot bundle %s: there is nothing in it for an output", entry->path);
  mem_free(help);
  return false;
}

typedef VEC(Resolved) ResolvedList;

static bool resolve_entries(Build *build, ResolvedList *entries) {
  vec_each (name, &build->options->entries) {
    Resolved entry = resolver_resolve_entry(build->resolver, *name);
    if (entry.kind == RESOLVE_FILE) {
      entry_has_loader(build, &entry);
    } else {
      diag_add_global(&build->diags, SEVERITY_ERROR, DIAG_UNRESOLVED, entry.help, "%s",
                      entry.text ? entry.text : "An entry must be a file or a folder");
    }
    vec_push(entries, entry);
  }
  return build->diags.errors == 0;
}

// false: diagnostics were added, though there may be a graph.
static bool scan(Build *build) {
  ResolvedList entries = VEC_EMPTY;
  uint64_t begin = trace_begin();
  bool resolved = resolve_entries(build, &entries);
  trace_end(begin, "entries", NULL);
  if (resolved) {
    begin = trace_begin();
    build->graph = graph_scan(build->pool, build->resolver, &build->scan_options, entries.items,
                              entries.len, &build->diags);
    trace_end(begin, "scan", NULL);
  }
  vec_each (entry, &entries) {
    resolved_clear(entry);
  }
  vec_clear(&entries);
  return build->graph && build->diags.errors == 0;
}

// "js=TEXT", as users of esbuild write it, is TEXT.
static const char *without_kind(const char *text) {
  return text && str_starts(str_of(text), STR("js=")) ? text + strlen("js=") : text;
}

static void forget_link(Build *build) {
  uint64_t begin = trace_begin();
  link_free(build->link);
  build->link = NULL;
  trace_end(begin, "free link", NULL);
}

// Makes build->link. false: diagnostics were added.
static bool link_anew(Build *build, OutputFormat format) {
  const BuildOptions *options = build->options;
  forget_link(build);
  build->link_options = (LinkOptions){ .format = format,
                                       .platform = (Platform)options->platform,
                                       .banner = without_kind(options->banner),
                                       .footer = without_kind(options->footer),
                                       .shakes = options->tree_shaking == SHAKES_TREES };
  uint64_t begin = trace_begin();
  build->link = link_graph(build->graph, &build->link_options, &build->diags);
  trace_end(begin, "link", NULL);
  return build->link != NULL;
}

// What is printed now is kept where it may be needed again.
static void generate(Build *build, const Link *link, OutputList *outputs, bool link_held) {
  uint64_t begin = trace_begin();
  Reuse *reuse = build->listener || build->scan_options.cache ? &build->reuse : NULL;
  if (reuse) reuse_begin(reuse, link_held);
  vec_each (output, &outputs->items) {
    output->chunk = chunk_generate(link, output->entry, reuse, build->pool, &build->diags);
  }
  if (reuse && build->diags.errors == 0) reuse_turn(reuse);
  trace_end(begin, "generate", NULL);
}

// For the next build that starts. While somebody waits for what was saved, it has time until the end.
static void keep_texts(Build *build) {
  Cache *cache = build->scan_options.cache;
  if (cache == NULL) return;
  if (build->changes == NULL && build->diags.errors == 0)
    caching_keep_texts(cache, build->options, &build->reuse);
  cache_tell(cache, &build->diags);
}

static bool write_outputs(Build *build, const Link *link, OutputList *outputs, Err *err) {
  if (build->listener && build->listener->takes_outputs) return true;
  uint64_t begin = trace_begin();
  Buf meta = BUF_EMPTY;
  if (build->options->metafile) metafile_append(&meta, link, outputs);
  bool written = output_list_write(outputs, build->options->metafile, &meta,
                                   build->listener ? &build->written : NULL, err);
  buf_clear(&meta);
  trace_end(begin, "write", NULL);
  return written;
}

// Generates and writes what was linked. A failure leaves the outputs as they were.
static int emit_linked(Build *build, OutputList *outputs, bool link_held) {
  const Link *link = build->link;
  memory_log_add(&build->memory, "link");
  generate(build, link, outputs, link_held);
  memory_log_add(&build->memory, "generate");
  keep_texts(build);
  report_override(&build->diags, build->options);
  if (build->diags.errors != 0) return STATUS_CODE;
  const char *folder = build->resolve_options.output_folder;
  if (!output_list_add_assets(outputs, folder, link, &build->failure) ||
      !output_list_reaches(outputs, folder, build->options->public_path != NULL, link,
                           &build->failure) ||
      !write_outputs(build, link, outputs, &build->failure))
    return STATUS_CALL;
  return STATUS_OK;
}

// Links the graph, which is only read, and writes what comes of it. What linking had to say of the graph has to be said again, by linking again.
static int emit(Build *build, OutputList *outputs) {
  if (!output_list_name(outputs, build->graph, build->options, &build->failure)) {
    return STATUS_CALL;
  }
  uint32_t told = build->diags.items.len;
  OutputFormat format = output_format(outputs, build->graph, build->options);
  bool holds = build->links_same && build->link && build->link_options.format == format;
  if (!holds && !link_anew(build, format)) return STATUS_CODE;
  bool is_silent = build->diags.items.len == told;
  int status = emit_linked(build, outputs, holds);
  memory_log_add(&build->memory, "write");
  if (build->listener == NULL || !is_silent || status == STATUS_CODE) forget_link(build);
  return status;
}

static void tell_listener(const Build *build, const OutputList *outputs, int status,
                          const char *failure, uint64_t nanoseconds) {
  BuildResult result = { .status = status,
                         .outputs = outputs,
                         .diags = &build->diags,
                         .failure = failure,
                         .graph = build->graph,
                         .resolver = build->resolver,
                         .changes = build->changes,
                         .same_modules = build->links_same,
                         .nanoseconds = nanoseconds };
  build->listener->built(build->listener->context, &result);
}

// Links and writes what was scanned, and tells about it.
static int finish(Build *build, bool scanned, uint64_t started_at) {
  OutputList outputs = { VEC_EMPTY, VEC_EMPTY };
  if (build->scan_options.cache) cache_tell(build->scan_options.cache, &build->diags);
  int status = STATUS_CODE;
  if (scanned) {
    status = emit(build, &outputs);
  } else {
    forget_link(build);
  }
  char *failure = build->failure.text ? str_copy(str_of(build->failure.text)) : NULL;
  if (failure) report_err(&build->failure, build->options, build->color);

  uint64_t nanoseconds = trace_now() - started_at;
  bool to_stdout = outputs.items.len == 1 && outputs.items.items[0].path == NULL;
  if (build->options->log_level == LOG_VERBOSE && build->graph && !build->options->json)
    report_graph(build->graph, pool_threads(build->pool));
  report_override(&build->diags, build->options);
  report_diags(&build->diags, build->options, build->color);
  build->is_stale = status == STATUS_CALL;
  if (build->listener) {
    tell_listener(build, &outputs, status, failure, nanoseconds);
  } else if (status == STATUS_OK && !to_stdout && build->options->log_level >= LOG_INFO) {
    report_outputs(&outputs, build->options, nanoseconds, build->color);
  }
  mem_free(failure);
  output_list_clear(&outputs);
  diag_list_clear(&build->diags);
  return status;
}

static int build_once(Build *build) {
  uint64_t started_at = trace_now();
  build->resolver = resolver_new(&build->resolve_options);
  bool scanned = scan(build);
  memory_log_add(&build->memory, "scan");
  return finish(build, scanned, started_at);
}

// Lets go of what the last build kept. Modules are freed on the workers: they are many small blocks.
static void build_forget(Build *build) {
  forget_link(build);
  uint64_t begin = trace_begin();
  graph_free(build->graph, build->pool);
  build->graph = NULL;
  if (build->resolver) resolver_free(build->resolver);
  build->resolver = NULL;
  trace_end(begin, "free graph", NULL);
}

// --- The script that the A/B run asks for, after the first build ---

// Builds again from nothing but the interned names.
static int build_again(Build *build) {
  build_forget(build);
  return build_once(build);
}

static int by_size_falling(const void *left, const void *right) {
  const Module *a = *(Module *const *)left;
  const Module *b = *(Module *const *)right;
  if (a->source.len != b->source.len) return a->source.len < b->source.len ? 1 : -1;
  return a->index < b->index ? -1 : 1;
}

// The fewest modules that hold half of the graph's source.
static ModuleList largest_modules(const Graph *graph) {
  ModuleList list = VEC_EMPTY;
  size_t left = 0;
  vec_each (module, &graph->modules) {
    vec_push(&list, *module);
    left += (*module)->source.len;
  }
  if (list.len == 0) return list;
  qsort((void *)list.items, list.len, sizeof(Module *), by_size_falling);
  left /= 2;
  uint32_t count = 0;
  while (count < list.len && left > 0) {
    size_t size = list.items[count++]->source.len;
    left = size < left ? left - size : 0;
  }
  list.len = count;
  return list;
}

// Builds again as after an edit of the largest modules, which all land on one worker. The others keep what they are.
static int build_unevenly(Build *build, uint32_t worker) {
  uint64_t started_at = trace_now();
  ModuleList largest = largest_modules(build->graph);
  Rescan changed = {
    .modules = largest.items, .count = largest.len, .on_one_worker = true, .worker = worker
  };
  uint64_t begin = trace_begin();
  graph_rescan(build->graph, build->pool, build->resolver, &build->scan_options, &changed,
               &build->diags);
  trace_end(begin, "scan", NULL);
  vec_clear(&largest);
  int status = finish(build, build->diags.errors == 0, started_at);
  graph_sweep(build->graph);
  return status;
}

// Both kinds of builds, then a rest holding what a watching build would hold.
static int play_script(Build *build) {
  const BuildOptions *options = build->options;
  int status = STATUS_OK;
  for (uint32_t i = 0; i < options->bench_rebuild && status == STATUS_OK; i++) {
    bench_mark(options->bench_marks, "rebuild-begin");
    status = build_again(build);
    bench_mark(options->bench_marks, "rebuild-end");
  }
  for (uint32_t i = 0; i < options->bench_uneven && status == STATUS_OK; i++) {
    bench_mark(options->bench_marks, "rebuild-begin");
    status = build_unevenly(build, i % pool_threads(build->pool));
    bench_mark(options->bench_marks, "rebuild-end");
  }
  if (status == STATUS_OK && options->bench_idle != 0) {
    bench_mark(options->bench_marks, "idle-begin");
    bench_rest(options->bench_idle);
    bench_mark(options->bench_marks, "idle-end");
  }
  return status;
}

// --- As files change ---

static void tell_begin(const Build *build) {
  const BuildListener *listener = build->listener;
  if (listener->begins) listener->begins(listener->context, build->changes);
}

// Builds again with what still holds. The listener hears of it. false: nothing had changed.
static bool build_changed(Build *build, Extent extent, const ModuleList *modules) {
  uint64_t started_at = trace_now();
  Rescan changed = { .modules = modules->items,
                     .count = modules->len,
                     .resolves_all = extent == EXTENT_NAMES };
  if (changed.resolves_all) {
    resolver_free(build->resolver);
    build->resolver = resolver_new(&build->resolve_options);
  }
  uint64_t begin = trace_begin();
  GraphChange change = graph_rescan(build->graph, build->pool, build->resolver,
                                    &build->scan_options, &changed, &build->diags);
  trace_end(begin, "scan", NULL);
  bool builds = change != GRAPH_SAME || build->is_stale;
  if (builds) {
    tell_begin(build);
    build->links_same = change != GRAPH_OTHER && !changed.resolves_all;
    finish(build, build->diags.errors == 0, started_at);
    build->links_same = false;
  } else {
    diag_list_clear(&build->diags);
    build->listener->unchanged(build->listener->context);
  }
  graph_sweep(build->graph);
  return builds;
}

// false: nothing had changed.
static bool rebuild(Build *build, const Changes *changes) {
  ModuleList modules = VEC_EMPTY;
  Extent extent = changes_judge(changes, build->graph, build->resolver, &modules);
  bool builds = extent == EXTENT_EVERYTHING;
  if (builds) {
    tell_begin(build);
    build_again(build);
  } else if (extent != EXTENT_NOTHING || build->is_stale) {
    builds = build_changed(build, extent, &modules);
  } else {
    build->listener->unchanged(build->listener->context);
  }
  vec_clear(&modules);
  return builds;
}

// Prints --mem-every.
static void tell_kept(const Build *build) {
  if (!build->options->mem_every) return;
  Account account = account_of(build->graph, build->link, &build->reuse);
  MemoryMark mark = memory_mark("build");
  account_print(&account, mark.footprint, mark.live, build->options->json, stderr);
}

// Obeys --memory-limit, now that the outputs are in place. Where that cannot be done, it is told, once.
static void keep_limit(Build *build) {
  const uint64_t mib = 1 << 20;

  uint64_t limit = build->options->memory_limit_mib * mib;
  if (build->options->memory_limit_mib == UINT32_MAX) return;
  uint64_t begin = trace_begin();
  uint64_t held = limit_keep(build->graph, build->link, &build->reuse, limit);
  trace_end(begin, "keep limit", NULL);
  if (held <= limit || limit == 0 || build->told_limit) return;
  build->told_limit = true;
  Err note = ERR_NONE;
  err_set(&note,
          "Between builds %.1f MiB are held, without any syntax tree: sources, tables and texts; "
          "raise --memory-limit",
          (double)held / (double)mib);
  report_note(&note, build->options, build->color);
}

static void after_build(Build *build) {
  keep_limit(build);
  tell_kept(build);
}

static int follow(Build *build) {
  Changes changes = CHANGES_EMPTY;
  after_build(build);
  while (build->listener->next(build->listener->context, &changes)) {
    build->changes = &changes;
    bench_mark(build->options->bench_marks, "rebuild-begin");
    bool rebuilt = rebuild(build, &changes);
    bench_mark(build->options->bench_marks, "rebuild-end");
    if (rebuilt) after_build(build);
    build->changes = NULL;
    changes_clear(&changes);
  }
  changes_clear(&changes);
  return STATUS_OK;
}

// --- Start and end ---

static uint32_t thread_count(const BuildOptions *options) {
  enum { THREADS_MAX = 256 };

  if (options->threads != 0) return options->threads;
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  int count = CPU_COUNT(&cores);
  return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (uint32_t)count;
}

// The texts of `list` with a NULL behind, as the resolver takes them. The caller frees the array only.
static const char *const *null_terminated(const TextList *list) {
  const char **texts = (const char **)mem_alloc_zeroed(list->len + 1, sizeof *texts);
  for (uint32_t i = 0; i < list->len; i++) {
    texts[i] = list->items[i];
  }
  return texts;
}

// Where the outputs go, absolute; NULL: to standard output. The caller owns it.
static char *output_folder(const BuildOptions *options) {
  if (options->outdir) return fs_absolute(options->outdir);
  if (options->outfile == NULL) return NULL;
  char *path = fs_absolute(options->outfile);
  char *folder = str_copy(fs_folder(str_of(path)));
  mem_free(path);
  return folder;
}

// Writes --trace and prints --timings, after everything else.
static int tell_times(const BuildOptions *options, bool color, int status) {
  Err err = ERR_NONE;
  if (options->timings) trace_print_timings(stderr);
  if (options->trace && !trace_write(options->trace, &err)) {
    report_err(&err, options, color);
    if (status == STATUS_OK) status = STATUS_CALL;
  }
  trace_clear();
  return status;
}

// false: `err` says which rule makes no sense.
static bool loader_rules(const TextList *texts, LoaderRules *rules, Err *err) {
  rules->items = (LoaderRule *)mem_alloc_zeroed((size_t)texts->len + 1, sizeof(LoaderRule));
  vec_each (text, texts) {
    if (!loader_rule_parse(*text, &rules->items[rules->count++], err)) return false;
  }
  return true;
}

// false: `err` says which definition makes no sense.
static bool add_defines(const BuildOptions *options, Defines *defines, Err *err) {
  vec_each (text, &options->defines) {
    if (!define_add(defines, *text, err)) return false;
  }
  // Browsers have no `process`: what packages ask of it must be answered here.
  if (options->platform != PLATFORM_BROWSER || define_covers(defines, "process.env.NODE_ENV"))
    return true;
  return define_add(defines, "process.env.NODE_ENV=\"development\"", err);
}

// false: there can be no cache where one is asked for.
static bool open_cache(Build *build, Err *err) {
  build->scan_options.cache = caching_open(build->options, err);
  return build->scan_options.cache != NULL || err->text == NULL;
}

// Prints --mem-stats, after a rest that holds what a watching build would hold: memory goes back only while nothing is done.
static void tell_memory(Build *build) {
  enum { REST_SECONDS = 2 };

  memory_log_add(&build->memory, "build");
  bench_rest(REST_SECONDS);
  memory_log_add(&build->memory, "rest of 2 s");
  memory_log_print(&build->memory, stderr);
}

// With a pool of threads to build on.
static int build_on_threads(Build *build) {
  const BuildOptions *options = build->options;
  Cache *cache = build->scan_options.cache;
  bench_mark(options->bench_marks, "cold-begin");
  if (cache) caching_recall_texts(cache, options, &build->reuse);
  int status = build_once(build);
  bench_mark(options->bench_marks, "cold-end");
  if (build->listener) {
    status = follow(build);
  } else if (status == STATUS_OK) {
    status = play_script(build);
  }
  if (status == STATUS_OK && build->memory.on) tell_memory(build);
  if (cache) caching_keep_texts(cache, options, &build->reuse);
  build_forget(build);
  pool_free(build->pool);
  return status;
}

static int run(const BuildOptions *options, const BuildListener *listener) {
  Build build = { .options = options,
                  .listener = listener,
                  .color = report_color((ColorChoice)options->color),
                  .diags = DIAG_LIST_EMPTY,
                  .memory = { options->mem_stats && listener == NULL, VEC_EMPTY } };
  const char *const *conditions = null_terminated(&options->conditions);
  const char *const *externals = null_terminated(&options->externals);
  const char *const *aliases = null_terminated(&options->aliases);
  const char *const *extensions = null_terminated(&options->extensions);
  const char *const *main_fields = null_terminated(&options->main_fields);
  char *folder = output_folder(options);
  build.resolve_options =
      (ResolveOptions){ .platform = (Platform)options->platform,
                        .conditions = conditions,
                        .externals = externals,
                        .aliases = aliases,
                        .extensions = options->extensions.len != 0 ? extensions : NULL,
                        .main_fields = options->main_fields.len != 0 ? main_fields : NULL,
                        .tsconfig = options->tsconfig,
                        .keeps_links = options->keeps_links,
                        .tells_steps = options->log_level == LOG_VERBOSE,
                        .may_change = listener != NULL,
                        .packages_external = options->packages == PACKAGES_EXTERNAL,
                        .output_folder = folder };
  build.scan_options.jsx = (JsxOptions){ .mode = (JsxMode)options->jsx,
                                         .dev = options->jsx_dev,
                                         .factory = options->jsx_factory,
                                         .fragment = options->jsx_fragment,
                                         .import_source = options->jsx_import_source };
  build.scan_options.ignores_marks = options->ignores_marks;
  build.scan_options.assets = (AssetOptions){ options->asset_names, options->public_path };
  bench_mark(options->bench_marks, "start");
  if (options->timings || options->trace) trace_start();

  int status = STATUS_CALL;
  Err err = ERR_NONE;
  if (loader_rules(&options->loaders, &build.scan_options.loaders, &err) &&
      add_defines(options, &build.scan_options.defines, &err) &&
      jsx_options_check(&build.scan_options.jsx, &err) &&
      asset_names_check(options->asset_names, &err) && open_cache(&build, &err)) {
    build.pool = pool_new(thread_count(options));
    if (build.pool == NULL) {
      err_set(&err, "Could not start %u threads; use fewer with --threads=N",
              thread_count(options));
    }
  }
  if (build.pool) {
    status = build_on_threads(&build);
  } else {
    report_err(&err, options, build.color);
  }
  cache_free(build.scan_options.cache);
  mem_free(build.scan_options.loaders.items);
  defines_clear(&build.scan_options.defines);
  reuse_clear(&build.reuse);
  written_clear(&build.written);
  memory_log_clear(&build.memory);
  intern_clear();
  mem_free((void *)conditions);
  mem_free((void *)externals);
  mem_free((void *)aliases);
  mem_free((void *)extensions);
  mem_free((void *)main_fields);
  mem_free(folder);
  return tell_times(options, build.color, status);
}

int build_run(const BuildOptions *options) {
  return run(options, NULL);
}

int build_follow(const BuildOptions *options, const BuildListener *listener) {
  return run(options, listener);
}
