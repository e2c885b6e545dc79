// A program under measurement: started through neap-launch, followed by its phase marks, stopped. Threads: the main one only.
#ifndef NEAP_BENCH_CHILD_H
#define NEAP_BENCH_CHILD_H

#include "mark.h"

#include "base/err.h"

#include <sys/types.h>

// Descriptors that the started program finds open.
enum { CHILD_REPORT_FD = 3, CHILD_MARKS_FD = 4 };

// How a program other than the bundler is told of the latter.
#define CHILD_MARKS_SETTING "AB_MARKS_FD=4"

// What to start. Everything is borrowed for the call.
typedef struct ChildSpec {
  const char *launcher;        // path of neap-launch
  const char *const *settings; // "NAME=VALUE" for the program only, NULL-terminated
  const char *const *argv;     // path and arguments, NULL-terminated
  const char *output;          // file that takes its standard output and error
  const char *group_door;      // of its control group (cgroup.h), or NULL
} ChildSpec;

// How it ended and what it used, as the kernel told neap-launch.
typedef struct ChildEnd {
  bool known;
  bool by_signal;
  int code; // exit status or signal number
  uint64_t peak_bytes;
  double user_seconds;
  double system_seconds;
  uint64_t minor_faults;
  uint64_t major_faults;
  uint64_t voluntary_switches;
  uint64_t involuntary_switches;
  double wall_seconds; // from its start on
} ChildEnd;

typedef struct Child {
  pid_t launcher;
  pid_t pid; // 0: not told yet
  int report_fd;
  int marks_fd;
  Buf report; // read and not yet taken
  Buf marks;
  char *failure; // owned; why the program could not be started
  ChildEnd end;
} Child;

typedef enum ChildEventType {
  CHILD_QUIET,   // nothing came in the time given
  CHILD_MARK,    // a phase mark; pid is known
  CHILD_NO_MARK, // a line that is no mark
  CHILD_ENDED,   // it is gone and `end` or `failure` is filled
  CHILD_STOP,    // Ctrl-C or SIGTERM came
} ChildEventType;

typedef struct ChildEvent {
  ChildEventType type;
  Mark mark;
} ChildEvent;

// On success the child is ended by child_clear.
bool child_start(Child *child, const ChildSpec *spec, Err *err) __attribute__((warn_unused_result));

// Waits for what happens next, at most `timeout_ms`.
ChildEvent child_next(Child *child, int timeout_ms);

// Asks it to end; where it does not, it is killed five seconds later. CHILD_ENDED comes in either case.
void child_stop(const Child *child);

// Kills it and all that it started if it still runs, waits for its end and frees everything.
void child_clear(Child *child);

#endif
