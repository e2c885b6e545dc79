// bench-alloc: one micro-benchmark of the allocator that the process has, by default libc's, else what LD_PRELOAD brings. `bench/alloc/compare` runs it
// under many. Prints one line: what was done, wall and CPU time for each operation, the process's peak memory, whose malloc it was.
#include "work.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { STATUS_FAILED = 1, STATUS_USAGE = 2 };

typedef struct Benchmark {
  const char *name;
  const char *summary;
  uint64_t (*run)(const Job *job);
  unsigned millions; // of operations in a full run: a tenth to half of a second
  size_t size_bytes; // without --size; 0: a mixture
  bool sized;        // takes --size
  bool threaded;     // is meant for several threads
} Benchmark;

static const Benchmark benchmarks[] = {
  { "pair", "a block comes and goes", bench_pair, 20, 64, true, false },
  { "batch", "a thousand blocks come, then go", bench_batch, 10, 64, true, false },
  { "calloc", "cleared blocks, replaced at random", bench_calloc, 4, 0, true, false },
  { "realloc", "buffers that grow side by side", bench_realloc, 1, 0, false, false },
  { "aligned", "aligned blocks, replaced at random", bench_aligned, 4, 0, true, false },
  { "cfrac", "tiny temporaries", bench_cfrac, 10, 0, false, false },
  { "espresso", "arrays of small blocks, built and freed together", bench_espresso, 10, 0, false,
    false },
  { "alloc-test", "a large table filled and emptied at random", bench_alloc_test, 2, 0, false,
    true },
  { "sh6", "batches of which a quarter stays", bench_sh6, 10, 0, false, true },
  { "sh8", "blocks freed through a common table", bench_sh8, 6, 0, false, true },
  { "larson", "a server whose threads hand their blocks on", bench_larson, 6, 0, false, true },
  { "xmalloc", "producers and consumers", bench_xmalloc, 4, 0, false, true },
  { "mstress", "keep, free, swap; threads end", bench_mstress, 4, 0, false, true },
  { "rptest", "16 bytes to 16 KiB, lists to a neighbour", bench_rptest, 2, 0, false, true },
  { "cache-scratch", "neighbours handed out: passive false sharing", bench_cache_scratch, 4, 0,
    false, true },
  { "cache-thrash", "neighbours given out: active false sharing", bench_cache_thrash, 4, 0, false,
    true },
  { "churn", "threads that come and go", bench_churn, 2, 0, false, true },
};

enum { BENCHMARK_COUNT = sizeof benchmarks / sizeof *benchmarks };

static void print_help(void) {
  printf(
      "One micro-benchmark of malloc and free.\n\n"
      "Usage: bench-alloc BENCHMARK [--threads=N] [--size=BYTES] [--scale=X] [--seed=N]\n\n"
      "  --threads=N   1 to %d [1]\n"
      "  --size=BYTES  of each block, for those marked s\n"
      "  --scale=X     times the usual number of operations [1]\n"
      "  --seed=N      order of sizes and places [1]\n"
      "  --list        name, marks (s: takes --size, t: meant for several threads) and summary\n\n",
      WORK_THREADS_MAX);
}

static void print_list(void) {
  for (size_t i = 0; i < BENCHMARK_COUNT; i++) {
    const Benchmark *benchmark = &benchmarks[i];
    printf("%-14s %s%s  %s\n", benchmark->name, benchmark->sized ? "s" : "-",
           benchmark->threaded ? "t" : "-", benchmark->summary);
  }
}

static const Benchmark *find_benchmark(const char *name) {
  for (size_t i = 0; i < BENCHMARK_COUNT; i++) {
    if (strcmp(benchmarks[i].name, name) == 0) return &benchmarks[i];
  }
  return NULL;
}

// --- The call ---

// A number in [low, high], or NaN.
static double parse_number(const char *text, double low, double high) {
  char *end;
  errno = 0;
  double number = strtod(text, &end);
  return errno == 0 && end != text && *end == '\0' && number >= low && number <= high ? number
                                                                                      : NAN;
}

typedef struct Call {
  const Benchmark *benchmark;
  Job job;
  bool done; // help or list was printed
} Call;

static bool complain(const char *words, const char *about) {
  fprintf(stderr, "bench-alloc: %s%s; try bench-alloc --help\n", words, about);
  return false;
}

static bool apply_option(Call *call, int option, double *scale) {
  double number;
  switch (option) {
    case 't':
      number = parse_number(optarg, 1, WORK_THREADS_MAX);
      if (isnan(number)) return complain("--threads takes 1 to 64, not ", optarg);
      call->job.threads = (int)number;
      return true;
    case 's':
      number = parse_number(optarg, 1, 1 << 30);
      if (isnan(number)) return complain("--size takes 1 to 1073741824 bytes, not ", optarg);
      call->job.size_bytes = (size_t)number;
      return true;
    case 'x':
      *scale = parse_number(optarg, 1e-4, 1e4);
      return !isnan(*scale) || complain("--scale takes 0.0001 to 10000, not ", optarg);
    case 'r':
      number = parse_number(optarg, 0, 1e15);
      if (isnan(number)) return complain("--seed takes a number, not ", optarg);
      call->job.seed = (uint64_t)number;
      return true;
    case 'l':
      print_list();
      call->done = true;
      return true;
    case 'h':
      print_help();
      print_list();
      call->done = true;
      return true;
    default: return complain("the options are at fault", "");
  }
}

static bool parse_call(int argc, char **argv, Call *call) {
  static const struct option options[] = {
    { "threads", required_argument, NULL, 't' },
    { "size", required_argument, NULL, 's' },
    { "scale", required_argument, NULL, 'x' },
    { "seed", required_argument, NULL, 'r' },
    { "list", no_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
  };
  double scale = 1;
  call->job = (Job){ .threads = 1, .seed = 1 };
  int option;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet
  while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
    if (!apply_option(call, option, &scale)) return false;
    if (call->done) return true;
  }
  if (optind + 1 != argc) return complain("name one benchmark", "");
  call->benchmark = find_benchmark(argv[optind]);
  if (!call->benchmark) return complain("there is no benchmark ", argv[optind]);
  if (call->job.size_bytes != 0 && !call->benchmark->sized)
    return complain("--size is not for ", call->benchmark->name);
  if (call->job.size_bytes == 0) call->job.size_bytes = call->benchmark->size_bytes;
  // A block of 64 KiB costs more than one of 64 bytes, by its page faults.
  double share = call->job.size_bytes > 1024 ? 1024.0 / (double)call->job.size_bytes : 1;
  double operations = (double)call->benchmark->millions * 1e6 * scale * sqrt(share);
  call->job.operations = operations < 1000 ? 1000 : (uint64_t)operations;
  return true;
}

// --- The measurement ---

static double wall_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

// The peak of this program's own memory. Unlike ru_maxrss, the kernel's VmHWM begins anew with each exec.
static long peak_kib(void) {
  char line[256];
  long peak = -1;
  FILE *status = fopen("/proc/self/status", "re");
  while (status && fgets(line, sizeof line, status)) {
    if (strncmp(line, "VmHWM:", 6) == 0) peak = strtol(line + 6, NULL, 10);
  }
  if (status) fclose(status);
  return peak;
}

int main(int argc, char **argv) {
  Call call = { 0 };
  if (!parse_call(argc, argv, &call)) return STATUS_USAGE;
  if (call.done) return 0;

  double wall = wall_seconds();
  double cpu = cpu_seconds();
  uint64_t operations = call.benchmark->run(&call.job);
  wall = wall_seconds() - wall;
  cpu = cpu_seconds() - cpu;
  long peak = peak_kib();
  if (peak < 0) {
    fputs("bench-alloc: /proc/self/status tells no VmHWM\n", stderr);
    return STATUS_FAILED;
  }
  printf("%s threads %d size %zu operations %llu wall_ns %.3f cpu_ns %.3f peak_kib %ld "
         "allocator %s\n",
         call.benchmark->name, call.job.threads, call.job.size_bytes,
         (unsigned long long)operations, wall * 1e9 / (double)operations,
         cpu * 1e9 / (double)operations, peak, work_allocator());
  return 0;
}
