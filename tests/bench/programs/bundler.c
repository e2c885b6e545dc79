// A workload that plays the bundler's part: it takes the same options and writes the same marks as `neap build`, and does with memory
// what the tests can foresee. WORKLOAD in its environment makes it misbehave:
//   crash    dies in the first rebuild          fail    an error message and status 1
//   hang     no sign after cold-begin           early   ends well before its rest
//   disorder marks out of order                 noise   a line that is no mark
//   more     holds a fifth more memory          slow    takes twice as long
//   grow     holds a fiftieth more each time    once    as more, but only the first six times
//   five     holds a twentieth more memory      spin    takes three hundredths more processor time
// As `watch` it follows the project's src/main.js, and as a build that leaves a metafile it has read that file. There it may also be
//   broken   tells an error after the second save    nervous  builds once more than there is to build
// grow and once count their runs in the file that WORKLOAD_COUNT names.
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOCKS = 2000, BLOCK_BYTES = 16 << 10 };

static char *blocks[BLOCKS + BLOCKS / 5];
static int marks_fd;
static const char *manner = "";

static bool is_manner(const char *name) {
  return strcmp(manner, name) == 0;
}

static void mark(const char *name) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char line[96];
  int length = snprintf(line, sizeof line, "mark %s %lld\n", name,
                        (long long)now.tv_sec * 1000000000 + now.tv_nsec);
  if (write(marks_fd, line, (size_t)length) < 0) _exit(70);
}

// How many runs there were before; one more is noted.
static int count_run(void) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  const char *path = getenv("WORKLOAD_COUNT");
  FILE *file = path ? fopen(path, "ae") : NULL;
  if (file == NULL || fputc('.', file) == EOF) _exit(70);
  int before = (int)ftell(file) - 1;
  if (fclose(file) != 0) _exit(70);
  return before;
}

static int block_count(void) {
  if (is_manner("five")) return BLOCKS + BLOCKS / 20;
  if (is_manner("more")) return BLOCKS + BLOCKS / 5;
  if (is_manner("grow")) {
    int more = count_run() * (BLOCKS / 50);
    return BLOCKS + (more < BLOCKS / 5 ? more : BLOCKS / 5);
  }
  if (is_manner("once")) return count_run() < 6 ? BLOCKS + BLOCKS / 5 : BLOCKS;
  return BLOCKS;
}

static void build(void) {
  int count = block_count();
  for (int pass = is_manner("slow") ? 0 : 1; pass < 2; pass++) {
    for (int i = 0; i < count; i++) {
      free(blocks[i]);
      blocks[i] = malloc(BLOCK_BYTES);
      if (blocks[i] == NULL) _exit(70);
      memset(blocks[i], i, BLOCK_BYTES);
    }
  }
}

static double cpu_seconds(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

// A build, and 3 % of its time on top.
static void build_and_spin(void) {
  double before = cpu_seconds();
  build();
  double until = cpu_seconds() + (cpu_seconds() - before) * 0.03;
  while (cpu_seconds() < until) {
  }
}

static int option_number(int argc, char **argv, const char *name) {
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], name, strlen(name)) == 0)
      return (int)strtol(argv[i] + strlen(name), NULL, 10);
  }
  return 0;
}

static void rest_for(int seconds) {
  struct timespec left = { .tv_sec = seconds };
  nanosleep(&left, NULL);
}

static void rest(int seconds) {
  mark("idle-begin");
  rest_for(seconds);
  mark("idle-end");
}

static const char *option_text(int argc, char **argv, const char *name) {
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], name, strlen(name)) == 0) return argv[i] + strlen(name);
  }
  return NULL;
}

static void leave_metafile(const char *path, const char *project) {
  FILE *file = fopen(path, "we");
  if (file == NULL) _exit(70);
  fprintf(file,
          "{\"inputs\": {\"%s/src/main.js\": {}}, \"outputs\": {\"out.js\": {\"entryPoint\": "
          "\"%s/src/main.js\", \"inputs\": {\"%s/src/main.js\": {\"bytesInOutput\": 1}}}}}\n",
          project, project, project);
  if (fclose(file) != 0) _exit(70);
}

// The entry is the bundle.
static void bundle(const char *entry, const char *out) {
  char text[4096];
  FILE *from = fopen(entry, "re");
  FILE *to = fopen(out, "we");
  if (from == NULL || to == NULL) _exit(70);
  size_t length = fread(text, 1, sizeof text, from);
  if (fwrite(text, 1, length, to) != length || fclose(to) != 0 || fclose(from) != 0) _exit(70);
  build();
}

static long long file_identity(const char *path) {
  struct stat what;
  return stat(path, &what) == 0 ? (long long)what.st_ino * 1000003 + what.st_mtim.tv_nsec : 0;
}

// Until it is killed.
static void watch(const char *entry, const char *out) {
  mark("cold-begin");
  long long seen = file_identity(entry);
  bundle(entry, out);
  mark("cold-end");
  for (int saves = 0;;) {
    long long now = file_identity(entry);
    nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    bool is_nervous = is_manner("nervous") && saves == 0;
    if (now == seen && !is_nervous) continue;
    seen = now;
    mark("rebuild-begin");
    if (++saves > 2 && is_manner("broken")) {
      fputs("error[X1]: that is no code\n  frame\n", stderr);
    } else {
      bundle(entry, out);
    }
    mark("rebuild-end");
  }
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    free(malloc(1));
    return 0;
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  const char *asked = getenv("WORKLOAD");
  if (asked) manner = asked;
  marks_fd = option_number(argc, argv, "--bench-marks=");
  mark("start");
  if (is_manner("noise")) mark("nonsense");
  if (is_manner("disorder")) mark("cold-end");
  if (is_manner("fail")) {
    fputs("error[X1]: no such module\n  frame\n\n1 error\n", stderr);
    return 1;
  }
  if (strcmp(argv[1], "watch") == 0) watch(argv[2], option_text(argc, argv, "--outfile="));
  mark("cold-begin");
  if (is_manner("hang")) rest_for(600);
  if (is_manner("spin")) {
    build_and_spin();
  } else {
    build();
  }
  mark("cold-end");
  for (int i = option_number(argc, argv, "--bench-rebuild="); i > 0; i--) {
    mark("rebuild-begin");
    if (is_manner("crash")) raise(SIGSEGV);
    build();
    mark("rebuild-end");
  }
  const char *metafile = option_text(argc, argv, "--metafile=");
  if (metafile) leave_metafile(metafile, argv[2]);
  int seconds = option_number(argc, argv, "--bench-idle=");
  if (seconds != 0 && !is_manner("early")) rest(seconds);
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
    free(blocks[i]);
  }
  return 0;
}
