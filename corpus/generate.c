#include "corpus/generate.h"

#include "base/fs.h"
#include "corpus/module_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// The file that says that a folder was made here, and may be replaced.
static const char mark[] = ".neap-corpus";

// --- Files ---

static bool write_all(int file, Str content) {
  while (content.len != 0) {
    ssize_t written = write(file, content.data, content.len);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content = str_slice(content, (size_t)written, content.len);
  }
  return true;
}

// Nobody reads the folder before it is whole, so its files are written in place.
static bool file_write(const char *folder, const char *path, Str content, CorpusReport *report,
                       Err *err) {
  char *whole = str_format("%s/%s", folder, path);
  int file = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  bool ok = file >= 0 && write_all(file, content);
  int error_number = errno;
  if (file >= 0 && close(file) != 0 && ok) {
    ok = false;
    error_number = errno;
  }
  if (!ok) err_set_errno(err, error_number, "cannot write %s", whole);
  report->bytes += content.len;
  mem_free(whole);
  return ok;
}

static int remove_entry(const char *path, const struct stat *info, int flag, struct FTW *place) {
  (void)info;
  (void)flag;
  (void)place;
  return remove(path);
}

static bool tree_remove(const char *folder) {
  enum { DESCRIPTORS = 16 };

  return nftw(folder, remove_entry, DESCRIPTORS, FTW_DEPTH | FTW_PHYS) == 0;
}

// --- The project ---

static bool write_package(const CorpusOptions *options, const char *folder, CorpusReport *report,
                          Err *err) {
  char *text = str_format("{\n"
                          "  \"name\": \"neap-generated\",\n"
                          "  \"private\": true,\n"
                          "  \"type\": \"module\",\n"
                          "  \"source\": \"" MODULE_ENTRY_PATH "\",\n"
                          "  \"imports\": { \"#src/*\": \"./src/*\" }\n"
                          "}\n");
  bool ok = file_write(folder, "package.json", str_of(text), report, err);
  mem_free(text);
  text = str_format("made by: neap corpus generate --modules %" PRIu32 " --seed %" PRIu32 "\n",
                    options->modules, options->seed);
  ok = ok && file_write(folder, mark, str_of(text), report, err);
  mem_free(text);
  return ok;
}

static bool make_parent(const char *folder, Str path, Err *err) {
  char *parent = str_format("%s/%.*s", folder, STR_ARG(fs_folder(path)));
  bool ok = fs_make_folder(parent, err);
  mem_free(parent);
  return ok;
}

static bool write_modules(const Shape *shape, const char *folder, CorpusReport *report, Err *err) {
  Buf path = BUF_EMPTY;
  Buf text = BUF_EMPTY;
  bool ok = true;
  for (uint32_t m = 0; ok && m < shape->modules.len; m++) {
    path.len = 0;
    text.len = 0;
    module_path_append(&path, shape, m);
    module_text_append(&text, shape, m);
    // Folders are filled one after the other, so each is made when its first module comes.
    if (m == 0 || m == 1 || m % SHAPE_FOLDER_MODULES == 0)
      ok = make_parent(folder, buf_str(&path), err);
    ok = ok && file_write(folder, path.data, buf_str(&text), report, err);
  }
  buf_clear(&path);
  buf_clear(&text);
  return ok;
}

static bool write_project(const CorpusOptions *options, const char *folder, CorpusReport *report,
                          Err *err) {
  Shape shape;
  shape_init(&shape, options->modules, options->seed);
  report->imports = shape.edge_count;
  bool ok = write_modules(&shape, folder, report, err) &&
            file_write(folder, MODULE_RUNTIME_PATH, str_of(module_runtime_text), report, err) &&
            write_package(options, folder, report, err);
  shape_clear(&shape);
  return ok;
}

// --- Where it goes ---

// False with an error: it cannot be read.
static bool folder_is_empty(const char *folder, Err *err) {
  DIR *entries = opendir(folder);
  if (entries == NULL) return err_set_errno(err, errno, "cannot read %s", folder);
  bool is_empty = true;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own.
  for (const struct dirent *entry; is_empty && (entry = readdir(entries)) != NULL;) {
    is_empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
  }
  closedir(entries);
  return is_empty;
}

typedef enum Place { PLACE_FREE, PLACE_OURS, PLACE_REFUSED } Place;

static Place place_look(const char *folder, Err *err) {
  struct stat info;
  if (lstat(folder, &info) != 0 && errno == ENOENT) return PLACE_FREE;
  if (!fs_is_folder(folder)) {
    err_set(err, "%s is not a folder", folder);
    return PLACE_REFUSED;
  }
  char *marked = str_format("%s/%s", folder, mark);
  bool ours = fs_is_file(marked);
  mem_free(marked);
  if (ours) return PLACE_OURS;
  Err why = ERR_NONE;
  if (folder_is_empty(folder, &why)) return PLACE_FREE;
  if (why.text == NULL) {
    err_set(err,
            "%s is not empty and was not made by `neap corpus generate`; give a new folder, or "
            "remove it yourself",
            folder);
  } else {
    err_set(err, "%s", why.text);
    err_clear(&why);
  }
  return PLACE_REFUSED;
}

// A new folder beside `folder`, so that it can be renamed; NULL: an error. The caller owns the name.
static char *make_beside(const char *folder, Err *err) {
  char *parent = str_copy(fs_folder(str_of(folder)));
  char *made = NULL;
  if (fs_make_folder(parent, err)) {
    made = str_format("%s.%ld.new", folder, (long)getpid());
    if (mkdir(made, 0777) != 0) {
      err_set_errno(err, errno, "cannot make %s", made);
      mem_free(made);
      made = NULL;
    }
  }
  mem_free(parent);
  return made;
}

// `made` becomes `folder`; what was made there before goes. (A rename onto a folder that is not empty fails.)
static bool put_in_place(char *made, const char *folder, Place place, Err *err) {
  unsigned how = place == PLACE_OURS ? RENAME_EXCHANGE : 0;
  if (renameat2(AT_FDCWD, made, AT_FDCWD, folder, how) != 0)
    return err_set_errno(err, errno, "cannot rename %s to %s", made, folder);
  if (place == PLACE_OURS && !tree_remove(made))
    return err_set_errno(err, errno, "%s is the former project and cannot be removed", made);
  return true;
}

bool corpus_generate(const CorpusOptions *options, CorpusReport *report, Err *err) {
  *report = (CorpusReport){ 0 };
  if (options->modules == 0 || options->modules > CORPUS_MODULES_MAX) {
    return err_set(err, "a project has 1 to %d modules, not %" PRIu32, CORPUS_MODULES_MAX,
                   options->modules);
  }
  char *folder = fs_real(options->folder);
  if (folder == NULL) folder = fs_absolute(options->folder);
  Place place = place_look(folder, err);
  char *made = place == PLACE_REFUSED ? NULL : make_beside(folder, err);
  bool ok =
      made && write_project(options, made, report, err) && put_in_place(made, folder, place, err);
  if (made && !ok) tree_remove(made);
  mem_free(made);
  mem_free(folder);
  return ok;
}
