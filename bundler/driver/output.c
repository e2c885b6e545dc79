#include "driver/output.h"

#include "base/fs.h"
#include "base/mem.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

// --- Names ---

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

// Whether a file can be written to `path` without harm; `outdir_helps` when the call may have meant a folder.
static bool check_place(const char *path, const char *name, const Graph *graph, bool outdir_helps,
                        Err *err) {
  if (fs_is_folder(path) && outdir_helps) {
    return err_set(err, "%s is a folder; name a file, or use --outdir=%s", name, name);
  }
  if (fs_is_folder(path)) return err_set(err, "%s is a folder", name);
  char *real = fs_real(path);
  ModuleList inputs = VEC_EMPTY;
  if (real) graph_modules_of(graph, real, &inputs);
  bool replaces_input = inputs.len != 0;
  vec_clear(&inputs);
  mem_free(real);
  if (!replaces_input) return true;
  return err_set(err,
                 "%s is an input of this build and will not be overwritten; choose another "
                 "output",
                 name);
}

static bool output_check(const OutputList *list, const Output *output, const Graph *graph,
                         Err *err) {
  vec_each (other, &list->items) {
    if (strcmp(other->path, output->path) == 0) {
      return err_set(err, "%s and %s would both be written to %s; build them one by one",
                     other->entry->name, output->entry->name, output->name);
    }
  }
  return check_place(output->path, output->name, graph, true, err);
}

bool output_list_name(OutputList *list, const Graph *graph, const BuildOptions *options, Err *err) {
  Str shared = str_of(graph->folder);
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

// --- Assets ---

// Two files of the same place and content are one.
static bool asset_check(const OutputList *list, const OutputAsset *asset, const Graph *graph,
                        Err *err) {
  vec_each (output, &list->items) {
    if (strcmp(output->path, asset->path) == 0) {
      return err_set(err,
                     "%s would be written to %s, which is an output; choose other --asset-names",
                     asset->module->name, asset->name);
    }
  }
  return check_place(asset->path, asset->name, graph, false, err);
}

static bool add_asset(OutputList *list, Map *seen, const Module *module, const char *folder,
                      const Graph *graph, Err *err) {
  if (folder == NULL) {
    return err_set(err, "%s is to stand beside the bundle: say where with --outdir or --outfile",
                   module->name);
  }
  bool fresh = false;
  MapEntry *entry = map_put(seen, str_of(module->asset), &fresh);
  if (fresh) {
    char *base = fs_absolute(".");
    OutputAsset asset = { .path = fs_join(folder, str_of(module->asset)), .module = module };
    asset.name = fs_relative(base, asset.path);
    mem_free(base);
    entry->pointer = (void *)(uintptr_t)module;
    vec_push(&list->assets, asset);
    return asset_check(list, vec_last(&list->assets), graph, err);
  }
  const Module *other = (const Module *)entry->pointer;
  if (XXH128_isEqual(other->hash, module->hash)) return true;
  return err_set(err, "%s and %s would both be written to %s; put [hash] into --asset-names",
                 other->name, module->name, module->asset);
}

bool output_list_add_assets(OutputList *list, const char *folder, const Link *link, Err *err) {
  Map seen = MAP_EMPTY;
  bool added = true;
  vec_each (module, &link->order) {
    if ((*module)->asset)
      added = added && add_asset(list, &seen, *module, folder, link->graph, err);
  }
  vec_each (copy, &link->graph->copies) {
    added = added && add_asset(list, &seen, *copy, folder, link->graph, err);
  }
  map_clear(&seen);
  return added;
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

static Str first_relative(const Link *link) {
  vec_each (external, &link->externals) {
    if (str_starts(atom_str(external->specifier), STR("."))) return atom_str(external->specifier);
  }
  return STR_EMPTY;
}

static const Module *first_relative_asset(const OutputList *list) {
  vec_each (asset, &list->assets) {
    if (asset->module->loader == LOADER_FILE) return asset->module;
  }
  return NULL;
}

bool output_list_reaches(const OutputList *list, const char *folder, bool has_public_path,
                         const Link *link, Err *err) {
  Str external = first_relative(link);
  const Module *asset = has_public_path ? NULL : first_relative_asset(list);
  if (external.len == 0 && asset == NULL) return true;
  vec_each (output, &list->items) {
    bool lies_deeper = output->path && !str_equal(fs_folder(str_of(output->path)), str_of(folder));
    if (!lies_deeper) continue;
    if (asset) {
      return err_set(err,
                     "%s lies deeper than the folder from which %s is named; set --public-path, or "
                     "build the entries one by one",
                     output->name, asset->name);
    }
    return err_set(err,
                   "%s lies deeper than the folder from which the external file \"%.*s\" is named; "
                   "build the entries one by one",
                   output->name, STR_ARG(external));
  }
  return true;
}

// --- Writing ---

// A file on its way: its content lies in a temporary file beside its place.
typedef struct Staged {
  char *temporary;  // owned
  const char *path; // borrowed
  XXH128_hash_t hash;
} Staged;

typedef struct Staging {
  VEC(Staged) files;
  Written *written; // borrowed, or NULL
  Err *err;
  bool good;
} Staging;

static XXH128_hash_t hash_rope(const Rope *content) {
  XXH3_state_t *state = XXH3_createState();
  if (state == NULL) mem_exhausted(SIZE_MAX);
  XXH3_128bits_reset(state);
  vec_each (part, &content->parts) {
    XXH3_128bits_update(state, part->data, part->len);
  }
  XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  return hash;
}

// Whether the file is there already, with this content.
static bool stage_rope(Staging *staging, const char *path, const Rope *content) {
  if (!staging->good) return false;
  Staged file = { .path = path };
  if (staging->written) file.hash = hash_rope(content);
  if (staging->written && written_is_same(staging->written, path, file.hash)) return true;
  file.temporary = fs_stage_rope(path, content, staging->err);
  staging->good = file.temporary != NULL;
  if (staging->good) vec_push(&staging->files, file);
  return false;
}

static bool stage(Staging *staging, const char *path, Str content) {
  Rope rope = ROPE_EMPTY;
  rope_add(&rope, content);
  bool is_same = stage_rope(staging, path, &rope);
  rope_clear(&rope);
  return is_same;
}

// Renames what was staged; what is left after a failure is taken away.
static bool publish(Staging *staging) {
  vec_each (file, &staging->files) {
    staging->good = staging->good && fs_publish(file->temporary, file->path, staging->err);
    if (!staging->good) fs_discard(file->temporary);
    if (staging->good && staging->written) written_put(staging->written, file->path, file->hash);
    mem_free(file->temporary);
  }
  vec_clear(&staging->files);
  return staging->good;
}

static bool write_stdout(const Rope *code, Err *err) {
  errno = 0;
  bool written = true;
  vec_each (part, &code->parts) {
    written = written && fwrite(part->data, 1, part->len, stdout) == part->len;
  }
  written = written && fflush(stdout) == 0;
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

bool output_list_write(OutputList *list, const char *metafile, const Buf *meta, Written *written,
                       Err *err) {
  sigset_t before = hold_signals();
  Staging staging = { .written = written, .err = err, .good = true };
  vec_each (output, &list->items) {
    const Rope *code = &output->chunk.code;
    if (output->path) {
      output->is_same = stage_rope(&staging, output->path, code);
    } else {
      staging.good = staging.good && write_stdout(code, err);
    }
  }
  vec_each (asset, &list->assets) {
    asset->is_same = stage(&staging, asset->path, buf_str(&asset->module->source));
  }
  if (metafile) stage(&staging, metafile, buf_str(meta));
  bool published = publish(&staging);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return published;
}

void output_list_clear(OutputList *list) {
  vec_each (output, &list->items) {
    chunk_clear(&output->chunk);
    mem_free(output->path);
    mem_free(output->name);
  }
  vec_each (asset, &list->assets) {
    mem_free(asset->path);
    mem_free(asset->name);
  }
  vec_clear(&list->items);
  vec_clear(&list->assets);
}
