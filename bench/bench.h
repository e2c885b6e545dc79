// The A/B run: how do allocators differ under this bundler's work, and is the difference real? Threads: the main one only; signal
// handlers and the signal mask are changed while it runs.
#ifndef NEAP_BENCH_H
#define NEAP_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Exit statuses; 128 + the signal's number after Ctrl-C or SIGTERM.
typedef enum AbStatus {
  AB_OK = 0,
  AB_FAILED = 1,       // the workload failed
  AB_USAGE = 2,        // the call is at fault
  AB_REGRESSION = 3,   // a gate was broken
  AB_INCONCLUSIVE = 4, // a gate could not be decided
  AB_UNFIT =
      5, // an allocator is not there or not in force, or the machine does not let itself be measured
} AbStatus;

enum { AB_ARMS_MAX = 16, AB_BLOCKS_MAX = 1000, AB_AT_ONCE_MAX = 64 };

// Everything is borrowed and must last as long as ab_run. NULL and 0 mean the default in brackets.
typedef struct AbOptions {
  const char *const *arms; // texts as in arm.h; the first is the baseline [private, shared]
  size_t arm_count;
  const char *const
      *factors; // texts "NAME=VALUE,VALUE…": every arm is run with each value of the setting
  size_t factor_count;
  const char *const *gates; // texts as in gate.h
  size_t gate_count;
  const char *const *allowed; // texts "METRIC=REASON": gates that may be broken this time
  size_t allowed_count;
  const char *const *build_options; // further options for `neap build`, or the command
  size_t build_option_count;
  const char *project;  // entry file or folder [the sample project]
  const char *workload; // as in workload.h [cold,rebuild:5,idle:1,3]
  const char *preset;   // pr, ci, nightly: what blocks and workload are where not said [none]
  const char *markdown; // file that takes the report in Markdown at the end [none]
  const char *html;     // the same for one HTML page [none]
  const char *junit;    // the same for JUnit's XML [none]
  const char *json;     // file that takes the report after every block [none]
  const char
      *part; // "K/N": only the K-th of N parts of the blocks, to be joined with the others [all]
  const char
      *resume; // a JSON report to go on from: it says what is run, and takes the result [none]
  const char *program; // what is measured [neap-libc beside the running program, or as installed]
  const char *libneap; // [libneap.so likewise]
  const char *repository; // what git:REV is a revision of [the source tree that we were built from]
  const char *launcher;   // [neap-launch likewise]
  const char *counter;    // [libneap-count.so likewise, if it is there]
  uint32_t blocks;        // [8]
  uint32_t threads;       // [8]
  uint32_t
      at_once; // programs that go on beside each other, of which one works and the others rest [1]
  uint32_t seed;            // [drawn]
  uint32_t timeout_seconds; // a run without a sign of life [300]
  bool is_command; // build_options are a program and its arguments, measured instead of the bundler
  bool quick;      // fewer blocks and a shorter workload, where they are not given
  bool confirm;    // run broken gates once more before they count
  bool github;     // annotations on standard output, and the job's summary
  bool color;      // on standard output
} AbOptions;

// Runs it, prints the table on standard output and progress and errors on standard error. Returns an exit status.
int ab_run(const AbOptions *options);

// Prints a command line for each of `parts` parts of the run (0: one for each block), shell-quoted, that writes its report into
// `folder`; `self` is the program's path. Returns an exit status.
int ab_plan(const AbOptions *options, const char *self, const char *folder, uint32_t parts);

// Joins the JSON reports of a run's parts and reports as ab_run does; of `options` only what concerns reports and gates counts. Blocks
// that are missing or stand in two reports are named on standard error; with missing ones the status is AB_FAILED.
int ab_merge(const AbOptions *options, const char *const *paths, size_t path_count);

// Prints what would spoil a run on this machine and how to mend it. Returns AB_OK, or AB_UNFIT when nothing can be measured here.
int doctor_run(void);

#endif
