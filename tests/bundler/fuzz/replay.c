// replay [--config] FILE|FOLDER…: what a fuzzer checks, on given files, with any compiler. Prints how many there were.
#include "base/fs.h"
#include "base/mem.h"
#include "config.h"
#include "round_trip.h"

#include <dirent.h>
#include <stdio.h>

static bool is_config; // the files are package.json and tsconfig.json, not modules

static const char *outcome(const uint8_t *bytes, size_t size) {
  if (is_config) return config_resolves(bytes, size) ? "something found" : "nothing found";
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
  is_config = argc > 1 && strcmp(argv[1], "--config") == 0;
  for (int i = is_config ? 2 : 1; i < argc; i++) {
    files += replay(argv[i], &read);
  }
  printf("%u files hold\n", files);
  return read && files != 0 ? 0 : 1;
}
