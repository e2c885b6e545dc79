#include "edits.h"

#include "copy.h"
#include "dice.h"

#include "base/fs.h"
#include "base/mem.h"

#include <jansson.h>
#include <stdlib.h>

typedef VEC(char *) Paths; // owned

static void paths_clear(Paths *paths) {
  vec_each (path, paths) {
    mem_free(*path);
  }
  vec_clear(paths);
}

// --- What the build read ---

typedef struct Read {
  Paths inputs;  // all of them, absolute
  Paths modules; // of code that is in the bundle
  char *entry;   // owned; the file that the bundle begins with
} Read;

static bool is_code(const char *path) {
  static const char *const endings[] = { ".js", ".mjs", ".cjs", ".jsx",
                                         ".ts", ".mts", ".cts", ".tsx" };
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    if (str_ends(str_of(path), str_of(endings[i]))) return true;
  }
  return false;
}

static void read_output(const json_t *output, Read *read) {
  const char *entry = json_string_value(json_object_get(output, "entryPoint"));
  if (entry && read->entry == NULL) read->entry = fs_absolute(entry);
  const char *path;
  json_t *input;
  json_object_foreach(json_object_get(output, "inputs"), path, input) {
    bool is_in = json_integer_value(json_object_get(input, "bytesInOutput")) > 0;
    if (is_in && is_code(path)) vec_push(&read->modules, fs_absolute(path));
  }
}

static bool read_metafile(const char *file, Read *read, Err *err) {
  json_t *root = json_load_file(file, 0, NULL);
  const char *path;
  json_t *value;
  json_object_foreach(json_object_get(root, "inputs"), path, value) {
    char *absolute = fs_absolute(path);
    if (fs_is_file(absolute)) {
      vec_push(&read->inputs, absolute);
    } else {
      mem_free(absolute); // made by the bundler itself
    }
  }
  json_object_foreach(json_object_get(root, "outputs"), path, value) {
    read_output(value, read);
  }
  json_decref(root);
  if (read->modules.len == 0 || read->entry == NULL)
    return err_set(err, "there is no module in the bundle that could be saved");
  return true;
}

// --- The folder ---

// What both paths begin with, whole folders; shortens `folder`.
static void meet(char *folder, const char *path) {
  while (true) {
    size_t length = strlen(folder);
    if (strncmp(folder, path, length) == 0 && (path[length] == '/' || path[length] == '\0')) return;
    char *slash = strrchr(folder, '/');
    if (slash == NULL) return;
    *slash = '\0';
  }
}

static bool has_package(const char *folder) {
  char *path = str_format("%s/package.json", folder);
  bool is_there = fs_is_file(path);
  mem_free(path);
  return is_there;
}

// The folder that holds all that the build read. The caller owns it.
static char *source_folder(const Read *read) {
  char *folder = str_copy(fs_folder(str_of(read->entry)));
  vec_each (input, &read->inputs) {
    meet(folder, *input);
  }
  return folder;
}

// From where on package.json and the like bear on it: that of the nearest package.json, or itself. The caller owns it.
static char *top_folder(const char *source) {
  char *folder = str_copy(str_of(source));
  while (*folder && !has_package(folder)) {
    char *slash = strrchr(folder, '/');
    *(slash ? slash : folder) = '\0';
  }
  if (*folder) return folder;
  mem_free(folder);
  return str_copy(str_of(source));
}

// --- Preparing ---

static bool add_file(Edits *edits, const char *root, const char *path, Err *err) {
  char *below = fs_relative(root, path);
  EditedFile file = { .path = fs_join(edits->folder, str_of(below)), .text = BUF_EMPTY };
  mem_free(below);
  bool good = fs_read(file.path, &file.text, err);
  vec_push(&edits->files, file);
  return good;
}

static int by_text(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

// The first `count` of the modules in a drawn order.
static bool draw_files(Edits *edits, const char *root, Paths *modules, const EditsSpec *spec,
                       Err *err) {
  Dice dice = { spec->seed };
  qsort((void *)modules->items, modules->len, sizeof *modules->items, by_text);
  bool good = true;
  for (uint32_t i = 0; good && i < modules->len && i < spec->count; i++) {
    uint32_t drawn = i + dice_below(&dice, modules->len - i);
    char *path = modules->items[drawn];
    modules->items[drawn] = modules->items[i];
    modules->items[i] = path;
    good = add_file(edits, root, path, err);
  }
  return good;
}

// The sources with all that is in their folder, and from the folders above, up to the top, what says how they are meant.
static bool copy_project(Edits *edits, const char *top, const char *source, const EditsSpec *spec,
                         Err *err) {
  char *scratch = str_copy(fs_folder(str_of(spec->folder)));
  char *except = fs_real(scratch);
  edits->folder = str_copy(str_of(spec->folder));
  bool good = true;
  char *to = str_copy(str_of(edits->folder));
  Str below = str_of(source + strlen(top));
  while (good && below.len != 0) { // "/src/js"
    Str from = { source, (size_t)(below.data - source) };
    char *folder = str_copy(from);
    good = fs_make_folder(to, err) && copy_files(folder, to, ".json", err);
    mem_free(folder);
    size_t next = 1 + str_find(str_slice(below, 1, below.len), '/');
    char *deeper = str_format("%s%.*s", to, (int)next, below.data);
    mem_free(to);
    to = deeper;
    below = str_slice(below, next, below.len);
  }
  if (good) good = copy_folder(source, to, except, err);
  mem_free(to);
  mem_free(scratch);
  mem_free(except);
  return good;
}

bool edits_prepare(Edits *edits, const EditsSpec *spec, Err *err) {
  *edits = (Edits){ .churns = spec->churns };
  Read read = { 0 };
  bool good = read_metafile(spec->metafile, &read, err);
  char *source = good ? source_folder(&read) : NULL;
  char *root = good ? top_folder(source) : NULL;
  if (good) good = copy_project(edits, root, source, spec, err);
  if (good) {
    char *below = fs_relative(root, read.entry);
    edits->entry = fs_join(edits->folder, str_of(below));
    mem_free(below);
    good = spec->churns ? add_file(edits, root, read.entry, err)
                        : draw_files(edits, root, &read.modules, spec, err);
  }
  mem_free(source);
  mem_free(root);
  mem_free(read.entry);
  paths_clear(&read.inputs);
  paths_clear(&read.modules);
  return good;
}

// --- Saving ---

char *edits_mark(uint32_t number) {
  return str_format("neapEdit = %u;", number);
}

bool edits_save(const Edits *edits, uint32_t number, Err *err) {
  const EditedFile *file = &edits->files.items[(number - 1) % edits->files.len];
  bool is_whole = !edits->churns || number % 2 == 0;
  char *mark = edits_mark(number);
  Buf text = BUF_EMPTY;
  if (is_whole) buf_append(&text, buf_str(&file->text));
  buf_printf(&text, "\nglobalThis.%s\n", mark);
  bool good = fs_write(file->path, buf_str(&text), err);
  buf_clear(&text);
  mem_free(mark);
  return good;
}

bool edits_restore(const Edits *edits, Err *err) {
  vec_each (file, &edits->files) {
    if (!fs_write(file->path, buf_str(&file->text), err)) return false;
  }
  return true;
}

void edits_clear(Edits *edits) {
  if (edits->folder) copy_remove(edits->folder);
  vec_each (file, &edits->files) {
    mem_free(file->path);
    buf_clear(&file->text);
  }
  vec_clear(&edits->files);
  mem_free(edits->folder);
  mem_free(edits->entry);
  *edits = (Edits){ 0 };
}
