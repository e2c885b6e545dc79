#include "driver/output.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

// --- Names ---

// The longest folder (with its slash) that all entries lie in.
static Str shared_folder(const Graph *graph) {
  Str shared = STR_EMPTY;
  vec_each (entry, &graph->entries) {
    Str path = str_of((*entry)->path);
    Str folder = str_slice(path, 0, str_find_last(path, '/') + 1);
    if (shared.data == NULL) shared = folder;
    while (!str_starts(folder, shared)) {
      shared.len = str_find_last(str_slice(shared, 0, shared.len - 1), '/') + 1;
    }
  }
  return shared;
}

// "src/pages/home.mjs" → OUTDIR/pages/home.js.
static char *path_in_outdir(const char *outdir, const Module *entry, Str shared) {
  Str path = str_of(entry->path);
  Str below = str_slice(path, shared.len, path.len);
  size_t slash = str_find_last(below, '/');
  size_t name = slash == below.len ? 0 : slash + 1;
  size_t dot = str_find_last(below, '.');
  if (dot > name && dot < below.len) below.len = dot;
  char *with_ending = str_format("%.*s.js", STR_ARG(below));
  char *joined = fs_join(outdir, str_of(with_ending));
  char *absolute = fs_absolute(joined);
  mem_free(joined);
  mem_free(with_ending);
  return absolute;
}

static bool output_check(const OutputList *list, const Output *output, const Graph *graph,
                         Err *err) {
  vec_each (other, &list->items) {
    if (strcmp(other->path, output->path) == 0) {
      return err_set(err, "%s and %s would both be written to %s; build them one by one",
                     other->entry->name, output->entry->name, output->name);
    }
  }
  if (fs_is_folder(output->path)) {
    return err_set(err, "%s is a folder; name a file, or use --outdir=%s", output->name,
                   output->name);
  }
  char *real = fs_real(output->path);
  bool replaces_input = false;
  vec_each (module, &graph->modules) {
    if (real && strcmp((*module)->path, real) == 0) replaces_input = true;
  }
  mem_free(real);
  if (!replaces_input) return true;
  return err_set(err,
                 "%s is an input of this build and will not be overwritten; choose another "
                 "output",
                 output->name);
}

bool output_list_name(OutputList *list, const Graph *graph, const BuildOptions *options, Err *err) {
  Str shared = shared_folder(graph);
  char *base = fs_absolute(".");
  bool named = true;
  vec_each (entry, &graph->entries) {
    Output output = { .entry = *entry };
    if (options->outfile) output.path = fs_absolute(options->outfile);
    if (options->outdir) output.path = path_in_outdir(options->outdir, *entry, shared);
    output.name = output.path ? fs_relative(base, output.path) : str_copy(STR("<stdout>"));
    named = output.path == NULL || output_check(list, &output, graph, err);
    vec_push(&list->items, output);
    if (!named) break;
  }
  mem_free(base);
  return named;
}

// --- Format ---

// Whether the nearest package.json above `path` says "type": "module".
static bool lies_in_module_package(const char *path) {
  Str folder = fs_folder(str_of(path));
  for (;;) {
    char *file = str_format("%.*s%spackage.json", STR_ARG(folder), folder.len > 1 ? "/" : "");
    bool found = fs_is_file(file);
    json_t *json = found ? json_load_file(file, 0, NULL) : NULL;
    mem_free(file);
    if (found) {
      const char *type = json_string_value(json_object_get(json, "type"));
      bool is_module = type && strcmp(type, "module") == 0;
      json_decref(json);
      return is_module;
    }
    if (folder.len <= 1) return false;
    folder = fs_folder(folder);
  }
}

static bool has_top_level_await(const Graph *graph) {
  vec_each (module, &graph->modules) {
    if ((*module)->ast && (*module)->ast->top_level_await.end != 0) return true;
  }
  return false;
}

OutputFormat output_format(const OutputList *list, const Graph *graph,
                           const BuildOptions *options) {
  if (options->format != FORMAT_BY_PLATFORM) return (OutputFormat)options->format;
  const char *path = list->items.len == 0 ? NULL : list->items.items[0].path;
  if (path && str_ends(str_of(path), STR(".mjs"))) return FORMAT_ESM;
  if (path && str_ends(str_of(path), STR(".cjs"))) return FORMAT_CJS;
  switch ((Platform)options->platform) {
    case PLATFORM_BROWSER: return FORMAT_IIFE;
    case PLATFORM_NEUTRAL: return FORMAT_ESM;
    case PLATFORM_NODE: break;
  }
  // Node takes a .js file for what its package says, and for CommonJS when there is none, which cannot await at the top.
  if (has_top_level_await(graph)) return FORMAT_ESM;
  return path && lies_in_module_package(path) ? FORMAT_ESM : FORMAT_CJS;
}

// --- Externals ---

static const External *first_relative(const Link *link) {
  vec_each (external, &link->externals) {
    if (str_starts(atom_str(external->specifier), STR("."))) return external;
  }
  return NULL;
}

bool output_list_reaches(const OutputList *list, const char *folder, const Link *link, Err *err) {
  const External *external = first_relative(link);
  if (external == NULL) return true;
  vec_each (output, &list->items) {
    if (output->path && !str_equal(fs_folder(str_of(output->path)), str_of(folder))) {
      return err_set(
          err,
          "%s lies deeper than the folder from which the external file \"%.*s\" is named; "
          "build the entries one by one",
          output->name, STR_ARG(atom_str(external->specifier)));
    }
  }
  return true;
}

// --- Writing ---

// A file on its way: its content lies in a temporary file beside its place.
typedef struct Staged {
  char *temporary;  // owned
  const char *path; // borrowed
} Staged;

typedef VEC(Staged) StagedList;

static bool stage(StagedList *staged, const char *path, Str content, Err *err) {
  char *temporary = fs_stage(path, content, err);
  if (temporary == NULL) return false;
  vec_push(staged, (Staged){ temporary, path });
  return true;
}

// Renames what was staged; what is left after a failure is taken away.
static bool staged_publish(StagedList *staged, bool all_staged, Err *err) {
  bool published = all_staged;
  vec_each (file, staged) {
    published = published && fs_publish(file->temporary, file->path, err);
    if (!published) fs_discard(file->temporary);
    mem_free(file->temporary);
  }
  vec_clear(staged);
  return published;
}

static bool write_stdout(Str code, Err *err) {
  errno = 0;
  bool written = fwrite(code.data, 1, code.len, stdout) == code.len && fflush(stdout) == 0;
  return written || err_set_errno(err, errno, "Could not write to standard output");
}

// Workers take no signals (base/pool.h), so holding them back here holds them back for the process.
static sigset_t hold_signals(void) {
  sigset_t held;
  sigset_t before;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  return before;
}

bool output_list_write(const OutputList *list, const char *metafile, const Buf *meta, Err *err) {
  sigset_t before = hold_signals();
  StagedList staged = VEC_EMPTY;
  bool all = true;
  vec_each (output, &list->items) {
    Str code = buf_str(&output->chunk.code);
    if (output->path) {
      all = all && stage(&staged, output->path, code, err);
    } else {
      all = all && write_stdout(code, err);
    }
  }
  if (metafile) all = all && stage(&staged, metafile, buf_str(meta), err);
  bool written = staged_publish(&staged, all, err);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return written;
}

void output_list_clear(OutputList *list) {
  vec_each (output, &list->items) {
    chunk_clear(&output->chunk);
    mem_free(output->path);
    mem_free(output->name);
  }
  vec_clear(&list->items);
}
