// replay [--config|--entry|--store=FOLDER] FILE|FOLDER…: what a fuzzer checks, on given files, with any compiler. Prints how many there were.
//   --config    the files are package.json and tsconfig.json
//   --entry     the files are modules, of which entries of a cache are made and spoiled
//   --store     writes these entries to FOLDER, for a fuzzer to begin with
#include "base/fs.h"
#include "base/mem.h"
#include "config.h"
#include "entry.h"
#include "round_trip.h"

#include <dirent.h>
#include <stdio.h>

typedef enum Mode { MODE_MODULE, MODE_CONFIG, MODE_ENTRY, MODE_STORE } Mode;

static Mode mode;
static const char *folder; // of MODE_STORE

static bool store(const uint8_t *bytes, size_t size) {
  static unsigned number;
  Err err = ERR_NONE;
  Buf entry = BUF_EMPTY;
  round_trip_store(bytes, size, &entry);
  char *path = str_format("%s/%u", folder, number++);
  bool written = entry.len != 0 && fs_write(path, buf_str(&entry), &err);
  if (err.text) fprintf(stderr, "replay: %s\n", err.text);
  err_clear(&err);
  mem_free(path);
  buf_clear(&entry);
  return written;
}

static const char *outcome(const uint8_t *bytes, size_t size) {
  switch (mode) {
    case MODE_CONFIG: return config_resolves(bytes, size) ? "something found" : "nothing found";
    case MODE_ENTRY: return entry_spoiled_holds(bytes, size) ? "kept" : "not kept";
    case MODE_STORE: return store(bytes, size) ? "kept" : "not kept";
    case MODE_MODULE: break;
  }
  return round_trip(bytes, size) ? "read" : "refused";
}

static bool replay_file(const char *path) {
  Buf content = BUF_EMPTY;
  Err err = ERR_NONE;
  bool read = fs_read(path, &content, &err);
  if (!read) {
    fprintf(stderr, "replay: %s\n", err.text);
    err_clear(&err);
    return false;
  }
  // The last line before a crash says which file it was.
  printf("%s: ", path);
  fflush(stdout);
  printf("%s\n", outcome((const uint8_t *)content.data, content.len));
  buf_clear(&content);
  return true;
}

static int not_hidden(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static unsigned replay(const char *path, bool *read) {
  struct dirent **entries;
  int count = fs_is_folder(path) ? scandir(path, &entries, not_hidden, alphasort) : -1;
  if (count < 0) {
    bool done = replay_file(path);
    *read = *read && done;
    return done;
  }
  unsigned files = 0;
  for (int i = 0; i < count; i++) {
    char *inner = fs_join(path, str_of(entries[i]->d_name));
    files += replay(inner, read);
    mem_free(inner);
    mem_free(entries[i]);
  }
  mem_free(entries);
  return files;
}

int main(int argc, char **argv) {
  bool read = true;
  unsigned files = 0;
  Str first = str_of(argc > 1 ? argv[1] : "");
  if (str_is(first, "--config")) mode = MODE_CONFIG;
  if (str_is(first, "--entry")) mode = MODE_ENTRY;
  if (str_starts(first, STR("--store="))) {
    mode = MODE_STORE;
    folder = argv[1] + strlen("--store=");
  }
  for (int i = mode == MODE_MODULE ? 1 : 2; i < argc; i++) {
    files += replay(argv[i], &read);
  }
  printf("%u files hold\n", files);
  return read && files != 0 ? 0 : 1;
}
