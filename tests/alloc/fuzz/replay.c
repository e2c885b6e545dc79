// replay FOLDER|FILE…: what the fuzzer checks, on given files, with any compiler.
// replay --mutations FOLDER   (the build with bugs) each bug must be found by one of the files, and without them all hold.
#include "calls.h"

#include "mutations.h"
#include "support.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int neap__mutation;

bool neap__mutates(int mutation) {
  return neap__mutation == mutation;
}

enum { INPUT_MAX = 1 << 16 };

static void replay_file(const char *path) {
  static uint8_t bytes[INPUT_MAX];
  FILE *file = fopen(path, "re");
  EXPECT(file != NULL);
  size_t size = fread(bytes, 1, sizeof bytes, file);
  EXPECT(fclose(file) == 0);
  calls_run(bytes, size);
}

static int not_hidden(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

// How many files there were.
static int replay(const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, not_hidden, alphasort);
  if (count < 0) {
    replay_file(path);
    return 1;
  }
  for (int i = 0; i < count; i++) {
    char inner[4096];
    EXPECT(snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name) < (int)sizeof inner);
    free(entries[i]);
    replay_file(inner);
  }
  free(entries);
  return count;
}

// In a child, without its words. Result: whether all files hold.
static bool holds(int mutation, const char *path) {
  (void)fflush(stdout);
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    neap__mutation = mutation;
    EXPECT(freopen("/dev/null", "we", stderr) != NULL);
    _exit(replay(path) > 0 ? 0 : 1);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  return status == 0;
}

static int replay_mutations(const char *path) {
  int survived = 0;
  for (int i = 0; i < neap__mutation_count; i++) {
    bool found = !holds(i + 1, path);
    printf("%-28s %s\n", neap__mutations[i].name, found ? "found" : "NOT FOUND");
    survived += !found;
  }
  EXPECT(neap__mutation_count > 0);
  EXPECT(holds(0, path));
  printf("%d bugs, %d not found; without them all files hold\n", neap__mutation_count, survived);
  return survived ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--mutations") == 0) {
    return replay_mutations(argv[2]);
  }
  int files = 0;
  for (int i = 1; i < argc; i++) {
    files += replay(argv[i]);
  }
  printf("%d files hold\n", files);
  return files ? EXIT_SUCCESS : EXIT_FAILURE;
}
