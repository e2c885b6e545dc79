// bench-idle: bursts of allocation by several threads, of which a part survives; then all threads rest, without a call of malloc or free, until
// standard input ends. `bench/idle/compare` runs it under many allocators and reads its memory from outside.
// When the rest begins it writes one line: the bytes that live (as they were asked for), their blocks, what they must cost at least (floor.h), whose malloc it
// was, its threads.
// When the rest ends, it looks whether all survivors are still what they were.
#include "burst.h"
#include "floor.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_FAILED = 1, STATUS_USAGE = 2 };

static const char *const pattern_names[PATTERN_COUNT] = {
  [PATTERN_OWN] = "own",
  [PATTERN_CROSS] = "cross",
  [PATTERN_QUEUE] = "queue",
  [PATTERN_BUNDLER] = "bundler",
};

static const char *const sizes_names[SIZES_COUNT] = {
  [SIZES_BUNDLER] = "bundler",
  [SIZES_EVEN] = "even",
};

static void print_help(void) {
  printf("Bursts of allocation, then a rest until standard input ends.\n\n"
         "Usage: bench-idle PATTERN [options]\n\n"
         "  own          each thread frees what it allocated\n"
         "  cross        its neighbour does, after all have allocated\n"
         "  queue        half of the threads allocate, the others free at the same time\n"
         "  bundler      threads draw modules of very different sizes, and others' to free\n\n"
         "  --kept=N     0, or one run of N survives (N up to 1000) [20]\n"
         "  --run=N      neighbours in order of allocation that survive together [1]\n"
         "  --sizes=NAME bundler: many small ones, half of the bytes in those above 4 KiB; even: "
         "each\n"
         "               doubling from 16 bytes to 8 KiB equally likely [bundler]\n"
         "  --distinct   survivors are allocated by a function of their own\n"
         "  --mib=N      that each burst allocates, of all threads together [128]\n"
         "  --bursts=N   survivors live until the next one has ended [4]\n"
         "  --threads=N  an even number, 2 to %d [8]\n"
         "  --seed=N     [1]\n",
         BURST_THREADS_MAX);
}

static bool complain(const char *words, const char *about) {
  fprintf(stderr, "bench-idle: %s%s; try bench-idle --help\n", words, about);
  return false;
}

static bool read_number(const char *name, uint64_t low, uint64_t high, uint64_t *number) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(optarg, &end, 10);
  if (errno == 0 && *end == '\0' && *optarg >= '0' && *optarg <= '9' && value >= low &&
      value <= high) {
    *number = value;
    return true;
  }
  fprintf(stderr, "bench-idle: --%s takes %llu to %llu, not %s; try bench-idle --help\n", name,
          (unsigned long long)low, (unsigned long long)high, optarg);
  return false;
}

// The name's place in the list. -1: it is not there, which is told in these words.
static int find_name(const char *const *names, int count, const char *name, const char *words) {
  for (int place = 0; place < count; place++) {
    if (strcmp(name, names[place]) == 0) return place;
  }
  complain(words, name);
  return -1;
}

static bool apply_option(Load *load, int option) {
  int place;
  switch (option) {
    case 'k': return read_number("kept", 0, 1000, &load->kept_one_of);
    case 'n': return read_number("run", 1, 1 << 20, &load->run);
    case 'z':
      place = find_name(sizes_names, SIZES_COUNT, optarg, "there are no sizes ");
      load->sizes = (Sizes)place;
      return place >= 0;
    case 'd': load->distinct = true; return true;
    case 'm': return read_number("mib", 1, 1 << 20, &load->mib);
    case 'b': return read_number("bursts", 1, 1000, &load->bursts);
    case 't':
      return read_number("threads", 2, BURST_THREADS_MAX, &load->threads) &&
             (load->threads % 2 == 0 || complain("--threads takes an even number", ""));
    case 's': return read_number("seed", 0, UINT64_MAX, &load->seed);
    default: return complain("the options are at fault", "");
  }
}

// false: told on stderr. *helped: there is nothing to run.
static bool parse_call(int argc, char **argv, Load *load, bool *helped) {
  static const struct option options[] = {
    { "kept", required_argument, NULL, 'k' },    { "run", required_argument, NULL, 'n' },
    { "sizes", required_argument, NULL, 'z' },   { "distinct", no_argument, NULL, 'd' },
    { "mib", required_argument, NULL, 'm' },     { "bursts", required_argument, NULL, 'b' },
    { "threads", required_argument, NULL, 't' }, { "seed", required_argument, NULL, 's' },
    { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
  };
  int option;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet
  while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
    if (option == 'h') {
      print_help();
      *helped = true;
      return true;
    }
    if (!apply_option(load, option)) return false;
  }
  if (optind + 1 != argc) return complain("name one pattern", "");
  int place = find_name(pattern_names, PATTERN_COUNT, argv[optind], "there is no pattern ");
  load->pattern = (Pattern)place;
  return place >= 0;
}

// Writes the line; the buffers are on the stack, for stdio may allocate.
static void tell_rest(const Rest *rest, uint64_t floor) {
  char line[4096];
  int length =
      snprintf(line, sizeof line, "rest live %llu blocks %llu floor %llu allocator %s threads %d",
               (unsigned long long)rest->live_bytes, (unsigned long long)rest->live_blocks,
               (unsigned long long)floor, work_allocator(), (int)getpid());
  for (uint64_t i = 0; i < rest->thread_count; i++) {
    length += snprintf(line + length, sizeof line - (size_t)length, ",%d", rest->threads[i]);
  }
  line[length++] = '\n';
  ssize_t written = write(STDOUT_FILENO, line, (size_t)length);
  (void)written; // whoever listens sees that it is missing
}

static void wait_for_end(void) {
  char byte;
  ssize_t got;
  do {
    got = read(STDIN_FILENO, &byte, 1);
  } while (got > 0 || (got < 0 && errno == EINTR));
}

int main(int argc, char **argv) {
  static Load load = {
    .kept_one_of = 20, .run = 1, .mib = 128, .bursts = 4, .threads = 8, .seed = 1
  };
  bool helped = false;
  if (!parse_call(argc, argv, &load, &helped)) return STATUS_USAGE;
  if (helped) return 0;
  static Rest rest; // threads that rest know it
  uint64_t floor = floor_bytes(&load);
  burst_run(&load, &rest);
  tell_rest(&rest, floor);
  wait_for_end();
  if (!burst_intact(&rest)) {
    fputs("bench-idle: a survivor is not what it was\n", stderr);
    _exit(STATUS_FAILED);
  }
  _exit(0); // the threads rest for ever
}
